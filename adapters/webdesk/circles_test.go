package webdesk

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"omzien/adapters"
	"omzien/adapters/adaptertest"
	"omzien/bot/chat"
)

// tends decides about circles as far as a page can see it; the caller holds the lock.
func (m *memory) tends(ev chat.Event) (a chat.Answer, ok bool) {
	if ev.Kind == chat.QuoteChecked {
		return m.checks(ev), true
	}
	if ev.Kind == chat.Broadcasts || ev.Kind == chat.BroadcastEnds {
		return m.writes(ev)
	}
	if ev.Subject.Kind == chat.SubjectMember && ev.Kind != chat.Pauses {
		return m.places(ev), true
	}
	m.circles.Do(func(c *adaptertest.Circles) {
		switch ev.Kind {
		case chat.Taken, chat.Tried, chat.Going, chat.Reached:
			for i := range m.alarms {
				if m.alarms[i].ID == ev.Subject.ID && m.alarms[i].Check != nil {
					a, ok = m.does(&m.alarms[i], ev), true
				}
			}
			c.Alarms = m.alarms
		case chat.CheckedIn:
			for i := range c.Rounds {
				if o := c.Rounds[i].Of(ev.Ref); o != nil && c.Rounds[i].ID == ev.Subject.ID {
					o.Move(chat.Stand(ev.Value), m.now, ev.Author, ev.Text)
					a.Text = "Opgeslagen: je hebt haar of hem gesproken."
				}
			}
			ok = true
		case chat.Pauses:
			for i := range c.Members {
				if c.Members[i].ID == ev.Subject.ID {
					c.Members[i].State, c.Members[i].Until = chat.MemberPaused, ev.Value
					if ev.Value == "" {
						c.Members[i].State = chat.MemberActive
					}
				}
			}
			ok = true
		case chat.Drills:
			a.Text, ok = "De oefening begint.", true
		}
	})
	return a, ok
}

func (m *memory) does(al *chat.Alarm, ev chat.Event) chat.Answer {
	k := *al.Check
	al.Check = &k
	switch ev.Kind {
	case chat.Taken:
		if k.Taken.Name != "" {
			return chat.Answer{Text: k.Taken.Name + " heeft dit al opgepakt."}
		}
		k.Taken, k.Stand = ev.Author, chat.StandWith
	case chat.Reached:
		if ev.Ref != "" {
			k.Done = append(k.Done, ev.Ref)
		} else {
			al.EndedAt, al.EndedBy = m.now, ev.Author
		}
	}
	words := map[chat.Kind]string{chat.Taken: "opgepakt", chat.Tried: "niet bereikt", chat.Going: "gaat erheen", chat.Reached: "bereikt"}[ev.Kind]
	k.Did = append(k.Did, chat.Moved{To: chat.StandWith, At: m.now, By: ev.Author, How: words})
	return chat.Answer{Text: "Genoteerd: " + words + "."}
}

func (m *memory) programmes() []adapters.Programme {
	today := m.clock()
	var duty []adapters.Duty
	for i, on := range [][]string{{"Anja Bakker", "Piet de Boer"}, nil, {"Piet de Boer"}} {
		duty = append(duty, adapters.Duty{Day: dayOf(today.AddDate(0, 0, i)), On: on})
	}
	return []adapters.Programme{{Name: "belcirkel", Label: "de belcirkel", Team: "wijkteam", Circles: []adapters.ProgrammeCircle{{Name: "noord", Label: "belcirkel Noord", Duty: duty}}}, {Name: "belketting", Label: "de belketting", Team: "wijkteam", Chain: true, Circles: []adapters.ProgrammeCircle{{Name: "haven", Label: "belketting Haven", Duty: duty}}}, vlogs, together}
}

const wit = "m-wit"

