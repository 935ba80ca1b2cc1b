package main

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"omzien/adapters"
	"omzien/adapters/mail"
	"omzien/adapters/phone"
	"omzien/adapters/slack"
	"omzien/adapters/telegram"
	"omzien/adapters/webchat"
	"omzien/adapters/webdesk"
	"omzien/bot/chat"
	"omzien/bot/demo"
	"omzien/bot/turn"
	"omzien/flows"
)

// places are where people write, and where workers answer. What is switched off
// is nil.
type places struct {
	chat     *webchat.Adapter
	desk     *webdesk.Desk
	telegram *telegram.Adapter
	slack    *slack.Adapter
	mail     *mail.Adapter
	phone    *phone.Adapter
	drill    *demo.Phones
}

// all lists the adapters that are switched on, one line each.
func (p places) all() []adapters.Adapter {
	var all []adapters.Adapter
	add := func(a adapters.Adapter, on bool) {
		if on {
			all = append(all, a)
		}
	}
	add(p.chat, true)
	add(p.desk, true)
	add(p.telegram, p.telegram != nil)
	add(p.slack, p.slack != nil)
	add(p.mail, p.mail != nil)
	add(p.phone, p.phone != nil)
	add(p.drill, p.drill != nil)
	return all
}

// makePlaces gives each adapter what it needs of elsewhere.
func (o *omzien) makePlaces() (p places, err error) {
	organisation := o.book.Organisation
	p.drill = o.drill
	p.chat, err = webchat.New(webchat.Config{
		Record: o.store.Record(), Sessions: o.store, Bell: o.bell, Media: o.media, Files: pageFiles{o},
		Translate: func(lang, form, text string) string { return o.current().Translate(lang, form, text) }, Languages: pageLanguages(o.book), OwnName: flows.OwnName, Title: organisation.Name,
		PublicURL: o.cfg.publicURL(), ExitURL: o.cfg.ExitURL, Proxies: o.cfg.Proxies,
		Log: o.log, Now: o.clock.Now, Count: o.metrics.Refused,
	})
	if err != nil {
		return p, fmt.Errorf("the chat page: %w", err)
	}
	desk := webdesk.Config{
		Record: o.store.Record(), Sessions: o.store, Bell: o.bell,
		Title: organisation.Name, Labels: o.labels, Places: placeNames(),
		Board: o.store.Record(), Shifts: o.teams, Readers: o.store.Record(), Veil: turn.Veiled, Files: pageFiles{o},
		Present: o.store, Members: o.members, Circles: o.store.Record(), Programmes: o.programmes, Surveys: o.surveys, Answers: o.store.Record().Survey, Door: o.doorTo, Picture: o.store.Record(), Region: o.region,
		Keeps: o.keeps, Coordinators: o.coordinators, CallLists: callLists{o}, DoorCard: o.doorCard,
		PublicURL: o.cfg.publicURL(), Author: newAuthor(o.cfg.Playbook, o.clock.Now),
		Log: o.log, Now: o.clock.Now, Count: o.metrics.Refused,
	}
	if o.cfg.Telegram.Token != "" || o.drill != nil {
		desk.Invitation, desk.WatchLink = o.invitation, o.watchLink
	}
	if p.desk, err = webdesk.New(desk); err != nil {
		return p, fmt.Errorf("the web desk: %w", err)
	}
	if err := o.makePlatforms(&p); err != nil {
		return p, err
	}
	return p, o.makePhone(&p)
}

// pollLease is how long another instance may have to wait before it asks Telegram
// for messages, where the one that did was killed.
const pollLease = 15 * time.Second

