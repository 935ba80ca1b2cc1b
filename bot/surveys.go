package main

import (
	"cmp"
	"context"
	"net/url"
	"strconv"
	"time"

	"omzien/adapters"
	"omzien/adapters/telegram"
	"omzien/bot/chat"
)

// nameWithin is how long a page waits for the name of our bot on Telegram.
const nameWithin = 2 * time.Second

// surveys are those of the playbook as it is now, as workers read them.
func (o *omzien) surveys() (all []adapters.SurveyForm) {
	book := o.current()
	lang := book.Organisation.Language
	for i := range book.Programmes {
		p := &book.Programmes[i]
		flow := book.Talks.Flows[p.Survey]
		if flow == nil {
			continue
		}
		s := adapters.SurveyForm{Name: p.Name, Label: p.Label, Form: p.Form, List: p.Name + "/" + p.Circles[0].Name}
		for _, start := range flow.Starts {
			s.Deeplink = cmp.Or(s.Deeplink, start.Deeplink)
		}
		for _, q := range flow.Questions() {
			one := adapters.SurveyQuestion{Name: q.Variable, Text: q.Text.In(lang), Numbers: len(q.Options) > 0}
			for _, option := range q.Options {
				one.Options = append(one.Options, chat.Option{Value: option.Value, Label: option.Label.In(lang)})
				if _, err := strconv.Atoi(option.Value); err != nil {
					one.Numbers = false
				}
			}
			s.Questions = append(s.Questions, one)
		}
		all = append(all, s)
	}
	return all
}

// doorTo is the address at which somebody begins the flow with this deep link: on
// Telegram where that is on, for there they can be written to later.
func (o *omzien) doorTo(ctx context.Context, deeplink string) string {
	if o.places.telegram != nil && o.cfg.Telegram.Token != "" {
		ctx, stop := context.WithTimeout(ctx, nameWithin)
		defer stop()
		if bot, err := o.bot.of(ctx, o.places.telegram.Me); err == nil {
			return "https://t.me/" + bot + "?start=" + url.QueryEscape(deeplink)
		}
		o.log.Warn("the name of our bot is not known now", "adapter", telegram.Name)
	}
	return o.cfg.publicURL() + "/?start=" + url.QueryEscape(deeplink)
}
