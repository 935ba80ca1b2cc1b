package slack

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
)

func TestLaw18_WorkersWordsAsAPersonReadsThem(t *testing.T) {
	section := func(elements string) string {
		return `[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[` + elements + `]}]}]`
	}
	tests := []struct{ name, text, blocks, want string }{
		{"as typed", "en &lt;b&gt;", section(`{"type":"text","text":"  twee regels\nen *sterren* <b>&amp;</b> @iemand <!-- x -->  "}`), "  twee regels\nen *sterren* <b>&amp;</b> @iemand <!-- x -->  "},
		{"bold is only text", "", section(`{"type":"text","text":"Let op","style":{"bold":true}},{"type":"text","text":"!"}`), "Let op!"},
		{"a colleague", "", section(`{"type":"text","text":"Vraag "},{"type":"user","user_id":"U0NOOR"},{"type":"text","text":" maar"}`), "Vraag @collega maar"},
		{"a group of colleagues", "", section(`{"type":"usergroup","usergroup_id":"S0TEAM"}`), "@collega"},
		{"everybody", "", section(`{"type":"broadcast","range":"channel"}`), "@iedereen"},
		{"a channel", "", section(`{"type":"channel","channel_id":"C0DESK"}`), "#kanaal"},
		{"an address", "", section(`{"type":"link","url":"https://www.113.nl"}`), "https://www.113.nl"},
		{"an address with the same label", "", section(`{"type":"link","url":"https://www.113.nl/","text":"www.113.nl"}`), "https://www.113.nl/"},
		{"an address with a label", "", section(`{"type":"link","url":"https://www.113.nl","text":"113"}`), "113 (https://www.113.nl)"},
		{"within Slack", "", section(`{"type":"link","url":"https://acme.slack.com/archives/C0DESK/p17"}`), "(link)"},
		{"within Slack with a label", "", section(`{"type":"link","url":"https://files.slack.com/f/F1","text":"het schema"}`), "het schema (link)"},
		{"within Slack without its scheme", "", section(`{"type":"link","url":"http://acme.slack.com/archives/C0DESK","text":"acme.slack.com/archives/C0DESK"}`), "(link)"},
		{"within Slack, typed in code", "", section(`{"type":"text","text":"zie https://acme.slack.com/archives/C0DESK/p1 ja","style":{"code":true}}`), "zie (link) ja"},
		{"another's slack", "", section(`{"type":"text","text":"zie https://slacklining.com/les en notslack.com"}`), "zie https://slacklining.com/les en notslack.com"},
		{"e-mail", "", section(`{"type":"link","url":"mailto:hulp@wijk.nl","text":"hulp@wijk.nl"}`), "hulp@wijk.nl"},
		{"telephone", "", section(`{"type":"link","url":"tel:08000113","text":"0800-0113"}`), "0800-0113 (08000113)"},
		{"emoji", "", section(`{"type":"emoji","name":"family","unicode":"1f468-200d-1f469-200d-1f467"}`), "👨‍👩‍👧"},
		{"emoji of the workspace", "", section(`{"type":"emoji","name":"hoi"}`), ":hoi:"},
		{"emoji that is none", "", section(`{"type":"emoji","name":"x","unicode":"d800"},{"type":"emoji","name":"y","unicode":"a"}`), ":x::y:"},
		{"a date", "", section(`{"type":"date","timestamp":1764000000,"format":"{date}","fallback":"24 november"}`), "24 november"},
		{"a list", "", `[{"type":"rich_text","elements":[
			{"type":"rich_text_section","elements":[{"type":"text","text":"Neem mee:"}]},
			{"type":"rich_text_list","style":"bullet","indent":0,"elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"pas"}]},{"type":"rich_text_section","elements":[{"type":"text","text":"brief"}]}]},
			{"type":"rich_text_list","style":"bullet","indent":1,"elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"van school"}]}]},
			{"type":"rich_text_section","elements":[{"type":"text","text":"Tot dan"}]}]}]`, "Neem mee:\n- pas\n- brief\n  - van school\nTot dan"},
		{"a numbered list", "", `[{"type":"rich_text","elements":[{"type":"rich_text_list","style":"ordered","offset":2,"elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"bel"}]}]}]}]`, "3. bel"},
		{"a quote", "", `[{"type":"rich_text","elements":[{"type":"rich_text_quote","elements":[{"type":"text","text":"ik kan niet\nmeer"}]},{"type":"rich_text_section","elements":[{"type":"text","text":"Wat bedoel je?"}]}]}]`, "> ik kan niet\n> meer\nWat bedoel je?"},
		{"code", "", `[{"type":"rich_text","elements":[{"type":"rich_text_preformatted","elements":[{"type":"text","text":"a\n  b"}]}]}]`, "a\n  b"},
		{"something new", "", section(`{"type":"hologram","text":"hoi"}`), "hoi"},
		{"a style that is no string", "", section(`{"type":"text","text":"x","style":{"italic":true}}`), "x"},

		{"no blocks", "Bel &lt;0800-0113&gt; &amp; vraag", "", "Bel <0800-0113> & vraag"},
		{"blocks that are no rich text", "hoi", `[{"type":"section","text":{"type":"mrkdwn","text":"anders"}}]`, "hoi"},
		{"blocks that cannot be read", "hoi", `{"x":1}`, "hoi"},
		{"markup of a colleague", "vraag <@U0NOOR|noor.devries> of <@W123>", "", "vraag @collega of @collega"},
		{"markup of everybody", "<!here> <!channel|channel> <!subteam^S1|@team>", "", "@iedereen @iedereen @collega"},
		{"markup of a channel", "in <#C0DESK|jongerenwerk>", "", "in #kanaal"},
		{"markup of addresses", "<https://a.nl?x=1&amp;y=2> <https://a.nl|a.nl> <mailto:a@b.nl|a@b.nl> <tel:112|112> <https://x.slack.com/y|schema>", "", "https://a.nl?x=1&y=2 https://a.nl a@b.nl 112 schema (link)"},
		{"markup of a date", "<!date^1764000000^{date}|24 november>", "", "24 november"},
		{"escaped once only", "&amp;lt;@U0NOOR&amp;gt;", "", "&lt;@U0NOOR&gt;"},
		{"markup in rich text", "", section(`{"type":"text","text":"<@U0NOOR> <#C0DESK|desk> <!channel> mailto:a@b.nl"}`), "@collega #kanaal @iedereen a@b.nl"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := message{Text: tt.text, Blocks: json.RawMessage(tt.blocks)}.plain()
			if got != tt.want {
				t.Errorf("\n got %q\nwant %q", got, tt.want)
			}
		})
	}
}

