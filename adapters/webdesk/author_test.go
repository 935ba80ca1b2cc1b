package webdesk

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
)

// bookshelf is a playbook of one file. What it is asked to play says how it goes.
type bookshelf struct {
	mu      sync.Mutex
	read    int
	holding chan struct{} // closed: reading goes on; nil: at once
}

// reads is how often a draft was read so far.
func (b *bookshelf) reads() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.read
}

func (b *bookshelf) Files() []string {
	return []string{"flows/fiets.yaml", `flows/"><script>alert(1)</script>.yaml`}
}

func (b *bookshelf) File(name string) ([]byte, bool) {
	return []byte("flow: fiets\n"), name == "flows/fiets.yaml"
}

func (b *bookshelf) Read(ctx context.Context, draft []DraftFile) (Reading, error) {
	b.mu.Lock()
	b.read++
	b.mu.Unlock()
	if b.holding != nil {
		select {
		case <-b.holding:
		case <-ctx.Done():
			return Reading{}, ctx.Err()
		}
	}
	var r Reading
	for _, f := range draft {
		r.Laid = append(r.Laid, f.Name+" "+string(f.Data))
	}
	return r, nil
}

func (b *bookshelf) Play(_ context.Context, _ []DraftFile, talk DraftTalk) (Scene, error) {
	switch talk.Flow {
	case "trouble":
		return Scene{}, Trouble("Dit gesprek is er niet meer.")
	case "broken":
		return Scene{}, errors.New("open /home/noor/geheim.yaml: permission denied")
	}
	return Scene{State: fmt.Sprintf("%s, %d moves", talk.Flow, len(talk.Moves))}, nil
}

func (b *bookshelf) Draw(_ context.Context, w io.Writer, _ []DraftFile, flow string) error {
	_, err := io.WriteString(w, "<svg></svg>")
	return err
}

func (b *bookshelf) Style() []byte { return []byte(".drawing { color: red; }") }

// withAuthors is a bench whose desk has the page for authors.
func withAuthors(t *testing.T) (*bench, *bookshelf) {
	t.Helper()
	b, shelf := newBench(t), &bookshelf{}
	b.desk.author = shelf
	b.routes = b.desk.Routes(b.handle)
	return b, shelf
}

func TestDraftsReachTheAuthorsWorkAndComeBack(t *testing.T) {
	b, _ := withAuthors(t)
	b.in("Noor")
	post, get := http.MethodPost, http.MethodGet
	files := []DraftFile{{Name: "fiets.yaml", Data: []byte("flow: fiets")}}
	for _, c := range []struct {
		method, path string
		body         any
		kind, want   string
	}{
		{get, "/desk/draaiboek", nil, "text/html", "/desk/draaiboek/file?name=flows%2ffiets.yaml"},
		{get, "/desk", nil, "text/html", `href="/desk/draaiboek"`},
		{get, "/desk/draaiboek/file?name=flows/fiets.yaml", nil, "application/octet-stream", "flow: fiets\n"},
		{get, "/desk/draaiboek/drawing.css", nil, "text/css", ".drawing"},
		{post, "/desk/draaiboek/read", draftRequest{Files: files}, "application/json", "fiets.yaml flow: fiets"},
		{post, "/desk/draaiboek/play", draftRequest{Files: files, Talk: &DraftTalk{Flow: "fiets", Moves: []DraftMove{{Kind: "say", Text: "hoi"}}}}, "application/json", "fiets, 1 moves"},
		{post, "/desk/draaiboek/draw", draftRequest{Files: files, Flow: "fiets"}, "text/html", "<svg>"},
	} {
		w := b.ask(c.method, c.path, c.body)
		if w.Code != http.StatusOK || !strings.HasPrefix(w.Header().Get("Content-Type"), c.kind) || !strings.Contains(w.Body.String(), c.want) {
			t.Errorf("%s: %d %s, want %s in\n%s", c.path, w.Code, w.Header().Get("Content-Type"), c.want, w.Body)
		}
		checkHeaders(t, w) // S22
		if strings.Contains(w.Body.String(), "<script>alert") {
			t.Errorf("%s: a file's name is markup", c.path)
		}
	}
	if w := b.ask(get, "/desk/draaiboek/file?name=flows/fiets.yaml", nil); !strings.HasPrefix(w.Header().Get("Content-Disposition"), "attachment") {
		t.Errorf("the file opens in the browser: %q", w.Header().Get("Content-Disposition"))
	}
}

