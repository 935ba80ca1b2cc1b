package checkin_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/bot/checkin"
	"omzien/flows"
	"omzien/flows/flowstest"
)

// dueDays are the days on which somebody is asked who began on this day, each with
// the wall clock of its prompt.
func dueDays(t *testing.T, m chat.Member, weeks int) (days []string) {
	t.Helper()
	p := flowstest.BuiltIn(t).Programme(m.Programme)
	from := flows.DayOf(m.Agreed)
	for _, r := range checkin.Plan(p, chat.Circle{Programme: p.Name, Name: p.Name, Members: []chat.Member{m}}, from.At(0), from.Add(7*weeks).At(0)) {
		if !r.Talk || len(r.Occurrences) != 1 || r.Occurrences[0].At.In(flows.Amsterdam).Format("1504") != r.Slot {
			t.Fatalf("%+v", r)
		}
		days = append(days, r.Day+" "+r.Slot)
	}
	return days
}

// Weeks are counted by the calendar: the hour is that of the wall clock, whichever
// change of the clock lies between. A day on which nobody is asked, or on which they
// are away, goes to the next.
func TestM8_AFollowUpIsWeeksLaterByTheCalendar(t *testing.T) {
	m := chat.Member{ID: "m", Programme: "hoe-gaat-het-nu", Circle: "hoe-gaat-het-nu", State: chat.MemberActive}
	for _, c := range []struct {
		name, began, until string
		weeks              []int
		want               []string
	}{
		{"four weeks, as the programme has it", "2026-11-23", "", nil, []string{"2026-12-21 1000"}},
		{"through the change to summer time", "2026-03-23", "", []int{1, 3}, []string{"2026-03-30 1000", "2026-04-13 1000"}},
		{"through the change to winter time", "2026-10-20", "", []int{1}, []string{"2026-10-27 1000"}},
		{"a Saturday goes to Monday", "2026-11-21", "", []int{1}, []string{"2026-11-30 1000"}},
		{"a holiday goes to the next day", "2026-12-18", "", []int{1}, []string{"2026-12-28 1000"}},
		{"away goes to the day that they are back", "2026-11-23", "2026-12-03", []int{1, 2}, []string{"2026-12-03 1000", "2026-12-07 1000"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			began, _ := flows.ParseDay(c.began)
			m := m
			m.Agreed, m.Weeks = began.At(23*60), c.weeks
			if m.Until = c.until; c.until != "" {
				m.State = chat.MemberPaused
			}
			got := dueDays(t, m, 9)
			if m.State == chat.MemberPaused { // planned on the day, as one who is back
				got = slices.DeleteFunc(got, func(day string) bool { return day < c.until })
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
	// Asked in the first week, away in the third: what was asked is not asked again, what
	// falls in between is, once; and who stays away for longer is away since the same day.
	began, _ := flows.ParseDay("2026-11-23")
	m.Agreed, m.Weeks = began.At(12*60), []int{1, 3}
	for _, away := range []struct{ at, until string }{{"2026-12-10", "2026-12-16"}, {"2026-12-12", "2026-12-17"}} {
		day, _ := flows.ParseDay(away.at)
		m.Name = "mevrouw De Wit"
		d := checkin.Place(flowstest.BuiltIn(t), m, chat.Facts{}, chat.Event{ID: away.at, Kind: chat.Pauses, Author: person, Value: away.until, At: day.At(12 * 60)})
		if d.Member == nil {
			t.Fatalf("%+v", d)
		}
		m = *d.Member
		if got, want := dueDays(t, m, 9), []string{"2026-11-30 1000", away.until + " 1000"}; !slices.Equal(got, want) {
			t.Errorf("away until %s: %q, want %q", away.until, got, want)
		}
	}
	m.Agreed, m.State = time.Time{}, chat.MemberActive
	if got := dueDays(t, m, 9); len(got) != 0 {
		t.Errorf("who never agreed is asked: %q", got)
	}
}

// Law 11: a talk begins inside its window only, and what could not begin is told.
func TestLaw11_ATalkBeginsInsideItsWindowOnly(t *testing.T) {
	book := flowstest.BuiltIn(t)
	m := chat.Member{ID: "m", Programme: "hoe-gaat-het-nu", Circle: "hoe-gaat-het-nu", State: chat.MemberActive, Agreed: monday.Add(-28).At(12 * 60)}
	p := book.Programme(m.Programme)
	rounds := checkin.Plan(p, chat.Circle{Programme: p.Name, Name: p.Name, Members: []chat.Member{m}}, monday.At(0), monday.Add(1).At(0))
	if len(rounds) != 1 {
		t.Fatalf("%+v", rounds)
	}
	r := rounds[0]
	r.Occurrences = nil
	f := chat.Facts{Circle: []chat.Member{m}, Wanted: &rounds[0]}
	step := func(at time.Time, ev chat.Event) chat.Decision {
		ev.ID, ev.At = string(ev.Kind)+at.String(), at
		d := checkin.Step(book, r, f, ev)
		r = *d.Round
		return d
	}
	if d := step(clock(7, 0), chat.Event{Kind: chat.Planned}); len(d.Alarms) != 0 || len(r.Occurrences) != 1 {
		t.Fatalf("somebody would be missed: %+v", d.Alarms)
	}
	d := step(clock(17, 0), chat.Event{Kind: chat.Woke}) // we were down all day
	if len(d.Then) != 1 || d.Then[0].Kind != chat.Unheard || d.Then[0].Value != "fault" || r.Open() {
		t.Errorf("%+v\n%+v", d.Then, r)
	}
	if !r.WakeAt().IsZero() {
		t.Errorf("it wakes again at %v", r.WakeAt())
	}
}

// Row 21: who was not heard for so many days is rung; and again after as many, as long
// as that lasts. Nothing is said to them.
func TestStilte_WhoIsNotHeardForDaysIsAQuietItem(t *testing.T) {
	const source = "wacht: {label: de wacht, kind: stilte, form: u, team: team, at: \"10:00\", quiet: 14}\n"
	book := flowstest.Book(t, map[string]string{"programmes.yaml": source, "flows/x.yaml": "flow: x\ntitle: X\nlanguage: nl\nform: u\nstarts: [{default: webchat}]\nsteps:\n  - ask: Wat is er?\n"})
	p := book.Programme("wacht")
	m := chat.Member{ID: "m", Programme: "wacht", Circle: "wacht", State: chat.MemberActive, Heard: monday.String()}
	days := func(m chat.Member) (all []string) {
		for _, r := range checkin.Plan(p, chat.Circle{Programme: "wacht", Name: "wacht", Members: []chat.Member{m}}, monday.At(0), monday.Add(40).At(0)) {
			all = append(all, r.Day)
		}
		return all
	}
	if got, want := days(m), []string{"2026-12-07", "2026-12-21"}; !slices.Equal(got, want) {
		t.Fatalf("%q, want %q", got, want)
	}
	away := m
	away.State, away.Until = chat.MemberPaused, "2026-12-01"
	if got, want := days(away), []string{"2026-12-15", "2026-12-29"}; !slices.Equal(got, want) {
		t.Errorf("away: %q, want %q", got, want)
	}
	rounds := checkin.Plan(p, chat.Circle{Programme: "wacht", Name: "wacht", Members: []chat.Member{m}}, monday.At(0), monday.Add(15).At(0))
	c := chat.Conversation{ID: "c", Address: chat.Address{Adapter: "telegram", Chat: "1"}, Alias: "blauwe vos"}
	f := chat.Facts{CanReach: true, Members: []chat.Member{m}, Rounds: rounds}
	at := monday.Add(14).At(10 * 60)
	d, its := checkin.Relay(book, c, f, chat.Event{ID: "p", Kind: chat.Prompts, Subject: chat.Subject{Kind: chat.SubjectMember, ID: "m"}, Ref: rounds[0].ID, Value: "1", At: at})
	if !its || len(d.Say) != 0 || len(d.Then) != 1 || d.Then[0].Kind != chat.PromptLost {
		t.Fatalf("%+v", d)
	}
	d, its = checkin.Relay(book, c, f, chat.Event{ID: "u", Kind: chat.Unheard, Subject: chat.Subject{Kind: chat.SubjectMember, ID: "m"}, Ref: rounds[0].ID, Value: d.Then[0].Value, At: at})
	if !its || len(d.Alarms) != 1 || d.Alarms[0].Urgency != chat.Quiet || d.Alarms[0].Team != "team" || len(d.Say) != 0 {
		t.Errorf("%+v", d)
	}
	// Where we were down, it is said what was not done: nothing is asked in a silence watch.
	d, _ = checkin.Relay(book, c, f, chat.Event{ID: "f", Kind: chat.Unheard, Subject: chat.Subject{Kind: chat.SubjectMember, ID: "m"}, Ref: rounds[0].ID, Value: "fault", At: at})
	if len(d.Alarms) != 1 || strings.Contains(d.Alarms[0].Why, "gesteld") || !strings.Contains(d.Alarms[0].Why, "14 dagen") {
		t.Errorf("%+v", d.Alarms)
	}
	// Any word of theirs is a sign of life, once a day.
	d, its = checkin.Relay(book, c, f, chat.Event{ID: "s", Kind: chat.Said, Author: person, Text: "hoi", At: monday.Add(3).At(600)})
	if its || len(d.Joins) != 1 || d.Joins[0].Heard != "2026-11-26" {
		t.Errorf("%+v", d)
	}
	f.Members = d.Joins
	if d, _ = checkin.Relay(book, c, f, chat.Event{ID: "s2", Kind: chat.Said, Author: person, Text: "hoi", At: monday.Add(3).At(700)}); len(d.Joins) != 0 {
		t.Errorf("%+v", d.Joins)
	}
}

// Law 9: a talk that people have is not broken into, nor one that goes on; nor does a
// talk begin behind its window.
func TestLaw9_AProgrammeBreaksIntoNoTalk(t *testing.T) {
	book := flowstest.BuiltIn(t)
	m := chat.Member{ID: "m", Programme: "hoe-gaat-het-nu", Circle: "hoe-gaat-het-nu", State: chat.MemberActive, Agreed: monday.Add(-28).At(12 * 60)}
	p := book.Programme(m.Programme)
	rounds := checkin.Plan(p, chat.Circle{Programme: p.Name, Name: p.Name, Members: []chat.Member{m}}, monday.At(0), monday.Add(1).At(0))
	for _, c := range []struct {
		name   string
		at     time.Time
		change func(*chat.Conversation)
		want   chat.Kind
	}{
		{"free", clock(10, 0), func(*chat.Conversation) {}, chat.Begins},
		{"with a worker", clock(10, 0), func(c *chat.Conversation) { c.Handoff.State = chat.Talking }, chat.PromptHeld},
		{"waits for people", clock(10, 0), func(c *chat.Conversation) { c.Handoff.State, c.HeardAt = chat.Waiting, clock(9, 50) }, chat.PromptHeld},
		{"waits for people since yesterday", clock(10, 0), func(c *chat.Conversation) { c.Handoff.State, c.HeardAt = chat.Waiting, clock(-18, 0) }, chat.PromptHeld},
		{"in another flow", clock(10, 0), func(c *chat.Conversation) { c.Step, c.HeardAt = "ask:1", clock(9, 50) }, chat.PromptHeld},
		{"opened another flow, and wrote nothing yet", clock(10, 0), func(c *chat.Conversation) { c.Step, c.SpokeAt = "ask:1", clock(9, 58) }, chat.PromptHeld},
		{"a flow waits for its day", clock(10, 0), func(c *chat.Conversation) { c.Step, c.WaitUntil = "wait:1", clock(20, 0) }, chat.PromptHeld},
		{"behind its window", clock(17, 0), func(*chat.Conversation) {}, chat.PromptHeld},
		{"blocked", clock(10, 0), func(c *chat.Conversation) { c.Unreachable = true }, chat.PromptLost},
	} {
		t.Run(c.name, func(t *testing.T) {
			talk := chat.Conversation{ID: "c", Address: chat.Address{Adapter: "telegram", Chat: "1"}, Alias: "blauwe vos"}
			c.change(&talk)
			f := chat.Facts{CanReach: true, Members: []chat.Member{m}, Rounds: rounds}
			d, its := checkin.Relay(book, talk, f, chat.Event{ID: "p", Kind: chat.Prompts, Subject: chat.Subject{Kind: chat.SubjectMember, ID: "m"}, Ref: rounds[0].ID, Value: "1", At: c.at})
			if !its || len(d.Then) != 1 || d.Then[0].Kind != c.want || len(d.Say) != 0 {
				t.Errorf("%+v", d.Then)
			}
		})
	}
}

// What a person does answers a follow-up where they are in its talk: neither a button of
// the belcirkel nor a word in another talk ticks it off.
func TestRow12_OnlyWhoIsInTheFollowUpAnswersIt(t *testing.T) {
	book := flowstest.BuiltIn(t)
	m := chat.Member{ID: "m", Programme: "hoe-gaat-het-nu", Circle: "hoe-gaat-het-nu", State: chat.MemberActive, Agreed: monday.Add(-28).At(12 * 60)}
	p := book.Programme(m.Programme)
	ring := chat.Event{Kind: chat.Chose, Step: "checkin:belcirkel|noord|2026-11-24|0830", Value: "well#b"}
	word := chat.Event{Kind: chat.Said, Text: "goed"}
	for _, c := range []struct {
		name   string
		ev     chat.Event
		change func(*chat.Conversation, *chat.Occurrence)
		want   bool
	}{
		{"in its talk", word, func(*chat.Conversation, *chat.Occurrence) {}, true},
		{"in what its talk called", word, func(c *chat.Conversation, _ *chat.Occurrence) {
			c.Flow.Name, c.Calls = "wijk", []chat.Call{{Flow: "vervolg-wijk"}}
		}, true},
		{"not proven sent yet", word, func(_ *chat.Conversation, o *chat.Occurrence) { o.SentAt, o.Out = time.Time{}, clock(10, 0) }, true},
		{"a button of the belcirkel", ring, func(*chat.Conversation, *chat.Occurrence) {}, false},
		{"in another talk", word, func(c *chat.Conversation, _ *chat.Occurrence) { c.Flow.Name = "jongeren" }, false},
		{"in none, since the morning's question", word, func(c *chat.Conversation, _ *chat.Occurrence) { c.Flow, c.Step = chat.FlowRef{}, "" }, false},
		{"held, and never said", word, func(_ *chat.Conversation, o *chat.Occurrence) { o.SentAt, o.Stand = time.Time{}, chat.StandPlanned }, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := checkin.Plan(p, chat.Circle{Programme: p.Name, Name: p.Name, Members: []chat.Member{m}}, monday.At(0), monday.Add(1).At(0))[0]
			o := &r.Occurrences[0]
			o.Stand, o.Asked, o.SentAt, o.NextAt = chat.StandAsked, 1, clock(10, 0), time.Time{}
			talk := chat.Conversation{
				ID: "c", Address: chat.Address{Adapter: "telegram", Chat: "1"}, SpokeAt: clock(10, 0),
				Flow: chat.FlowRef{Name: "vervolg-wijk"}, Step: "cijfer",
			}
			c.change(&talk, o)
			c.ev.ID, c.ev.Author, c.ev.At = "e", person, clock(10, 5)
			d, _ := checkin.Relay(book, talk, chat.Facts{CanReach: true, Members: []chat.Member{m}, Rounds: []chat.Round{r}}, c.ev)
			got := slices.ContainsFunc(d.Then, func(ev chat.Event) bool { return ev.Kind == chat.CheckedIn && ev.Subject.ID == r.ID })
			if got != c.want {
				t.Errorf("answered: %v\n%+v", got, d.Then)
			}
		})
	}
}
