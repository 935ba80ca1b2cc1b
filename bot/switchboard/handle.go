package switchboard

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strconv"
	"strings"
	"time"

	"omzien/bot/chat"
	"omzien/bot/handoff"
	"omzien/bot/turn"
)

// tries is how often an event is tried before it counts as poison.
const tries = 3

// errRefused rolls back: nothing of the event is stored, and it is not brought again.
var errRefused = errors.New("refused")

// Handle takes one event in: it is the adapters.Handler. It returns nil after
// the commit, or when the event was handled before, or is refused for good
// (then nothing is stored and the Answer says why). It returns an error when
// the event must be brought again: the database is down. An event that cannot
// be handled for any other reason is kept, sealed, with an alarm: nobody waits
// for it.
func (s *Switchboard) Handle(ctx context.Context, ev chat.Event) (chat.Answer, error) {
	done := s.metrics.handling(ev.Kind)
	answer, outcome, err := s.handle(ctx, ev)
	done(outcome)
	return answer, err
}

func (s *Switchboard) handle(ctx context.Context, ev chat.Event) (chat.Answer, string, error) {
	ev.At = s.clock.Now()
	if ev.Kind == chat.Got || ev.Kind == chat.Read {
		return chat.Answer{}, "seen", s.acknowledge(ctx, ev)
	}
	if ev.ID == "" || ev.Kind == "" {
		return chat.Answer{}, "refused", fmt.Errorf("an event needs an id and a kind")
	}
	if err := s.watched.refresh(ctx, s, ev.At); err != nil {
		return chat.Answer{}, "down", err
	}
	if enlists(ev) || s.wantsCircles(ev) {
		return s.ownLink(ctx, ev)
	}
	switch ev.Kind {
	case chat.Next:
		return s.next(ctx, ev)
	case chat.Gone:
		return s.gone(ctx, ev)
	case chat.Typing:
		return s.typing(ctx, ev)
	}
	var failure error
	for range tries {
		answer, effect, err := s.once(ctx, ev)
		switch {
		case err == nil:
			effect.ring(s)
			return answer, effect.outcome(answer), nil
		case errors.Is(err, errRefused):
			return answer, "refused", nil
		case errors.Is(err, chat.ErrDown) || ctx.Err() != nil:
			return chat.Answer{}, "down", err
		}
		failure = err
	}
	effect, err := s.poison(ctx, ev)
	if err != nil {
		return chat.Answer{}, "down", fmt.Errorf("keep an event that could not be handled: %w", err)
	}
	s.log.Error("an event could not be handled; it is kept, and people are told", "kind", ev.Kind, "err", failure)
	effect.ring(s)
	return chat.Answer{}, "poison", nil
}

// acknowledge marks what a page has on its screen.
func (s *Switchboard) acknowledge(ctx context.Context, ev chat.Event) error {
	line, err := strconv.ParseInt(ev.Ref, 10, 64)
	if err != nil || line <= 0 {
		return nil // says nothing that could be marked
	}
	if ev.Subject.Kind == chat.SubjectConversation && ev.Author.Role == chat.RoleWorker {
		return s.store.ReadAtDesk(ctx, ev.Subject.ID, line, ev.At)
	}
	if err := s.store.Acknowledge(ctx, ev.From, line, ev.Kind == chat.Read, ev.At); err != nil {
		return err
	}
	s.bell.Ring("")
	return nil
}

// monthsBack is how far back talks of a person with the same theme count: with this
// month it makes twelve.
const monthsBack = 11

// versionTries is how often an event's transaction ends because the version of
// its conversation has to be compiled first: once, unless it moves meanwhile.
const versionTries = 3

// once runs the event's one transaction.
func (s *Switchboard) once(ctx context.Context, ev chat.Event) (answer chat.Answer, done effect, err error) {
	for range versionTries {
		answer, done, err = s.transact(ctx, ev)
		var away notAtHand
		if !errors.As(err, &away) {
			break
		}
		if err := s.fetch(ctx, away.version); err != nil {
			return answer, done, err
		}
	}
	return answer, done, err
}

// transact decides about the event and writes what comes of it. A panic in a
// pure function becomes an error, without its text: that could hold a person's
// words.
func (s *Switchboard) transact(ctx context.Context, ev chat.Event) (answer chat.Answer, done effect, err error) {
	err = s.store.Update(ctx, func(tx Tx) (err error) {
		defer func() {
			if r := recover(); r != nil {
				err = fmt.Errorf("panic while deciding, at %s", panicSite())
			}
		}()
		answer, done = chat.Answer{}, effect{}
		seen, err := tx.Seen(ev.ID, ev.At)
		if err != nil {
			return err
		}
		if seen {
			answer.Seen = true
			return nil
		}
		switch ev.Subject.Kind {
		case chat.SubjectAlarm:
			answer, done, err = s.aboutAlarm(tx, ev)
		case chat.SubjectRound:
			answer, done, err = s.aboutRound(tx, ev)
		case chat.SubjectMember:
			answer, done, err = s.aboutMember(tx, ev)
		case chat.SubjectRoute:
			done, err = s.aboutRoute(tx, ev)
		case chat.SubjectWorker:
			answer, done, err = s.aboutWorker(tx, ev)
		case chat.SubjectStory:
			answer, done, err = s.aboutStory(tx, ev)
		case chat.SubjectSurvey:
			answer, done, err = s.aboutSurvey(tx, ev)
		case chat.SubjectTeam:
			done, err = s.aboutTeam(tx, ev)
		default:
			answer, done, err = s.aboutTalk(tx, ev)
		}
		return err
	})
	return answer, done, err
}

