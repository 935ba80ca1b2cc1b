package webdesk

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
)

// queueView is what the page's left side shows. Times are Unix milliseconds.
type queueView struct {
	Now     int64       `json:"now"` // ours: the page counts from it
	Worker  string      `json:"worker"`
	Name    string      `json:"name"`
	Version string      `json:"version"` // of the page's files
	Count   int         `json:"count"`   // what waits for somebody
	Alarms  []alarmView `json:"alarms"`
	Items   []itemView  `json:"items"`

	Overleg []consultView `json:"overleg,omitempty"` // that concern this worker

	Away  int64  `json:"away,omitempty"`  // until when this worker is away; absent: they are there
	Short string `json:"short,omitempty"` // how the desk stands, in words
}

type alarmView struct {
	ID           string       `json:"id"`
	Conversation string       `json:"conversation,omitempty"`
	Cause        string       `json:"cause"` // in words
	Name         string       `json:"name,omitempty"`
	Why          string       `json:"why,omitempty"`
	Urgency      chat.Urgency `json:"urgency"`
	Team         string       `json:"team,omitempty"`
	Since        int64        `json:"since"`
	Times        int          `json:"times"`
	Page         string       `json:"page,omitempty"`   // where what helps with it stands, and what can be done about it
	Member       string       `json:"member,omitempty"` // where name and number of whoever is to be rung stand
}

// group is a part of the queue, from top to bottom.
type group string

const (
	groupWaiting group = "waiting"
	groupMine    group = "mine"
	groupOthers  group = "others"
	groupBot     group = "bot"
	groupLater   group = "later" // nobody has it: people try again another day
	groupOver    group = "over"  // never in the queue
)

func (g group) rank() int {
	return slices.Index([]group{groupWaiting, groupMine, groupOthers, groupLater, groupBot}, g)
}

type itemView struct {
	ID      string       `json:"id"`
	Name    string       `json:"name"`
	Group   group        `json:"group"`
	Urgency chat.Urgency `json:"urgency"`
	Team    string       `json:"team,omitempty"`
	Since   int64        `json:"since"`
	Worker  string       `json:"worker,omitempty"`
	Owner   string       `json:"owner,omitempty"` // the worker's id
	Lang    string       `json:"lang,omitempty"`
	Unread  int          `json:"unread"`
	Alarms  int          `json:"alarms"`
	Place   string       `json:"place,omitempty"`
	Silent  bool         `json:"silent,omitempty"` // a registration: nothing can be said to them here
}

// warned is 1 for one that the bot has and an alarm stands about, else 0.
func (i itemView) warned() int {
	if i.Group == groupBot {
		return min(i.Alarms, 1)
	}
	return 0
}

type threadView struct {
	itemView
	Card    []chat.CardFact `json:"card"`
	Told    []chat.Told     `json:"told"`
	Held    *heldView       `json:"held,omitempty"`    // a text of this worker that waits for an answer
	Leaving []heldView      `json:"leaving,omitempty"` // texts of this worker that can still be taken back
	To      []toView        `json:"to,omitempty"`      // to whom the worker may pass it on, where they have it
	Offer   bool            `json:"offer,omitempty"`   // the worker is asked to take it over
	Lines   []lineView      `json:"lines"`
	Overleg []consultView   `json:"overleg,omitempty"`

	Bare   bool  `json:"bare,omitempty"`   // nothing is hidden from this worker
	Hidden bool  `json:"hidden,omitempty"` // something is, of what is told here
	Until  int64 `json:"until,omitempty"`  // until when nothing is, because they said why

	Meet     int64  `json:"meet,omitempty"`     // when they have an appointment
	Follow   int64  `json:"follow,omitempty"`   // when somebody is to follow up
	Meldcode string `json:"meldcode,omitempty"` // how far it is, in words
	Tries    bool   `json:"tries,omitempty"`    // they do not write here: how contact is sought can be written down
	Door     string `json:"door,omitempty"`     // where a card for their door is printed
	Again    int64  `json:"again,omitempty"`    // when it is tried again, until when nobody has it
}

// toView is one to whom a talk may be passed on, with what to press and to send.
type toView struct {
	Label string `json:"label"`
	Ref   string `json:"ref"`
}

type heldView struct {
	Ref    string `json:"ref"`
	Text   string `json:"text"`
	Leaves int64  `json:"leaves,omitempty"`
}

type lineView struct {
	N        int64         `json:"n"`
	Kind     chat.LineKind `json:"kind"`
	At       int64         `json:"at"`
	Author   string        `json:"author,omitempty"`
	Mine     bool          `json:"mine,omitempty"`
	Text     string        `json:"text,omitempty"`
	Choices  []string      `json:"choices,omitempty"`
	Answered string        `json:"answered,omitempty"` // the label that was pressed
	Files    []string      `json:"files,omitempty"`    // in words: of what cannot be shown
	Shown    []fileView    `json:"shown,omitempty"`
	Travel   travel        `json:"travel,omitempty"`
	Waits    bool          `json:"waits,omitempty"` // a held text that is still to be decided about

	Consult string `json:"consult,omitempty"` // the overleg that it belongs to, and where alone it is shown

	Ref   string     `json:"ref,omitempty"`   // of this worker's own words that are out: what changes them names it
	Fixed bool       `json:"fixed,omitempty"` // ... they can be taken away, and not changed: a file stands with them
	Of    int64      `json:"of,omitempty"`    // it changes the line with this number: Text is what stands there from now on, empty where nothing does
	Was   string     `json:"was,omitempty"`   // ... and what stood there before
	Later chat.Later `json:"later,omitempty"` // what became of its words since
}

