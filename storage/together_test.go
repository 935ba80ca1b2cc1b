package storage_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/storage/storagetest"
)

// busy is the rate of a channel in which words go together.
var busy = chat.Rate{PerChat: time.Second, Edits: 2 * time.Second, Together: 100}

// heard is a word of a person as it goes to a desk.
func heard(talk, id string) chat.Message {
	m := words(talk, id, chat.Live)
	m.Speaker = chat.Author{Role: chat.RolePerson, Name: "blauwe vos"}
	m.Text = "woord " + id
	return m
}

// receipt is what a worker reads when all went well.
func receipt(talk, id string) chat.Message { return words(talk, id, chat.Aside) }

// inCall are the ids of what goes in the claim's one call.
func inCall(c chat.Claim) string {
	if len(c.Message.Together) == 0 {
		return c.Message.ID
	}
	var ids []string
	for _, m := range c.Message.Together {
		ids = append(ids, m.ID)
	}
	return strings.Join(ids, " ")
}

// next claims one call, and expects these messages in it.
func (o outbox) next(now time.Time, want string) chat.Claim {
	o.t.Helper()
	claims := o.claimAt(busy, now)
	if len(claims) != 1 || inCall(claims[0]) != want {
		var got []string
		for _, c := range claims {
			got = append(got, inCall(c))
		}
		o.t.Fatalf("claimed %q, want one call with %q", got, want)
	}
	return claims[0]
}

// calls sends all that is to be sent, and gives what went in each call.
func (o outbox) calls(from time.Time) (all []string) {
	o.t.Helper()
	for now := from; ; now = now.Add(busy.PerChat) {
		claims := o.claimAt(busy, now)
		if len(claims) == 0 {
			return all
		}
		for _, c := range claims {
			all = append(all, inCall(c))
		}
		o.sent(now, claims...)
	}
}

func TestLaw2_WhatWaitsTogetherIsOneCall(t *testing.T) {
	change := func(m chat.Message, by func(*chat.Message)) chat.Message { by(&m); return m }
	for name, tc := range map[string]struct {
		line func(talk string) []chat.Message
		want []string
	}{
		"a person's words": {func(talk string) []chat.Message {
			return []chat.Message{heard(talk, "a"), heard(talk, "b"), heard(talk, "c")}
		}, []string{"a b c"}},
		"crisis among them": {func(talk string) []chat.Message {
			return []chat.Message{heard(talk, "a"), change(heard(talk, "b"), func(m *chat.Message) { m.Class = chat.Crisis }), heard(talk, "c")}
		}, []string{"a b c"}},
		"no more than there is room for": {func(talk string) []chat.Message {
			long := func(m *chat.Message) { m.Text = strings.Repeat("é", 49) }
			return []chat.Message{change(heard(talk, "a"), long), change(heard(talk, "b"), long), change(heard(talk, "c"), long)}
		}, []string{"a b", "c"}},
		"room is counted as platforms do": {func(talk string) []chat.Message {
			long := func(m *chat.Message) { m.Text = strings.Repeat("😀", 25) }
			return []chat.Message{change(heard(talk, "a"), long), change(heard(talk, "b"), long)}
		}, []string{"a", "b"}},
		"what stands between keeps them apart": {func(talk string) []chat.Message {
			return []chat.Message{heard(talk, "a"), words(talk, "note", chat.Prompt), heard(talk, "b"), heard(talk, "c")}
		}, []string{"a", "note", "b c"}},
		"a name that changed": {func(talk string) []chat.Message {
			return []chat.Message{heard(talk, "a"), change(heard(talk, "b"), func(m *chat.Message) { m.Speaker.Name = "Sam" })}
		}, []string{"a", "b"}},
		"a worker's words stand alone": {func(talk string) []chat.Message {
			of := func(m *chat.Message) { m.Speaker.Role = chat.RoleWorker }
			return []chat.Message{change(heard(talk, "a"), of), change(heard(talk, "b"), of)}
		}, []string{"a", "b"}},
		"buttons stand alone": {func(talk string) []chat.Message {
			return []chat.Message{heard(talk, "a"), change(heard(talk, "b"), func(m *chat.Message) { m.Choices = []chat.Choice{{Label: "Ja"}} })}
		}, []string{"a", "b"}},
		"a crisis that passes takes no words with it": {func(talk string) []chat.Message {
			urgent := func(m *chat.Message) { m.Class = chat.Crisis }
			return []chat.Message{words(talk, "note", chat.Prompt), change(heard(talk, "a"), urgent), change(heard(talk, "b"), urgent), heard(talk, "c")}
		}, []string{"a b", "note", "c"}},
		"receipts give way, and are one": {func(talk string) []chat.Message {
			return []chat.Message{receipt(talk, "r1"), words(talk, "failed", chat.Live), receipt(talk, "r2"), words(talk, "note", chat.Prompt)}
		}, []string{"failed", "note", "r1 r2"}},
		"receipts go along with words": {func(talk string) []chat.Message {
			return []chat.Message{words(talk, "note", chat.Prompt), receipt(talk, "r1"), heard(talk, "a"), receipt(talk, "r2"), heard(talk, "b")}
		}, []string{"note", "r1 a r2 b"}},
		"words take the room before receipts do": {func(talk string) []chat.Message {
			long := func(m *chat.Message) { m.Text = strings.Repeat("é", 45) }
			return []chat.Message{receipt(talk, "r1"), change(heard(talk, "a"), long), change(heard(talk, "b"), long)}
		}, []string{"a b", "r1"}},
	} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
				o.say(tc.line(o.talk("x"))...)
				if got := o.calls(noon); !slices.Equal(got, tc.want) {
					t.Errorf("the calls are %q, want %q", got, tc.want)
				}
				if n := count(t, b, "SELECT COUNT(*) FROM outbox WHERE state <> 'sent'"); n != 0 {
					t.Errorf("%d rows are not sent", n)
				}
			})
		})
	}
}

