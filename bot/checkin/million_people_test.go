package checkin_test

import (
	"slices"
	"strings"
	"time"

	"omzien/bot/chat"
	"omzien/bot/checkin"
)

var (
	anja = chat.Watcher{Who: chat.Author{Role: chat.RoleWorker, ID: "coordinator:anja", Name: "Anja Bakker"}, At: chat.Address{Adapter: "mail", Chat: "anja"}}
	els  = chat.Watcher{Who: chat.Author{Role: chat.RolePerson, ID: "contact:0", Name: "Els (dochter)"}, At: chat.Address{Adapter: "mail", Chat: "els"}}
)

// people are those of a course, where they write, and those who look after them.
type people struct {
	members     []chat.Member
	moods       map[string]mood
	talks       map[chat.Address]chat.Conversation
	words       map[string][]word // by member
	coordinator bool
	contact     bool
}

// mood is how somebody is on the day.
type mood int

const (
	answers mood = iota
	silent
	tardy
	writes // words of all kinds
	unwell
	double // presses twice, and writes besides
	moods
)

// word is a sign that all is well which the person, or a named human who spoke with
// them, really gave.
type word struct {
	round   string // which it is about; empty: whatever is asked
	sent    time.Time
	handled time.Time // zero: not yet
}

// Words that tick somebody off, and words that never do.
var (
	fineTexts = []string{"ja", "Ja hoor, goed", "prima", "alles goed, dank u wel", "👍", "Ja, alles goed"}
	oddTexts  = []string{
		"hallo", "goed dat u het vraagt", "ik ben bij de buurvrouw", "ja maar ik ben gevallen", "niet zo goed", "nee", "help", "stop",
		"Bel mij", "de hond is weg", "wat is goed", "ja?? wie is dit", "Automatisch antwoord: ik ben er niet", "iemand", "morgen weer goed", "vijf",
	}
)

// populate draws who is in the circle.
func (w *world) populate() {
	w.people = &people{moods: map[string]mood{}, talks: map[chat.Address]chat.Conversation{}, words: map[string][]word{}}
	w.coordinator, w.contact = w.chance(700), w.chance(300)
	n := 1 + w.random.IntN(9)
	for range n {
		w.join()
	}
}

func (w *world) join() {
	i := len(w.members)
	m := chat.Member{
		ID: string(rune('a' + i)), Name: "mevrouw " + string(rune('A'+i)), Initials: string(rune('A' + i)), Phones: []string{"0515123456"},
		Programme: w.programme, Circle: "noord", State: chat.MemberActive, Place: int64(i), Changed: w.now, Agreed: w.now,
		Address: chat.Address{Adapter: "telegram", Chat: string(rune('a' + i))},
	}
	m.Person = m.ID
	switch x := w.random.IntN(100); {
	case x < 10:
		m.Address.Adapter = chat.AdapterPhone
	case x < 20 && i > 0 && w.members[i-1].Address.Adapter == "telegram": // two at one telephone
		m.Address, m.Person = w.members[i-1].Address, w.members[i-1].Person
	case x < 23:
		m.State, m.Until = chat.MemberPaused, w.day.Add(w.random.IntN(3)).String()
	case x < 25:
		m.Address = chat.Address{}
	}
	if w.chance(200) {
		m.Prompt = w.random.IntN(24 * 60)
	}
	w.members = append(w.members, m)
	w.moods[m.ID] = mood(w.random.IntN(int(moods)))
	if w.chance(500) {
		w.moods[m.ID] = answers
	}
	if w.chance(80) { // writes by themselves, at any time of the day
		w.later(w.day.At(5*60).Add(w.within(10*time.Hour)), func() { w.writes(m, w.now) })
	}
	if m.Address.Adapter == chat.AdapterPhone {
		w.later(w.day.At(7*60).Add(w.within(7*time.Hour)), func() { w.rung(m) })
	}
	if w.chance(60) {
		w.later(w.day.At(5*60).Add(w.within(12*time.Hour)), func() { w.talk(m.Address) })
	}
}

// prompts is what a round ordered: it goes into the talk at the member's address.
func (w *world) prompts(ev chat.Event) {
	i := slices.IndexFunc(w.members, func(m chat.Member) bool { return m.ID == ev.Subject.ID })
	if i < 0 || w.members[i].State == chat.MemberLeft || w.members[i].Address == (chat.Address{}) {
		why := chat.Unreachable
		if i >= 0 && w.members[i].State == chat.MemberLeft {
			why = checkin.LeftIt
		}
		w.settle([]chat.Event{{ID: chat.Key(ev.ID, 0), Kind: chat.PromptLost, Author: chat.Program, Ref: ev.Subject.ID,
			Value: why, Subject: chat.Subject{Kind: chat.SubjectRound, ID: ev.Ref}}})
		return
	}
	ev.From = w.members[i].Address
	w.decide(ev)
}

