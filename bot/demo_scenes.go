package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"time"

	"omzien/bot/chat"
	"omzien/bot/demo"
	"omzien/flows"
)

// Minutes after midnight at which the scenes begin.
const (
	sceneNight  = 23*60 + 40
	sceneCircle = 8*60 + 40
	sceneTalk   = 14*60 + 5
)

// scenes are those of the demo.
func (m worldMaker) scenes() []demo.Scene {
	return []demo.Scene{
		{
			Name: "nacht", Label: "Het is 23:40 · een meisje schrijft", Phone: "een meisje van 15", Page: true, Desk: "/desk",
			Try: []string{
				"Op de telefoon ben jij het meisje: kies een antwoord, of schrijf iets. Noem jezelf Sam.",
				"Op de webdesk ben jij Noor. Open het gesprek van Sam, druk op Oppakken en schrijf terug.",
				"Of druk op de telefoon op “Ik heb nu hulp nodig”, en kijk wat er op de webdesk gebeurt.",
			},
			Begin: m.night,
		},
		{
			Name: "cirkel", Label: "Het is 8:40 · een cirkel van twaalf", Desk: "/desk/belcirkels", People: []demo.Owner{
				{Key: "dewit", Name: "mevrouw De Wit"}, {Key: "bos", Name: "meneer Bos (zwijgt)"},
				{Key: "anja", Name: "Anja, coördinator"}, {Key: "piet", Name: "Piet, coördinator"},
			},
			Try: []string{
				"Druk op de telefoon op de grote knop “Ja, alles goed”. Op de webdesk wordt mevrouw De Wit afgevinkt.",
				"Meneer Bos zwijgt. Druk op Een uur later: dan staat er een melding over hem.",
				"Kies daarna de telefoon van Anja, en open de link die zij kreeg.",
			},
			Begin: m.circle,
		},
		{
			Name: "gesprek", Label: "Het is 14:05 · een gesprek van drie uur oud", Phone: "Sam, 17 jaar", Page: true, Desk: "/desk",
			Try: []string{
				"Sam is terug na drie uur. Open op de webdesk het gesprek en schrijf terug. Wat je typt, kun je nog even tegenhouden.",
				"Of laat Sam wachten en druk op Een uur later: het gesprek wacht weer op iemand.",
			},
			Begin: m.talk,
		},
	}
}

// workday is the next day in the middle of a week on which the teams work.
func workday(book *flows.Playbook, today time.Time) flows.Day {
	day := flows.DayOf(today)
	for range 60 {
		weekday, noon := day.Weekday(), day.At(12*60)
		open := func(t flows.Team) bool { return t.Open(noon) }
		if weekday >= time.Tuesday && weekday <= time.Thursday && !slices.ContainsFunc(book.Organisation.Teams, func(t flows.Team) bool { return !open(t) }) {
			break
		}
		day = day.Add(1)
	}
	return day
}

// on makes a world some days before the scene's own at this minute, and gives that day.
func (m worldMaker) on(ctx context.Context, before, minute int) (*world, flows.Day, error) {
	book, err := loadPlaybook("")
	if err != nil {
		return nil, flows.Day{}, err
	}
	day := workday(book, m.today)
	w, err := m.make(ctx, day.Add(-before).At(minute))
	return w, day, err
}

// night is before anybody wrote.
func (m worldMaker) night(ctx context.Context) (demo.World, error) {
	w, _, err := m.on(ctx, 0, sceneNight)
	if err != nil {
		return nil, err
	}
	return w, nil
}

// talk is a talk that began three hours ago, in which Noor waited for Sam.
func (m worldMaker) talk(ctx context.Context) (demo.World, error) {
	w, day, err := m.on(ctx, 0, 11*60+2)
	if err != nil {
		return nil, err
	}
	p := &staging{world: w, ctx: ctx}
	p.opens()
	for _, words := range []string{"Ja", "School of werk", "Ik ga al drie weken niet naar school. Thuis weten ze het niet.", "Sam", "Ik laat deze pagina open"} {
		p.says(words)
	}
	p.until(day.At(11*60 + 8))
	p.picksUp("Sam")
	p.answers("Hoi Sam, ik ben Noor. Goed dat je het vertelt. Wat maakt het zo moeilijk om te gaan?")
	p.until(day.At(11*60 + 13))
	p.says("Er is een groepje dat steeds iets roept. En nu durf ik niet meer.")
	p.until(day.At(11*60 + 16))
	p.answers("Dat klinkt heel vervelend. Zullen we samen kijken wie op school kan helpen? Wanneer kun je?")
	p.until(day.At(sceneTalk - 1))
	p.says("Sorry, mijn mobiel was leeg. Ben je er nog?")
	p.until(day.At(sceneTalk))
	return p.ready()
}

