package handoff

import (
	"slices"
	"time"

	"omzien/bot/chat"
	"omzien/flows"
)

// A file goes with the text that it was sent with, and as that does: held, taken
// back, noted, or out to the person. Whether it may pass, its content says, and
// that is known only where it is about to be shown.

// inWords is a worker's text with its files in words.
func inWords(text chat.Held) string {
	return chat.Message{Text: text.Text, Files: text.Files}.Plain()
}

// unsendable is why files of a worker cannot go to the person, as far as that can be
// told before they are opened; empty: nothing speaks against it.
func unsendable(files []chat.File) string {
	if len(files) > chat.FilesMost {
		return "stuur niet meer dan 10 bestanden tegelijk."
	}
	for _, f := range files {
		switch {
		case f.Size > chat.FileMost:
			return chat.Unsendable(chat.FileLarge)
		case !f.Opens() || !slices.Contains([]string{"photo", "voice", "video", "document"}, f.Kind):
			return chat.Unsendable(chat.FileKind)
		}
	}
	return ""
}

// notSendable answers whoever sent such a file. The words beside it are kept.
func (r *relay) notSendable(why, text string) {
	kept := ""
	if text != "" {
		r.note(r.Ev.Author, text)
		kept = " Je tekst is niet verstuurd, en bewaard als notitie."
	}
	r.answer("Niet verstuurd: " + why + kept)
}

// showSent shows what the person sent while the bot had the talk below the card.
func (r *relay) showSent() {
	sent := r.C.Sent
	if r.C.Sent = nil; len(sent) > 0 {
		r.toDesksBut(nil, r.thePerson(), "", sent...)
	}
}

// unfit is that a file did not pass. Whoever sent it hears why, and so does the desk.
func (r *relay) unfit() {
	to, speaker := r.Ev.From, chat.Role(r.Ev.Form[chat.SpeakerRole])
	switch why := r.Ev.Value; {
	case r.Ev.Author.Role == chat.RolePerson: // on a page, which has told them
		r.Heard()
		r.mark(r.C.Name() + " wilde een bestand sturen. Het is er niet: " + flows.Unfit(why))
	case to.Adapter == r.C.Address.Adapter && to.Chat == r.C.Address.Chat:
		r.followed(r.Ev.Ref)
		if r.live() { // they did not get their answer
			r.owe()
		}
		said := quoted(chat.Message{Text: r.Ev.Text, Files: r.Ev.Files}.Plain())
		r.mark("Niet verstuurd naar " + r.C.Name() + ": " + said + ". " + flows.Sentence(chat.Unsendable(why)))
	case speaker == chat.RolePerson:
		r.tellUnfit(why)
	}
}

// unfitEvery is within what time a person hears only once that files did not pass:
// several at once are one thing to them.
const unfitEvery = time.Minute

func (r *relay) tellUnfit(why string) {
	if r.C.Over || !r.C.UnfitAt.IsZero() && r.Now().Sub(r.C.UnfitAt) < unfitEvery {
		return
	}
	r.C.UnfitAt = r.Now()
	text := flows.TextFileBroken
	switch why {
	case chat.FileLarge:
		text = flows.TextFileLarge
	case chat.FileKind:
		text = flows.TextFileKind
	}
	r.Tell(chat.Prompt, r.Text(text))
}
