package webdesk

import (
	"slices"
	"testing"

	"omzien/bot/chat"
)

// TestWorkersReadWhatTheBotShowed: a picture and a link in words; what a person
// sent is told as before.
func TestWorkersReadWhatTheBotShowed(t *testing.T) {
	door := chat.File{Kind: "photo", ID: chat.MediaID("d0"), Name: "deur.png", About: "Een rode deur"}
	link := &chat.Link{Label: "De kaart", URL: "https://kaart.example.nl/"}
	v := newBench(t).desk.thread(chat.Thread{Lines: []chat.ShownLine{
		{Line: chat.Line{Kind: chat.LineBot, Text: "Kijk", Files: []chat.File{door}, Link: link}},
		{Line: chat.Line{Kind: chat.LinePerson, Text: "Kijk", Files: []chat.File{{Kind: "photo", ID: "AgAC"}}}},
	}}, worker{})
	if bot := v.Lines[0]; bot.Text != "Kijk\n(foto: Een rode deur)\nDe kaart: https://kaart.example.nl/" || len(bot.Files) != 0 {
		t.Errorf("the bot's: %+v", bot)
	}
	if person := v.Lines[1]; person.Text != "Kijk" || !slices.Equal(person.Files, []string{"stuurde een foto"}) {
		t.Errorf("the person's: %+v", person)
	}
}
