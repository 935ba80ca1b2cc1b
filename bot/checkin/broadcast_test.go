package checkin

import (
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/flows"
	"omzien/flows/flowstest"
)

var noor = chat.Author{Role: chat.RoleWorker, ID: "w-noor", Name: "Noor"}

func listed(ids ...string) (all []chat.Member) {
	for _, id := range ids {
		all = append(all, chat.Member{ID: id, Programme: "vlogs", Circle: "vlogs", State: chat.MemberActive, Address: chat.Address{Adapter: "telegram", Chat: id}})
	}
	return all
}

func written(values ...string) chat.Event {
	form := map[string]string{chat.BroadcastTo: "vlogs/vlogs", chat.BroadcastTitle: "Titel", chat.BroadcastText: "Tekst"}
	for i := 0; i < len(values); i += 2 {
		form[values[i]] = values[i+1]
	}
	return chat.Event{ID: "desk:1", Kind: chat.Broadcasts, Author: noor, Form: form, At: time.Date(2026, 11, 23, 14, 0, 0, 0, flows.Amsterdam)}
}

// Whatever is wrong comes back with the form, in words, and nothing goes out.
func TestABroadcastThatCannotGoComesBackInWords(t *testing.T) {
	book := flowstest.BuiltIn(t)
	for name, c := range map[string]struct {
		values []string
		field  string
		words  string
	}{
		"no text":         {[]string{chat.BroadcastText, " "}, chat.BroadcastText, "Vul dit nog in."},
		"no title":        {[]string{chat.BroadcastTitle, ""}, chat.BroadcastTitle, "Vul dit nog in."},
		"too long":        {[]string{chat.BroadcastText, strings.Repeat("a", longestBroadcast+1)}, chat.BroadcastText, "te lang"},
		"another list":    {[]string{chat.BroadcastTo, "belcirkel/noord"}, chat.BroadcastTo, "Kies iets uit de lijst."},
		"link, no label":  {[]string{chat.BroadcastURL, "https://film.example.nl/1"}, chat.BroadcastLabel, "Wat staat er op de knop?"},
		"label, no link":  {[]string{chat.BroadcastLabel, "Bekijk"}, chat.BroadcastURL, "Vul een link in"},
		"not https":       {[]string{chat.BroadcastURL, "http://film.example.nl", chat.BroadcastLabel, "Bekijk"}, chat.BroadcastURL, "https://"},
		"no page":         {[]string{chat.BroadcastURL, "https://film", chat.BroadcastLabel, "Bekijk"}, chat.BroadcastURL, "https://"},
		"with a password": {[]string{chat.BroadcastURL, "https://film.example.nl@evil.example", chat.BroadcastLabel, "Bekijk"}, chat.BroadcastURL, "https://"},
	} {
		d := Broadcast(book, chat.Facts{Circle: listed("a")}, written(c.values...))
		if d.Round != nil || d.Answer.Form == nil {
			t.Errorf("%s: %+v", name, d)
			continue
		}
		for _, f := range d.Answer.Form.Fields {
			if f.Name == c.field && !strings.Contains(f.Error, c.words) || f.Name != c.field && f.Error != "" {
				t.Errorf("%s: %s says %q", name, f.Name, f.Error)
			}
		}
	}
	nameless := written()
	nameless.Author = chat.Program
	if d := Broadcast(book, chat.Facts{Circle: listed("a")}, nameless); d.Round != nil {
		t.Error("nobody wrote it, and it goes out")
	}
}

// To try it keeps nothing, and says to how many it goes. Who is away, left, or has no app
// is not among them.
func TestABroadcastIsTriedFirst(t *testing.T) {
	book, ev := flowstest.BuiltIn(t), written()
	members := listed("a", "b", "weg", "belt", "uit")
	members[2].State, members[2].Until = chat.MemberPaused, "2026-11-30"
	members[3].Address.Adapter = chat.AdapterPhone
	members[4].State = chat.MemberLeft
	ev.Value = chat.BroadcastTry
	d := Broadcast(book, chat.Facts{Circle: members}, ev)
	if d.Round != nil || d.Answer.Text != "Dit gaat naar 2 mensen, vandaag vanaf 15:00." {
		t.Fatalf("%+v", d)
	}
	ev.Value = ""
	d = Broadcast(book, chat.Facts{Circle: members}, ev)
	if d.Round == nil || len(d.Round.Occurrences) != 2 || !chat.IsBroadcast(d.Round.ID) || d.Round.Broadcast.By != noor {
		t.Fatalf("%+v", d.Round)
	}
	if again := Broadcast(book, chat.Facts{Circle: members}, ev); again.Round.ID != d.Round.ID {
		t.Error("the same press gives another round")
	}
}

// Law 11: over a year of presses at any hour, nothing goes before 7:30 or from 21:00 on,
// and each has a minute in which it can be stopped; also through both changes of the clock.
func TestLaw11_NoBroadcastIsEverPlannedAtNight(t *testing.T) {
	p := flowstest.BuiltIn(t).Programme("vlogs")
	for at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() < 2027; at = at.Add(97 * time.Minute) {
		r, ok := Addressed(p, "vlogs", listed("a"), chat.Broadcast{By: noor}, at.String(), at)
		if !ok {
			t.Fatalf("%s: no day", at)
		}
		o := r.Occurrences[0]
		for _, moment := range []time.Time{o.At, o.Until.Add(-time.Second)} {
			day := flows.DayOf(moment)
			if moment.Before(day.At(morning)) || !moment.Before(day.At(night)) || !p.Asks(day) {
				t.Fatalf("written %s, said %s", at, moment.In(flows.Amsterdam))
			}
		}
		if o.At.Sub(at) < chat.BroadcastUndo || !o.At.Before(o.Until) || o.Due.Sub(o.Until) < 6*24*time.Hour {
			t.Fatalf("written %s: %+v", at, o)
		}
	}
}

// Only a human with a name stops it, and only what did not go out yet.
func TestABroadcastIsStopped(t *testing.T) {
	book := flowstest.BuiltIn(t)
	r := *Broadcast(book, chat.Facts{Circle: listed("a", "b")}, written()).Round
	now := r.Occurrences[0].At
	r.Occurrences[0].Stand, r.Occurrences[0].Asked, r.Occurrences[0].SentAt = chat.StandAsked, 1, now
	ev := chat.Event{ID: "desk:2", Kind: chat.BroadcastEnds, Author: chat.Program, At: now}
	if d := Step(book, r, chat.Facts{}, ev); d.Round.Occurrences[1].Stand != chat.StandPlanned {
		t.Fatal("stopped by nobody")
	}
	ev.Author = noor
	d := Step(book, r, chat.Facts{}, ev)
	if d.Answer.Text != "Tegengehouden. 1 persoon krijgt het niet." || d.Round.Occurrences[0].Stand != chat.StandAsked || d.Round.Occurrences[1].Stand != chat.StandDropped {
		t.Fatalf("%q %+v", d.Answer.Text, d.Round.Occurrences)
	}
	if r.Broadcast.Ended.At != (time.Time{}) {
		t.Error("the state that came in was changed")
	}
	if d = Step(book, *d.Round, chat.Facts{}, ev); d.Answer.Text != "Dit was al tegengehouden." {
		t.Errorf("%q", d.Answer.Text)
	}
}
