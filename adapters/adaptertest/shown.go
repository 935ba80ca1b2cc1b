package adaptertest

import (
	"bytes"
	"image"
	"image/png"
	"slices"
	"strings"
	"testing"

	"omzien/adapters"
	"omzien/bot/chat"
)

// shown is the picture of the exam, as the playbook would have it.
var shown = chat.File{Kind: "photo", ID: chat.MediaID("e8a4"), Name: "deur.png", About: "Een rode deur met een bel"}

// theMedia has the exam's picture, and no other.
func theMedia(id string) (content []byte, name, mime string, ok bool) {
	if id != shown.ID {
		return nil, "", "", false
	}
	var b bytes.Buffer
	if png.Encode(&b, image.NewGray(image.Rect(0, 0, 30, 20))) != nil {
		return nil, "", "", false
	}
	return b.Bytes(), shown.Name, "image/png", true
}

// shows is a message of the bot with a file and a link.
func (s *sitting) shows(n int, text string, file chat.File) chat.Message {
	return chat.Message{
		ID: chat.Key("shown", n), To: s.Platform.Address(0), Talk: "exam", Class: chat.Prompt, Speaker: chat.Program,
		Text: text, Files: []chat.File{file}, Link: &chat.Link{Label: "Bekijk de kaart", URL: "https://kaart.example.nl/?plek=7"},
	}
}

// asksShown asks what becomes of a link and a picture: each arrives as such or in
// words, also where the picture is gone.
func asksShown(t testing.TB, s *sitting) {
	p := s.watch(t)
	gone := shown
	gone.ID = chat.MediaID("0000")
	content, _, _, _ := theMedia(shown.ID)
	for i, m := range []chat.Message{
		s.shows(0, "Hier is de inloop.", shown), s.shows(1, "", shown), s.shows(2, "Hier is de inloop.", gone),
	} {
		var words strings.Builder
		var links []string
		pictures := 0
		for _, part := range adapters.Fit(m, s.Adapter.Limits()) {
			if _, err := s.send(part, p, Fine); err != nil {
				t.Fatalf("message %d: %v", i, kind(err))
			}
			posted := p.taken()
			if len(posted) != 1 {
				t.Fatalf("message %d: one part was %d calls", i, len(posted))
			}
			words.WriteString(posted[0].Text + "\n")
			links = append(links, posted[0].Links...)
			if posted[0].File != nil {
				if pictures++; !bytes.Equal(posted[0].File, content) {
					t.Errorf("message %d: it is another picture", i)
				}
			}
		}
		if !strings.Contains(words.String(), m.Text) {
			t.Errorf("message %d: its words are %.200q", i, words.String())
		}
		if !slices.Contains(links, m.Link.URL) && !strings.Contains(words.String(), m.Link.Plain()) {
			t.Errorf("message %d: the link is neither in %q nor in %.200q", i, links, words.String())
		}
		if inWords := strings.Contains(words.String(), shown.Plain()); inWords == (pictures > 0) || pictures > 1 {
			t.Errorf("message %d: %d pictures, in words too: %v", i, pictures, inWords)
		}
	}
}
