package webchat

import (
	"strings"
	"testing"

	"omzien/bot/chat"
)

// rewords puts a line into the only talk that changes the one with this number, as
// the record does: who asks for that one now gets what stands there.
func (h *house) rewords(t testing.TB, of int64, by chat.Line) {
	t.Helper()
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.talks) != 1 {
		t.Fatalf("there are %d talks, not one", len(h.talks))
	}
	for _, talk := range h.talks { // nobody reads in between: the house is locked
		h.add(talk, by)
		talk.Lines[len(talk.Lines)-1].Of = of
		for i := range talk.Lines {
			if l := &talk.Lines[i]; l.N == of {
				if l.Text, l.Later = by.Text, chat.LaterEdited; by.Gone {
					l.Later = chat.LaterGone
				}
			}
		}
	}
}

// last is the number of the last line of the only talk.
func (h *house) last() (n int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, talk := range h.talks {
		n = talk.Lines[len(talk.Lines)-1].N
	}
	return n
}

// What a worker changes of their words changes on the open page, and says so; what
// they take away leaves its mark. A page that is opened later has only what stands
// there now.
func TestRow14_ChangesReachThePage(t *testing.T) {
	s, b := newSite(t), openTab(t)
	b.open(s.url())
	b.until(`document.querySelector('.said.bot')`)
	noor := chat.Author{Role: chat.RoleWorker, ID: "noor", Name: "Noor"}
	s.say(t, chat.Line{ID: "a/out", Kind: chat.LineWorker, Author: noor, Text: "Tot morgen"})
	first := s.last()
	s.say(t, chat.Line{ID: "b/out", Kind: chat.LineWorker, Author: noor, Text: "Voor iemand anders"})
	second := s.last()
	b.until(`document.body.innerText.includes('Voor iemand anders')`)
	s.rewords(t, first, chat.Line{ID: "c/0", Kind: chat.LineWorker, Author: noor, Edits: "a/out", Text: "Tot vrijdag"})
	s.rewords(t, second, chat.Line{ID: "d/0", Kind: chat.LineWorker, Author: noor, Edits: "b/out", Gone: true})

	const now = `[...document.querySelectorAll('.said.worker')].map(n => n.querySelector('.text').textContent + '|' + (n.querySelector('header .hint')?.textContent ?? '')).join(' / ')`
	const want = "Tot vrijdag|aangepast / Dit bericht is weggehaald.|"
	b.until(now + " === '" + want + "'")
	b.until(`document.querySelector('#news').textContent.includes('(aangepast) Tot vrijdag') && document.querySelector('#news').textContent.includes('weggehaald')`)
	b.open(s.url())
	b.until(`document.querySelectorAll('.said.worker').length === 2`)
	if got := get[string](b, now); got != want {
		t.Errorf("read anew the page shows %q", got)
	}
	if got := get[string](b, `document.documentElement.innerHTML`); strings.Contains(got, "morgen") || strings.Contains(got, "iemand anders") {
		t.Error("read anew the page still has the old words")
	}
}