// somebody is who takes part in the circle: what a worker fills in about them, and
// what they do on the morning.
type somebody struct {
	key, name, full string
	answers         int    // so many minutes after half past eight; 0: not
	at              string // an own time of the question
	rung            bool   // by telephone
	away            bool
}

func circleOfTwelve() []somebody {
	return []somebody{
		{key: "smit", name: "mevrouw Smit", full: "Annie Smit", answers: 1},
		{key: "bos", name: "meneer Bos", full: "Henk Bos", at: "8:00"},
		{key: "deboer", name: "meneer De Boer", full: "Piet de Boer", answers: 1},
		{key: "elamrani", name: "mevrouw El Amrani", full: "Fatima El Amrani", answers: 2},
		{key: "dewit", name: "mevrouw De Wit", full: "Riet de Wit"},
		{key: "kok", name: "mevrouw Kok", full: "Greet Kok", answers: 3},
		{key: "prins", name: "meneer Prins", full: "Kees Prins", answers: 3},
		{key: "jansen", name: "mevrouw Jansen", full: "Truus Jansen", away: true},
		{key: "vandijk", name: "mevrouw Van Dijk", full: "Corrie van Dijk", answers: 4},
		{key: "kaya", name: "meneer Kaya", full: "Mehmet Kaya", answers: 6, rung: true},
		{key: "lie", name: "mevrouw Lie", full: "Mei Lie", answers: 6},
		{key: "mulder", name: "meneer Mulder", full: "Jan Mulder", answers: 8},
	}
}

// circle is a circle on its first morning: one says nothing, one did not answer yet.
func (m worldMaker) circle(ctx context.Context) (demo.World, error) {
	w, day, err := m.on(ctx, 1, 14*60)
	if err != nil {
		return nil, err
	}
	p := &staging{world: w, ctx: ctx}
	for _, key := range []string{"anja", "piet"} {
		p.watches(key)
	}
	all := circleOfTwelve()
	ids := map[string]string{}
	for i, s := range all {
		ids[s.key] = p.enrols(s, i, day)
	}
	p.plans()
	for minute := range 11 {
		p.until(day.At(8*60 + 30 + minute))
		for _, s := range all {
			switch {
			case s.answers != minute || minute == 0:
			case s.rung:
				p.isRung(day, ids[s.key])
			default:
				p.presses(s.key)
			}
		}
	}
	return p.ready()
}

// staging lets people do what they do, as the program's own pages and phones bring it.
// After the first thing that goes wrong nothing happens any more.
type staging struct {
	*world
	ctx  context.Context
	talk string // the conversation that Noor has
	err  error
}

// ready gives the world as it is now; where anything went wrong it is ended.
func (p *staging) ready() (demo.World, error) {
	if p.err != nil {
		return nil, errors.Join(p.err, p.End())
	}
	return p.world, nil
}

func (p *staging) does(what string, do func() error) {
	if p.err != nil {
		return
	}
	if err := do(); err != nil {
		p.err = fmt.Errorf("%s: %w", what, err)
		return
	}
	p.err = p.settle(p.ctx)
}

func (p *staging) until(at time.Time) {
	p.does("let time pass", func() error { return p.world.until(p.ctx, at) })
}

// opens opens the chat page.
func (p *staging) opens() {
	p.does("open the chat page", func() error {
		if err := p.asks(p.ctx, p.visitor, http.MethodPost, "/webchat/session", struct{}{}, nil); err != nil {
			return err
		}
		return p.sends("started", "")
	})
}

// says writes on the chat page.
func (p *staging) says(words string) {
	p.does("write on the chat page", func() error { return p.sends("said", words) })
}

func (p *staging) sends(kind, words string) error {
	p.n++
	sent := map[string]any{"tab": p.tab, "n": p.n, "kind": kind, "text": words}
	return p.asks(p.ctx, p.visitor, http.MethodPost, "/webchat/events", sent, nil)
}

// picksUp picks up the talk of whoever is called so.
func (p *staging) picksUp(name string) {
	p.does("pick a talk up", func() error {
		if _, err := p.SignIn(p.ctx); err != nil {
			return err
		}
		var queue struct {
			Items []struct {
				ID    string `json:"id"`
				Alias string `json:"alias"`
			} `json:"items"`
		}
		if err := p.asks(p.ctx, p.desk, http.MethodGet, "/desk/queue", nil, &queue); err != nil {
			return err
		}
		if len(queue.Items) != 1 {
			return fmt.Errorf("%d talks wait, instead of that of %s", len(queue.Items), name)
		}
		p.talk = queue.Items[0].ID
		return p.atDesk(map[string]any{"kind": chat.Claimed, "conversation": p.talk})
	})
}

