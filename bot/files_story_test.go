package main

import (
	"bytes"
	"image"
	"image/jpeg"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"omzien/adapters/slack/slacktest"
	"omzien/adapters/telegram/telegramtest"
)

// snapshot is a photo as a telephone writes it, with where it was.
func snapshot(t *testing.T, where string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 320, 200)), nil); err != nil {
		t.Fatal(err)
	}
	exif := "Exif\x00\x00" + where
	head := []byte{0xff, 0xd8, 0xff, 0xe1, 0, byte(len(exif) + 2)}
	return slices.Concat(head, []byte(exif), b.Bytes()[2:])
}

// TestS11FilesGoBothWays between Telegram and a thread in Slack, as the text that
// they came with; and what does not pass is told to whoever sent it.
func TestS11FilesGoBothWays(t *testing.T) {
	t.Parallel()
	const where = "+52.3702+004.8952/"
	p := platformsOn(t)
	p.starts(1, false, "DATABASE_URL=sqlite:"+filepath.Join(t.TempDir(), "omzien.db"))
	sam := p.sam
	sam.Start("jongeren")
	p.presses("Ja")
	p.presses("Gewoon praten")
	p.reads("Wil je er al iets over vertellen")
	sam.SendFile("photo", "Dit kreeg ik.", snapshot(t, where)) // while the bot has the talk
	p.reads("Hoe mogen we je noemen")
	sam.Write("Sam")
	card := p.channel.Await("a card", func(c slacktest.Post) bool { return c.Has("Oppakken") })
	first := p.file(card.TS, 0)
	if content, _ := p.slack.Sent(first); !bytes.HasPrefix(content, []byte("\xff\xd8\xff")) || bytes.Contains(content, []byte(where)) {
		t.Errorf("what was sent to the bot: %d bytes", len(content))
	}
	p.noor.Press(p.channel, card.TS, "Oppakken")
	p.reads("Noor van het jongerenwerk is er nu voor je.")

	sam.SendFile("voice", "", []byte(voice()))
	spoken := p.file(card.TS, 1)
	if content, title := p.slack.Sent(spoken); title != "Spraakbericht" || !bytes.HasPrefix(content, []byte("OggS")) || !strings.HasSuffix(spoken, ".ogg") {
		t.Errorf("%s, called %s", spoken, title)
	}
	sam.SendFile("document", "Lees dit even", []byte("MZ a program"))
	p.thread(card.TS, "dit soort bestand laten we niet door")
	p.thread(card.TS, "Lees dit even")
	p.reads("Dit soort bestand kunnen we niet openen.")

	p.noor.Share(p.channel, card.TS, "Dit is onze deur", slacktest.File{ID: "F1", Name: "Noor thuis.jpg", Mimetype: "image/jpeg", Content: snapshot(t, where)})
	shown := sam.See("Dit is onze deur")
	if shown.File == nil || shown.File.Field != "photo" || shown.File.Name != "foto.jpg" || bytes.Contains(shown.File.Content, []byte(where)) || !strings.Contains(shown.Text, "Noor") {
		t.Errorf("on the screen: %+v", shown)
	}
	p.thread(card.TS, "Verstuurd naar Sam")
	p.noor.Share(p.channel, card.TS, "", slacktest.File{ID: "F2", Name: "brief.docx", Mimetype: "application/zip", Content: []byte("PK")})
	p.thread(card.TS, "Bewaar een ander bestand als pdf")
	p.noor.Share(p.channel, card.TS, "Kijk hier eens", slacktest.File{ID: "F3", Mimetype: "image/png", Content: []byte("<html>")})
	p.thread(card.TS, "Niet verstuurd naar Sam")
	p.bas.Share(p.channel, card.TS, "", slacktest.File{ID: "F4", Mimetype: "image/jpeg", Content: snapshot(t, where)})
	p.thread(card.TS, "Bewaard als notitie") // law 7
	p.noor.Reply(p.channel, card.TS, "Tot straks!")
	held := p.channel.Await("a question", func(c slacktest.Post) bool { return c.ThreadTS == card.TS && c.Has("Stuur naar Sam") })
	for _, button := range held.Buttons {
		if strings.HasPrefix(button, "Stuur naar") {
			p.noor.Press(p.channel, held.TS, button)
		}
	}
	p.reads("Tot straks!")
	if n := slices.IndexFunc(sam.Screen(), func(s telegramtest.Shown) bool { return strings.Contains(s.Text, "Kijk hier eens") }); n >= 0 {
		t.Error("words about a file went without it")
	}
	if files := slices.DeleteFunc(sam.Screen(), func(s telegramtest.Shown) bool { return s.File == nil || strings.HasSuffix(s.File.Name, ".png") }); len(files) != 1 {
		t.Errorf("%d files on the screen", len(files))
	}
	p.secretive(append(p.telegramSecrets(), "Dit is onze deur", "Noor thuis", where, "Kerkstraat"))
}

// file waits for the n-th file that the program posted below the card, and gives its name.
func (p *platforms) file(root string, n int) (name string) {
	p.t.Helper()
	var found []string
	p.channel.Await("a file in the thread", func(slacktest.Post) bool {
		found = nil
		for _, c := range p.channel.Thread(root) {
			if c.User == slacktest.BotUser && c.Subtype == "file_share" {
				found = append(found, strings.Trim(c.Text[strings.LastIndexByte(c.Text, '['):], "[]"))
			}
		}
		return len(found) > n
	})
	return found[n]
}

// voice is a voice message: three pages of Ogg.
func voice() string {
	page := func(packet string) string {
		return "OggS" + string(make([]byte, 22)) + "\x01" + string([]byte{byte(len(packet))}) + packet
	}
	return page("OpusHead") + page("OpusTags\x00\x00\x00\x00\x00\x00\x00\x00") + page("sound")
}
