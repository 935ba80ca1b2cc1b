package switchboard

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"omzien/bot/chat"
	"omzien/bot/checkin"
)

// What a coordinator reads in a chat of their own.
const (
	watchBegun = "Gelukt, %s. Vanaf nu krijg je hier meldingen van de belcirkel. Achter de link in een melding staat wat je nodig hebt. Wil je je eigen cirkels zien, of iemand inschrijven? Schrijf: deelnemers.\n\n" +
		"Zoek je zelf hulp? Doe dat dan niet in deze chat."
	watchGone    = "Deze link werkt niet (meer). Vraag een nieuwe aan wie de belcirkel regelt.\n\nZoekt u zelf hulp? Schrijf dan hier wat er is."
	watchBusy    = "In deze chat loopt een gesprek met een medewerker. Dat gaat voor. Open de link als het gesprek is afgerond: vraag dan een nieuwe."
	watchPassed  = "Dit staat nu bij het team op de webdesk. Ik weet niet wanneer iemand het leest. Wat je doet met een melding, druk je achter de link in die melding. Is er gevaar? Bel 112."
	watchFile    = "Een foto, filmpje of spraakbericht kan ik hier niet doorgeven. Typ het, of bel het team. Is er gevaar? Bel 112."
	watchHello   = "Hier krijg je meldingen van de belcirkel. Er is nu niets nieuws. Is er gevaar? Bel 112."
	watchBlocked = "%s krijgt geen meldingen meer in de eigen chat: die is geblokkeerd. Bel even."
	watchOffice  = "%s schrijft in de chat voor meldingen: “%s”"
)

// watchedMost is how long where coordinators are reached may have been known for, and
// watchedWords how much of what one writes there stands in a list, in characters.
const (
	watchedMost  = 5 * time.Second
	watchedWords = 1000
)

// watched is whose chats are coordinators', as it was read last. What happens there is
// no person's talk. The zero value knows nothing. Safe for concurrent use.
type watched struct {
	mu   sync.Mutex
	read time.Time
	by   map[place]string // their keys
}

// place is an address without its thread: a chat.
type place struct{ adapter, chat string }

// refresh reads them again where that was some time ago.
func (w *watched) refresh(ctx context.Context, s *Switchboard, now time.Time) error {
	w.mu.Lock()
	fresh := !w.read.IsZero() && !now.Before(w.read) && now.Sub(w.read) < watchedMost
	w.mu.Unlock()
	if fresh {
		return nil
	}
	all, err := s.store.Watchers(ctx)
	if err != nil {
		return fmt.Errorf("read where coordinators are reached: %w", err)
	}
	by := make(map[place]string, len(all))
	for _, c := range all {
		by[place{c.At.Adapter, c.At.Chat}] = c.Coordinator
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.read, w.by = now, by
	return nil
}

// forget lets them be read anew.
func (w *watched) forget() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.read = time.Time{}
}

// at is the key of the coordinator whose chat it is; empty where it is nobody's of them.
func (w *watched) at(a chat.Address) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.by[place{a.Adapter, a.Chat}]
}

// aboutTalk is what happens in a chat: in a person's talk, or in a coordinator's own.
func (s *Switchboard) aboutTalk(tx Tx, ev chat.Event) (answer chat.Answer, done effect, err error) {
	key, err := s.isWatcher(tx, ev)
	switch {
	case err != nil:
	case key != "":
		done, err = s.aboutWatcher(tx, ev, key)
	default:
		answer, done, err = s.aboutConversation(tx, ev)
	}
	return answer, done, err
}

// isWatcher tells whether a coordinator did this in the chat where alarms reach them.
// What they press is known by its token. Whoever is also a member there, and is asked
// how they are, answers as that: no answer may be lost.
func (s *Switchboard) isWatcher(tx Tx, ev chat.Event) (key string, err error) {
	if ev.Author.Role != chat.RolePerson || ev.Subject != (chat.Subject{}) || ev.Token != "" {
		return "", nil
	}
	if _, is := invitation(ev); is { // who looks after circles can be in one, too
		return "", nil
	}
	if key = s.watched.at(ev.From); key == "" {
		return "", nil
	}
	if _, is := s.book.Load().Coordinator(key); !is { // the playbook names them no more
		return "", nil
	}
	members, err := tx.MembersAt(ev.From)
	if err != nil || slices.ContainsFunc(members, func(m chat.Member) bool { return m.State != chat.MemberLeft }) {
		return "", err
	}
	return key, nil
}

// aboutWatcher is what a coordinator writes in that chat: it goes to people, as an
// alarm of its own, and never begins a talk.
func (s *Switchboard) aboutWatcher(tx Tx, ev chat.Event, key string) (effect, error) {
	change, done := chat.Change{Event: ev}, effect{}
	words := strings.TrimSpace(ev.Text)
	switch {
	case ev.Kind == chat.Started:
		s.tell(&change, &done, key, watchHello)
	case ev.Kind == chat.Blocked:
		name := s.coordinator(key)
		change.Open = append(change.Open, chat.Alarm{
			ID: chat.AlarmID(ev.ID, chat.CauseUnreachable), Cause: chat.CauseUnreachable, About: chat.Subject{Kind: chat.SubjectWorker, ID: chat.CoordinatorID(key)},
			Urgency: chat.Urgent, Opened: ev.At, Alias: name, Why: fmt.Sprintf(watchBlocked, name),
		})
		done.desk = true
	case ev.Kind != chat.Said && ev.Kind != chat.Edited:
	case words == "":
		s.tell(&change, &done, key, watchFile)
	default:
		if r := []rune(words); len(r) > watchedWords {
			words = string(r[:watchedWords]) + "…"
		}
		name := s.coordinator(key)
		cause := chat.CauseUnread + ":" + chat.Cause(ev.ID) // each stands until somebody read it
		a := chat.Alarm{
			ID: chat.AlarmID(ev.ID, chat.CauseUnread), Cause: cause, About: chat.Subject{Kind: chat.SubjectWorker, ID: chat.CoordinatorID(key)},
			Urgency: chat.Urgent, Opened: ev.At, Alias: name, Why: fmt.Sprintf(watchOffice, name, words),
		}
		answer := watchPassed
		switch is, err := shared(tx, &a, ev); {
		case err != nil:
			return done, err
		case is:
			answer, done.due = watchShared, true
		}
		change.Open, done.desk = append(change.Open, a), true
		s.tell(&change, &done, key, answer)
	}
	return done, tx.Write(change)
}

