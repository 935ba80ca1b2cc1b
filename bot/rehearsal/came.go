package rehearsal

import (
	"omzien/bot/chat"
	"omzien/bot/switchboard"
)

// counts keeps what the talk counts, as storage would: whoever is erased starts at zero.
func (t *Trial) counts() {
	switch {
	case t.C.Forgets():
		t.counted = nil
	case t.C.Counted.Talk != "":
		if t.counted == nil {
			t.counted = map[string]chat.Counted{}
		}
		t.counted[t.C.Counted.Talk] = t.C.Counted
	}
}

// came is what other talks of the person were about, where the program reads that; else
// nil.
func (t *Trial) came(ev chat.Event) map[string]int {
	if !switchboard.ReadsCame(t.book, t.C, ev) {
		return nil
	}
	came := map[string]int{}
	for talk, c := range t.counted {
		if talk == t.C.Counted.Talk || c.Month < switchboard.CameSince(ev.At) {
			continue
		}
		for _, theme := range c.Names() {
			came[theme]++
		}
	}
	return came
}
