package switchboard

import "omzien/bot/chat"

// inConsult looks whether what comes from a desk's thread happened in that of an
// overleg. Words there are no answer to anybody, whoever types them: they become
// another kind of event before anything is decided about them (law 7). A press
// says by its own token where it belongs.
func inConsult(tx Tx, ev chat.Event) (chat.Event, error) {
	desk := ev.Author.Role == chat.RoleWorker || ev.Kind == chat.Uprooted
	if desk && ev.From.Thread != "" && ev.Token == "" && ev.Consult == "" {
		_, consult, _, err := tx.Thread(ev.From)
		if err != nil {
			return ev, err
		}
		ev.Consult = consult
	}
	if ev.Consult != "" && (ev.Kind == chat.Answered || ev.Kind == chat.Noted) {
		ev.Kind = chat.Conferred
	}
	return ev, nil
}
