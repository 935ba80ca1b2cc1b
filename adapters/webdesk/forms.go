package webdesk

import (
	"strconv"

	"omzien/bot/chat"
)

// Bounds of what a page may bring of a form: fields, and bytes of one.
const (
	mostFields   = 40
	longestField = 16 << 10
)

// asks puts into the event what belongs to a form: which one is wanted, or what
// was filled in. False: the page sends nothing like it.
func (p posted) asks(ev *chat.Event) bool {
	if !fits(p.Form) {
		return false
	}
	switch p.Kind {
	case chat.Asked:
		if p.Form != nil || !isWord(p.Value, 1, 40) {
			return false
		}
		ev.Value = p.Value
	case chat.Registered, chat.Meldcode, chat.Revealed, chat.CalledOff, chat.Accompanied, chat.Consulted, chat.Invited, chat.Canned,
		chat.Phoned, chat.LeftCard, chat.Visited:
		if p.Form == nil || p.Value != "" {
			return false
		}
	case chat.Closed:
		if p.Value != "" {
			return false
		}
	default: // not filled in
		return p.Form == nil && p.Value == ""
	}
	if p.Form != nil {
		ev.Form = p.Form
	}
	if p.Kind == chat.Registered || ev.Value == string(chat.Registered) {
		ev.Subject = chat.Subject{} // made for whoever is registered
	}
	return true
}

// fits tells whether the fields can be those of a form.
func fits(form map[string]string) bool {
	if len(form) > mostFields {
		return false
	}
	for name, value := range form {
		if !isWord(name, 1, 40) || len(value) > longestField {
			return false
		}
	}
	return true
}

// meldcodeInWords says how far the meldcode is; empty where it was not begun.
func meldcodeInWords(m *chat.Steps) string {
	switch {
	case m == nil:
		return ""
	case m.Filed != "":
		return "naar dossier"
	}
	return strconv.Itoa(len(m.Done)) + " van 5 stappen gedaan, nog niet naar dossier"
}
