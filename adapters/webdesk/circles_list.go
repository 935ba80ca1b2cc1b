package webdesk

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"omzien/adapters"
	"omzien/bot/chat"
)

const (
	maxList   = 2 << 20 // of a request with a list, in bytes: 1 MB of file, as text
	mostLines = 300     // people in one list
)

const (
	textListLarge = "Dit bestand is te groot. Een lijst mag 1 MB groot zijn."
	textReadOut   = "Lees dit eerst voor. Schrijf alleen in wie hier ja op zei: "
	textListTwice = "Deze regel staat er twee keer in."
	textListWrong = "Er is niemand ingeschreven: er staan nog regels in die niet kloppen."
)

// listStand is how a line of a list stands.
type listStand string

const (
	listGood  listStand = "good"  // can be enrolled
	listThere listStand = "there" // is in the circle already
	listWrong listStand = "wrong"
	listDone  listStand = "done" // was enrolled just now
)

// listRequest is what the page brings: a file, and what to do with it.
type listRequest struct {
	Data []byte `json:"data"`
	As   string `json:"as"`
	Tab  string `json:"tab,omitempty"` // to enrol: as in posted
	N    int64  `json:"n,omitempty"`
	All  bool   `json:"all,omitempty"` // enrol nobody where a line is wrong
}

// listReport is what there is to say about a list, line by line.
type listReport struct {
	Lines   []reportLine `json:"lines"`
	Unknown []string     `json:"unknown"` // columns that nothing is read from
	Missing []string     `json:"missing"` // columns that are needed, and are not there
	Text    string       `json:"text"`    // all of it in one sentence
}

// reportLine is one line of the file. N is its number there, from 1.
type reportLine struct {
	N     int       `json:"n"`
	Name  string    `json:"name"`
	Stand listStand `json:"stand"`
	Words []string  `json:"words"`
	Ref   string    `json:"ref,omitempty"` // the member, where there is one
}

// listView is the page on which a list is read.
type listView struct {
	shown
	Columns []columnView
}

type columnView struct {
	Name, Hint string
	Required   bool
	Choices    string // "Ja of Nee"; empty: it is typed
}

// listRoutes are those of a list of people that is read at once.
func (d *Desk) listRoutes(mux *http.ServeMux, handle adapters.Handler) {
	mux.HandleFunc("GET /desk/belcirkels/lijst", d.showList(handle))
	mux.HandleFunc("GET /desk/belcirkels/lijst/leeg.csv", d.asKeeper(d.giveTemplate(handle)))
	mux.HandleFunc("POST /desk/belcirkels/lijst/lezen", d.asKeeper(d.takeList(handle, false)))
	mux.HandleFunc("POST /desk/belcirkels/lijst/inschrijven", d.asKeeper(d.takeList(handle, true)))
}

// enrolForm is the form that a line of a list fills in.
func (d *Desk) enrolForm(ctx context.Context, handle adapters.Handler, who worker) (chat.Form, error) {
	answer, err := stored(ctx, handle, d.enrolling(who, "form", chat.Asked, string(chat.Enrolled), nil))
	if err == nil && answer.Form == nil {
		err = errors.New("ask for a form: there is none")
	}
	if err != nil {
		return chat.Form{}, err
	}
	return *answer.Form, nil
}

// enrolling is an event about somebody new in a circle.
func (d *Desk) enrolling(who worker, id string, kind chat.Kind, value string, form map[string]string) chat.Event {
	return chat.Event{
		ID: "desk:" + who.ID + ":list:" + id, Kind: kind, Value: value, Form: form, Subject: chat.Subject{Kind: chat.SubjectMember},
		From: chat.Address{Adapter: Name, Chat: who.ID}, Author: who.author(), Sent: d.now(),
	}
}

func (d *Desk) showList(handle adapters.Handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		d.showToKeeper(w, r, func(who worker) (string, any) {
			v := listView{shown: d.about(who)}
			form, err := d.enrolForm(r.Context(), handle, who)
			if err != nil {
				return "down.html", v.shown
			}
			for _, f := range form.Fields {
				c := columnView{Name: columnOf(f), Hint: f.Hint, Required: f.Required}
				c.Choices = choicesOf(f)
				v.Columns = append(v.Columns, c)
			}
			return "lijst.html", v
		})
	}
}

// choicesOf are the answers of a choice in a row: "Ja of Nee".
func choicesOf(f chat.Field) string {
	var labels []string
	for _, o := range f.Options {
		labels = append(labels, o.Label)
	}
	if n := len(labels); n > 1 {
		labels = append(labels[:n-2], labels[n-2]+" of "+labels[n-1])
	}
	return strings.Join(labels, ", ")
}

// giveTemplate gives a list with nobody in it, for a spreadsheet as it is here.
func (d *Desk) giveTemplate(handle adapters.Handler) func(http.ResponseWriter, *http.Request, worker) {
	return func(w http.ResponseWriter, r *http.Request, who worker) {
		form, err := d.enrolForm(r.Context(), handle, who)
		if err != nil {
			d.down(w)
			return
		}
		w.Header().Set("Content-Disposition", `attachment; filename="deelnemers.csv"`)
		d.write(w, "text/csv; charset=utf-8", emptyList(form))
	}
}