// tell says something in the chat where the event came from.
func (s *Switchboard) tell(w *chat.Change, e *effect, key, text string) {
	s.say(w, e, []chat.Message{{
		ID: chat.Key(w.Event.ID, 0), To: w.Event.From, Talk: chat.CoordinatorID(key), Class: chat.Live, Speaker: chat.Program, Text: text,
	}})
}

// coordinator is the name of the one with this key; the key where the playbook names
// nobody so (any more).
func (s *Switchboard) coordinator(key string) string {
	if c, ok := s.book.Load().Coordinator(key); ok {
		return c.Label
	}
	return key
}

// enlists tells whether somebody opened the link that makes a chat a coordinator's.
func enlists(ev chat.Event) bool {
	return ev.Kind == chat.Started && ev.Author.Role == chat.RolePerson && strings.HasPrefix(ev.Text, chat.WatchStart)
}

// enlist makes the chat a coordinator's own. The link works once: whoever comes later
// hears so, and so does its owner where it was used and nothing came of it.
func (s *Switchboard) enlist(ctx context.Context, ev chat.Event) (chat.Answer, string, error) {
	key, text := "", watchGone
	busy, known, err := s.store.Peek(ctx, "", ev.From)
	if err != nil {
		return chat.Answer{}, "down", err
	}
	if known && busy.InHandoff() { // a person's talk with people is no place for alarms
		text = watchBusy
	} else {
		link, err := s.store.TakeSession(ctx, strings.TrimPrefix(ev.Text, chat.WatchStart), ev.At)
		switch {
		case errors.Is(err, chat.ErrUnknown) || err == nil && link.Kind != chat.SessionWatch:
			if key = s.watched.at(ev.From); key != "" { // they pressed it twice
				text = fmt.Sprintf(watchBegun, s.coordinator(key))
			}
		case err != nil:
			return chat.Answer{}, "down", err
		default:
			key = chat.CoordinatorOf(link.ID)
			if err := s.store.KeepWatcher(ctx, chat.WatcherChat{Coordinator: key, At: ev.From, Since: ev.At}); err != nil {
				return chat.Answer{}, "down", err
			}
			s.watched.forget()
			text = fmt.Sprintf(watchBegun, s.coordinator(key))
		}
	}
	var done effect
	err = s.store.Update(ctx, func(tx Tx) error {
		done = effect{}
		seen, err := tx.Seen(ev.ID, ev.At)
		if err != nil || seen {
			return err
		}
		change := chat.Change{Event: ev}
		s.tell(&change, &done, key, text)
		return tx.Write(change)
	})
	if err != nil {
		return chat.Answer{}, "down", err
	}
	done.ring(s)
	return chat.Answer{}, "done", nil
}

// listReady tells a coordinator whom they ring today: where they are reached.
func (s *Switchboard) listReady(tx Tx, ev chat.Event) (effect, error) {
	chats, err := tx.Watchers()
	if err != nil {
		return effect{}, err
	}
	change, done := chat.Change{Event: ev}, effect{}
	for i, w := range s.places(s.book.Load(), chat.CoordinatorOf(ev.Subject.ID), chats) {
		s.say(&change, &done, []chat.Message{{
			ID: chat.Key(ev.ID, i), To: w.At, Talk: ev.Subject.ID, Class: chat.Prompt, Speaker: chat.Program,
			Text: ev.Text, Link: &chat.Link{Label: "Bekijk de lijst", URL: ev.Ref}, For: w.Who,
		}})
	}
	return done, tx.Write(change)
}

// listLacks tells the desk of whoever rings others today and has no list of them: once
// a day for each.
func (s *Switchboard) listLacks(tx Tx, ev chat.Event) (effect, error) {
	who := chat.Author{Role: chat.RoleWorker, ID: ev.Subject.ID, Name: ev.Text}
	a, known := checkin.Unlisted(s.book.Load(), ev.ID, ev.Ref, who, ev.At)
	if !known {
		return effect{}, errRefused
	}
	return effect{desk: true, due: true}, tx.Write(chat.Change{Event: ev, Open: []chat.Alarm{a}})
}

// Reaches tells whether a coordinator (their key) is reached by us: in a chat of their
// own, or by mail.
func (s *Switchboard) Reaches(ctx context.Context, key string) (bool, error) {
	chats, err := s.store.Watchers(ctx)
	if err != nil {
		return false, fmt.Errorf("read where coordinators are reached: %w", err)
	}
	return len(s.places(s.book.Load(), key, chats)) > 0, nil
}
