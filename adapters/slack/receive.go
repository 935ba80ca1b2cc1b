package slack

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
)

// inbound is what the receiving half remembers between events. The zero value
// is ready.
type inbound struct {
	homes    homes
	members  members
	turns    turns
	whispers whispers
	reader   reader
	shut     shut          // whether Slack lets us have files
	check    time.Duration // between two looks at whether Slack still lets us in; 0: a minute
}

// errForeign means that it is meant for another workspace or another app.
var errForeign = errors.New("of another workspace or app")

// Run receives over Socket Mode where there is an app token; else requests come
// through Routes. It looks each minute whether Slack still lets us in, and says
// so where it does not.
func (a *Adapter) Run(ctx context.Context, handle adapters.Handler) error {
	defer a.transport.CloseIdleConnections()
	defer a.rested()
	var all sync.WaitGroup
	defer all.Wait()
	all.Go(func() { a.watch(ctx, handle) })
	all.Go(func() { a.whisper(ctx) })
	all.Go(func() { a.search(ctx, handle) })
	all.Go(func() { a.keepHomes(ctx) })
	if a.AppToken != "" {
		all.Go(func() { a.listen(ctx, handle) })
	}
	<-ctx.Done()
	return nil
}

// carry hands in what Slack brought, in its thread's turn. Nil: all of it is
// stored or no concern of ours, and can be acknowledged. After that, tell.
func (a *Adapter) carry(ctx context.Context, b brought, place *turn, handle adapters.Handler) (tell []whispered, err error) {
	defer func() {
		a.inbound.turns.leave(place, err != nil && !errors.Is(err, errForeign))
	}()
	if err := place.wait(ctx); err != nil {
		return nil, err
	}
	me, err := a.self(ctx)
	if err != nil {
		return nil, err
	}
	if b.team != me.TeamID || !a.ours(ctx, b.app, me.UserID) {
		a.Count("foreign")
		return nil, errForeign
	}
	for _, one := range b.acts {
		if one.look != "" || one.home && one.event.Kind == "" { // read after it was acknowledged
			tell = append(tell, whispered{to: one.event.From, user: one.user, respond: one.respond, home: one.home, look: one.look})
			continue
		}
		if one.about.Kind != "" {
			if word := a.fill(ctx, one, me.TeamID, handle); word.text != "" || word.modal != nil {
				tell = append(tell, word)
			}
			continue
		}
		answer, err := a.do(ctx, one, me.TeamID, me.UserID, handle)
		if err != nil {
			return nil, err
		}
		if answer.Text != "" {
			tell = append(tell, whispered{
				to: one.event.From, user: one.user, respond: one.respond, text: answer.Text, home: one.home,
				press: answer.Press, token: answer.Token, instead: one.alone,
			})
		}
	}
	return tell, nil
}

// do does one act. The answer is for whoever did it; without a text it is not told.
func (a *Adapter) do(ctx context.Context, one act, team, self string, handle adapters.Handler) (answer chat.Answer, err error) {
	if one.forget {
		a.inbound.members.forget(one.user, one.event.From.Chat)
	}
	if one.trouble != "" && (one.user == "" || one.user == self) {
		return answer, a.trouble(ctx, one.trouble, handle)
	}
	if one.left.Kind != "" && one.user != self {
		return answer, a.leaves(ctx, one, team, handle)
	}
	if one.event.Kind == "" || one.user == self {
		return answer, nil
	}
	if one.event.Kind == chat.Uprooted || one.event.Kind == chat.Gone { // what befell a thread, or somebody
		_, err := stored(ctx, handle, one.event)
		return chat.Answer{}, err
	}
	if one.before && one.root != self {
		a.Count("passed_over")
		return answer, nil
	}
	name, desk, err := a.deskOf(ctx, team, one.event.From.Chat, one.user)
	if err != nil {
		a.Count("not_authorised")
		return chat.Answer{}, err
	}
	ev := one.event
	ev.From.Chat = firstOf(ev.From.Chat, desk)
	if desk == "" {
		a.Count("not_a_member")
		return chat.Answer{Text: one.refusal}, a.overheard(ctx, ev, handle)
	}
	if one.root == self {
		ev.Form = map[string]string{chat.OwnThread: self}
	}
	ev.Author = chat.Author{Role: chat.RoleWorker, ID: workerID(one.user), Name: name}
	if ev.Kind == chat.Next && one.event.From.Chat == "" { // not from one desk in particular
		at, err := a.desksOf(ctx, team, one.user)
		if err != nil {
			return chat.Answer{}, err
		}
		if len(at) > 1 {
			ev.Form = map[string]string{chat.AlsoAt: strings.Join(at, " ")}
		}
	}
	answer, err = stored(ctx, handle, ev)
	if err != nil {
		return chat.Answer{}, err
	}
	if ev.Token == "" && (answer.Line > 0 || answer.Held || answer.Seen) {
		return chat.Answer{}, nil // words that were kept: the thread itself shows what became of them
	}
	return answer, nil
}