func TestLaw2_ManyWordsAreSeveralCallsInOrder(t *testing.T) {
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		talk := o.talk("x")
		var want []string
		for i := range 53 {
			m := heard(talk, fmt.Sprintf("w%02d", i))
			m.Text = "."
			o.say(m)
			want = append(want, m.ID)
		}
		calls := o.calls(noon)
		if got := strings.Join(calls, " "); got != strings.Join(want, " ") || len(calls) != 3 {
			t.Errorf("%d calls: %q", len(calls), calls)
		}
	})
}

// Law 1: the merge is committed before the call. Whoever takes over after a crash
// asks for, and says, exactly what may stand there; what came since goes after it.
func TestLaw1_ACrashKeepsTogetherWhatWent(t *testing.T) {
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		heir := o
		if b.Kind == "postgres" {
			heir = outbox{b.Open(t), t}
		}
		talk := o.talk("x")
		o.say(heard(talk, "a"), heard(talk, "b"))
		zombie := o.next(noon, "a b")
		o.say(heard(talk, "c"))
		later := noon.Add(lease)
		c := heir.next(later, "a b")
		if !c.Uncertain || !c.Since.Equal(noon) || c.Attempt != 2 {
			t.Fatalf("the claim is %+v, want it uncertain since noon", c)
		}
		if texts := c.Message.Together[0].Text + c.Message.Together[1].Text; texts != "woord awoord b" {
			t.Errorf("it says %q", texts)
		}
		if refused, err := o.Mark(t.Context(), later, []chat.Mark{{Claim: zombie, State: chat.Sent}}); err != nil || refused != 1 {
			t.Errorf("the zombie's mark: %d refused, %v", refused, err)
		}
		if n := count(t, b, "SELECT COUNT(*) FROM outbox WHERE state = 'sent'"); n != 0 {
			t.Errorf("the zombie marked %d rows", n)
		}
		heir.sent(later, c)
		if n := count(t, b, "SELECT COUNT(*) FROM outbox WHERE state = 'sent'"); n != 2 {
			t.Errorf("%d of 2 rows are sent", n)
		}
		if got := heir.calls(later.Add(time.Second)); !slices.Equal(got, []string{"c"}) {
			t.Errorf("then %q", got)
		}
	})
}

func TestLaw1_WhatGoesLaterGoesTogetherAsBefore(t *testing.T) {
	for _, state := range []chat.State{chat.Retry, chat.Uncertain, chat.Queued} {
		t.Run(string(state), func(t *testing.T) {
			each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
				talk := o.talk("x")
				o.say(heard(talk, "a"), heard(talk, "b"))
				c, again := o.next(noon, "a b"), noon.Add(5*time.Second)
				o.say(heard(talk, "c"))
				o.mark(noon, chat.Mark{Claim: c, State: state, NotBefore: again})
				if state != chat.Queued {
					o.none(again.Add(-time.Millisecond))
				}
				c = o.next(again, "a b")
				if c.Attempt != 2 || c.Uncertain != (state == chat.Uncertain) {
					t.Errorf("the claim is %+v", c)
				}
				o.sent(again, c)
				if got := o.calls(again.Add(time.Second)); !slices.Equal(got, []string{"c"}) {
					t.Errorf("then %q", got)
				}
			})
		})
	}
}

