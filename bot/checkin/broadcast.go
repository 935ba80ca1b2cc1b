package checkin

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"omzien/bot/chat"
	decision "omzien/bot/turn"
	"omzien/flows"
)

// How much fits in a broadcast, in letters, and for how many days what somebody writes
// can be an answer to it.
const (
	longestTitle     = 60
	longestBroadcast = 1500
	longestButton    = 40
	answerDays       = 7
)

// Broadcast decides about what a worker wrote for all who chose to hear from a
// programme: f.Circle are those of the list that the form names. Its round comes back,
// or the form with what is wrong with it, and nothing goes out.
func Broadcast(book *flows.Playbook, f chat.Facts, ev chat.Event) chat.Decision {
	if !named(ev.Author) {
		return refused("Alleen een medewerker met een naam kan dit doen.")
	}
	form, ok := broadcastForm(book).Filled(ev.Form)
	values := form.Values()
	wrong := func(field, words string) { form, ok = form.Wrong(field, words), false }
	for field, most := range map[string]int{chat.BroadcastTitle: longestTitle, chat.BroadcastText: longestBroadcast, chat.BroadcastLabel: longestButton} {
		if utf8.RuneCountInString(values[field]) > most {
			wrong(field, "Dit is te lang: het past in "+strconv.Itoa(most)+" tekens.")
		}
	}
	b := chat.Broadcast{Title: values[chat.BroadcastTitle], Text: values[chat.BroadcastText], By: ev.Author, Files: slices.Clone(ev.Files)}
	switch address, label := values[chat.BroadcastURL], values[chat.BroadcastLabel]; {
	case address == "" && label != "":
		wrong(chat.BroadcastURL, "Waar leidt de knop heen? Vul een link in, of haal de tekst van de knop weg.")
	case address != "" && label == "":
		wrong(chat.BroadcastLabel, "Wat staat er op de knop? Zoals: Bekijk de film.")
	case address != "" && !opens(address):
		wrong(chat.BroadcastURL, "Dit is geen link die werkt. Een link begint met https://")
	case address != "":
		b.Link = &chat.Link{Label: label, URL: address}
	}
	if len(b.Files) > 1 || len(b.Files) == 1 && b.Files[0].Kind != "photo" {
		wrong(chat.BroadcastPicture, "Dit is geen foto. Kies één foto (jpg of png). Voor een film zet je er een link in.")
	}
	for i := range b.Files {
		b.Files[i].About = values[chat.BroadcastPicture]
	}
	programme, circle := listOf(book, values[chat.BroadcastTo])
	if p := book.Programme(programme); p != nil && p.Kind == flows.ProgrammeGather {
		b.When, b.Where = values[chat.BroadcastWhen], values[chat.BroadcastWhere]
		for _, field := range []string{chat.BroadcastWhen, chat.BroadcastWhere} {
			if values[field] == "" {
				wrong(field, "Vul dit nog in: mensen lezen het in de uitnodiging.")
			}
		}
		if _, enough := GatheringKey(p, chat.Circle{Name: circle, Members: f.Circle}); ok && !enough {
			return refused("Hiervoor zijn er nu te weinig mensen die ja zeiden.")
		}
	}
	if !ok {
		return chat.Decision{Refused: true, Answer: chat.Answer{Form: &form}}
	}
	r, ok := Addressed(book.Programme(programme), circle, f.Circle, b, ev.ID, ev.At)
	switch {
	case len(r.Occurrences) == 0:
		return refused("Niemand krijgt nu berichten van deze lijst. Mensen kiezen daar zelf voor.")
	case !ok:
		return refused("Deze lijst heeft het komende half jaar geen dag waarop berichten weggaan.")
	}
	words := peopleInWords(len(r.Occurrences)) + ", " + whenInWords(r.Occurrences[0].At, ev.At) + "."
	if ev.Value == chat.BroadcastTry {
		return chat.Decision{Refused: true, Answer: chat.Answer{Text: "Dit gaat naar " + words}}
	}
	return chat.Decision{Round: &r, Answer: chat.Answer{Text: "Klaargezet voor " + words + " Tot dan kun je het tegenhouden.", Ref: r.ID}}
}

func peopleInWords(people int) string {
	if people == 1 {
		return "1 persoon"
	}
	return strconv.Itoa(people) + " mensen"
}

// whenInWords is when a broadcast goes out, as workers read it.
func whenInWords(at, now time.Time) string {
	switch clock := at.In(flows.Amsterdam).Format("15:04"); flows.DayOf(at).Since(flows.DayOf(now)) {
	case 0:
		return "vandaag vanaf " + clock
	case 1:
		return "morgen vanaf " + clock
	default:
		return "op " + inDutch(flows.DayOf(at)) + " vanaf " + clock
	}
}

// opens tells whether the text is the address of a page that a button can open.
func opens(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Scheme == "https" && strings.Contains(u.Host, ".") && u.User == nil && !strings.ContainsAny(address, " \n\t")
}

