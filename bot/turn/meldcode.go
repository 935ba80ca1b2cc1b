package turn

import (
	"time"

	"omzien/bot/chat"
)

// unfinishedAgain is how long until people are reminded once more.
const unfinishedAgain = 7 * 24 * time.Hour

// Unfinished reminds people, when that is due, of a meldcode that was begun and
// not brought to the dossier. It is for any conversation, also one that is over.
func (t *Turn) Unfinished() {
	if !t.Due(t.C.MeldcodeAt) {
		return
	}
	t.C.MeldcodeAt = time.Time{}
	if t.C.Meldcode == nil || t.C.Meldcode.Filed != "" || t.C.Erase {
		return
	}
	t.C.MeldcodeAt = t.Now().Add(unfinishedAgain)
	t.Raise(chat.CauseMeldcode, chat.Normal, "De meldcode is begonnen en nog niet naar dossier. Kijk wat de volgende stap is.")
}