// circle puts a circle of twelve there, of whom one was not heard; and her weeks before.
func (m *memory) circle() (round, alarm string) {
	now := m.clock()
	day := dayOf(now)
	round = chat.RoundID("belcirkel", "noord", day, "0830")
	alarm = chat.AlarmID(chat.OccurrenceID(round, wit), chat.CauseMissed)
	member := func(i int, name string) chat.Member {
		return chat.Member{ID: fmt.Sprintf("m%d", i), Programme: "belcirkel", Circle: "noord", State: chat.MemberActive, Name: name, Initials: string(name[len(name)-1]) + "."}
	}
	m.circles.Do(func(c *adaptertest.Circles) {
		c.Members = []chat.Member{{
			ID: wit, Programme: "belcirkel", Circle: "noord", State: chat.MemberActive, Name: "mevrouw De Wit", Full: "Ria de Wit", Initials: "R.W.",
			Phones: []string{"030 123 45 67", "06-12345678"}, Home: "Dorpsstraat 1, Ons Dorp", Access: "slechthorend, bel twee keer", Doctor: "dr. Jansen, 030 765 43 21",
			Contacts: []chat.Contact{{Name: "Els de Wit", Relation: "dochter", Phone: "0612340000", Key: true}},
		}}
		r := chat.Round{ID: round, Programme: "belcirkel", Circle: "noord", Day: day, Slot: "0830"}
		missed := chat.Occurrence{Member: wit, Stand: chat.StandAsked, At: now.Add(-90 * time.Minute), Asked: 3}
		missed.Move(chat.StandOverdue, now.Add(-6*time.Minute), chat.Program, "")
		r.Occurrences = append(r.Occurrences, missed)
		for i, name := range []string{"meneer A", "mevrouw B", "meneer C", "mevrouw D", "meneer E", "mevrouw F", "meneer G", "mevrouw H", "meneer I", "mevrouw J", "meneer K"} {
			c.Members = append(c.Members, member(i, name))
			o := chat.Occurrence{Member: fmt.Sprintf("m%d", i), Stand: chat.StandWell, At: missed.At, Heard: now.Add(-80 * time.Minute), Asked: 1}
			switch i {
			case 9:
				o = chat.Occurrence{Member: o.Member, Stand: chat.StandPaused, At: missed.At}
			case 10:
				o = chat.Occurrence{Member: o.Member, Stand: chat.StandAsked, At: missed.At, Asked: 2}
			}
			r.Occurrences = append(r.Occurrences, o)
		}
		c.Rounds = []chat.Round{r}
		for i := 1; i < 36; i++ {
			at := missed.At.AddDate(0, 0, -i)
			o := chat.Occurrence{Member: wit, Stand: chat.StandWell, At: at, Heard: at.Add(3 * time.Minute), Asked: 1}
			switch {
			case i == 2 || i == 3 || i == 5:
				o.Asked = 2
			case i >= 12 && i <= 15:
				o.Stand = chat.StandPaused
			case i == 20:
				o.Move(chat.StandOverdue, at, chat.Program, "")
				o.Move(chat.StandResolved, at, chat.Author{Role: chat.RoleWorker, Name: "Piet"}, "")
			}
			past := dayOf(at)
			c.Rounds = append(c.Rounds, chat.Round{ID: chat.RoundID("belcirkel", "noord", past, "0830"), Programme: "belcirkel", Circle: "noord", Day: past, Occurrences: []chat.Occurrence{o}})
		}
	})
	m.missed(chat.Alarm{
		ID: alarm, Cause: chat.CauseMissed, About: chat.Subject{Kind: chat.SubjectOccurrence, ID: chat.OccurrenceID(round, wit)}, Urgency: chat.Danger,
		Team: "wijkteam", Opened: now.Add(-6 * time.Minute), Alias: "R.W.", Why: "Gevraagd om 08:30, 09:00 en 09:30.",
		Check: &chat.Check{Programme: "belcirkel", Label: "belcirkel Noord", Round: round, Member: wit, What: chat.StandOverdue, Stand: chat.StandOverdue},
	})
	return round, alarm
}

// missed raises an alarm about members.
func (m *memory) missed(a chat.Alarm) {
	m.locked(func() {
		m.alarms = append(m.alarms, a)
		m.circles.Do(func(c *adaptertest.Circles) { c.Alarms = m.alarms })
	})
}

// circlesBench is a desk with circles, and Noor signed in.
func circlesBench(t *testing.T) (b *bench, round, alarm string) {
	t.Helper()
	b = newBench(t)
	d, err := New(Config{
		Record: b.memory, Sessions: b.memory, PublicURL: home, Board: b.memory, Shifts: b.shifts, Now: b.clock, Circles: &b.circles, Programmes: b.programmes, Surveys: b.surveyForms, Answers: b.surveyAnswers, Door: door, Invitation: invites, Keeps: keeps, Coordinators: coordinators, CallLists: &b.lists,
	})
	if err != nil {
		t.Fatal(err)
	}
	b.desk, b.routes = d, d.Routes(b.handle)
	round, alarm = b.circle()
	b.in("Noor")
	return b, round, alarm
}

