package webdesk

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"path"
	"time"

	"omzien/bot/chat"
)

// Author is what the page for authors of the playbook needs of elsewhere. A
// draft is what the author put on the page; it is laid over the running playbook
// for this one call, and nothing of it is kept or goes live. An error that is a
// Trouble is for the author's eyes; none quotes what a person wrote.
type Author interface {
	// Files are the names of the playbook's files that an author may take along.
	Files() []string
	// File is the content of one of them; false where there is none.
	File(name string) ([]byte, bool)
	// Read gives all mistakes and hints of the draft, in Dutch.
	Read(ctx context.Context, draft []DraftFile) (Reading, error)
	// Play plays a talk from its beginning.
	Play(ctx context.Context, draft []DraftFile, talk DraftTalk) (Scene, error)
	// Draw draws a flow as a part of a page.
	Draw(ctx context.Context, w io.Writer, draft []DraftFile, flow string) error
	// Style is the style sheet of what Draw draws.
	Style() []byte
}

// Trouble is why something cannot be done with a draft, in words for its author.
type Trouble string

// Error implements error.
func (t Trouble) Error() string { return string(t) }

// DraftFile is a file as the author's computer has it: of a playbook, or a zip of
// several.
type DraftFile struct {
	Name string `json:"name"` // with the folders that it came in, if any
	Data []byte `json:"data"`
}

// Reading is what there is to say about a draft.
type Reading struct {
	Laid     []string    `json:"laid"` // the draft's files, as the playbook calls them
	Mistakes []Remark    `json:"mistakes"`
	Hints    []Remark    `json:"hints"`
	Flows    []DraftFlow `json:"flows"` // none where there is a mistake
	Langs    []string    `json:"langs"`
}

// Remark is one thing to say about a place in a file.
type Remark struct {
	File   string `json:"file"`
	Line   int    `json:"line,omitempty"` // from 1; 0: the file as a whole
	Column int    `json:"column,omitempty"`
	What   string `json:"what"`
	Remedy string `json:"remedy"`
	Before string `json:"before,omitempty"` // the line, up to the place
	After  string `json:"after,omitempty"`  // ... and from there
}

// DraftFlow is a flow that can be played.
type DraftFlow struct {
	Name  string `json:"name"`
	Title string `json:"title"`
	New   bool   `json:"new,omitempty"` // it is of the draft
}

// DraftTalk is a talk to be played: where it begins, and all moves so far.
type DraftTalk struct {
	Flow  string      `json:"flow"`
	At    string      `json:"at"` // 2026-11-23T23:40, the clock of Amsterdam; empty: now
	Lang  string      `json:"lang"`
	Moves []DraftMove `json:"moves"`
}

// DraftMove is one move: say, press, later; and of a worker: claim, answer, note,
// send, keep, back, close, look.
type DraftMove struct {
	Kind   string `json:"kind"`
	Text   string `json:"text,omitempty"`   // words; of later: how much, as in 1h or 1d
	Offer  int    `json:"offer,omitempty"`  // press: which message with choices, from 0
	Choice int    `json:"choice,omitempty"` // press: which of them
}

// Scene is a talk as it stands after all moves.
type Scene struct {
	Now    string          `json:"now"` // in words
	Lines  []SceneLine     `json:"lines"`
	State  string          `json:"state"` // who has the talk, in words
	Worker string          `json:"worker"`
	Live   bool            `json:"live"` // the worker has it
	Held   string          `json:"held,omitempty"`
	Card   []chat.CardFact `json:"card"`
	Alarms []string        `json:"alarms"`
}

// SceneLine is one thing that was said or happened.
type SceneLine struct {
	Who     string   `json:"who"` // person, bot, worker, note, desk, clock
	Name    string   `json:"name,omitempty"`
	Text    string   `json:"text"`
	Choices []string `json:"choices,omitempty"`
	Offer   int      `json:"offer"`
	Stands  bool     `json:"stands,omitempty"` // its choices can be pressed
}

const (
	maxDraft    = 8 << 20 // of a request, in bytes: five MiB of files, as text
	draftTime   = 10 * time.Second
	draftsAside = 2           // drafts that are worked on at once
	draftsHeld  = 8           // ... and that are in memory, from their first byte to the last of the answer
	draftGiven  = time.Minute // how long a browser may take to read an answer
)

const (
	textBusy     = "Er is nu een collega mee bezig. Probeer het zo nog eens."
	textTooLarge = "Dit is te veel. Een bestand mag 1 MB groot zijn, alles samen 5 MB."
	textSlow     = "Dit duurde te lang. Probeer het met minder bestanden."
)

type draftRequest struct {
	Files []DraftFile `json:"files"`
	Flow  string      `json:"flow,omitempty"` // to draw
	Talk  *DraftTalk  `json:"talk,omitempty"` // to play
}