// decide is what happens in a talk, with all that rounds hear of it at once.
func (w *world) decide(ev chat.Event) {
	ev.At = w.now
	c, known := w.talks[ev.From]
	if !known {
		c = chat.Conversation{ID: "talk-" + ev.From.Chat, Address: ev.From}
	}
	f := chat.Facts{CanReach: true}
	for _, m := range w.members {
		if m.Address == ev.From {
			f.Members = append(f.Members, m)
		}
		if ev.Kind == chat.Prompts && ev.Text == m.ID {
			f.Circle = []chat.Member{m}
		}
	}
	for _, r := range w.rounds {
		theirs := func(o chat.Occurrence) bool {
			return !o.Early.After(w.now) && slices.ContainsFunc(f.Members, func(m chat.Member) bool { return m.ID == o.Member })
		}
		if r.Open() && slices.ContainsFunc(r.Occurrences, theirs) {
			f.Rounds = append(f.Rounds, r)
		}
	}
	slices.SortFunc(f.Rounds, func(a, b chat.Round) int { return strings.Compare(a.ID, b.ID) })
	f.Members = checkin.Heard(f.Members, f.Rounds)
	if len(checkin.OverToday(w.book, f, ev)) > 0 {
		for _, id := range slices.Backward(w.open()) {
			f.Latest = append(f.Latest, w.rounds[id])
		}
	}
	d, its := checkin.Relay(w.book, c, f, ev)
	if w.log != nil {
		w.log(w.now, "%s: %s %q %q %q", ev.From.Chat, ev.Kind, ev.Text, ev.Value, ev.Ref)
	}
	if d.Conversation != nil {
		c = *d.Conversation
	}
	if !its && ev.Kind == chat.Said && w.chance(300) { // a flow took it, and asks on
		c.Step, c.HeardAt = "vraag", w.now
	}
	var heard []chat.Event
	for _, next := range d.Then {
		if next.Kind == chat.HandedOff {
			c.Handoff.State = chat.Waiting
			w.later(w.now.Add(w.within(3*time.Hour)), func() { w.free(ev.From) })
			continue
		}
		heard = append(heard, next)
	}
	w.talks[ev.From] = c
	w.settle(heard)
	for _, m := range d.Say {
		if m.Report {
			w.send(m)
		}
	}
}

// talk is that somebody has another talk for a while: with a flow, or with a worker.
func (w *world) talk(at chat.Address) {
	c := w.talks[at]
	c.ID, c.Address, c.HeardAt = "talk-"+at.Chat, at, w.now
	switch w.random.IntN(3) {
	case 0:
		c.Step = "vraag"
	case 1:
		c.Handoff.State = chat.Waiting
	default:
		c.Handoff.State = chat.Talking
	}
	w.talks[at] = c
	w.later(w.now.Add(w.within(4*time.Hour)), func() { w.free(at) })
}

func (w *world) free(at chat.Address) {
	c := w.talks[at]
	c.Handoff.State, c.Step = chat.NoHandoff, ""
	w.talks[at] = c
}

// send is what becomes of a prompt: mostly it is on the screen at once.
func (w *world) send(m chat.Message) {
	receipt := chat.Event{ID: w.id(), Ref: m.ID, From: m.To, Author: chat.Program}
	switch x := w.random.IntN(1000); {
	case x < 930:
		at := w.now.Add(w.within(3 * time.Second))
		if x < 50 { // the platform was down
			at = at.Add(w.within(100 * time.Minute))
		}
		w.later(at, func() { // not before we are up
			receipt.Kind, receipt.Sent = chat.Delivered, w.now
			if m.Until.IsZero() || !w.now.Before(m.Until) { // law 11: not any more
				receipt.Kind, receipt.Value = chat.Failed, chat.TooLate
			} else {
				w.arrives(m)
			}
			w.later(w.now.Add(w.within(2*time.Second)), func() { w.decide(receipt) })
		})
	case x < 970:
		receipt.Kind, receipt.Value = chat.Failed, chat.Unreachable
		w.later(w.now.Add(w.within(10*time.Minute)), func() { w.decide(receipt) })
	default: // it was overtaken by a worker's talk: nobody ever hears of it
	}
}

// arrives is that a prompt stands on somebody's screen, and what they do then.
func (w *world) arrives(m chat.Message) {
	var who chat.Member
	for _, member := range w.members {
		if strings.Contains(m.ID, "#"+member.ID+"/ask/") {
			who = member
		}
	}
	round, _, _ := strings.Cut(m.ID, "#")
	if f := w.fates[checkin.AlarmOf(round, who.ID)]; f != nil && w.now.After(f.sent) {
		f.sent = w.now
	}
	press := func(after time.Duration, choice int) {
		at := w.now.Add(after)
		w.later(at, func() { w.presses(who, round, m, choice, at) })
	}
	happy := 0
	if len(m.Choices) == 3 && w.chance(400) { // keten: whom they rang was not so well, or not there
		happy = 1 + w.random.IntN(2)
	}
	switch w.moods[who.ID] {
	case answers:
		if w.chance(900) {
			press(w.within(40*time.Minute), happy)
		}
	case tardy:
		press(70*time.Minute+w.within(2*time.Hour), happy)
	case writes:
		at := w.now.Add(w.within(time.Hour))
		w.later(at, func() { w.writes(who, at) })
	case unwell:
		press(w.within(time.Hour), 1)
	case double:
		press(w.within(time.Hour), happy)
		press(w.within(time.Hour), happy)
		at := w.now.Add(w.within(2 * time.Hour))
		w.later(at, func() { w.writes(who, at) })
	}
}