func (s *Switchboard) aboutConversation(tx Tx, ev chat.Event) (chat.Answer, effect, error) {
	if token, is := invitation(ev); is {
		return s.invited(tx, ev, token)
	}
	if token, is := cardAtDoor(ev); is {
		return s.atDoor(tx, ev, token)
	}
	ev, answer, err := s.resolve(tx, ev)
	if err != nil {
		return answer, effect{}, err
	}
	switch {
	case ev.Token != "" && ev.Kind == chat.Ended: // the button of an alarm
		ev.Subject = chat.Subject{Kind: chat.SubjectAlarm, ID: ev.Ref}
		return s.aboutAlarm(tx, ev)
	case ev.Subject.Kind == chat.SubjectAlarm:
		return s.aboutAlarm(tx, ev)
	case ev.Subject.Kind == chat.SubjectRound:
		return s.aboutRound(tx, ev)
	}
	if ev, err = inConsult(tx, ev); err != nil {
		return chat.Answer{}, effect{}, err
	}
	c, answer, err := s.subject(tx, ev)
	if err != nil {
		return answer, effect{}, err
	}
	return s.decided(tx, c, ev)
}

// decided decides about one event of a conversation that is locked, and writes what
// comes of it: for the rounds of a member in the same transaction.
func (s *Switchboard) decided(tx Tx, c chat.Conversation, ev chat.Event) (chat.Answer, effect, error) {
	if ev.Token != "" && ev.Subject.ID != c.ID { // a button of a talk that is closed
		ev.Subject.ID, ev.Step = c.ID, chat.UsedStep(ev.Step)
	}
	book, err := s.bookFor(c.Flow.Version)
	if err != nil {
		return chat.Answer{}, effect{}, err
	}
	facts, err := s.factsOf(tx, c, ev)
	if err != nil {
		return chat.Answer{}, effect{}, err
	}
	if ReadsCame(book, c, ev) {
		if facts.Came, err = tx.Came(c.Address, c.Counted.Talk, CameSince(ev.At)); err != nil {
			return chat.Answer{}, effect{}, err
		}
	}
	d, err := s.knowing(tx, book, c, facts, ev)
	if err != nil {
		return chat.Answer{}, effect{}, err
	}
	if begun := d.Conversation.Flow.Version; begun != c.Flow.Version {
		if err := tx.KeepTalks(book.Talks.Version, book.Talks.Source); err != nil {
			return chat.Answer{}, effect{}, err
		}
	}
	if d.Conversation.Forgets() { // their earlier talks are erased with this one
		others, err := tx.Others(c)
		if err != nil {
			return chat.Answer{}, effect{}, err
		}
		for _, o := range others {
			d.Say = append(d.Say, turn.Emptied(book, o, ev)...)
		}
	}
	if d.Answer.Form != nil { // asked for, or to be filled in otherwise: as if it never came
		return d.Answer, effect{}, errRefused
	}
	if d.Refused && ev.Token != "" && !chat.WasUsed(ev.Step) { // what was used before stays so
		token, _, _ := strings.Cut(ev.Token, ":")
		if err := tx.Unpress(token); err != nil {
			return chat.Answer{}, effect{}, err
		}
	}
	if err := meetAgain(tx, d.Joins); err != nil {
		return chat.Answer{}, effect{}, err
	}
	change, done := s.change(ev, d, facts.Words)
	if ev.Kind == chat.Registered && d.Conversation.Approach != nil && !d.Refused {
		s.door(&change, *d.Conversation)
	}
	change.Due = append(change.Due, nextOf(c, *d.Conversation)...)
	done.refused = d.Refused
	if handoff.ShowsTyping(*d.Conversation, ev) {
		done.writing = d.Conversation.Address
	}
	if err := s.settling(tx, &change, &done).settle(facts.Rounds); err != nil {
		return chat.Answer{}, effect{}, err
	}
	answer := s.pressable(&change, withLine(d.Answer, change))
	return answer, done, tx.Write(change)
}

// notYours is for whoever presses what was never offered to them.
var notYours = chat.Answer{Text: "Deze knop is niet (meer) van jou."}

