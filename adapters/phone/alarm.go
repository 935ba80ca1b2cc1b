package phone

import (
	"cmp"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"omzien/adapters"
	"omzien/bot/chat"
)

// What may be pressed on an alarm's page, as the form says it.
var deeds = map[string]chat.Kind{
	"pak-op": chat.Taken, "niet-bereikt": chat.Tried, "ga-erheen": chat.Going, "bereikt": chat.Reached,
	"vergissing": chat.Mistaken, "gelezen": chat.Ended, "ga-kijken": chat.Accepts, "kan-niet": chat.Declines,
}

// opened reads the alarm that a link opens, and for whom. False: the request was
// answered already.
func (a *Adapter) opened(w http.ResponseWriter, r *http.Request) (chat.MissedPage, chat.Author, bool) {
	token := r.PathValue("token")
	if !tokenForm.MatchString(token) {
		a.refuse(w, r, http.StatusNotFound, badToken)
		return chat.MissedPage{}, chat.Author{}, false
	}
	id, who, err := a.Circles.Opens(r.Context(), token)
	var page chat.MissedPage
	if err == nil {
		page, err = a.Circles.Missed(r.Context(), id)
	}
	switch {
	case errors.Is(err, chat.ErrUnknown) || err == nil && (page.Check == nil || who.Name == ""):
		a.refuse(w, r, http.StatusNotFound, badToken)
		return page, who, false
	case err != nil:
		a.refuse(w, r, http.StatusServiceUnavailable, down)
		return page, who, false
	}
	return page, who, true
}

// showAlarm is the page of one alarm, for whoever the link was made for.
func (a *Adapter) showAlarm(w http.ResponseWriter, r *http.Request) {
	page, who, ok := a.opened(w, r)
	if !ok {
		return
	}
	if who.Role == chat.RolePerson {
		a.draw(w, http.StatusOK, "contact", a.forContact(page, who))
		return
	}
	a.draw(w, http.StatusOK, "alarm", a.forWatcher(page, who))
}

// takeAlarm takes one press. Whatever came of it, the page says how it stands then.
func (a *Adapter) takeAlarm(handle adapters.Handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		page, who, ok := a.opened(w, r)
		if !ok {
			return
		}
		form, ok := a.form(w, r)
		if !ok {
			return
		}
		ev, ok := pressed(page, who, form.Get("doe"), form.Get("wie"), form.Get("beurt"))
		if !ok {
			a.refuse(w, r, http.StatusBadRequest, badForm)
			return
		}
		ev.Sent = a.Now()
		if _, err := handle(r.Context(), ev); err != nil {
			a.refuse(w, r, http.StatusServiceUnavailable, down)
			return
		}
		at := "stand"
		if page.Cause == chat.CauseMany && ev.Ref != "" { // what became of it stands with that one
			at = url.PathEscape(ev.Ref)
		}
		http.Redirect(w, r, "/melding/"+r.PathValue("token")+"#"+at, http.StatusSeeOther)
	}
}

// pressed is the event of a press. Its id says on which turn of the alarm the page
// was drawn: pressed twice in haste it happens once, and pressed again later it
// happens again. False: nobody could have pressed that.
func pressed(page chat.MissedPage, who chat.Author, deed, member, turn string) (chat.Event, bool) {
	kind, known := deeds[deed]
	asked, written := kind == chat.Accepts || kind == chat.Declines, page.Cause.Kind() == chat.CauseUnread
	if n, err := strconv.ParseInt(turn, 10, 64); err != nil || n < 0 || !known || asked != (who.Role == chat.RolePerson) || (kind == chat.Ended) != written {
		return chat.Event{}, false
	}
	ev := chat.Event{
		ID:      fmt.Sprintf("telefoon:%s:%s:%s:%s:%s", page.ID, who.ID, turn, deed, member),
		Kind:    kind,
		Subject: chat.Subject{Kind: chat.SubjectAlarm, ID: page.ID},
		Author:  who,
	}
	switch {
	case page.Cause != chat.CauseMany:
		return ev, member == ""
	case kind == chat.Taken:
		return ev, member == ""
	default: // the combined alarm counts who was reached, and tells the others what is done for whom
		ev.Ref = member
	}
	return ev, slices.Contains(page.Check.Members, member)
}