// travel is how far a worker's words came.
type travel string

const (
	travelSent   travel = "sent"   // ours; not there yet
	travelThere  travel = "there"  // there, not read yet
	travelRead   travel = "read"   // stood on the person's screen
	travelFailed travel = "failed" // will not arrive
)

func travelled(l chat.ShownLine) travel {
	switch {
	case l.Kind != chat.LineWorker:
		return ""
	case !l.ReadAt.IsZero():
		return travelRead
	case l.State == chat.Dead, l.State == chat.Superseded:
		return travelFailed
	case l.State == chat.Sent:
		return travelThere
	default:
		return travelSent
	}
}

// millis gives 0 for no time.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func (d *Desk) item(i chat.Item, who worker) itemView {
	v := itemView{
		ID: i.ID, Name: i.Name, Urgency: i.Urgency, Team: d.team(i.Team), Since: millis(i.Since),
		Lang: i.Lang, Unread: i.Unread, Alarms: i.Alarms, Place: cmp.Or(d.places[i.Adapter], i.Adapter),
	}
	if i.Adapter == chat.Registry {
		v.Silent, v.Place = true, textRegistered
	}
	switch i.State {
	case chat.Waiting:
		v.Group = groupWaiting
	case chat.Talking:
		v.Worker, v.Owner = i.Worker.Name, i.Worker.ID
		if v.Group = groupOthers; i.Worker.ID == who.ID {
			v.Group = groupMine
		}
	case chat.Resting:
		v.Group = groupLater
	default:
		v.Group = groupBot
	}
	return v
}

// queue reads all that the left side shows: who waits, then who this worker
// has, then who colleagues have, then those the bot talks with; in each the
// most urgent first, then who waits longest.
func (d *Desk) queue(ctx context.Context, who worker) (queueView, error) {
	items, err := d.record.Queue(ctx)
	if err != nil {
		return queueView{}, err
	}
	alarms, err := d.record.Alarms(ctx)
	if err != nil {
		return queueView{}, err
	}
	v := queueView{
		Now: d.now().UnixMilli(), Worker: who.ID, Name: who.Name, Version: d.page.version,
		Alarms: make([]alarmView, 0, len(alarms)), Items: make([]itemView, 0, len(items)),
	}
	names, counted := make(map[string]string, len(items)), make(map[string]bool)
	for _, i := range items {
		row := d.item(i, who)
		names[row.ID] = row.Name
		if row.Group == groupWaiting || row.Group == groupMine && row.Unread > 0 {
			counted[row.ID] = true
		}
		v.Items = append(v.Items, row)
	}
	slices.SortStableFunc(v.Items, func(a, b itemView) int {
		return cmp.Or(cmp.Compare(a.Group.rank(), b.Group.rank()), cmp.Compare(b.Urgency, a.Urgency),
			cmp.Compare(b.warned(), a.warned()), cmp.Compare(a.Since, b.Since))
	})
	for _, a := range alarms {
		if a.Armed(d.now()) {
			continue
		}
		row := alarmView{
			ID: a.ID, Cause: adapters.AlarmInWords(a), Name: a.Alias, Why: a.Why, Urgency: a.Urgency,
			Team: d.team(a.Team), Since: millis(a.Opened), Times: a.Repeated + 1,
		}
		if a.About.Kind == chat.SubjectConversation {
			row.Conversation = a.About.ID
			row.Name = cmp.Or(names[a.About.ID], a.Alias)
		}
		if a.Check != nil && d.circles != nil {
			row.Page = alarmPage(a.ID)
		}
		if a.Member != "" && d.circles != nil {
			row.Member = memberPage(a.Member)
		}
		counted[cmp.Or(row.Conversation, a.ID)] = true
		v.Alarms = append(v.Alarms, row)
	}
	v.Count = len(counted)
	v.Overleg = d.overleggen(items, who)
	if d.board == nil {
		return v, nil
	}
	away, err := d.board.Away(ctx, d.now())
	if err != nil {
		return queueView{}, err
	}
	g := adapters.Glanced(items, alarms, away, who.ID, d.shifts(), func(adapters.Team) bool { return true }, d.now())
	v.Away, v.Short = millis(g.Self), g.InShort()
	return v, nil
}

func (d *Desk) showQueue(w http.ResponseWriter, r *http.Request, who worker) {
	v, err := d.queue(r.Context(), who)
	if err != nil {
		d.down(w)
		return
	}
	d.give(w, http.StatusOK, v)
}