// TestS24AuthorsPageRefuses: nothing that is refused reaches the author's work.
func TestS24AuthorsPageRefuses(t *testing.T) {
	b, shelf := withAuthors(t)
	b.in("Noor")
	post, get := http.MethodPost, http.MethodGet
	good := draftRequest{Files: []DraftFile{{Name: "x.yaml", Data: []byte("flow: x")}}}
	for _, c := range []struct {
		name, method, path string
		body               any
		change             func(*http.Request)
		status             int
		reason             string
	}{
		{"read from elsewhere", post, "/desk/draaiboek/read", good, elsewhere("cross-site"), 403, "origin"},
		{"drawn from the same site, another origin", post, "/desk/draaiboek/draw", good, elsewhere("same-site"), 403, "origin"},
		{"a form", post, "/desk/draaiboek/read", "files=x", header("Content-Type", "application/x-www-form-urlencoded"), 415, "content_type"},
		{"nobody's", post, "/desk/draaiboek/read", good, stripped, 401, "session"},
		{"played by nobody", post, "/desk/draaiboek/play", good, stripped, 401, "session"},
		{"drawn for nobody", post, "/desk/draaiboek/draw", good, stripped, 401, "session"},
		{"a file for nobody", get, "/desk/draaiboek/file?name=flows/fiets.yaml", nil, stripped, 401, "session"},
		{"a file that an author has no use for", get, "/desk/draaiboek/file?name=../omzien.key", nil, nil, 404, "path"},
		{"a file from elsewhere", get, "/desk/draaiboek/file?name=flows/fiets.yaml", nil, header("Sec-Fetch-Site", "cross-site"), 403, "origin"},
		{"half a body", post, "/desk/draaiboek/read", `{"files":[`, nil, 400, "malformed"},
		{"an unknown field", post, "/desk/draaiboek/read", `{"path":"/etc"}`, nil, 400, "malformed"},
		{"too much", post, "/desk/draaiboek/read", `{"flow":"` + strings.Repeat("a", maxDraft) + `"}`, nil, 413, "oversized"},
		{"no talk", post, "/desk/draaiboek/play", good, nil, 422, "draft"},
		{"a talk that cannot be", post, "/desk/draaiboek/play", draftRequest{Talk: &DraftTalk{Flow: "trouble"}}, nil, 422, "draft"},
		{"what breaks says nothing of why", post, "/desk/draaiboek/play", draftRequest{Talk: &DraftTalk{Flow: "broken"}}, nil, 500, "draft"},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := b.refused[c.reason]
			change := c.change
			if change == nil {
				change = func(*http.Request) {}
			}
			w := b.ask(c.method, c.path, c.body, change)
			if w.Code != c.status || b.refused[c.reason] != before+1 {
				t.Errorf("%d %s, counted %v; want %d and one more %s", w.Code, w.Body, b.refused, c.status, c.reason)
			}
			checkHeaders(t, w) // S22
			if all := w.Body.String() + b.log.String(); strings.Contains(all, "geheim") || strings.Contains(all, "flow: x") {
				t.Errorf("law 17: it tells %s", all)
			}
		})
	}
	if n := shelf.reads(); n != 0 {
		t.Errorf("%d refused drafts were read", n)
	}
	if w := b.ask(get, "/desk/draaiboek", nil, stripped); w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/desk/in" {
		t.Errorf("who is not signed in gets %d %s", w.Code, w.Header().Get("Location"))
	}
}

func TestNoPageForAuthorsWhereThereIsNoAuthor(t *testing.T) {
	b := newBench(t)
	b.in("Noor")
	if w := b.ask(http.MethodGet, "/desk/draaiboek", nil); w.Code != http.StatusNotFound {
		t.Errorf("%d", w.Code)
	}
	if w := b.ask(http.MethodGet, "/desk", nil); strings.Contains(w.Body.String(), "draaiboek") {
		t.Error("the desk leads to a page that there is not")
	}
}

// Drafts wait for one another, and not longer than a while: whoever plays with a
// large one takes the program's time from nobody for long.
func TestDraftsTakeTurnsAndEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, shelf := withAuthors(t)
		b.in("Noor")
		shelf.holding = make(chan struct{})
		codes := make(chan int)
		for range draftsAside + 1 {
			go func() {
				codes <- b.ask(http.MethodPost, "/desk/draaiboek/read", draftRequest{}).Code
			}()
		}
		synctest.Wait()
		if n := shelf.reads(); n != draftsAside {
			t.Errorf("%d are read at once", n)
		}
		got := map[int]int{}
		for range draftsAside + 1 {
			got[<-codes]++
		}
		if got[http.StatusUnprocessableEntity] < draftsAside || got[http.StatusOK] > 0 {
			t.Errorf("answered with %v", got)
		}
	})
}

// unread is a body that tells when somebody begins to read it, and has no end.
type unread struct {
	begun chan<- struct{}
	end   <-chan struct{}
}

func (u unread) Read([]byte) (int, error) {
	u.begun <- struct{}{}
	<-u.end
	return 0, io.ErrUnexpectedEOF
}

// S22: many drafts at once are not all in memory: what waits is not read.
func TestS22_DraftsThatWaitAreNotRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, _ := withAuthors(t)
		b.in("Noor")
		const many = draftsHeld + 30
		begun, end, codes := make(chan struct{}, many), make(chan struct{}), make(chan int, many)
		for range many {
			go func() {
				codes <- b.ask(http.MethodPost, "/desk/draaiboek/read", draftRequest{}, func(r *http.Request) {
					r.Body = io.NopCloser(unread{begun, end})
				}).Code
			}()
		}
		synctest.Wait()
		if n := len(begun); n != draftsHeld {
			t.Errorf("%d are read at once", n)
		}
		for range many - draftsHeld {
			if code := <-codes; code != http.StatusServiceUnavailable {
				t.Errorf("who waits too long gets %d", code)
			}
		}
		close(end)
		for range draftsHeld {
			if code := <-codes; code != http.StatusBadRequest {
				t.Errorf("half a draft gets %d", code)
			}
		}
	})
}
