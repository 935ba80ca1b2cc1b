package flows

import (
	"strings"
	"time"

	"omzien/bot/chat"
)

// Pictured is, in a transcript, that a worker looks at the neighbourhood picture. It is
// no event: nothing comes of it but what the desk reads. The Move's Text is the month
// (chat.MonthLayout), empty for that of today.
const Pictured chat.Kind = "pictured"

// How a worker looks at the neighbourhood picture, and tells a story beside it; the
// Move's Team is the neighbourhood then.
const (
	pictureWords = "bekijkt het wijkbeeld"
	pictureOf    = " van "
	storyWords   = "vertelt over "
)

// aboutPicture reads either. False: it is something else.
func (m *Move) aboutPicture(doing string) bool {
	if rest, ok := strings.CutPrefix(doing, pictureWords); ok {
		month, named := strings.CutPrefix(rest, pictureOf)
		if _, err := time.Parse(chat.MonthLayout, month); named && err != nil || !named && rest != "" {
			return false
		}
		m.Act, m.Text = Pictured, month
		return true
	}
	rest, ok := strings.CutPrefix(doing, storyWords)
	place, text, told := strings.Cut(rest, ":")
	if !ok || !told || !oneWord(place) {
		return false
	}
	m.Act, m.Team, m.Text = chat.Recounted, place, tidy(unescape(text))
	return true
}

// renderPicture writes it; empty where it is something else.
func (m Move) renderPicture() string {
	switch {
	case m.Act == chat.Recounted:
		return "desk> " + m.Who + " " + storyWords + m.Team + ": " + escape(m.Text)
	case m.Act != Pictured:
		return ""
	case m.Text == "":
		return "desk> " + m.Who + " " + pictureWords
	}
	return "desk> " + m.Who + " " + pictureWords + pictureOf + m.Text
}