// broadcastForm is what a worker fills in.
func broadcastForm(book *flows.Playbook) chat.Form {
	var lists []chat.Option
	for i := range book.Programmes {
		for _, c := range book.Programmes[i].Circles {
			if book.Programmes[i].Kind.News() && !c.Offers {
				lists = append(lists, chat.Option{Value: book.Programmes[i].Name + "/" + c.Name, Label: c.Label})
			}
		}
	}
	return chat.Form{
		Kind: chat.Broadcasts, Title: "Nieuw bericht", Send: "Versturen",
		Fields: []chat.Field{
			{Name: chat.BroadcastTo, Label: "Naar welke lijst?", Kind: chat.FieldChoice, Required: true, Options: lists},
			{Name: chat.BroadcastTitle, Label: "Hoe noem je het?", Kind: chat.FieldText, Required: true},
			{Name: chat.BroadcastText, Label: "Wat wil je schrijven?", Kind: chat.FieldWords, Required: true},
			{Name: chat.BroadcastPicture, Label: "Wat staat er op de foto?", Kind: chat.FieldText},
			{Name: chat.BroadcastURL, Label: "Een link", Kind: chat.FieldText},
			{Name: chat.BroadcastLabel, Label: "Wat staat er op de knop van de link?", Kind: chat.FieldText},
			{Name: chat.BroadcastWhen, Label: "Wanneer is het?", Kind: chat.FieldText},
			{Name: chat.BroadcastWhere, Label: "Waar is het?", Kind: chat.FieldText},
		},
	}
}

// listOf splits the value of a list: a programme and its circle. Of the programme alone
// it is the first.
func listOf(book *flows.Playbook, value string) (programme, circle string) {
	programme, circle, _ = strings.Cut(value, "/")
	if p := book.Programme(programme); p != nil && circle == "" && len(p.Circles) > 0 {
		circle = p.Circles[0].Name
	}
	return programme, circle
}

// ListOf is the programme and the circle for which a broadcast was filled in.
func ListOf(book *flows.Playbook, form map[string]string) (programme, circle string) {
	return listOf(book, form[chat.BroadcastTo])
}

// Addressed is the round by which a broadcast goes to these members of a programme's
// circle: to those who take part now, in the next window of the programme, and to each
// when no talk is broken into by it. The same key gives the same round. False: the
// programme has no such day within half a year. Without anybody there is no round.
func Addressed(p *flows.Programme, circle string, members []chat.Member, b chat.Broadcast, key string, now time.Time) (chat.Round, bool) {
	if p == nil {
		return chat.Round{}, false
	}
	at, until, ok := nextWindow(p, now)
	sum := sha256.Sum256([]byte(key))
	day := flows.DayOf(at)
	r := chat.Round{
		ID:        chat.BroadcastID(p.Name, circle, day.String(), hex.EncodeToString(sum[:10])),
		Programme: p.Name, Circle: circle, Day: day.String(), Team: p.Team, Talk: true, Broadcast: &b,
	}
	r.Slot = r.ID[strings.LastIndex(r.ID, "|")+1:]
	due := flows.DayOf(until).Add(answerDays).At(p.When.From)
	for _, m := range asked(members) {
		if m.Address.Adapter == chat.AdapterPhone || pausedOn(m, day) {
			continue
		}
		o := chat.Occurrence{Member: m.ID, At: at, Until: until, Due: due, Early: at, NextAt: at}
		o.Move(chat.StandPlanned, now, b.By, "")
		r.Occurrences = append(r.Occurrences, o)
	}
	r.Wake = at
	return r, ok
}

// nextWindow is when a broadcast that is written now goes out, and until when.
func nextWindow(p *flows.Programme, now time.Time) (at, until time.Time, ok bool) {
	day := flows.DayOf(now)
	for {
		if day, ok = firstAsked(p, day); !ok {
			return now, now, false
		}
		t := p.Begins(day, flows.Begun{From: p.When.From, To: p.Until})
		if at = later(t.At, now.Add(chat.BroadcastUndo)); at.Before(t.Until) {
			return at, t.Until, true
		}
		day = day.Add(1)
	}
}

// broadcastEnds stops a broadcast: nobody gets it who was not written to yet.
func (s *step) broadcastEnds() {
	switch b := s.r.Broadcast; {
	case b == nil || !named(s.ev.Author):
		s.d.Answer.Text, s.d.Refused = "Alleen een medewerker met een naam kan dit doen.", true
		return
	case !b.Ended.At.IsZero():
		s.d.Answer.Text = "Dit was al tegengehouden."
		return
	}
	stopped := 0
	for i := range s.r.Occurrences {
		if o := &s.r.Occurrences[i]; o.Stand == chat.StandPlanned {
			o.NextAt = time.Time{}
			o.Move(chat.StandDropped, s.now(), s.ev.Author, chat.BroadcastStopped)
			stopped++
		}
	}
	if stopped == 0 {
		s.d.Answer.Text = "Te laat: het is al naar iedereen onderweg."
		return
	}
	b := *s.r.Broadcast
	b.Ended = chat.Moved{To: chat.StandDropped, At: s.now(), By: s.ev.Author}
	s.r.Broadcast = &b
	s.d.Answer.Text = "Tegengehouden. " + peopleInWords(stopped) + " " + map[bool]string{true: "krijgt", false: "krijgen"}[stopped == 1] + " het niet."
}

