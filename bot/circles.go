package main

import (
	"cmp"
	"context"
	"fmt"
	"sync"

	"omzien/adapters"
	"omzien/adapters/phone"
	"omzien/adapters/telegram"
	"omzien/adapters/webchat"
	"omzien/adapters/webdesk"
	"omzien/bot/chat"
	"omzien/bot/checkin"
	"omzien/bot/demo"
	"omzien/flows"
)

// dutyShown is for how many days desks show who is on duty.
const dutyShown = 7

// programmes are the programmes with circles as their desks know them at this moment.
func (o *omzien) programmes() []adapters.Programme {
	return programmesOf(o.current(), flows.DayOf(o.clock.Now()))
}

// programmesOf are those of the playbook, with who is on duty from today on: of the
// circles alone, for in a programme that begins talks nobody is missed.
func programmesOf(book *flows.Playbook, today flows.Day) []adapters.Programme {
	var all []adapters.Programme
	for i := range book.Programmes {
		p := &book.Programmes[i]
		one := adapters.Programme{Name: p.Name, Label: p.Label, Team: p.Team, Slot: p.Slot(), Chain: p.Kind == flows.ProgrammeChain}
		if p.Kind == flows.ProgrammeGather {
			one.Group = p.Enough
		}
		if one.News = p.Kind.News(); one.News {
			one.Window = fmt.Sprintf("%d:%02d tot %d:%02d", p.When.From/60, p.When.From%60, p.Until/60, p.Until%60)
		}
		for j := range p.Circles {
			c := &p.Circles[j]
			circle := adapters.ProgrammeCircle{Name: c.Name, Label: cmp.Or(c.Label, c.Name), Offers: c.Offers}
			for n := range dutyShown {
				if !p.Kind.Circular() {
					break
				}
				day := today.Add(n)
				duty := adapters.Duty{Day: day.String(), Rest: !p.Asks(day)}
				for _, name := range c.OnDuty(day) {
					if known, ok := book.Coordinator(name); ok {
						duty.On = append(duty.On, cmp.Or(known.Label, known.Name))
					}
				}
				circle.Duty = append(circle.Duty, duty)
			}
			one.Circles = append(one.Circles, circle)
		}
		all = append(all, one)
	}
	return all
}

// placeNames are where people are, as workers read it.
func placeNames() map[string]string {
	return map[string]string{webchat.Name: "de website", telegram.Name: "Telegram", phone.Name: "telefoon", demo.Name: "de chat-app (OEFENING)"}
}

// channels are the ways to people, for whoever enrols somebody. By telephone a named
// human asks whether they agree; elsewhere they open an invitation.
func (p places) channels() (all []chat.Channel) {
	add := func(a adapters.Adapter, on bool) {
		if on {
			all = append(all, chat.Channel{Name: a.Name(), Label: placeNames()[a.Name()], First: a.Limits().Initiates, Invites: a.Name() != phone.Name})
		}
	}
	add(p.telegram, p.telegram != nil)
	add(p.drill, p.drill != nil)
	add(p.phone, p.phone != nil)
	add(p.chat, true)
	return all
}

// invitation is what stands on the card of a member who is invited.
func (o *omzien) invitation(ctx context.Context, m chat.Member) (webdesk.Invitation, error) {
	book := o.current()
	p := book.Programme(m.Programme)
	if p == nil {
		return webdesk.Invitation{}, fmt.Errorf("make an invitation: %w", chat.ErrUnknown)
	}
	link, err := o.invitationLink(ctx, m)
	if err != nil {
		return webdesk.Invitation{}, fmt.Errorf("make an invitation: %w", err)
	}
	i := webdesk.Invitation{
		Link: link,
		Form: p.Form, Rule: checkin.RuleOf(book, m, "", o.clock.Now()), Circle: adapters.Headed(p.Label),
	}
	if c := p.Circle(m.Circle); c != nil {
		i.Circle = adapters.Headed(cmp.Or(c.Label, p.Label))
	}
	return i, nil
}

// invitationLink is what a member opens, or scans; in a demo it leads to their phone.
func (o *omzien) invitationLink(ctx context.Context, m chat.Member) (string, error) {
	switch {
	case m.Channel == demo.Name && o.drill != nil:
		return o.cfg.publicURL() + "/oefening/telefoon?wie=" + m.ID, nil
	case m.Channel != telegram.Name || o.places.telegram == nil:
		return "", chat.ErrUnknown
	}
	bot, err := o.bot.of(ctx, o.places.telegram.Me)
	if err != nil {
		return "", err
	}
	return "https://t.me/" + bot + "?start=" + chat.InvitePrefix + o.store.Token(m.InvitationID()), nil
}

// ownName is the name of our bot on Telegram, asked for once. Safe for concurrent use.
type ownName struct {
	mu   sync.Mutex
	name string
}

func (n *ownName) of(ctx context.Context, ask func(context.Context) (string, error)) (string, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.name != "" {
		return n.name, nil
	}
	name, err := ask(ctx)
	if err != nil || name == "" {
		return "", fmt.Errorf("ask for the bot's name: %w", cmp.Or(err, chat.ErrDown))
	}
	n.name = name
	return name, nil
}

// keeps tells whether a coordinator looks after a circle.
func (o *omzien) keeps(key, programme, circle string) bool {
	return checkin.Keeps(o.current(), key, programme, circle)
}

// coordinators are those of the playbook as it is now.
func (o *omzien) coordinators() []webdesk.Coordinator {
	var all []webdesk.Coordinator
	for _, c := range o.current().Organisation.Coordinators {
		all = append(all, webdesk.Coordinator{Key: c.Name, Name: cmp.Or(c.Label, c.Name), Mail: c.Email})
	}
	return all
}

// watchLink makes the link to a chat where alarms reach a coordinator.
func (o *omzien) watchLink(ctx context.Context, key string) (string, error) {
	return o.places.phone.WatchLink(ctx, key)
}
