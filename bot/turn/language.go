package turn

import (
	"slices"

	"omzien/bot/chat"
	"omzien/flows"
)

// AskedLanguage does what a wish for another language asks for; false where the
// whole message is none. The question which one waits then, unless the wish
// named one, or there is one only.
func (t *Turn) AskedLanguage(text string) bool {
	lang, asked := t.Book.AsksLanguage(text)
	if !asked {
		return false
	}
	t.C.Pending = ""
	switch spoken := t.Book.Spoken(); {
	case len(spoken) == 1:
		t.Tell(chat.Prompt, t.Text(flows.TextLanguageOnly, "taal", flows.OwnName(spoken[0])))
	case lang == "":
		t.AskOwn(Language)
	default:
		t.ChooseLanguage(lang)
	}
	return true
}

// MayChooseLanguage tells whether the words ask for a choice of languages, and
// there is one.
func (t *Turn) MayChooseLanguage(text string) bool {
	lang, asked := t.Book.AsksLanguage(text)
	return asked && lang == "" && len(t.Book.Spoken()) > 1
}

// ChooseLanguage makes the language the person's, for this talk and later ones.
// One that the playbook does not speak any more changes nothing.
func (t *Turn) ChooseLanguage(lang string) {
	t.C.Pending = ""
	if slices.Contains(t.Book.Spoken(), lang) {
		t.C.Lang, t.C.Kept.Lang = lang, lang
	}
	t.Tell(chat.Prompt, t.Text(flows.TextLanguageChosen))
}
