package main

import (
	"bytes"
	"strings"

	"omzien/adapters/slack/slacktest"
)

// inSlack is the shift of somebody who lives in the channel.
type inSlack struct {
	*day
	threads map[string]string // nickname -> the card that begins the thread
}

func (s *inSlack) reads(words ...string) {
	s.t.Helper()
	s.channel.Await("the morning", func(c slacktest.Post) bool {
		for _, w := range words {
			if !strings.Contains(c.Text, w) {
				return false
			}
		}
		return c.ThreadTS == "" && strings.Contains(c.Text, "Dagstart")
	})
}

// card waits until the card of this person, at the channel's root, is so.
func (s *inSlack) card(name, what string, is func(slacktest.Post) bool) slacktest.Post {
	s.t.Helper()
	c := s.channel.Await(name+"'s card, "+what, func(c slacktest.Post) bool {
		return c.ThreadTS == "" && strings.Contains(c.Text, name+" · ") && !strings.Contains(c.Text, "Dagstart") && is(c)
	})
	s.threads[name] = c.TS
	return c
}

func (s *inSlack) picksUp(name string) {
	s.t.Helper()
	c := s.card(name, "waiting", func(c slacktest.Post) bool { return c.Has("Oppakken") })
	s.noor.Press(s.channel, c.TS, "Oppakken")
	s.card(name, "taken", func(c slacktest.Post) bool { return c.Has("Afronden") && strings.Contains(c.Text, "Noor") })
}

func (s *inSlack) writes(name, words string) {
	s.t.Helper()
	told := len(s.noor.Told())
	s.noor.Reply(s.channel, s.threads[name], words)
	s.slack.Wait("Noor hears that it can be taken back", func() bool {
		return strings.Contains(strings.Join(s.noor.Told()[told:], "\n"), "Gaat naar "+name)
	})
}

func (s *inSlack) isAsked(name, words string) {
	s.t.Helper()
	s.noor.Reply(s.channel, s.threads[name], words)
	s.says(name, "hiervoor staat een notitie")
}

func (s *inSlack) keeps(name, _ string) {
	s.t.Helper()
	question := s.says(name, "hiervoor staat een notitie")
	s.noor.Press(s.channel, question.TS, "Notitie")
	s.channel.Await("a question without buttons", func(c slacktest.Post) bool { return c.TS == question.TS && len(c.Buttons) == 0 })
}

func (s *inSlack) takesBack(name string) {
	s.t.Helper()
	s.noor.PressTold("Niet versturen").Await()
	s.says(name, "hield dit tegen")
}

func (s *inSlack) changes(name, words, into string) {
	s.t.Helper()
	for _, c := range s.channel.Thread(s.threads[name]) {
		if c.Text == words {
			s.noor.Edit(s.channel, c.TS, into)
			return
		}
	}
	s.t.Fatalf("%q does not stand in the thread:\n%s", words, s.slack.Dump())
}

func (s *inSlack) looks(name string) {
	s.t.Helper()
	if content, _ := s.slack.Sent(s.file(s.threads[name], 0)); !bytes.HasPrefix(content, []byte("\xff\xd8\xff")) {
		s.t.Errorf("%s's photo is none: %d bytes", name, len(content))
	}
}

func (s *inSlack) passesWarm(name, team string) {
	s.t.Helper()
	s.noor.Choose(s.channel, s.threads[name], "Warm overdragen aan "+team)
	s.card(name, "waiting at "+team, func(c slacktest.Post) bool { return c.Has("Oppakken") && strings.Contains(c.Text, team) })
}

func (s *inSlack) checks(name, step, date string) {
	s.t.Helper()
	s.noor.ShortcutOn(s.channel, s.threads[name], "meldcode")
	form := s.noor.AwaitView("the meldcode", func(v slacktest.View) bool { return strings.Contains(v.Text, "Omzien meldt zelf niets") })
	s.noor.Submit(form.ID, map[string]string{"stap": step, "dag": date}).Await()
}

func (s *inSlack) registers(nickname, about string) {
	s.t.Helper()
	s.noor.Shortcut("registered")
	form := s.noor.AwaitView("the registration", func(v slacktest.View) bool { return v.Submit == "Aanmelden" })
	s.noor.Submit(form.ID, phoned(nickname, about)).Await()
	s.card(nickname, "registered", func(c slacktest.Post) bool { return c.Has("Oppakken") })
}

func (s *inSlack) roundsOff(name, sort, weeks string) {
	s.t.Helper()
	s.noor.Press(s.channel, s.threads[name], "Afronden")
	form := s.noor.AwaitView("the form", func(v slacktest.View) bool { return v.Submit == "Afronden" })
	s.noor.Submit(form.ID, map[string]string{"soort": sort, "vervolg": weeks}).Await()
}

func (s *inSlack) lost(name string) {
	s.t.Helper()
	s.card(name, "without an owner", func(c slacktest.Post) bool { return c.Has("Oppakken") })
}

func (s *inSlack) colleagueNotes(name, words string) {
	s.t.Helper()
	s.bas.Reply(s.channel, s.threads[name], words)
	s.says(name, "Bewaard als notitie")
}

// says waits until the words stand in the person's thread.
func (s *inSlack) says(name, words string) slacktest.Post {
	s.t.Helper()
	return s.thread(s.threads[name], words)
}

// aside is the root of the overleg about this person.
func (s *inSlack) aside(name string) slacktest.Post {
	s.t.Helper()
	return s.channel.Await("the overleg about "+name, func(c slacktest.Post) bool {
		return c.ThreadTS == "" && strings.Contains(c.Text, "Overleg over "+name) && c.Has("Overleg klaar")
	})
}

func (s *inSlack) confers(name, question string) {
	s.t.Helper()
	s.noor.Press(s.channel, s.threads[name], "Overleg…")
	form := s.noor.AwaitView("the form of an overleg", func(v slacktest.View) bool { return v.Submit == "Vraag overleg" })
	s.noor.Submit(form.ID, map[string]string{"vraag": question, "collegas": "U0BAS", "teams": "wijkteam"}).Await()
	s.aside(name)
}

func (s *inSlack) readsAside(name, words string) {
	s.t.Helper()
	s.thread(s.aside(name).TS, words)
}

func (s *inSlack) writesAside(name, words string) {
	s.t.Helper()
	s.noor.Reply(s.channel, s.aside(name).TS, words)
}
