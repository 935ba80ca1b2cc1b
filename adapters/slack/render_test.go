package slack

import (
	"encoding/json"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"pgregory.net/rapid"

	"omzien/adapters"
	"omzien/adapters/slack/slacktest"
	"omzien/bot/chat"
)

// shown is what of a message goes over the wire.
type shown struct {
	fallback string
	raw      string
	blocks   []any
}

// wire gives what Slack is asked for m, as its server reads it.
func wire(t testing.TB, m chat.Message) shown {
	t.Helper()
	return onWire(t, (&Adapter{Config: Config{Opaque: opaque}}).draw(m))
}

// onWire gives what Slack is asked for a posting.
func onWire(t testing.TB, p posting) shown {
	t.Helper()
	_, values, err := slack.UnsafeApplyMsgOptions("xoxb-1", p.channel, API, p.options()...)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := json.Marshal(p.blocks)
	if err != nil {
		t.Fatal(err)
	}
	s := shown{fallback: values.Get("text"), raw: string(raw)}
	if err := json.Unmarshal(raw, &s.blocks); err != nil {
		t.Fatal(err)
	}
	for _, forbidden := range []string{"link_names", "parse", "attachments", "markdown_text", "username", "icon_url"} {
		if values.Has(forbidden) {
			t.Errorf("%s is set", forbidden)
		}
	}
	onlyOpaque(t, values)
	return s
}

func onlyOpaque(t testing.TB, values url.Values) {
	t.Helper()
	var metadata map[string]any
	if err := json.Unmarshal([]byte(values.Get("metadata")), &metadata); err != nil {
		t.Fatal(err)
	}
	payload, _ := metadata["event_payload"].(map[string]any)
	if len(metadata) != 2 || metadata["event_type"] != eventType || len(payload) != 1 || payload["id"] == nil {
		t.Errorf("law 15: metadata %v", metadata)
	}
}

// each visits every object of the blocks.
func each(v any, visit func(o map[string]any)) {
	switch v := v.(type) {
	case []any:
		for _, w := range v {
			each(w, visit)
		}
	case map[string]any:
		visit(v)
		for _, w := range v {
			each(w, visit)
		}
	}
}

// inertTypes are the only ones that are ever sent: none of them reads a mention,
// a link or a format out of its text.
var inertTypes = []string{"rich_text", "rich_text_section", "rich_text_quote", "text", "date", "header", "context", "plain_text", "actions", "button"}

// isInert fails where something could be more than its letters.
func isInert(t testing.TB, s shown) {
	t.Helper()
	each(s.blocks, func(o map[string]any) {
		kind, typed := o["type"].(string)
		if typed && !slices.Contains(inertTypes, kind) {
			t.Errorf("S7: a %q", kind)
		}
		for _, key := range []string{"url", "user_id", "usergroup_id", "channel_id", "range", "image_url", "name"} {
			if o[key] != nil {
				t.Errorf("S7: %s in a %s", key, kind)
			}
		}
		if kind == "plain_text" && o["emoji"] != nil && o["emoji"] != false {
			t.Error("S7: emoji are read out of a plain text")
		}
	})
	bare := strings.NewReplacer("&amp;", "", "&lt;", "", "&gt;", "").Replace(s.fallback)
	if strings.ContainsAny(bare, "<>&") {
		t.Errorf("S7: the notification is read as markup: %q", s.fallback)
	}
}

// html is how Slack wants letters that could be markup.
func html(text string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(text)
}

// quotes are the texts that stand in quotes.
func quotes(s shown) (texts []string) {
	each(s.blocks, func(o map[string]any) {
		if o["type"] == "rich_text_quote" {
			each(o["elements"], func(e map[string]any) { texts = append(texts, e["text"].(string)) })
		}
	})
	return texts
}

var nasty = []string{
	"<!channel>", "<!here>", "<!everyone>", "<@U0NOOR>", "<#C0DESK|desk>", "<!subteam^S1>", "<https://kwaad.example|https://goed.example>",
	"https://kwaad.example", "kwaad.example", "mailto:a@b.nl", "@channel", "@noor", "#desk", "&lt;!channel&gt;", "&amp;", "&", "<", ">", "*vet*", "_schuin_",
	"~door~", "`code`", "```", "> citaat", ":smile:", "<!date^1392734382^{date}|x>", "\u202e", "\u2066", "\u2069", "\u200b", "\u200d", "\ufeff",
	"\n", "\n\n", " ", "مرحبا", "שלום", "👩‍👧‍👦", "e\u0301", "\"", "\\", "{\"type\":\"user\"}", "hoi", "ik durf niet naar huis",
}