// makePlatforms makes the adapters to platforms of others, where they are
// switched on. What can be wrong with a variable was found by readConfig
// and checkDesks.
func (o *omzien) makePlatforms(p *places) (err error) {
	if o.cfg.Telegram.Token != "" {
		c := o.cfg.telegram()
		c.Lease, c.Hold, c.Media = o.store, pollLease, o.media
		c.Log, c.Now, c.Count = o.log, o.clock.Now, o.metrics.Refused
		if p.telegram, err = telegram.New(c); err != nil {
			return fmt.Errorf("the TELEGRAM variables: %w", err)
		}
	}
	if o.cfg.Slack.Token != "" {
		c := o.cfg.slack(o.book)
		c.Opaque, c.Threads, c.Lease = o.store.Opaque, o.store, o.store
		c.Board, c.Teams, c.Bell, c.DeskURL = o.store.Record(), o.teams, o.bell, o.cfg.publicURL()+"/desk"
		c.SignIn, c.Circles = p.desk.Link, o.store.Record()
		c.Programmes = o.programmes
		c.Log, c.Now, c.Count = o.log, o.clock.Now, o.metrics.Refused
		if p.slack, err = slack.New(c); err != nil {
			return fmt.Errorf("the SLACK variables: %w", err)
		}
	}
	if o.cfg.Mail.URL != "" {
		if p.mail, err = mail.New(mail.Config{URL: o.cfg.Mail.URL, Log: o.log, Now: o.clock.Now}); err != nil {
			return fmt.Errorf("SMTP_URL: %w", err)
		}
	}
	return nil
}

// telegram is what the variables say about Telegram.
func (c Config) telegram() telegram.Config {
	return telegram.Config{Token: c.Telegram.Token, URL: c.Telegram.URL, Secret: c.Telegram.Secret, Webhook: c.publicURL() + "/telegram/webhook"}
}

// slack is what the variables and the playbook say about Slack. Opaque is still
// to be filled in.
func (c Config) slack(book *flows.Playbook) slack.Config {
	return slack.Config{
		Token: c.Slack.Token, AppToken: c.Slack.AppToken, SigningSecret: c.Slack.SigningSecret, URL: c.Slack.URL,
		Channels: slackChannels(book, c.Slack.Channel),
	}
}

// routes puts the pages and webhooks of the adapters in their places.
func (p places) routes(mux *http.ServeMux, handle adapters.Handler) {
	desk := p.desk.Routes(handle)
	mux.Handle("/desk", desk)
	mux.Handle("/desk/", desk)
	if p.phone != nil {
		pages := p.phone.Routes(handle)
		mux.Handle("/melding/", pages)
		mux.Handle("/bel/", pages)
	}
	if p.telegram != nil {
		mux.Handle("/telegram/", p.telegram.Routes(handle))
	}
	if p.slack != nil {
		mux.Handle("/slack/", p.slack.Routes(handle))
	}
	mux.Handle("/", p.chat.Routes(handle))
}

// desks gives the pushed desks of a team: its own channel, or everybody's.
func (o *omzien) desks(team string) []chat.Address {
	if o.places.slack == nil {
		return nil
	}
	channel := o.channelOf(team)
	if channel == "" {
		return nil
	}
	return []chat.Address{{Adapter: slack.Name, Chat: channel}}
}

// channel is the pushed desk of a circle with a channel of its own.
func (o *omzien) channel(name string) []chat.Address {
	if o.places.slack == nil {
		return nil
	}
	return []chat.Address{{Adapter: slack.Name, Chat: name}}
}

// mailBy names the adapter that mails coordinators and contacts; empty: none does.
func (o *omzien) mailBy() string {
	if o.places.mail == nil {
		return ""
	}
	return o.places.mail.Name()
}

// slackChannels are all channels where a team answers, each once.
func slackChannels(book *flows.Playbook, all string) []string {
	var channels []string
	for _, t := range book.Organisation.Teams {
		channels = append(channels, t.Channel)
	}
	for _, p := range book.Programmes {
		for _, c := range p.Circles {
			channels = append(channels, c.Channel)
		}
	}
	channels = append(channels, all)
	slices.Sort(channels)
	channels = slices.Compact(channels)
	return slices.DeleteFunc(channels, func(c string) bool { return c == "" })
}

// second is the second route for alarms.
func (o *omzien) second() []chat.Address {
	if o.places.mail == nil {
		return nil
	}
	var to []chat.Address
	for _, m := range mails(o.cfg.Mail.To) {
		to = append(to, chat.Address{Adapter: mail.Name, Chat: m})
	}
	return to
}

// pageLanguages are those in which a talk can be had, the organisation's own first.
func pageLanguages(book *flows.Playbook) []string { return book.Spoken() }

// members are the colleagues at pushed desks, as far as those say.
func (o *omzien) members(ctx context.Context) ([]chat.Invitee, error) {
	if o.places.slack == nil {
		return nil, nil
	}
	return o.places.slack.Colleagues(ctx)
}