// Whoever is not signed in sees nobody of a circle; an armed alarm stands nowhere
// before its time, and one that was ended nowhere any more.
func TestLaw10_ThePageShowsWhatIsDueAndToWorkersAlone(t *testing.T) {
	b, _, alarm := circlesBench(t)
	for _, path := range []string{"/desk/belcirkels", "/desk/belcirkels/deelnemer?id=" + wit, alarmPage(alarm)} {
		if w := b.ask("GET", path, nil, stripped); w.Code != http.StatusSeeOther || strings.Contains(w.Body.String(), "Wit") {
			t.Errorf("%s gives whoever is not signed in %d: %s", path, w.Code, w.Body)
		}
		if w := b.ask("GET", path, nil); w.Code != 200 || !strings.Contains(w.Body.String(), "mevrouw De Wit") {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
	count := func() int {
		return strings.Count(b.ask("GET", "/desk/belcirkels", nil).Body.String(), "<article")
	}
	if n := count(); n != 1 {
		t.Errorf("%d alarms", n)
	}
	b.locked(func() { b.alarms[0].Opened = b.now.Add(time.Minute) })
	if n := count(); n != 0 {
		t.Errorf("%d alarms before the deadline", n)
	}
	if queue := b.ask("GET", "/desk/queue", nil).Body.String(); strings.Contains(queue, "gehoord") {
		t.Errorf("the queue shows it before the deadline: %s", queue)
	}
	b.later(time.Minute)
	if n := count(); n != 1 {
		t.Errorf("%d alarms at the deadline", n)
	}
	if queue := b.ask("GET", "/desk/queue", nil).Body.String(); !strings.Contains(queue, `"page":"/desk/belcirkels?melding=`) {
		t.Errorf("the queue does not lead to it: %s", queue)
	}
	b.locked(func() { b.alarms[0].EndedAt = b.now })
	if n := count(); n != 0 {
		t.Errorf("%d alarms after the end", n)
	}
	b.circles.Do(func(c *adaptertest.Circles) { c.Broken = chat.ErrDown })
	if w := b.ask("GET", "/desk/belcirkels", nil); strings.Contains(w.Body.String(), "geen meldingen") {
		t.Error("what cannot be read looks like a calm day")
	}
}

// A combined alarm names all, and stands for theirs; beyond what a page can hold each
// has a page of its own.
func TestLaw3_ManyAtOnceAreAllNamed(t *testing.T) {
	b, round, first := circlesBench(t)
	many := chat.AlarmID(round, chat.CauseMany)
	b.missed(chat.Alarm{
		ID: many, Cause: chat.CauseMany, About: chat.Subject{Kind: chat.SubjectRound, ID: round}, Urgency: chat.Danger, Opened: b.clock(),
		Check: &chat.Check{Round: round, Members: []string{wit, "m0", "m1"}, Done: []string{"m0"}, Heard: []string{"m1"}},
	})
	b.locked(func() { b.alarms[0].Check.Within = many })
	page := b.ask("GET", "/desk/belcirkels", nil).Body.String()
	for _, words := range []string{"Velen nog niet gehoord", "mevrouw De Wit · nog niet gehoord", "meneer A · bereikt", "mevrouw B · toch gehoord: alles goed", `data-alarm="` + first + `"`} {
		if !strings.Contains(page, words) {
			t.Errorf("it does not say %q", words)
		}
	}
	if n := strings.Count(page, "<article"); n != 1 {
		t.Errorf("%d alarms, want the combined one alone", n)
	}
	b.locked(func() { b.alarms[1].EndedAt = b.now })
	if page := b.ask("GET", "/desk/belcirkels", nil).Body.String(); !strings.Contains(page, `id="`+first+`"`) {
		t.Error("with the combined alarm goes one that still stands")
	}
	for i := range 2 * mostAlarms {
		b.missed(chat.Alarm{
			ID: fmt.Sprintf("a%d", i), Cause: chat.CauseMissed, About: chat.Subject{Kind: chat.SubjectOccurrence, ID: fmt.Sprint(i)}, Opened: b.clock(),
			Alias: fmt.Sprintf("Q%d.", i), Check: &chat.Check{Round: round, Member: "m2"},
		})
	}
	page = b.ask("GET", "/desk/belcirkels", nil).Body.String()
	if strings.Count(page, "<article") != mostAlarms || !strings.Contains(page, "Q59.") || !strings.Contains(page, "/desk/belcirkels?melding=a59") {
		t.Error("not all of many are named")
	}
	if alone := b.ask("GET", "/desk/belcirkels?melding=a59", nil).Body.String(); strings.Count(alone, "<article") != 1 || !strings.Contains(alone, `id="a59"`) {
		t.Error("one alarm has no page of its own")
	}
}

// What a page posts about circles is about what it says, and about nothing else.
func TestWhatIsPostedAboutCircles(t *testing.T) {
	b, round, alarm := circlesBench(t)
	first, last := pauseBounds(b.clock())
	far := dayOf(b.clock().AddDate(0, 0, longestPause+1))
	n := int64(0)
	for _, tt := range []struct {
		name string
		kind chat.Kind
		set  func(*posted)
		ok   bool
	}{
		{"taken", chat.Taken, func(p *posted) { p.Alarm = alarm }, true},
		{"taken, about nothing", chat.Taken, func(p *posted) {}, false},
		{"taken, with words", chat.Taken, func(p *posted) { p.Alarm, p.Text = alarm, "x" }, false},
		{"tried, with a note", chat.Tried, func(p *posted) { p.Alarm, p.Text = alarm, "in gesprek" }, true},
		{"going, for one of many", chat.Going, func(p *posted) { p.Alarm, p.Member = alarm, wit }, false},
		{"reached, of many", chat.Reached, func(p *posted) { p.Alarm, p.Member = alarm, wit }, true},
		{"reached, in a talk", chat.Reached, func(p *posted) { p.Alarm, p.Conversation = alarm, "c1" }, false},
		{"reached, with a book", chat.Reached, func(p *posted) { p.Alarm, p.Text = alarm, strings.Repeat("x", longestNote+1) }, false},
		{"well", chat.CheckedIn, func(p *posted) { p.Round, p.Member, p.Value, p.Text = round, wit, "well", "gesproken" }, true},
		{"not well", chat.CheckedIn, func(p *posted) { p.Round, p.Member, p.Value = round, wit, "not_well" }, true},
		{"a stand that nobody may say", chat.CheckedIn, func(p *posted) { p.Round, p.Member, p.Value = round, wit, "resolved" }, false},
		{"well, of nobody", chat.CheckedIn, func(p *posted) { p.Round, p.Value = round, "well" }, false},
		{"a drill", chat.Drills, func(p *posted) { p.Round = round }, true},
		{"a drill with a member", chat.Drills, func(p *posted) { p.Round, p.Member = round, wit }, false},
		{"a pause", chat.Pauses, func(p *posted) { p.Member, p.Value = wit, first }, true},
		{"the longest", chat.Pauses, func(p *posted) { p.Member, p.Value = wit, last }, true},
		{"a longer one", chat.Pauses, func(p *posted) { p.Member, p.Value = wit, far }, false},
		{"one that ends today", chat.Pauses, func(p *posted) { p.Member, p.Value = wit, dayOf(b.clock()) }, false},
		{"one without an end", chat.Pauses, func(p *posted) { p.Member, p.Value = wit, "later" }, false},
		{"back", chat.Pauses, func(p *posted) { p.Member = wit }, true},
		{"a claim with a member", chat.Claimed, func(p *posted) { p.Conversation, p.Member = "c1", wit }, false},
		{"a claim with a round", chat.Claimed, func(p *posted) { p.Conversation, p.Round = "c1", round }, false},
	} {
		n++
		before := len(b.kinds(tt.kind))
		w := b.post(tt.kind, n, func(p *posted) { p.Conversation = ""; tt.set(p) })
		events := b.kinds(tt.kind)
		if (w.Code == 200) != tt.ok || (len(events) > before) != tt.ok {
			t.Errorf("%s: %d %s", tt.name, w.Code, w.Body)
			continue
		}
		if !tt.ok {
			continue
		}
		ev := events[len(events)-1]
		subject := map[chat.Kind]chat.Subject{
			chat.CheckedIn: {Kind: chat.SubjectRound, ID: round}, chat.Drills: {Kind: chat.SubjectRound, ID: round}, chat.Pauses: {Kind: chat.SubjectMember, ID: wit},
		}[tt.kind]
		if subject.ID == "" {
			subject = chat.Subject{Kind: chat.SubjectAlarm, ID: alarm}
		}
		if ev.Subject != subject || ev.Author.Name != "Noor" || ev.Author.Role != chat.RoleWorker || tt.kind == chat.CheckedIn && ev.Ref != wit {
			t.Errorf("%s: %+v", tt.name, ev)
		}
	}
}

// A number can be rung only where one knows which it is.
func TestANumberIsRungWhereItIsOne(t *testing.T) {
	for text, want := range map[string]string{
		"030 123 45 67": "tel:0301234567", "dr. Jansen, 030 765 43 21": "tel:0307654321", "Praktijk 2 Havens, 010 123 45 67": "tel:0101234567", "112": "tel:112",
		"": "", "niet bekend": "", "1": "", "javascript:alert(1)": "", "12345678901234567": "",
	} {
		if got := numberOf(text); string(got.To) != want || got.Text != text {
			t.Errorf("%q rings %q, want %q", text, got.To, want)
		}
	}
}

// A member's weeks say in words what they show in signs; a change of the clock moves
// no day; three reminders in a week are worth a look, two are not.
func TestAMembersWeeks(t *testing.T) {
	now := time.Date(2026, 10, 28, 11, 0, 0, 0, chat.Amsterdam) // on the 25th the clock went back
	turn := func(days int, change func(*chat.Occurrence)) chat.Occurrence {
		o := chat.Occurrence{Stand: chat.StandWell, At: time.Date(2026, 10, 28-days, 8, 30, 0, 0, chat.Amsterdam), Asked: 1}
		if change != nil {
			change(&o)
		}
		return o
	}
	late := func(o *chat.Occurrence) { o.Asked, o.Heard = 2, o.At.Add(40*time.Minute) }
	turns := []chat.Occurrence{
		turn(0, func(o *chat.Occurrence) { o.Stand = chat.StandPlanned }), turn(1, late), turn(2, late), turn(3, nil), turn(4, nil),
		turn(5, func(o *chat.Occurrence) { o.Stand = chat.StandPaused }), turn(6, func(o *chat.Occurrence) { o.Stand = chat.StandDropped }),
		turn(8, late), turn(9, func(o *chat.Occurrence) {
			o.Move(chat.StandOverdue, now, chat.Program, "")
			o.Move(chat.StandWell, now, chat.Author{}, "")
		}), turn(7*weeksShown, nil),
	}
	v := weeks(turns, now)
	want := "De laatste zes weken: 2 keer alles goed, 3 keer alles goed na een herinnering, 1 keer moest iemand kijken, 1 dag afgemeld, 1 keer nog niet voorbij."
	if v.Alt != want || v.Hint != "" || len(v.Signs) != 8 {
		t.Errorf("%q, %q, %d signs", v.Alt, v.Hint, len(v.Signs))
	}
	seen := map[[2]int]bool{}
	for _, s := range v.Signs {
		if at := [2]int{s.X, s.Y}; seen[at] || s.X > v.Width || s.Y > v.Height || s.X < 0 || s.Y < topRow {
			t.Errorf("a sign at %v", at)
		} else {
			seen[at] = true
		}
	}
	if s := v.Signs[0]; s.X != 2*cell+cell/2 || s.Y != topRow+(weeksShown-1)*cell+cell/2 { // a Wednesday, this week
		t.Errorf("today stands at %+v", s)
	}
	turns[3] = turn(3, late)
	if v := weeks(turns, now); !strings.Contains(v.Hint, "3 keer") {
		t.Errorf("three reminders in a week: %q", v.Hint)
	}
	if v := weeks(nil, now); v.Alt != "De laatste zes weken is er niets gevraagd." {
		t.Errorf("nothing: %q", v.Alt)
	}
}

// An empty rooster stands among the alarms, about nobody who could be rung, with one
// button.
func TestAnEmptyRoosterIsToldOnThePage(t *testing.T) {
	b, _, _ := circlesBench(t)
	b.missed(roosterAlarm(b.clock()))
	page := b.ask("GET", alarmPage("rooster"), nil).Body.String()
	for _, words := range []string{"Niemand heeft dienst", "belcirkel Noord", "Op maandag 23-11 heeft niemand dienst.", `data-do="ended" data-alarm="rooster">Geregeld<`} {
		if !strings.Contains(page, words) {
			t.Errorf("it does not say %q:\n%s", words, page)
		}
	}
	for _, words := range []string{"niets meer bekend", "opgepakt", `data-do="taken"`, "0900-8844"} {
		if _, main, _ := strings.Cut(page, "<article"); strings.Contains(main[:strings.Index(main, "</article>")], words) {
			t.Errorf("it says %q", words)
		}
	}
}

func roosterAlarm(at time.Time) chat.Alarm {
	round := "belcirkel|noord|2026-11-23|0830"
	return chat.Alarm{
		ID: "rooster", Cause: chat.CauseRooster, About: chat.Subject{Kind: chat.SubjectRound, ID: round}, Urgency: chat.Normal, Opened: at,
		Alias: "belcirkel Noord", Why: "Op maandag 23-11 heeft niemand dienst.", Check: &chat.Check{Round: round, Label: "belcirkel Noord"},
	}
}