func TestS7_WhateverTheyWriteStaysLetters(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 2026))
	text := func(most int) string {
		var b strings.Builder
		for range 1 + r.IntN(most) {
			if r.IntN(4) == 0 {
				b.WriteRune(rune(0x20 + r.IntN(0x5f)))
				continue
			}
			b.WriteString(nasty[r.IntN(len(nasty))])
		}
		return b.String()
	}
	for i := range many() {
		said, name := text(8), text(3)
		m := words()
		m.Text, m.Speaker.Name = said, name
		if i%8 == 0 {
			m.Card = &chat.Card{Alias: name, Team: name, Worker: name, State: "waiting", Facts: []chat.CardFact{{Label: name, Text: said}}}
		}
		s := wire(t, m)
		isInert(t, s)
		if got := quotes(s); strings.TrimSpace(said) != "" && (len(got) != 1 || got[0] != said) {
			t.Errorf("law 18: %q stands there as %q", said, got)
		}
		if want := "Nieuw bericht van " + spoken(name, "de ander"); i%8 != 0 && s.fallback != want || strings.ContainsAny(s.fallback, "<>&:/@#*_~`|\n") {
			t.Errorf("S7: the notification says %q of %q", s.fallback, name)
		}
		if t.Failed() {
			t.FailNow()
		}
	}
}

func TestS7_ANotificationHoldsNamesOnly(t *testing.T) {
	for name, want := range map[string]string{
		"Sam · blauwe vos":              "Sam · blauwe vos",
		"J. d'Arc-Özil 2":               "J. d'Arc-Özil 2",
		"مريم · rode das":               "مريم · rode das",
		"<!channel> :smile: *x*":        "channel smile x",
		"https://kwaad.nl · blauwe vos": "https kwaad nl · blauwe vos",
		"😭":                             "de ander",
	} {
		if got := spoken(name, "de ander"); got != want {
			t.Errorf("%q became %q", name, got)
		}
	}
}

func TestS7_NamesKeepTheirPlace(t *testing.T) {
	for name, want := range map[string]string{
		"Sam · blauwe vos":                 "Sam · blauwe vos",
		"Sam\u202e\u2066moc.daawk":         "Sammoc.daawk",
		"  Sam\n\nNoor (collega): stop ":   "Sam Noor (collega): stop",
		"\u200b\u200e ":                    "de ander",
		"\x00Sam\x07":                      "Sam",
		strings.Repeat("a", longestName+1): strings.Repeat("a", longestName) + "…",
	} {
		if got := label(name, "de ander"); got != want {
			t.Errorf("%q became %q", name, got)
		}
	}
}

func TestLaw18_ControlCharactersAreShownAsSuch(t *testing.T) {
	for text, want := range map[string]string{
		"een\r\ntwee\rdrie\u2028vier": "een\ntwee\ndrie\nvier",
		"a\x00b\x1bc":                 "a\uFFFDb\uFFFDc",
		"half \xff teken":             "half \uFFFD teken",
		" \n":                         "(geen tekst)",
		"":                            "(geen tekst)",
	} {
		if got := written(text); got != want {
			t.Errorf("%q became %q", text, got)
		}
	}
}

// A card never says by its form what only words may say, and names nobody by an id.
func TestLaw15_OnlyTokensInValues(t *testing.T) {
	m := chat.Message{
		ID: "telegram:12:34567/1", To: chat.Address{Adapter: Name, Chat: channel}, Talk: "0190-conversation", Text: "Sam wacht.", Token: "tok-a1",
		Choices: []chat.Choice{{Label: "Oppakken", Value: "claimed", Verb: chat.Claimed, Style: "primary"}, {Label: "Ja", Value: "+31612345678"}},
		Card:    &chat.Card{Alias: "Sam · blauwe vos", Team: "het jongerenwerk", State: "waiting", Since: time.Unix(1764000000, 0)},
	}
	s := wire(t, m)
	for _, secret := range []string{"telegram", "34567", "0190", "31612345678", "0612345678"} {
		if strings.Contains(s.raw+s.fallback, secret) {
			t.Errorf("%q is shown to Slack", secret)
		}
	}
	values := map[string]string{}
	each(s.blocks, func(o map[string]any) {
		if o["type"] == "button" {
			values[o["action_id"].(string)] = o["value"].(string)
		}
	})
	if len(values) != 2 || values["claimed_0"] != "tok-a1:0" || values["chose_1"] != "tok-a1:1" {
		t.Errorf("buttons: %v", values)
	}
}

