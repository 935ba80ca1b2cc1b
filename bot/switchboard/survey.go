package switchboard

import (
	"strings"

	"omzien/bot/chat"
)

// aboutSurvey keeps what a named worker made of somebody's words: nothing of a survey is
// read by others before that.
func (s *Switchboard) aboutSurvey(tx Tx, ev chat.Event) (chat.Answer, effect, error) {
	words, stand := strings.TrimSpace(ev.Text), chat.QuoteStand(ev.Value)
	answer := map[chat.QuoteStand]string{
		chat.QuoteTaken: "Overgenomen. Bewoners kunnen dit lezen.", chat.QuoteLeft: "Weggelaten. Bewoners lezen dit niet.",
	}[stand]
	switch {
	case ev.Author.Role != chat.RoleWorker || ev.Author.Name == "" || chat.CoordinatorOf(ev.Author.ID) != "":
		return chat.Answer{Text: "Alleen een medewerker met een naam kan dit doen."}, effect{}, errRefused
	case ev.Kind != chat.QuoteChecked || answer == "":
		return chat.Answer{}, effect{}, errRefused
	case words == "":
		return chat.Answer{Text: "Er staat niets meer. Laat dit dan weg."}, effect{}, errRefused
	}
	known, err := tx.CheckQuote(ev.Subject.ID, ev.Ref, words, stand)
	if err == nil && !known {
		return chat.Answer{Text: "Deze woorden staan er niet meer zo. Iemand veranderde of wiste ze. Open de pagina opnieuw."}, effect{}, errRefused
	}
	if err != nil {
		return chat.Answer{}, effect{}, err
	}
	return chat.Answer{Text: answer}, effect{desk: true}, tx.Write(chat.Change{Event: ev})
}
