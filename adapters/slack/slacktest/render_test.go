package slacktest_test

import (
	"testing"

	"omzien/adapters/slack/slacktest"
)

// What stands in blocks is shown the way a reader sees it.
func TestRender(t *testing.T) {
	c := newClock()
	f := slacktest.New(t, slacktest.Clock(c.now))
	desk := f.NewChannel("C0DESK", "jongerenwerk")
	noor := f.Worker("U0NOOR", "Noor").Join(desk)
	rich := func(elements string) string { return `[{"type":"rich_text","elements":[` + elements + `]}]` }
	section := func(elements string) string {
		return rich(`{"type":"rich_text_section","elements":[` + elements + `]}`)
	}
	tests := []struct{ name, text, blocks, want, words string }{
		{"text alone", "a &lt;b&gt; &amp; c", "", "a <b> & c", ""},
		{"markup in text", "*vet* _schuin_ ~weg~ `code` 2*3*4", "", "vet schuin weg code 2*3*4", ""},
		{"mentions in text", "&lt;!here&gt; <!channel> <@U0NOOR>", "", "<!here> @channel<MENTION> @Noor<MENTION>", ""},
		{"links in text", "<https://x.nl|veilig> https://y.nl/a_b_c", "", "veilig<LINK> https://y.nl/a_b_c<LINK>", ""},
		{"emoji in text", "om 12:30:45 :smile:", "", "om 12:30:45 <EMOJI>", ""},
		{"header", "", `[{"type":"header","text":{"type":"plain_text","text":"Sam *wacht*","emoji":false}}]`, "Sam *wacht*", ""},
		{"section and fields", "", `[{"type":"section","text":{"type":"mrkdwn","text":"*Sam*"},"fields":[{"type":"plain_text","text":"a"},{"type":"plain_text","text":"b"}]}]`, "Sam\na\nb", ""},
		{"context and divider", "", `[{"type":"context","elements":[{"type":"plain_text","text":"a"},{"type":"plain_text","text":"b"}]},{"type":"divider"}]`, "a b\n———", "a b"},
		{"buttons", "", `[{"type":"actions","elements":[{"type":"button","text":{"type":"plain_text","text":"Ja"}},{"type":"button","url":"https://x","text":{"type":"plain_text","text":"Meer"}}]}]`, "[Ja] [Meer]<LINK>", ""},
		{"words", "", section(`{"type":"text","text":"*a* <!here> https://x :smile:\n"},{"type":"text","text":"b","style":{"bold":true}}`), "*a* <!here> https://x :smile:\nb", ""},
		{"quote", "", rich(`{"type":"rich_text_section","elements":[{"type":"text","text":"Sam"}]},{"type":"rich_text_quote","elements":[{"type":"text","text":"een\ntwee"}]}`), "Sam\n> een\n> twee", "Sam\neen\ntwee"},
		{"list", "", rich(`{"type":"rich_text_list","style":"ordered","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"een"}]},{"type":"rich_text_section","elements":[{"type":"text","text":"twee"}]}]}`), "1. een\n2. twee", "een\ntwee"},
		{"more than letters", "", section(`{"type":"user","user_id":"U0NOOR"},{"type":"broadcast","range":"here"},{"type":"link","url":"https://x"},{"type":"emoji","name":"wave","unicode":"1f44b"},{"type":"emoji","name":"eigen"}`), "@Noor<MENTION>@here<MENTION>https://x<LINK>👋:eigen:", ""},
		{"date", "", section(`{"type":"text","text":"wacht sinds "},{"type":"date","timestamp":1795296000,"format":"{time}, {ago}","fallback":"net"}`), "wacht sinds 22:20, 40 min. geleden", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := noor.ReplyBlocks(desk, "", tt.text, tt.blocks)
			posts := desk.Thread(d.TS)
			if posts[0].Text != tt.want {
				t.Errorf("\n got %q\nwant %q", posts[0].Text, tt.want)
			}
			if tt.words != "" && posts[0].Words != tt.words {
				t.Errorf("words\n got %q\nwant %q", posts[0].Words, tt.words)
			}
		})
	}
}