// Slack's lengths, as they are known from its documents and from others' trouble.
func TestLengths_NothingThatFitGivesIsTooLong(t *testing.T) {
	limits := (&Adapter{}).Limits()
	word := rapid.OneOf(rapid.SampledFrom(nasty), rapid.StringN(0, 40, -1), rapid.Just(strings.Repeat("lang ", 300)))
	text := rapid.Custom(func(t *rapid.T) string { return strings.Join(rapid.SliceOfN(word, 0, 20).Draw(t, "words"), " ") })
	rapid.Check(t, func(rt *rapid.T) {
		m := words()
		m.Text = text.Draw(rt, "text")
		m.Speaker = chat.Author{Role: rapid.SampledFrom([]chat.Role{chat.RolePerson, chat.RoleWorker, chat.RoleProgram, ""}).Draw(rt, "role"), Name: text.Draw(rt, "name")}
		for range rapid.IntRange(0, 7).Draw(rt, "choices") {
			m.Choices = append(m.Choices, chat.Choice{Label: word.Draw(rt, "label"), Verb: chat.Closed})
			m.Token = strings.Repeat("t", 40)
		}
		if rapid.Bool().Draw(rt, "card") {
			m.Card = &chat.Card{Alias: text.Draw(rt, "alias"), Team: text.Draw(rt, "team"), Worker: text.Draw(rt, "worker"), State: "waiting", Since: time.Unix(1764000000, 0), Lang: "ar"}
			for range rapid.IntRange(0, 60).Draw(rt, "facts") {
				m.Card.Facts = append(m.Card.Facts, chat.CardFact{Label: text.Draw(rt, "what"), Text: text.Draw(rt, "fact")})
			}
		}
		for _, part := range adapters.Fit(m, limits) {
			s := wire(t, part)
			isInert(t, s)
			measure(rt, s)
		}
	})
}

func measure(t *rapid.T, s shown) {
	most := func(what string, text any, limit int) {
		if n := adapters.Units(text.(string)); n > limit || n == 0 {
			t.Errorf("%s: %d of %d", what, n, limit)
		}
	}
	of := func(o map[string]any) any { return o["text"].(map[string]any)["text"] }
	most("fallback", s.fallback, 4000)
	if len(s.blocks) == 0 || len(s.blocks) > 50 {
		t.Errorf("%d blocks", len(s.blocks))
	}
	total := 0
	each(s.blocks, func(o map[string]any) {
		if text, is := o["text"].(string); is {
			most("a text", text, 4000)
			total += adapters.Units(text)
		}
		switch o["type"] {
		case "header":
			most("header", of(o), 150)
		case "context":
			for _, e := range o["elements"].([]any) {
				most("context", e.(map[string]any)["text"], 2000)
			}
		case "actions":
			ids := map[any]bool{}
			for _, b := range o["elements"].([]any) {
				b := b.(map[string]any)
				most("button", of(b), 75)
				most("value", b["value"], 2000)
				most("action_id", b["action_id"], 255)
				if ids[b["action_id"]] {
					t.Errorf("two buttons are %v", b["action_id"])
				}
				ids[b["action_id"]] = true
				if c, is := b["confirm"].(map[string]any); is {
					most("confirm title", c["title"].(map[string]any)["text"], 100)
					most("confirm text", of(c), 300)
					most("confirm", c["confirm"].(map[string]any)["text"], 30)
					most("deny", c["deny"].(map[string]any)["text"], 30)
				}
			}
			if n := len(o["elements"].([]any)); n > 25 {
				t.Errorf("%d buttons in one row", n)
			}
		}
	})
	if total > 13_000 {
		t.Errorf("%d units in all", total)
	}
}

func TestCard_SaysThatMoreIsElsewhere(t *testing.T) {
	c := &chat.Card{Alias: "Sam", State: "waiting"}
	for range 8 {
		c.Facts = append(c.Facts, chat.CardFact{Label: "Wat is er?", Text: strings.Repeat("a", 1500)})
	}
	_, blocks := card(chat.Message{Text: "Sam wacht.", Card: c})
	raw, _ := json.Marshal(blocks)
	if !strings.Contains(string(raw), "De rest staat op de webdesk") {
		t.Error("what is left out is left out in silence")
	}
	c.Facts = c.Facts[:2]
	_, blocks = card(chat.Message{Text: "Sam wacht.", Card: c})
	if raw, _ = json.Marshal(blocks); strings.Contains(string(raw), "De rest") {
		t.Error("nothing is left out")
	}
}

// What a reader sees of the worst that people type: letters, and nothing that
// calls, leads or looks like anything else.
func TestS7_AReaderSeesLettersOnly(t *testing.T) {
	b := newChannelBench(t)
	for i, text := range nasty {
		m := handoff()
		m.ID, m.Text, m.Card.Alias, m.Card.Worker = chat.Key("card", i), text+" wacht.", text, text
		m.Card.Facts = []chat.CardFact{{Label: text, Text: text}}
		card := b.mustSend(t, m)
		for j, role := range []chat.Role{chat.RolePerson, chat.RoleWorker, chat.RoleProgram} {
			w := inThread(chat.Key(chat.Key("word", i), j), card.Thread, text+".")
			w.Speaker = chat.Author{Role: role, Name: text}
			b.mustSend(t, w)
		}
		for _, p := range b.desk.Thread(card.Thread) {
			for _, mark := range []string{slacktest.Mention, slacktest.Link, slacktest.Emoji} {
				if strings.Contains(p.Text, mark) || strings.Contains(p.Fallback, mark) {
					t.Errorf("%q becomes a %s: %q, %q", text, mark, p.Text, p.Fallback)
				}
			}
		}
	}
}