// takeList reads a list, and enrols who stands in it where enrol is set.
func (d *Desk) takeList(handle adapters.Handler, enrol bool) func(http.ResponseWriter, *http.Request, worker) {
	return func(w http.ResponseWriter, r *http.Request, who worker) {
		if !turn(r.Context(), d.held) {
			d.busy(w)
			return
		}
		defer func() { <-d.held }()
		var in listRequest
		if !d.reads(w, r, maxList, textListLarge, &in) {
			return
		}
		switch {
		case in.As != who.ID:
			d.refuse(w, http.StatusConflict, "other_worker", textOther)
			return
		case enrol != (in.Tab != "") || enrol && (in.N < 1 || !isWord(in.Tab, 8, 64)) || !enrol && (in.N != 0 || in.All):
			d.refuse(w, http.StatusBadRequest, "malformed", textMalformed)
			return
		}
		d.keep(r.Context(), who)
		form, err := d.enrolForm(r.Context(), handle, who)
		if err != nil {
			d.down(w)
			return
		}
		list, err := readList(in.Data, form)
		var trouble Trouble
		if errors.As(err, &trouble) {
			d.refuse(w, http.StatusUnprocessableEntity, "list", string(trouble))
			return
		}
		report, err := d.tryAll(r.Context(), handle, who, list)
		switch {
		case err != nil || !enrol:
		case in.All && report.count(listWrong) > 0:
			report.Text = textListWrong
		default:
			err = d.enrolAll(r.Context(), handle, who, list, &report, fmt.Sprintf("%s:%d", in.Tab, in.N))
		}
		if err != nil {
			d.log.Warn("webdesk: a list was not stored to its end")
			d.down(w)
			return
		}
		d.give(w, http.StatusOK, report)
	}
}

// tryAll says of each line what would become of it. Nothing is kept.
func (d *Desk) tryAll(ctx context.Context, handle adapters.Handler, who worker, list peopleList) (listReport, error) {
	report := listReport{Lines: []reportLine{}, Unknown: list.Unknown, Missing: list.Missing}
	for i, line := range list.Lines {
		said := reportLine{N: line.N, Name: line.Name, Stand: listGood, Words: []string{}}
		if slices.ContainsFunc(list.Lines[:i], func(o personLine) bool { return maps.Equal(o.Values, line.Values) }) {
			said.Stand, said.Words = listWrong, []string{textListTwice}
			report.Lines = append(report.Lines, said)
			continue
		}
		answer, err := stored(ctx, handle, d.enrolling(who, fmt.Sprint("try:", line.N), chat.Enrolled, chat.EnrolTry, line.Values))
		if err != nil {
			return report, err
		}
		said.take(answer, line.Wrong)
		if _, rule, agreed := strings.Cut(answer.Text, "\n"); agreed && said.Stand == listGood {
			said.Words = append(said.Words, textReadOut+rule)
		}
		report.Lines = append(report.Lines, said)
	}
	report.Text = report.inShort()
	return report, nil
}

// enrolAll enrols those who can be. once is of the press: pressed again by a page that
// got no answer, nobody is enrolled twice.
func (d *Desk) enrolAll(ctx context.Context, handle adapters.Handler, who worker, list peopleList, report *listReport, once string) error {
	for i := range report.Lines {
		line, said := list.Lines[i], &report.Lines[i]
		seen := said.Stand == listThere // perhaps by this very press, whose answer was lost
		if said.Stand != listGood && !seen {
			continue
		}
		answer, err := stored(ctx, handle, d.enrolling(who, fmt.Sprintf("%s:%d", once, line.N), chat.Enrolled, "", line.Values))
		if err != nil {
			return err
		}
		said.Words = []string{}
		switch {
		case answer.Form != nil:
			said.take(answer, nil)
		case answer.Seen:
			said.Stand = listDone
		case answer.Ref == "":
			said.Stand, said.Words = listWrong, []string{answer.Text}
		default:
			said.Stand, said.Ref = listDone, answer.Ref
		}
	}
	report.Text = report.inShort()
	return nil
}

// take puts into the line what was answered, with what was wrong with it before.
func (l *reportLine) take(answer chat.Answer, wrong map[string]string) {
	switch {
	case answer.Form != nil && answer.Ref != "" && len(wrong) == 0:
		l.Stand, l.Ref = listThere, answer.Ref
	case answer.Form != nil || len(wrong) > 0:
		l.Stand = listWrong
	}
	said := map[string]bool{}
	if answer.Form != nil {
		for _, f := range answer.Form.Fields {
			words := f.Error
			if own, ok := wrong[f.Name]; ok {
				words = own
			}
			if words != "" {
				said[f.Name] = true
				l.Words = append(l.Words, columnOf(f)+": "+words)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(wrong)) {
		if !said[name] {
			l.Words = append(l.Words, wrong[name])
		}
	}
}

func (r listReport) count(stand listStand) (n int) {
	for _, l := range r.Lines {
		if l.Stand == stand {
			n++
		}
	}
	return n
}

// inShort says all of a list in one line.
func (r listReport) inShort() string {
	var parts []string
	for _, p := range []struct {
		stand     listStand
		one, many string
	}{
		{listDone, "persoon is ingeschreven", "mensen zijn ingeschreven"}, {listGood, "regel klopt", "regels kloppen"},
		{listThere, "persoon staat er al in", "mensen staan er al in"}, {listWrong, "regel klopt niet", "regels kloppen niet"},
	} {
		if n := r.count(p.stand); n > 0 {
			parts = append(parts, adapters.Counted(n, p.one, p.many))
		}
	}
	if len(parts) == 0 {
		return "Er staat niemand in deze lijst."
	}
	return strings.Join(parts, ", ") + "."
}

// emptyList is a list with its columns alone. A spreadsheet here wants semicolons, and
// the mark that says that it is UTF-8.
func emptyList(form chat.Form) []byte {
	var b bytes.Buffer
	b.WriteString("\ufeff")
	for i, f := range form.Fields {
		if i > 0 {
			b.WriteByte(';')
		}
		b.WriteString(columnOf(f))
	}
	b.WriteString("\r\n")
	return b.Bytes()
}