// broadcastStep begins the step of the button under a broadcast.
const broadcastStep = "broadcast:"

// broadcasts says a broadcast to the member.
func (r *relay) broadcasts(m *chat.Member, o *chat.Occurrence, round *chat.Round) {
	b := round.Broadcast
	if r.c.Step != "" || r.c.Pending != "" { // a question that was left
		r.setAside()
	}
	r.turns = []turn{{m, round, o}}
	r.c.Lang, r.c.Form = r.tongue()
	msg := chat.Message{
		Report: true, Text: b.Text, Link: b.Link, Files: b.Files, Until: o.Until, Step: broadcastStep + round.ID,
		Choices: []chat.Choice{{Label: r.text(flows.TextBroadcastStop), Value: m.ID}},
	}
	if p := r.book.Programme(round.Programme); p != nil && p.Kind == flows.ProgrammeGather {
		r.invitation(&msg, m.ID, *b)
	}
	r.say(msg)
	for i := range r.d.Say { // the talks of others go first
		r.d.Say[i].Class = chat.Bulk
	}
}

// optsOut takes the button under a broadcast: the member takes part no more. While
// people have the talk they read that it was pressed.
func (r *relay) optsOut() bool {
	step, used := strings.CutPrefix(r.ev.Step, chat.UsedStep(""))
	round, its := strings.CutPrefix(step, broadcastStep)
	if !its {
		return false
	}
	programme, _, _ := strings.Cut(round, "|")
	if what, member, invited := strings.Cut(r.ev.Value, "#"); invited {
		return r.invited(round, what, member, used)
	}
	if !used {
		r.n++
		r.d.Then = append(r.d.Then, decision.Leaving(r.ev.Value, chat.Key(r.ev.ID+"/round", r.n), r.ev.At))
	}
	if r.c.InHandoff() {
		return false
	}
	r.heard()
	label := programme
	if p := r.book.Programme(programme); p != nil {
		label = p.Label
		r.turns = []turn{{round: &chat.Round{Programme: programme}}}
	}
	r.say(chat.Message{Text: r.text(flows.TextBroadcastStopped, "programma", label)})
	return true
}

// newest finds the broadcast that words of the person answer: the newest that they
// got, where nothing else was said since, and nothing else waits for them.
func (r *relay) newest() (t turn, ok bool) {
	if r.c.InHandoff() || r.c.Step != "" || r.c.Pending != "" {
		return t, false
	}
	got := func(t turn) time.Time { return later(t.o.SentAt, t.o.Out) }
	for _, one := range r.sent {
		if at := got(one); !at.IsZero() && (!ok || at.After(got(t))) {
			t, ok = one, true
		}
	}
	if !ok || slices.ContainsFunc(r.turns, func(c turn) bool { return pending(c.o) && got(c).After(got(t)) }) {
		return t, false
	}
	// Words that come in pieces are one answer.
	return t, !later(r.c.HeardAt, r.c.SpokeAt).After(later(got(t), t.o.Heard.Add(answerPause)))
}

// answerPause is how long after an answer more of it can come, once something else
// was said.
const answerPause = time.Hour

// checksIn tells whether words of somebody in a circle belong to the circle, whatever
// was written to them since: it still waits for them, or they are not well. Then the
// broadcast comes second.
func (r *relay) checksIn() bool {
	if len(r.f.Members) == 0 {
		return false
	}
	how := read(r.ev.Text, r.ev.Files, r.labels())
	return how == body || how == worse || slices.ContainsFunc(r.turns, func(t turn) bool { return !t.o.Stand.Closed() })
}

// replies takes words that answer a broadcast: they stand at the team's desk, when
// there is time, with what they answer.
func (r *relay) replies() bool {
	t, ok := r.newest()
	if !ok || flows.ReservedWord(r.ev.Text) != flows.NoReserved || r.checksIn() {
		return false
	}
	quiet := r.spokeJustNow()
	r.heard()
	r.turns = []turn{t}
	title := t.round.Broadcast.Title
	r.keep()
	r.c.UnreadAt = time.Time{} // it stands there in this decision
	if n := len(r.c.Told); n > 0 && strings.TrimSpace(r.ev.Text) != "" {
		r.c.Told[n-1].Label = "Antwoord op: " + title // keep made it
	}
	r.checkIn(t, chat.StandAnswered)
	r.notice(chat.Notice(t.round.Programme, "antwoord:"+t.round.ID), chat.Quiet, r.team().Name, "Antwoord op het bericht: "+title+".")
	r.reply(flows.TextKept, !quiet)
	return true
}