// resolve turns a press on an opaque token into what was pressed.
func (s *Switchboard) resolve(tx Tx, ev chat.Event) (chat.Event, chat.Answer, error) {
	if ev.Token == "" {
		return ev, chat.Answer{}, nil
	}
	if isPick(ev.Token) {
		return s.picked(tx, ev)
	}
	token, at, _ := strings.Cut(ev.Token, ":")
	i, err := strconv.Atoi(at)
	if err != nil || i < 0 {
		s.metrics.Refused("token")
		return ev, notYours, errRefused
	}
	p, known, err := tx.Pressed(token, i)
	if err != nil {
		return ev, chat.Answer{}, err
	}
	if p.For.ID != "" { // a personal link: whoever has it is taken for whom it was made
		ev.Author, p.Audience = p.For, p.For.Role
	}
	foreign := p.For.ID == "" && p.Audience == chat.RolePerson && (p.Address.Adapter != ev.From.Adapter || p.Address.Chat != ev.From.Chat) ||
		p.Audience != ev.Author.Role
	if !known || foreign {
		s.metrics.Refused("token")
		return ev, notYours, errRefused
	}
	ev.Subject, ev.Step, ev.Value = p.Subject, p.Step, p.Choice.Value
	if p.Subject.Kind == chat.SubjectConversation { // elsewhere Text is what they say besides
		ev.Text = p.Choice.Label
	}
	switch {
	case p.Choice.Verb == chat.Asked && ev.Form != nil: // the form that this button opened
		ev.Kind = chat.Kind(p.Choice.Value)
	case p.Choice.Verb != "":
		ev.Kind, ev.Ref = p.Choice.Verb, p.Choice.Value
	}
	if ev.Consult = chat.ConsultOf(p.Step); p.Used {
		ev.Step = chat.UsedStep(p.Step)
	}
	if p.Audience == chat.RolePerson && p.Address != (chat.Address{}) {
		ev.From = p.Address
	}
	return ev, chat.Answer{}, nil
}

// subject locks and reads the conversation that the event is about. Where a
// person presses a button of a talk that is closed, that is the open one: words
// in the closed one would stand behind what their page has already.
func (s *Switchboard) subject(tx Tx, ev chat.Event) (chat.Conversation, chat.Answer, error) {
	var c chat.Conversation
	var known bool
	var err error
	if ev.Token != "" && ev.Author.Role == chat.RolePerson {
		if c, known, err = tx.Find(ev.From); err != nil || known {
			return c, chat.Answer{}, err
		}
	}
	switch {
	case ev.Kind == chat.Reminds:
		c, known, err = whoseAppointment(tx, ev)
	case ev.Subject.ID != "":
		c, known, err = tx.Conversation(ev.Subject.ID)
	case registers(ev): // a conversation is made for it; it is gone with a form that is not taken
		c, err = tx.Meet(chat.Address{Adapter: chat.Registry, Chat: ev.ID}, ev.At)
		return c, chat.Answer{}, err
	case ev.Author.Role == chat.RoleWorker || ev.Kind == chat.Uprooted: // a desk's thread, or nobody's
		var id string
		if id, _, known, err = tx.Thread(ev.From); err != nil || !known {
			answer, refused := unknownThread(ev)
			return c, answer, cmp.Or(err, refused)
		}
		if id == "" { // below a message about no talk: the team talks among themselves
			return c, chat.Answer{}, errRefused
		}
		c, known, err = tx.Conversation(id)
	case ev.Kind == chat.Left || ev.Kind == chat.Blocked || ev.Kind == chat.Back: // begins nothing
		c, known, err = tx.Find(ev.From)
	default:
		c, err = tx.Meet(ev.From, ev.At)
		return c, chat.Answer{}, err
	}
	if err == nil && !known {
		return c, chat.Answer{Text: "Dit gesprek is er niet meer."}, errRefused
	}
	return c, chat.Answer{}, err
}

// registers tells whether a worker registers somebody who did not write to us,
// or wants the form for that.
func registers(ev chat.Event) bool {
	return ev.Author.Role == chat.RoleWorker &&
		(ev.Kind == chat.Registered || ev.Kind == chat.Asked && chat.Kind(ev.Value) == chat.Registered)
}

// receiptWithin is how long the receipt of a card may take to be written down
// after people see the card: a process that died meanwhile is followed by one
// that looks the card up.
const receiptWithin = 4 * time.Minute

// unknownThread refuses words in a thread of which no talk is known: in silence,
// for the team talks there too. Below a message of our own they are about a
// talk: they come again until its receipt is there, and else their writer hears
// that nobody got them.
func unknownThread(ev chat.Event) (chat.Answer, error) {
	switch {
	case ev.Form[chat.OwnThread] == "" || ev.Kind != chat.Answered:
		return chat.Answer{}, errRefused
	case ev.At.Sub(ev.Sent) < receiptWithin:
		return chat.Answer{}, fmt.Errorf("a thread of which no talk is known yet: %w", chat.ErrDown)
	default:
		return chat.Answer{Text: "Niet verstuurd: dit gesprek is hier niet (meer) bekend. Kijk op de webdesk."}, errRefused
	}
}

// panicSite names the first function of ours below the panic that is being
// recovered from.
func panicSite() string {
	_, below, _ := strings.Cut(string(debug.Stack()), "\npanic(")
	for l := range strings.Lines(below) {
		if at := strings.LastIndex(l, "("); strings.HasPrefix(l, "omzien/") && at > 0 {
			return l[:at]
		}
	}
	return "an unknown place"
}