// alarmView is what an alarm's page is drawn from.
type alarmView struct {
	Title, Reader string
	Circle        string
	Drill, Over   bool
	Many          bool
	Heading       string
	State, Next   string
	Well          bool // all is well after all, and a human has yet to say the last word
	Take          bool // nobody has it
	Turn          int64
	People        []personView
	Log           []string
	Undo          []undoView
	Written       string // what a coordinator wrote, and nothing else
}

// undoView is what whoever pressed Bereikt can take back, or could a while ago.
type undoView struct {
	Turn     int64
	Many     bool
	ID       string
	Initials string // of one of many; empty where the page says it
	Late     bool
}

// personView is one member, with all that helps to reach them.
type personView struct {
	Many     bool // one of several on the page
	ID       string
	Turn     int64
	Name     string // as they are spoken to
	Full     string // first and last name, where that is another
	Why      []string
	Phones   []number
	Contacts []contactView
	Keys     []string
	Home     string
	Access   string
	Doctor   number
	Buttons  bool
	Pretend  bool   // nobody: it is an exercise
	Done     string // of many: how it stands for this one; empty: somebody must look
	Undo     *undoView
	Last     string // of many: what was done for this one last
}

type contactView struct {
	Name, Relation string
	Key            bool
	Number         number
}

// forWatcher is the page for somebody who looks after the circle. Of an alarm that is
// over it tells nothing but that.
func (a *Adapter) forWatcher(page chat.MissedPage, who chat.Author) alarmView {
	k, now := page.Check, a.Now()
	v := alarmView{
		Title: a.Title, Reader: who.Name, Circle: k.Label, Drill: k.Drill, Over: !page.Open(), Many: page.Cause == chat.CauseMany, Turn: page.Turn,
	}
	if v.Over {
		v.Heading, v.State = "Deze melding is afgerond", ended(page.Alarm, now)
		for _, m := range page.Members {
			if u := a.undo(page, who, m.ID); u != nil {
				if v.Many {
					u.Initials = m.Initials
				}
				v.Undo = append(v.Undo, *u)
			}
		}
		if len(v.Undo) == 0 && !v.Many { // about nobody: an exercise, or whoever was erased since
			if u := a.undo(page, who, ""); u != nil {
				v.Undo = append(v.Undo, *u)
			}
		}
		return v
	}
	if page.Cause.Kind() == chat.CauseUnread {
		v.Heading, v.State, v.Written = page.Alias+" schreef", "Nog niemand heeft dit gelezen.", page.Why
		return v
	}
	v.Well = k.Stand == chat.StandWell
	v.Take = k.Taken.Name == "" && !v.Well
	switch {
	case v.Well:
		v.State = "Er is nu gehoord dat alles goed is. Controleer dat even, en druk dan op Bereikt."
	case k.Taken.ID == who.ID && who.ID != "":
		v.State = "Jij hebt dit opgepakt."
	case k.Taken.Name != "":
		v.State = k.Taken.Name + " heeft dit opgepakt."
	default:
		v.State = "Nog niemand heeft dit opgepakt."
	}
	switch {
	case page.TellAt.IsZero():
	case k.Taken.Name != "":
		v.Next = "Horen we niets meer, dan vragen we " + when(page.TellAt, now) + " weer om hulp."
	default:
		v.Next = "De volgende melding gaat " + when(page.TellAt, now) + "."
	}
	for _, m := range page.Members {
		p := a.person(page, m)
		p.Many, p.Turn = v.Many, page.Turn
		if v.Many {
			p.Undo = a.undo(page, who, m.ID)
		}
		v.People = append(v.People, p)
	}
	if v.Drill && len(v.People) == 0 { // an exercise is about nobody: whoever holds it does as if
		v.People = []personView{{Name: "Een verzonnen deelnemer", Turn: page.Turn, Buttons: true, Pretend: true,
			Why: []string{"Doe alsof er nog geen antwoord is. Druk op wat je zou doen."}}}
	}
	v.Heading = "Melding"
	switch {
	case v.Many:
		v.Heading = manyLeft(v.People)
		slices.SortStableFunc(v.People, func(x, y personView) int { return cmp.Compare(btoi(x.Done != ""), btoi(y.Done != "")) })
	case len(v.People) == 1:
		v.Heading = v.People[0].Name
	}
	for _, m := range k.Did {
		v.Log = append(v.Log, did(m, page.Members))
	}
	slices.Reverse(v.Log)
	return v
}