// authorRoutes are those of the page for authors, where there is one.
func (d *Desk) authorRoutes(mux *http.ServeMux) {
	if d.author == nil {
		return
	}
	mux.HandleFunc("GET /desk/draaiboek", d.showAuthor)
	mux.HandleFunc("GET /desk/draaiboek/file", d.asWorker(d.takeAlong))
	mux.HandleFunc("GET /desk/draaiboek/drawing.css", d.asWorker(d.showStyle))
	mux.HandleFunc("POST /desk/draaiboek/read", d.asWorker(d.withDraft(func(ctx context.Context, in draftRequest) (any, error) {
		return d.author.Read(ctx, in.Files)
	})))
	mux.HandleFunc("POST /desk/draaiboek/play", d.asWorker(d.withDraft(func(ctx context.Context, in draftRequest) (any, error) {
		if in.Talk == nil {
			return nil, Trouble(textMalformed)
		}
		return d.author.Play(ctx, in.Files, *in.Talk)
	})))
	mux.HandleFunc("POST /desk/draaiboek/draw", d.asWorker(d.withDraft(func(ctx context.Context, in draftRequest) (any, error) {
		var drawn bytes.Buffer
		err := d.author.Draw(ctx, &drawn, in.Files, in.Flow)
		return &drawn, err
	})))
}

// withDraft does something with a draft, bounded in size, time and number at
// once: one that waits for its turn was not read yet.
func (d *Desk) withDraft(do func(context.Context, draftRequest) (any, error)) func(http.ResponseWriter, *http.Request, worker) {
	return func(w http.ResponseWriter, r *http.Request, who worker) {
		ctx, cancel := context.WithTimeout(r.Context(), draftTime)
		defer cancel()
		if !turn(ctx, d.held) {
			d.busy(w)
			return
		}
		defer func() { <-d.held }()
		var in draftRequest
		if !d.reads(w, r, maxDraft, textTooLarge, &in) {
			return
		}
		d.keep(r.Context(), who)
		// Sending it took its own time.
		ctx, cancel = context.WithTimeout(r.Context(), draftTime)
		defer cancel()
		if !turn(ctx, d.drafts) {
			d.busy(w)
			return
		}
		out, err := func() (any, error) {
			defer func() { <-d.drafts }()
			return do(ctx, in)
		}()
		// Where the connection knows no deadline, it is none that can be slow. What
		// else it brings has none.
		line := http.NewResponseController(w)
		_ = line.SetWriteDeadline(time.Now().Add(draftGiven))
		defer func() { _ = line.SetWriteDeadline(time.Time{}) }()
		var trouble Trouble
		switch drawn, isDrawing := out.(*bytes.Buffer); {
		case errors.As(err, &trouble):
			d.refuse(w, http.StatusUnprocessableEntity, "draft", string(trouble))
		case errors.Is(err, context.DeadlineExceeded):
			d.refuse(w, http.StatusUnprocessableEntity, "draft", textSlow)
		case err != nil:
			d.log.Error("webdesk: a draft could not be worked on")
			d.refuse(w, http.StatusInternalServerError, "draft", textDown)
		case isDrawing:
			d.write(w, "text/html; charset=utf-8", drawn.Bytes())
		default:
			d.give(w, http.StatusOK, out)
		}
	}
}

// turn takes one of so many turns; false where ctx ends first.
func turn(ctx context.Context, turns chan struct{}) bool {
	select {
	case turns <- struct{}{}:
		return true
	case <-ctx.Done():
		return false
	}
}

func (d *Desk) busy(w http.ResponseWriter) {
	w.Header().Set("Retry-After", "1")
	d.refuse(w, http.StatusServiceUnavailable, "busy", textBusy)
}

// write answers with content of this type.
func (d *Desk) write(w http.ResponseWriter, kind string, content []byte) {
	w.Header().Set("Content-Type", kind)
	if _, err := w.Write(content); err != nil {
		d.log.Debug("webdesk: a response was not read to its end")
	}
}

func (d *Desk) showAuthor(w http.ResponseWriter, r *http.Request) {
	d.showTo(w, r, func(who worker) (string, any) {
		return "draaiboek.html", struct {
			shown
			Files []string
		}{d.about(who), d.author.Files()}
	})
}

// takeAlong gives a file of the running playbook, to begin from.
func (d *Desk) takeAlong(w http.ResponseWriter, r *http.Request, who worker) {
	name := r.URL.Query().Get("name")
	content, ok := d.author.File(name)
	if !ok {
		d.refuse(w, http.StatusNotFound, "path", "Dit bestand is er niet.")
		return
	}
	d.keep(r.Context(), who)
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": path.Base(name)}))
	d.write(w, "application/octet-stream", content)
}

func (d *Desk) showStyle(w http.ResponseWriter, _ *http.Request, _ worker) {
	d.write(w, "text/css; charset=utf-8", d.author.Style())
}