// TestS9_NothingOfSlackReachesAPerson writes 100,000 messages as Slack and its
// programs write them, full of ids and names.
func TestS9_NothingOfSlackReachesAPerson(t *testing.T) {
	random := rand.New(rand.NewPCG(9, 18))
	secret := regexp.MustCompile(`[UWCGS]0GEHEIM|devries|(?i:mailto:)|slack\.com|slack://|<!(?:here|channel|everyone|subteam)|hoofdkanaal`)
	for n := range many() {
		m := generated(random)
		if got := m.plain(); secret.MatchString(got) {
			t.Fatalf("message %d\n%s\n%s\nreads %q", n, m.Text, m.Blocks, got)
		}
	}
}

// generated is a message that somebody may write.
func generated(random *rand.Rand) message {
	pick := func(of ...string) string { return of[random.IntN(len(of))] }
	words := func() string {
		return pick("hoi", " ", "\n", "é😀", "a*b_c~`", "112", "&", "<", ">", "|", "\u202e", "\u200b", "&amp;", "<b>", "@", "#", "!", "slack")
	}
	markup := func() string {
		return pick("<@U0GEHEIM>", "<@W0GEHEIM|noor.devries>", "<#C0GEHEIM|hoofdkanaal>", "<#G0GEHEIM>", "<!here>", "<!channel|channel>",
			"<!everyone>", "<!subteam^S0GEHEIM|@devries>", "<mailto:a@b.nl|a@b.nl>", "<MAILTO:a@b.nl>", "<https://x.slack.com/archives/C0GEHEIM/p1>",
			"<https://x.slack.com/C0GEHEIM|https://x.slack.com/C0GEHEIM>", "<http://x.slack.com/U0GEHEIM|x.slack.com/U0GEHEIM>", "<slack://user?id=U0GEHEIM>")
	}
	element := func() map[string]any {
		switch random.IntN(9) {
		case 0:
			return map[string]any{"type": "user", "user_id": "U0GEHEIM"}
		case 1:
			return map[string]any{"type": "usergroup", "usergroup_id": "S0GEHEIM"}
		case 2:
			return map[string]any{"type": "channel", "channel_id": "C0GEHEIM"}
		case 3:
			return map[string]any{"type": "broadcast", "range": pick("here", "channel", "everyone")}
		case 4:
			url := pick("https://x.slack.com/archives/C0GEHEIM", "https://X.SLACK.COM/team/U0GEHEIM", "slack://channel?id=C0GEHEIM",
				"https://files.slack.com/files-pri/C0GEHEIM", "mailto:a@b.nl", "tel:112", "https://www.113.nl/")
			return map[string]any{"type": "link", "url": url, "text": pick("", words(), url, strings.TrimPrefix(url, "https://"))}
		case 5:
			return map[string]any{"type": "text", "text": markup()}
		default:
			return map[string]any{"type": "text", "text": words() + words(), "style": map[string]any{"bold": true}}
		}
	}
	elements := func() []any {
		var all []any
		for range 1 + random.IntN(5) {
			all = append(all, element())
		}
		return all
	}
	if random.IntN(3) == 0 {
		text := ""
		for range random.IntN(8) {
			if random.IntN(2) == 0 {
				text += markup()
			} else {
				text += strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(words())
			}
		}
		return message{Text: text}
	}
	var parts []any
	for range 1 + random.IntN(3) {
		switch kind := pick("rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted"); kind {
		case "rich_text_list":
			parts = append(parts, map[string]any{"type": kind, "style": pick("bullet", "ordered"), "indent": random.IntN(3),
				"elements": []any{map[string]any{"type": "rich_text_section", "elements": elements()}}})
		default:
			parts = append(parts, map[string]any{"type": kind, "elements": elements()})
		}
	}
	blocks, err := json.Marshal([]any{map[string]any{"type": "rich_text", "block_id": fmt.Sprint(random.IntN(100)), "elements": parts}})
	if err != nil {
		panic(err)
	}
	return message{Blocks: blocks}
}