// manyLeft tells of how many nobody heard, and whom nobody reached.
func manyLeft(all []personView) string {
	n := 0
	for _, p := range all {
		n += btoi(p.Done == "")
	}
	switch n {
	case 0:
		return "Van iedereen gehoord"
	case 1:
		return "1 persoon, nog niet gehoord"
	}
	return strconv.Itoa(n) + " mensen, nog niet gehoord"
}

// undo is what this one can take back about a member; nil where they did not say that
// somebody was reached.
func (a *Adapter) undo(page chat.MissedPage, who chat.Author, member string) *undoView {
	at := page.ReachedBy(who, member)
	if at.IsZero() {
		return nil
	}
	u := &undoView{Turn: page.Turn, Many: page.Cause == chat.CauseMany, Late: a.Now().Sub(at) > chat.MistakeWithin}
	if u.Many {
		u.ID = member
	}
	return u
}

// person is what the page shows of one member.
func (a *Adapter) person(page chat.MissedPage, m chat.Member) personView {
	p := personView{ID: m.ID, Name: cmp.Or(m.Name, m.Full, m.Initials, "Iemand die niet meer bekend is"), Home: m.Home, Access: m.Access, Buttons: true}
	if m.Full != p.Name {
		p.Full = m.Full
	}
	for i, written := range m.Phones {
		label := "Bel"
		if i > 0 {
			label = "Ander nummer"
		}
		p.Phones = append(p.Phones, dialled(label, written))
	}
	for _, c := range m.Contacts {
		p.Contacts = append(p.Contacts, contactView{c.Name, c.Relation, c.Key, dialled("Bel "+c.Name, c.Phone)})
		if c.Key {
			p.Keys = append(p.Keys, c.Name)
		}
	}
	if m.Doctor != "" {
		p.Doctor = dialled("Bel de huisarts", m.Doctor)
	}
	what := page.Check.What
	for _, o := range page.Occurrences {
		if o.Member == m.ID {
			if page.Cause == chat.CauseMany {
				what = o.Stand
			}
			p.Why = why(what, page.Alarm.Why, o)
		}
	}
	if len(p.Why) == 0 && page.Cause != chat.CauseMany {
		p.Why = why(what, page.Alarm.Why, chat.Occurrence{})
	}
	switch {
	case page.Cause != chat.CauseMany:
	case slices.Contains(page.Check.Done, m.ID):
		p.Done, p.Buttons = "Bereikt. Hier hoef je niets meer te doen.", false
	case slices.Contains(page.Check.Heard, m.ID):
		p.Done = "Er is gehoord dat alles goed is."
	default:
		for _, d := range page.Check.Did {
			if d.Member == m.ID {
				p.Last = did(d, nil)
			}
		}
	}
	return p
}

// why says in words why somebody must look, and what is known; cause is what the round
// said of why nobody asked them.
func why(what chat.Stand, cause string, o chat.Occurrence) []string {
	var lines []string
	asked := ""
	switch {
	case !o.SentAt.IsZero() && o.Phone: // who rings may not have done so yet
		asked = " Kwam het laatst om " + clock(o.SentAt) + " op de bellijst."
	case !o.SentAt.IsZero():
		asked = " De vraag ging het laatst om " + clock(o.SentAt) + " uit."
	case !o.At.IsZero() && o.Phone:
		asked = " Bellen was gepland om " + clock(o.At) + "."
	}
	switch what {
	case chat.StandNotWell:
		lines = append(lines, "Heeft laten weten dat het niet goed gaat, of wil gebeld worden.")
	case chat.StandSign:
		lines = append(lines, "Stuurde iets, maar nog niemand las het.")
	case chat.StandUnreachable:
		lines = append(lines, "Onze vraag komt daar niet aan. Dat zegt nog niets over hoe het gaat.")
	case chat.StandNotAsked:
		if cause == "" {
			cause = "De vraag van vandaag ging niet weg."
		}
		lines = append(lines, "Is vandaag niet gevraagd. "+cause+" Dat zegt nog niets over hoe het gaat.")
	default:
		lines = append(lines, "Nog niet gehoord vandaag."+asked)
	}
	if !o.Heard.IsZero() {
		lines = append(lines, "Laatste teken: om "+clock(o.Heard)+".")
	}
	for _, note := range o.Notes() {
		lines = append(lines, clock(note.At)+" "+note.By.Name+" schreef op: "+note.How)
	}
	return lines
}
