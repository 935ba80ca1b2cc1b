package turn

import (
	"time"

	"omzien/bot/chat"
)

// answerUnread is how long a worker's answer may stand unread before somebody
// must look for another way to the person.
const answerUnread = 24 * time.Hour

// AwaitReading lets people look when a worker's words of now stay unread. A look
// that is due already stays as it is: it is about older words.
func (t *Turn) AwaitReading() {
	if t.C.AnswerAt.IsZero() && !t.C.Erase {
		t.C.AnswerAt = t.Now().Add(answerUnread)
	}
}

// Unanswered looks, when that is due, whether what workers said was read. It is
// for any conversation: words said just before it was rounded off matter most.
func (t *Turn) Unanswered() {
	if !t.Due(t.C.AnswerAt) {
		return
	}
	t.C.AnswerAt = time.Time{}
	since := t.F.UnreadSince
	for _, b := range t.C.Handoff.Behind {
		if since.IsZero() || b.At.Before(since) {
			since = b.At
		}
	}
	switch due := since.Add(answerUnread); {
	case since.IsZero() || t.C.Erase: // whoever wants all to be gone shall not be sought
	case due.After(t.Now()):
		t.C.AnswerAt = due
	default:
		urgency := min(max(chat.Normal, t.C.Handoff.Urgency), chat.Urgent)
		t.Raise(chat.CauseUnanswered, urgency, "Een antwoord van ons is na een dag nog niet gelezen. Kijk of er een andere weg is.")
	}
}