// leaves says that the user is no worker any more, unless they are at another desk.
func (a *Adapter) leaves(ctx context.Context, one act, team string, handle adapters.Handler) error {
	_, desk, err := a.deskOf(ctx, team, "", one.user)
	if err != nil || desk != "" {
		return err
	}
	_, err = stored(ctx, handle, one.left)
	return err
}

// overheard says that somebody who may not wrote in a thread: the next text of
// whoever has the talk may be meant for them. Not who, and not what.
func (a *Adapter) overheard(ctx context.Context, ev chat.Event, handle adapters.Handler) error {
	if ev.Kind != chat.Answered {
		return nil
	}
	_, err := stored(ctx, handle, chat.Event{
		ID: overheardID(ev.ID), Kind: chat.Overheard, From: ev.From, Author: chat.Author{Role: chat.RoleWorker}, Sent: ev.Sent,
	})
	return err
}

// overheardID is the id of the event that says that the words of this one were not
// a worker's.
func overheardID(words string) string { return words + ":overheard" }

// stored calls handle; a panic there is an event that is not stored. Its words
// may hold what a worker wrote, so they go nowhere.
func stored(ctx context.Context, handle adapters.Handler, ev chat.Event) (answer chat.Answer, err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("handle panicked")
		}
	}()
	return handle(ctx, ev)
}

// ours tells whether what came is for our app: a workspace may have two of
// Omzien, one of them for rehearsal. Where Slack does not say which app we are,
// the signature or the socket's token has to do.
func (a *Adapter) ours(ctx context.Context, app, self string) bool {
	if app == "" {
		return true
	}
	known, err := a.inbound.members.apps.get(ctx, self, a.Now, 24*time.Hour, func(ctx context.Context) (string, error) {
		return a.appOf(ctx, self)
	})
	return err != nil || known == "" || known == app
}

// watch looks at once and then each minute whether Slack lets us in, and
// whether we are in the desks' channels (E12).
func (a *Adapter) watch(ctx context.Context, handle adapters.Handler) {
	tick := time.NewTicker(orElse(a.inbound.check, time.Minute))
	defer tick.Stop()
	failed, bad := 0, false
	for {
		words, err := a.look(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil && !isBusy(err):
			failed++
			a.Log.Warn("slack: it cannot be asked whether it lets us in", "times", failed, "err", err)
			if failed > 1 {
				words = append(words, troubleAway)
			}
		case err == nil && len(words) == 0 && bad:
			a.missing("trouble")
		}
		if err == nil {
			failed = 0
		}
		bad = len(words) > 0 || failed > 0
		for _, word := range words {
			if err := a.trouble(ctx, word, handle); err != nil {
				a.Log.Error("slack: trouble could not be stored", "trouble", word)
			}
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}

// look asks Slack who we are, and for each desk's channel whether we are in it.
// The words are for what is wrong with us, or with a channel, each once. An error:
// Slack could not be asked.
func (a *Adapter) look(ctx context.Context) (words []string, err error) {
	add := func(word string) {
		if !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	if _, err := a.ask(ctx); err != nil {
		if word := closedBy(err); word != "" {
			return []string{word}, nil
		}
		return nil, err
	}
	if a.inbound.shut.is() {
		add(troubleFiles)
	}
	for _, id := range a.Channels {
		_, _, member, archived, err := a.Channel(ctx, id)
		switch {
		case err != nil && closedBy(err) != "":
			add(closedBy(err))
		case err != nil:
			return words, err
		case archived:
			add("is_archived")
		case !member:
			add("not_in_channel")
		}
	}
	return words, nil
}

// isBusy tells whether Slack lets us in, and only wants fewer calls.
func isBusy(err error) bool {
	_, after := adapters.Judge(err)
	return after > 0
}

// closedBy is the word by which Slack refuses us; empty where it is anything else.
func closedBy(err error) string {
	if outcome, _ := adapters.Judge(err); outcome == adapters.NoRoute {
		return firstOf(refused(err), troubleAway)
	}
	return ""
}

// trouble says that something is wrong with the way through Slack: once a
// minute for each word.
func (a *Adapter) trouble(ctx context.Context, word string, handle adapters.Handler) error {
	a.Log.Error("slack: the desk there does not work as it should", "trouble", word)
	a.Count("trouble")
	if word == "app_rate_limited" {
		a.missing("rate_limited")
	}
	now := a.Now()
	_, err := stored(ctx, handle, chat.Event{
		ID:      fmt.Sprintf("slack:trouble:%s:%d", word, now.Unix()/60),
		Kind:    chat.Trouble,
		Subject: chat.Subject{Kind: chat.SubjectRoute, ID: Name},
		Author:  chat.Program,
		Value:   word,
		Text:    textTrouble(word),
		Sent:    now,
	})
	return err
}
