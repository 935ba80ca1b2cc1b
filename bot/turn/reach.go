package turn

import (
	"slices"
	"strings"

	"omzien/bot/chat"
)

// Words are what a message says. What was sent besides is named before them: a
// worker knows that there is more.
func Words(ev chat.Event) string {
	text := strings.TrimSpace(ev.Text)
	if len(ev.Files) == 0 {
		return text
	}
	names := make([]string, len(ev.Files))
	for i, f := range ev.Files {
		names[i] = fileName(f.Kind)
	}
	sent := "(stuurde " + strings.Join(names, ", ") + ")"
	if text == "" {
		return sent
	}
	return sent + "\n" + text
}

// Sent is what a message says to a desk that shows files: the text, with the names
// of what cannot be opened before it, and the files that can.
func Sent(ev chat.Event) (text string, files []chat.File) {
	files = chat.Openable(ev.Files)
	ev.Files = slices.DeleteFunc(slices.Clone(ev.Files), chat.File.Opens)
	return Words(ev), files
}

// sentMost is how many files wait for the desk while the bot has the talk; the
// oldest of more stand on the web desk alone.
const sentMost = 10

// KeepSent remembers what the person sent, for the desk.
func (t *Turn) KeepSent() {
	if files := chat.Openable(t.Ev.Files); len(files) > 0 {
		all := slices.Concat(t.C.Sent, files)
		t.C.Sent = all[max(0, len(all)-sentMost):]
	}
}

func fileName(kind string) string {
	switch kind {
	case "photo":
		return "een foto"
	case "voice":
		return "een spraakbericht"
	case "video":
		return "een video"
	case "sticker":
		return "een sticker"
	case "place":
		return "een plaats op de kaart"
	case "contact":
		return "gegevens van iemand"
	default:
		return "een bestand"
	}
}

// Heard notes that the person wrote or pressed: whoever does is let in.
func (t *Turn) Heard() { t.C.HeardAt, t.C.Unreachable = t.Now(), false }

// Left notes that the person left the page by its quick exit.
func (t *Turn) Left() { t.C.LeftAt = t.Now() }

// Reachable keeps whether what we say there arrives: the person blocked us, or
// took that back. Nobody's silence may mean that we were not let in.
func (t *Turn) Reachable(again bool) {
	if again {
		t.C.Unreachable = false
		t.Mark(t.C.Name() + " is weer bereikbaar.")
		return
	}
	urgency := min(max(chat.Normal, t.C.Handoff.Urgency), chat.Urgent)
	t.Raise(chat.CauseUnreachable, urgency, "Is hier niet meer bereikbaar: heeft ons geblokkeerd, of is weg. Kijk of er een andere weg is.")
	t.gone()
}

func (t *Turn) gone() {
	t.C.Unreachable = true
	t.Mark(t.C.Name() + " is hier niet meer bereikbaar: heeft ons geblokkeerd, of is weg.")
}

// Failed notes that a message is dead: one to the person, or one to a desk. Its
// alarm was born with its death.
func (t *Turn) Failed() {
	switch to := t.Ev.From; {
	case to.Adapter != t.C.Address.Adapter || to.Chat != t.C.Address.Chat:
		t.Mark("Een bericht in " + to.Adapter + " is niet geplaatst. Lees dit gesprek hier.")
	case t.Ev.Value == chat.Unreachable:
		t.gone()
	default:
		t.Mark("Een bericht aan " + t.C.Name() + " is niet aangekomen.")
	}
}