// answers writes to whose talk was picked up.
func (p *staging) answers(words string) {
	p.does("answer at the desk", func() error {
		return p.atDesk(map[string]any{"kind": chat.Answered, "conversation": p.talk, "text": words})
	})
}

func (p *staging) atDesk(what map[string]any) error {
	p.n++
	what["tab"], what["n"], what["as"] = p.tab, p.n, demoWorker.ID
	return p.asks(p.ctx, p.desk, http.MethodPost, "/desk/events", what, nil)
}

// handle is for what a worker does there besides.
func (p *staging) handle(ev chat.Event) (chat.Answer, error) {
	p.n++
	ev.ID = demo.Name + ":" + strconv.Itoa(p.n)
	if ev.Author == (chat.Author{}) {
		ev.Author = demoWorker
	}
	return p.o.board.Handle(p.ctx, ev)
}

// watches lets a coordinator open the link that makes a phone theirs.
func (p *staging) watches(key string) {
	p.does("reach a coordinator", func() error {
		link, err := p.o.places.phone.WatchLink(p.ctx, key)
		if err != nil {
			return err
		}
		start, err := payload(link)
		if err != nil {
			return err
		}
		return p.Phones().Start(p.ctx, key, start)
	})
}

// enrols fills in the form about somebody; they open their invitation, and say yes.
func (p *staging) enrols(s somebody, i int, day flows.Day) (id string) {
	p.does("enrol "+s.key, func() error {
		form := map[string]string{
			"kring": "belcirkel/noord", "aanspreeknaam": s.name, "naam": s.full, "telefoon1": fmt.Sprintf("010 123 45 %02d", 10+i),
			"adres": fmt.Sprintf("Havenstraat %d, Waterkant", 2+3*i), "tijd": s.at, "kanaal": demo.Name,
			"naaste1naam": "Els", "naaste1relatie": "dochter", "naaste1telefoon": fmt.Sprintf("010 123 46 %02d", 10+i), "naaste1sleutel": "ja",
			"huisarts": "dokter Smeets, 010 123 47 00",
		}
		if s.rung {
			form["kanaal"], form["beller"], form["jaop"], form["gevraagddoor"] = chat.Telefoon, "anja", day.Add(-1).String(), demoWorker.Name
		}
		a, err := p.handle(chat.Event{Kind: chat.Enrolled, Subject: chat.Subject{Kind: chat.SubjectMember}, Form: form})
		if err != nil || a.Ref == "" || a.Form != nil {
			return errors.Join(err, fmt.Errorf("not taken: %+v", a))
		}
		id = a.Ref
		if s.rung {
			return nil
		}
		invited := chat.Member{ID: id, Invite: 1, Channel: demo.Name}
		if err := p.Phones().Start(p.ctx, s.key, chat.InvitePrefix+p.o.store.Token(invited.InvitationID())); err != nil {
			return err
		}
		return p.settle(p.ctx)
	})
	if !s.rung {
		p.presses(s.key)
	}
	if s.away {
		p.does("be away", func() error {
			_, err := p.handle(chat.Event{Kind: chat.Pauses, Subject: chat.Subject{Kind: chat.SubjectMember, ID: id}, Value: day.Add(3).String()})
			return err
		})
	}
	return id
}

// plans plans the circle's rounds.
func (p *staging) plans() {
	p.does("plan the circle", func() error { return p.o.board.PlanNow(p.ctx) })
}

// presses presses the first button of what stands last on somebody's phone.
func (p *staging) presses(who string) {
	p.does("press on the phone of "+who, func() error {
		screen := p.Phones().Screen(who)
		for _, line := range slices.Backward(screen) {
			if len(line.Buttons) > 0 {
				return p.Phones().Press(p.ctx, who, line.ID, 0)
			}
		}
		return fmt.Errorf("no button among %d messages", len(screen))
	})
}

// isRung is that Anja rang the member, who is well.
func (p *staging) isRung(day flows.Day, member string) {
	p.does("ring somebody", func() error {
		round := chat.RoundID("belcirkel", "noord", day.String(), "0830")
		_, err := p.handle(chat.Event{
			Kind: chat.CheckedIn, Subject: chat.Subject{Kind: chat.SubjectRound, ID: round}, Ref: member, Value: string(chat.StandWell),
			Author: chat.Author{Role: chat.RoleWorker, ID: chat.CoordinatorID("anja"), Name: "Anja Bakker"},
		})
		return err
	})
}
