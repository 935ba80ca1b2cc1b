package engine_test

import (
	"testing"

	"omzien/bot/chat"
)

// Large buttons are for residents; a young person's telephone shows small ones.
func TestBigButtonsAreAskedForWhereTheFlowSaysSo(t *testing.T) {
	for flow, want := range map[string]bool{"wijk": true, "jongeren": false} {
		w := newTalk(t)
		asked := 0
		for _, d := range []chat.Decision{w.starts(flow), w.says("Liever straks"), w.says("ja")} {
			for _, m := range d.Say {
				if len(m.Choices) > 1 {
					asked++
					if m.Big != want {
						t.Errorf("%s: %q has big buttons: %v", flow, m.Text, m.Big)
					}
				} else if m.Big {
					t.Errorf("%s: %q has nothing to choose from, and big buttons", flow, m.Text)
				}
			}
		}
		if asked == 0 {
			t.Errorf("%s: nothing was asked", flow)
		}
	}
}