// presses is a press as it reaches us: at once, or after the platform was down.
func (w *world) presses(who chat.Member, round string, m chat.Message, choice int, sent time.Time) {
	ev := chat.Event{ID: w.id(), Kind: chat.Chose, From: m.To, Author: person, Step: m.Step, Value: m.Choices[choice].Value, Sent: sent}
	if parts := strings.Split(ev.Value, "#"); parts[0] != string(chat.StandNotWell) { // who rings is well
		w.note(who.ID, word{round: round, sent: sent})
		if parts[0] == chat.CallSpoken {
			w.note(parts[2], word{round: round, sent: sent})
		}
	}
	w.comes(ev, func() { w.handled(who.ID, sent) })
}

func (w *world) note(member string, said word) { w.words[member] = append(w.words[member], said) }

// handled notes that a press reached us, also of somebody who left meanwhile.
func (w *world) handled(member string, sent time.Time) {
	for i := range w.words[member] {
		if said := &w.words[member][i]; said.sent.Equal(sent) && said.handled.IsZero() {
			said.handled = w.now
		}
	}
}

// comes is that something which a person did reaches us, now and then much later, and
// often twice.
func (w *world) comes(ev chat.Event, before func()) {
	at := w.now.Add(w.within(2 * time.Second))
	if w.chance(40) {
		at = at.Add(w.within(3 * time.Hour))
	}
	bring := func() {
		if !w.seen[ev.ID] {
			w.seen[ev.ID] = true
			before()
			w.decide(ev)
		}
	}
	w.later(at, bring)
	if w.chance(100) {
		w.later(at.Add(w.within(time.Hour)), bring)
	}
}

// rung is that a volunteer rang somebody without an app, or somebody speaks on their
// behalf.
func (w *world) rung(who chat.Member) {
	for _, id := range w.open() {
		ev := chat.Event{ID: w.id(), Kind: chat.CheckedIn, Author: noor(), Ref: who.ID, Sent: w.now, Subject: chat.Subject{Kind: chat.SubjectRound, ID: id}}
		switch w.random.IntN(6) {
		case 0:
			ev.Value = string(chat.StandNotWell)
		case 1, 2:
			ev.Kind, ev.Value = chat.Rang, chat.CallMissed
		default:
			ev.Value = string(chat.StandWell)
			w.note(who.ID, word{round: id, sent: w.now})
		}
		w.settle([]chat.Event{ev})
	}
}

// look is what those do who look after the circle, once they heard of an alarm.
func (w *world) look(id string) {
	if w.chance(200) { // nobody is there
		return
	}
	deeds := []chat.Kind{chat.Taken, chat.Tried, chat.Going, chat.Reached, chat.Ended}
	who := []chat.Author{noor(), anja.Who}[w.random.IntN(2)]
	ev := chat.Event{ID: w.id(), Kind: deeds[w.random.IntN(len(deeds))], Author: who}
	if members := w.alarms[id].Check.Members; len(members) > 0 && w.chance(800) {
		ev.Ref = members[w.random.IntN(len(members))]
	}
	if w.contact && w.chance(100) {
		ev.Kind, ev.Author = []chat.Kind{chat.Accepts, chat.Declines}[w.random.IntN(2)], els.Who
	}
	w.later(w.now.Add(w.within(25*time.Minute)), func() { w.alarm(id, ev) })
}

// writes are words of somebody.
func (w *world) writes(who chat.Member, sent time.Time) {
	if who.Address.Adapter != "telegram" {
		return
	}
	ev := chat.Event{ID: w.id(), Kind: chat.Said, From: who.Address, Author: person, Sent: sent}
	note := func() {}
	if w.chance(300) {
		ev.Text = fineTexts[w.random.IntN(len(fineTexts))]
		note = func() {
			if all := w.heardAt(who.Address); len(all) == 1 { // of two at one telephone nobody knows who wrote
				w.note(all[0], word{sent: sent})
			}
		}
	} else {
		ev.Text = oddTexts[w.random.IntN(len(oddTexts))]
	}
	w.comes(ev, note)
}

// heardAt are those at the address who take part, or left and whose turn stands open.
func (w *world) heardAt(at chat.Address) (all []string) {
	for _, m := range w.members {
		stands := m.State != chat.MemberLeft
		for _, r := range w.rounds {
			o := r.Of(m.ID)
			stands = stands || o != nil && !o.Stand.Closed()
		}
		if stands && m.Address == at {
			all = append(all, m.ID)
		}
	}
	return all
}