// showThread gives one talk, and writes down who has it before them.
func (d *Desk) showThread(handle adapters.Handler) func(http.ResponseWriter, *http.Request, worker) {
	return func(w http.ResponseWriter, r *http.Request, who worker) { d.readThread(handle, w, r, who) }
}

func (d *Desk) readThread(handle adapters.Handler, w http.ResponseWriter, r *http.Request, who worker) {
	q := r.URL.Query()
	after, err := strconv.ParseInt(cmp.Or(q.Get("after"), "0"), 10, 64)
	if err != nil || after < 0 || q.Get("id") == "" {
		d.refuse(w, http.StatusBadRequest, "malformed", textMalformed)
		return
	}
	t, err := d.record.Thread(r.Context(), q.Get("id"), after)
	if errors.Is(err, chat.ErrUnknown) {
		d.refuse(w, http.StatusNotFound, "thread", "Dit gesprek is er niet meer.")
		return
	}
	if err != nil {
		d.down(w)
		return
	}
	d.looked(r.Context(), handle, t.ID, who)
	d.give(w, http.StatusOK, d.thread(t, who))
}

func (d *Desk) thread(t chat.Thread, who worker) threadView {
	now := d.now()
	t, bare, hidden := d.veil(t, who.ID, now)
	v := threadView{Bare: bare, Hidden: hidden, itemView: d.item(t.Item, who), Card: t.Card, Told: t.Told, Lines: make([]lineView, 0, len(t.Lines))}
	if t.Over {
		v.Group = groupOver
	}
	if until := t.ShownTo(who.ID); now.Before(until) {
		v.Until = millis(until)
	}
	v.Meet, v.Again = millis(t.MeetAt), millis(t.AgainAt)
	v.Door = d.doorOf(t)
	v.Tries = t.Approach != nil && !t.Over && v.Group != groupOthers
	v.Follow, v.Meldcode = millis(t.FollowAt), meldcodeInWords(t.Meldcode)
	if t.Held != nil && t.Held.Worker.ID == who.ID {
		v.Held = &heldView{Ref: t.Held.Ref, Text: chat.Message{Text: t.Held.Text, Files: t.Held.Files}.Plain()}
	}
	for _, l := range t.Leaving {
		if l.Worker.ID == who.ID {
			v.Leaving = append(v.Leaving, heldView{l.Ref, l.Text, millis(l.Leaves)})
		}
	}
	if v.Group == groupMine {
		v.To = d.passable(t)
	}
	v.Offer = t.Offer != nil && t.Offer.To.ID == who.ID && t.Offer.By.ID == t.Worker.ID
	for _, k := range t.Overleg {
		v.Overleg = append(v.Overleg, d.consult(k, t.Worker, who))
	}
	for _, l := range t.Lines {
		line := lineView{
			Consult: l.Consult,
			N:       l.N, Kind: l.Kind, At: millis(l.At), Text: l.Text, Travel: travelled(l),
			Author: l.Author.Name, Mine: l.Author.ID == who.ID && l.Author.Role == chat.RoleWorker,
		}
		line.Of, line.Was, line.Later = l.Of, l.Was, l.Later
		line.Waits = l.Kind == chat.LineHeld && slices.ContainsFunc(t.Unsent, func(h chat.Held) bool {
			return h.Worker.ID == l.Author.ID && h.Text == l.Text
		})
		if line.Mine && l.Kind == chat.LineWorker && !l.Gone && l.Later == "" {
			line.Ref = chat.BroughtBy(cmp.Or(l.Edits, l.ID))
			line.Fixed = line.Ref != "" && len(l.Files) > 0
		}
		for _, c := range l.Choices {
			line.Choices = append(line.Choices, c.Label)
			if l.Answered != "" && c.Value == l.Answered {
				line.Answered = c.Label
			}
		}
		d.show(&line, l, t.ID)
		v.Lines = append(v.Lines, line)
	}
	return v
}

// team is the team's label, as workers read it.
func (d *Desk) team(name string) string { return cmp.Or(d.teams()[name], name) }

func (d *Desk) teams() map[string]string {
	if d.labels == nil {
		return nil
	}
	return d.labels()
}

// passable lists to which teams the talk may be passed on, by their labels.
func (d *Desk) passable(t chat.Thread) (to []toView) {
	teams := d.teams()
	for _, name := range slices.SortedFunc(maps.Keys(teams), func(a, b string) int { return cmp.Compare(teams[a], teams[b]) }) {
		if name == t.Team {
			continue
		}
		to = append(to,
			toView{"Overdragen aan " + teams[name], chat.Pass{Team: name}.Ref()},
			toView{"Warm overdragen aan " + teams[name] + " (jullie blijven meekijken)", chat.Pass{Team: name, Warm: true}.Ref()})
	}
	if t.Beside != "" {
		to = append(to, toView{"Alleen verder, zonder " + d.team(t.Beside), chat.Pass{}.Ref()})
	}
	return to
}

func fileInWords(f chat.File) string {
	switch f.Kind {
	case "photo":
		return "stuurde een foto"
	case "voice":
		return "stuurde een spraakbericht"
	default:
		return "stuurde een bestand"
	}
}
