package storage_test

import (
	"testing"

	"omzien/bot/chat"
	"omzien/storage/storagetest"
)

// Law 20: answers of a survey have a time of their own. When the talk goes in which they
// were given they stay, and whoever comes back and erases what we know of them erases
// those, too.
func TestLaw20_AnswersOfASurveyOutliveTheirTalk(t *testing.T) {
	storagetest.Each(t, func(t *testing.T, b *storagetest.Base) {
		s := b.Open(t)
		people := func() int {
			came, err := s.Record().Survey(t.Context(), "plein")
			ok(t, err)
			return came.People
		}
		first := met(t, s, page(1))
		decide(t, s, first.ID, func(c *chat.Conversation) chat.Change {
			c.Over = true
			return chat.Change{Answers: []chat.SurveyAnswer{{Survey: "plein", Question: "prettig", Values: "7"}}}
		})
		decide(t, s, first.ID, func(*chat.Conversation) chat.Change { return chat.Change{Clear: true} })
		if n := people(); n != 1 {
			t.Errorf("%d people took part, after the talk went", n)
		}
		again := met(t, s, page(1))
		decide(t, s, again.ID, func(*chat.Conversation) chat.Change { return chat.Change{Forget: true} })
		if n := people(); n != 0 {
			t.Errorf("%d people took part, after they erased all", n)
		}
	})
}
