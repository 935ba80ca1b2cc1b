package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"

	"omzien/adapters/telegram"
	"omzien/bot/chat"
	"omzien/flows"
	"omzien/storage"
)

// spot is a step in a flow, and what becomes of those who are there.
type spot struct {
	flow, step string
	after      bool // a worker has the talk; the bot goes on at the step
	fate       flows.Fate
	lost       bool // their version cannot be compiled any more
}

// checkLive reports at which steps somebody is now, and what becomes of them
// once the playbook is the current one: how many, never who or what. It only
// reads the database.
func checkLive(ctx context.Context, out io.Writer, cfg storage.Config, dir string, say liveWords) error {
	book, err := loadPlaybook(dir)
	if err != nil {
		return err
	}
	store, err := storage.OpenRead(ctx, cfg)
	if err != nil {
		return err
	}
	defer store.Close(ctx)
	var all []chat.Conversation
	unreadable, err := store.Standings(ctx, func(c chat.Conversation) { all = append(all, c) })
	if err != nil {
		return err
	}
	older := map[string]*flows.Talks{}
	people := map[spot]int{}
	for _, c := range all {
		s := spot{flow: c.Flow.Name, step: c.Step}
		if c.InHandoff() {
			s.step, s.after = c.Handoff.Resume, true
		}
		if s.flow == "" || s.step == "" {
			continue // the bot has nothing left to ask them
		}
		v := c.Flow.Version
		if _, seen := older[v]; !seen {
			if older[v], err = versionOf(ctx, store, book, v); err != nil {
				return err
			}
		}
		if s.lost = older[v] == nil; !s.lost {
			s.fate = book.Talks.Fate(older[v], c, s.step)
		}
		people[s]++
	}
	say.show(out, people, unreadable)
	many, err := enrolled(ctx, store)
	if err != nil {
		return err
	}
	for _, h := range book.Crowded(many, platformRate()) {
		fmt.Fprintln(out, h.In(say.tag))
	}
	return nil
}

// enrolled counts who takes part in each programme and is asked on the platform.
func enrolled(ctx context.Context, store *storage.Store) (map[string]int, error) {
	circles, err := store.Circles(ctx)
	if err != nil {
		return nil, err
	}
	many := map[string]int{}
	for _, c := range circles {
		circle, err := store.Circle(ctx, c.Programme, c.Circle)
		if err != nil {
			return nil, err
		}
		for _, m := range circle.Members {
			if m.Address.Adapter == telegram.Name {
				many[c.Programme]++
			}
		}
	}
	return many, nil
}

// versionOf compiles a version of the talks; nil where that is not possible.
func versionOf(ctx context.Context, store *storage.Store, book *flows.Playbook, version string) (*flows.Talks, error) {
	if version == book.Talks.Version {
		return book.Talks, nil
	}
	source, known, err := store.Version(ctx, version)
	if err != nil || !known {
		return nil, err
	}
	talks, err := flows.LoadTalks(source)
	if err != nil {
		return nil, nil // a conversation in it goes to people
	}
	return talks, nil
}

// liveWords are what checkLive says in one language.
type liveWords struct {
	tag, nobody, unreadable string
	waits, talks            [2]string // one, more: how many, at which step
	fates                   map[flows.Fate]string
	lost                    string
	moves, stays            [2]string
}

func (w liveWords) show(out io.Writer, people map[spot]int, unreadable int) {
	spots := slices.SortedFunc(maps.Keys(people), func(a, b spot) int {
		return cmp.Or(cmp.Compare(a.flow, b.flow), cmp.Compare(a.step, b.step), cmp.Compare(strconv.FormatBool(a.after), strconv.FormatBool(b.after)), cmp.Compare(a.fate, b.fate))
	})
	for _, s := range spots {
		n := people[s]
		one := func(words [2]string) string {
			if n == 1 {
				return words[0]
			}
			return words[1]
		}
		where, what := w.waits, w.fates[s.fate]
		if s.after {
			where = w.talks
		}
		switch {
		case s.lost:
			what = w.lost
		case s.fate == flows.Moves:
			what += one(w.moves)
		case s.fate != flows.Current:
			what += one(w.stays)
		}
		fmt.Fprintf(out, "%s: %s; %s.\n", onScreen(s.flow), fmt.Sprintf(one(where), n, onScreen(s.step)), what)
	}
	if len(spots) == 0 {
		fmt.Fprintln(out, w.nobody)
	}
	if unreadable > 0 {
		fmt.Fprintf(out, w.unreadable, unreadable)
	}
}

// liveIn are the words of checkLive in the language with this tag: Dutch, or
// else English.
func liveIn(tag string) liveWords {
	if isDutch(tag) {
		return liveWords{
			tag:        "nl",
			nobody:     "Er wacht nu niemand op een vraag van de bot.",
			unreadable: "gesprekken die niet te lezen zijn: %d\n",
			waits:      [2]string{"%d persoon wacht bij %s", "%d mensen wachten bij %s"},
			talks:      [2]string{"%d persoon heeft nu een medewerker, en gaat daarna verder bij %s", "%d mensen hebben nu een medewerker, en gaan daarna verder bij %s"},
			fates: map[flows.Fate]string{
				flows.Current: "deze versie geldt al", flows.Moves: "die stap is er nog: ",
				flows.Stays:  "die stap is er nog, maar in dit gesprek staat geen waiting: move: ",
				flows.NoFlow: "dit gesprek is er niet meer: ", flows.NoStep: "die stap is er niet meer: ",
				flows.OtherKind: "die stap doet nu iets anders: ", flows.OtherData: "een gegeven heeft nu een ander type: ",
			},
			lost:  "hun versie is niet meer te lezen: een medewerker krijgt het gesprek",
			moves: [2]string{"die gaat verder in de nieuwe versie", "zij gaan verder in de nieuwe versie"},
			stays: [2]string{"die gaat verder in de oude versie", "zij gaan verder in de oude versie"},
		}
	}
	return liveWords{
		tag:        "en",
		nobody:     "Nobody waits at a question of the bot now.",
		unreadable: "talks that cannot be read: %d\n",
		waits:      [2]string{"%d person waits at %s", "%d people wait at %s"},
		talks:      [2]string{"%d person has a worker now, and goes on at %s afterwards", "%d people have a worker now, and go on at %s afterwards"},
		fates: map[flows.Fate]string{
			flows.Current: "this version is theirs already", flows.Moves: "that step is still there: ",
			flows.Stays:  "that step is still there, but the flow does not say waiting: move: ",
			flows.NoFlow: "this flow is gone: ", flows.NoStep: "that step is gone: ",
			flows.OtherKind: "that step does something else now: ", flows.OtherData: "something that they told has another type now: ",
		},
		lost:  "their version cannot be read any more: a worker gets the talk",
		moves: [2]string{"they go on in the new version", "they go on in the new version"},
		stays: [2]string{"they go on in the old version", "they go on in the old version"},
	}
}