// Law 3: what dies together is told one by one, for each may have to be said
// elsewhere; one alarm is enough.
func TestLaw3_WhatDiesTogetherIsToldOneByOne(t *testing.T) {
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		talk := o.talk("x")
		o.say(heard(talk, "a"), heard(talk, "b"), heard(talk, "c"))
		o.mark(noon, chat.Mark{Claim: o.next(noon, "a b c"), State: chat.Dead, Reason: chat.Misplaced})
		told := map[string]string{}
		for _, ev := range o.due(noon) {
			if ev.Kind == chat.Failed && ev.Value == chat.Misplaced {
				told[ev.Ref] = ev.Text
			}
		}
		if fmt.Sprint(told) != "map[a:woord a b:woord b c:woord c]" {
			t.Errorf("told of %v", told)
		}
		if n := count(t, b, "SELECT COUNT(*) FROM alarm WHERE repeated = 0"); n != 1 {
			t.Errorf("%d alarms that were raised once", n)
		}
		o.none(noon.Add(time.Hour))
	})
}

// An adapter that does not say things together, or not any more, says each.
func TestLaw1_WhoCannotSayThingsTogetherSaysEach(t *testing.T) {
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		talk := o.talk("x")
		o.say(heard(talk, "a"), heard(talk, "b"))
		o.mark(noon, chat.Mark{Claim: o.next(noon, "a b"), State: chat.Retry})
		for _, id := range []string{"a", "b"} {
			c := o.one(noon.Add(busy.PerChat), id)
			if len(c.Message.Together) > 0 {
				t.Errorf("%s takes %s along", id, inCall(c))
			}
			o.sent(noon, c)
		}
	})
}

// An edit of one message of a post draws all that stand there, each as it reads
// now: the platform replaces the whole post.
func TestLaw1_AnEditKeepsWhatStandsBeside(t *testing.T) {
	each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
		talk := o.talk("x")
		edit := func(id, of, text string) chat.Message {
			m := heard(talk, id)
			m.Edits, m.Text = of, text
			return m
		}
		o.say(heard(talk, "a"), heard(talk, "b"), heard(talk, "c"))
		o.mark(noon, chat.Mark{Claim: o.next(noon, "a b c"), State: chat.Sent, Receipt: chat.Receipt{ID: "post"}})
		at := noon
		for _, step := range []struct{ id, of, want string }{
			{"e1", "b", "woord a|nieuw e1|woord c"},
			{"e2", "a", "nieuw e2|nieuw e1|woord c"},
			{"e3", "b", "nieuw e2|nieuw e3|woord c"},
		} {
			o.say(edit(step.id, step.of, "nieuw "+step.id))
			at = at.Add(busy.Edits)
			claims := o.claimAt(busy, at)
			if len(claims) != 1 || claims[0].Message.Place != "post" {
				t.Fatalf("claimed %+v", claims)
			}
			var texts []string
			for _, m := range claims[0].Message.Together {
				texts = append(texts, m.Text)
			}
			if got := strings.Join(texts, "|"); got != step.want {
				t.Errorf("%s draws %q, want %q", step.id, got, step.want)
			}
			o.mark(at, chat.Mark{Claim: claims[0], State: chat.Sent, Receipt: chat.Receipt{ID: "post"}})
		}
	})
}

// Law 16: erasing takes all of a post that said several things, also where it is
// not known yet whether it stands there.
func TestLaw16_ErasingTakesTheWholePost(t *testing.T) {
	for _, sent := range []bool{true, false} {
		t.Run(fmt.Sprint("sent=", sent), func(t *testing.T) {
			each(t, func(t *testing.T, o outbox, b *storagetest.Base) {
				talk := o.talk("x")
				at := func(m chat.Message) chat.Message { m.To.Adapter = "desk"; return m }
				o.say(at(heard(talk, "a")), at(heard(talk, "b")))
				claims, err := o.Claim(t.Context(), "desk", busy, noon, lease, 8)
				o.check(err)
				done := chat.Mark{Claim: claims[0], State: chat.Sent, Receipt: chat.Receipt{ID: "post"}}
				if sent {
					o.mark(noon, done)
				}
				o.check(o.write(chat.Change{Event: chat.Event{At: noon}, Forget: true}, at(words(talk, "bye", chat.Live))))
				if !sent {
					o.mark(noon, done)
				}
				texts := map[string]string{}
				for now := noon.Add(time.Minute); ; now = now.Add(time.Minute) {
					claims, err := o.Claim(t.Context(), "desk", busy, now, lease, 8)
					o.check(err)
					if len(claims) == 0 {
						break
					}
					for _, c := range claims {
						texts[c.Message.ID+"@"+c.Message.Place] = c.Message.Text
						if len(c.Message.Together) > 0 {
							t.Errorf("%s says %s", c.Message.ID, inCall(c))
						}
						o.sent(now, c)
					}
				}
				if len(texts) != 2 || texts["a/erased@post"] != "(gewist)" {
					t.Errorf("said after erasing: %v", texts)
				}
				if n := count(t, b, "SELECT COUNT(*) FROM outbox WHERE carried_by IS NOT NULL"); n != 0 {
					t.Errorf("%d carried rows are left", n)
				}
			})
		})
	}
}
