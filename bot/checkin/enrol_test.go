package checkin_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/bot/checkin"
	"omzien/flows"
	"omzien/flows/flowstest"
)

var sunday = time.Date(2026, 11, 22, 10, 0, 0, 0, flows.Amsterdam)

// ways are the channels of an organisation that has all of them.
func ways() []chat.Channel {
	return []chat.Channel{
		{Name: "telegram", Label: "Telegram", First: true, Invites: true},
		{Name: chat.AdapterPhone, Label: "telefoon", First: true},
		{Name: "webchat", Label: "de website"},
	}
}

// riet is somebody who is filled in with all that there is.
func riet() map[string]string {
	return map[string]string{
		"kring": "belcirkel/noord", "aanspreeknaam": "mevrouw De Wit", "naam": "Riet de Wit", "telefoon1": "0612345678", "telefoon2": "010-4123456",
		"adres": "Kerkstraat 12, Rotterdam", "toegang": "Achterdeur. Hond.", "huisarts": "De Linde, 010 4123457", "tijd": "9:15", "kanaal": "telegram",
		"naaste1naam": "Els", "naaste1relatie": "dochter", "naaste1telefoon": "06 23456789", "naaste1mail": "els@example.nl", "naaste1sleutel": "ja", "naaste1akkoord": "ja",
		"naaste2naam": "Jan", "naaste2relatie": "buurman", "naaste2telefoon": "06 34567890", "naaste2sleutel": "nee", "naaste2akkoord": "nee",
	}
}

func with(values map[string]string, pairs ...string) map[string]string {
	for i := 0; i < len(pairs); i += 2 {
		values[pairs[i]] = pairs[i+1]
	}
	return values
}

func noor() chat.Author { return chat.Author{Role: chat.RoleWorker, ID: "w1", Name: "Noor"} }

func enrols(book *flows.Playbook, m chat.Member, values map[string]string, circle ...chat.Member) chat.Decision {
	return checkin.Place(book, m, chat.Facts{Channels: ways(), Circle: circle},
		chat.Event{ID: "e1", Kind: chat.Enrolled, Author: noor(), Form: values, At: sunday})
}

func wrongOf(t *testing.T, d chat.Decision, field string) string {
	t.Helper()
	if d.Answer.Form == nil || d.Member != nil {
		t.Fatalf("taken as it is: %+v", d.Member)
	}
	for _, f := range d.Answer.Form.Fields {
		if f.Name == field {
			return f.Error
		}
	}
	t.Fatalf("the form has no field %q", field)
	return ""
}

func TestEnrolled_IsInvited(t *testing.T) {
	d := enrols(flowstest.BuiltIn(t), chat.Member{ID: "m1"}, riet(), chat.Member{ID: "m0", Programme: "belcirkel", Circle: "noord", Initials: "R.W.", Place: 4})
	if d.Member == nil {
		t.Fatal(d.Answer.Form.Wrongs())
	}
	m := *d.Member
	if m.State != chat.MemberInvited || m.Address != (chat.Address{}) || m.Invite != 1 || m.InvitationID() == "" || !m.Agreed.IsZero() {
		t.Errorf("%+v", m)
	}
	if m.Place != 5 || m.Initials != "R.W.2" || m.Prompt != 9*60+15 || m.By.Name != "Noor" {
		t.Errorf("place %d, initials %q, prompt %d, by %q", m.Place, m.Initials, m.Prompt, m.By.Name)
	}
	if len(m.Phones) != 2 || m.Phones[0] != "06 12345678" || m.Phones[1] != "010 412 3456" {
		t.Errorf("numbers %q", m.Phones)
	}
	els, jan := m.Contacts[0], m.Contacts[1]
	if !els.Key || !els.Agreed.Equal(sunday) || jan.Key || !jan.Agreed.IsZero() {
		t.Errorf("contacts %+v", m.Contacts)
	}
	if !strings.Contains(d.Answer.Text, "kaart") || d.Answer.Ref != "m1" {
		t.Errorf("answer %+v", d.Answer)
	}
}

// Nobody is asked by a way on which we cannot speak first, and whoever enrols reads why.
func TestEnrolled_NeedsAWayOnWhichWeSpeakFirst(t *testing.T) {
	book := flowstest.BuiltIn(t)
	if words := wrongOf(t, enrols(book, chat.Member{ID: "m1"}, with(riet(), "kanaal", "webchat")), "kanaal"); !strings.Contains(words, "niet als eerste") || !strings.Contains(words, "Telegram") {
		t.Errorf("a closed page: %q", words)
	}
	for _, none := range []string{"", "post"} {
		if wrongOf(t, enrols(book, chat.Member{ID: "m1"}, with(riet(), "kanaal", none)), "kanaal") == "" {
			t.Errorf("%q is taken for a way", none)
		}
	}
}

func TestEnrolled_AllThatIsWrongComesBackAtOnce(t *testing.T) {
	for name, want := range map[string]struct {
		change []string
		field  string
	}{
		"no circle of ours":           {[]string{"kring", "belcirkel/west"}, "kring"},
		"no number":                   {[]string{"telefoon1", "012"}, "telefoon1"},
		"nobody to ring":              {[]string{"telefoon1", "", "telefoon2", "", "naaste1telefoon", "", "naaste2telefoon", ""}, "telefoon1"},
		"a time at night":             {[]string{"tijd", "6:00"}, "tijd"},
		"no time":                     {[]string{"tijd", "straks"}, "tijd"},
		"agreed, and no address":      {[]string{"naaste1mail", ""}, "naaste1mail"},
		"a contact without a name":    {[]string{"naaste2naam", ""}, "naaste2naam"},
		"a contact without a number":  {[]string{"naaste2telefoon", ""}, "naaste2telefoon"},
		"nobody rings":                {[]string{"kanaal", "telefoon", "jaop", "2026-11-20", "gevraagddoor", "Noor"}, "beller"},
		"nobody said yes":             {[]string{"kanaal", "telefoon", "beller", "Piet", "gevraagddoor", "Noor"}, "jaop"},
		"a yes of tomorrow":           {[]string{"kanaal", "telefoon", "beller", "Piet", "gevraagddoor", "Noor", "jaop", "2026-11-23"}, "jaop"},
		"nobody asked":                {[]string{"kanaal", "telefoon", "beller", "Piet", "jaop", "2026-11-20"}, "gevraagddoor"},
		"a keten has no own times":    {[]string{"kring", "belketting/haven"}, "tijd"},
		"a keten needs her number":    {[]string{"kring", "belketting/haven", "tijd", "", "telefoon1", "", "telefoon2", ""}, "telefoon1"},
		"initials of somebody else":   {[]string{"initialen", "A.B."}, "initialen"},
		"initials that are a name":    {[]string{"initialen", "Riet de Wit"}, "initialen"},
		"no name":                     {[]string{"naam", ""}, "naam"},
		"somebody who is there again": {[]string{"naam", "Ab Bos", "telefoon1", "06 11223344"}, "naam"},
	} {
		d := enrols(flowstest.BuiltIn(t), chat.Member{ID: "m1"}, with(riet(), want.change...),
			chat.Member{ID: "m0", Programme: "belcirkel", Circle: "noord", Initials: "A.B.", Full: "Ab Bos", Phones: []string{"06 11223344"}})
		if wrongOf(t, d, want.field) == "" {
			t.Errorf("%s: %s", name, d.Answer.Form.Wrongs())
		}
	}
	d := enrols(flowstest.BuiltIn(t), chat.Member{ID: "m1"}, with(riet(), "telefoon1", "1", "tijd", "x", "kanaal", "webchat", "naam", ""))
	if n := strings.Count(d.Answer.Form.Wrongs(), "\n") + 1; n != 4 {
		t.Errorf("%d mistakes are told:\n%s", n, d.Answer.Form.Wrongs())
	}
}

// A trial keeps nothing, says what is wrong, and knows who is there already.
func TestEnrolled_ATrialKeepsNothing(t *testing.T) {
	tries := func(values map[string]string, circle ...chat.Member) chat.Decision {
		return checkin.Place(flowstest.BuiltIn(t), chat.Member{ID: "m1"}, chat.Facts{Channels: ways(), Circle: circle},
			chat.Event{ID: "e1", Kind: chat.Enrolled, Value: chat.EnrolTry, Author: noor(), Form: values, At: sunday})
	}
	if d := tries(riet()); d.Member != nil || d.Answer.Form != nil || d.Answer.Text != "mevrouw De Wit kan worden ingeschreven bij belcirkel Noord." {
		t.Errorf("%+v", d)
	}
	if d := tries(with(riet(), "telefoon1", "012")); d.Member != nil || d.Answer.Form == nil || d.Answer.Ref != "" {
		t.Errorf("a mistake: %+v", d)
	}
	there := chat.Member{ID: "m0", Programme: "belcirkel", Circle: "noord", Full: "riet de wit", Phones: []string{"06 12345678"}}
	if d := tries(riet(), there); d.Answer.Form == nil || d.Answer.Ref != "m0" {
		t.Errorf("who is there already: %+v", d.Answer)
	}
}

// A coordinator sees and changes who is in their own circles, and nobody else.
func TestEnrolled_ByACoordinatorInTheirOwnCircles(t *testing.T) {
	book := flowstest.Own(t)
	by := func(key string, m chat.Member, kind chat.Kind, value string, form map[string]string) chat.Decision {
		author := chat.Author{Role: chat.RoleWorker, ID: chat.CoordinatorID(key), Name: key}
		return checkin.Place(book, m, chat.Facts{Channels: ways()}, chat.Event{ID: "e1", Kind: kind, Value: value, Author: author, Form: form, At: sunday})
	}
	for i := range book.Programmes { // els looks after Zuid alone
		for j := range book.Programmes[i].Circles {
			if c := &book.Programmes[i].Circles[j]; c.Name == "zuid" {
				c.Rooster = append(slices.Clone(c.Rooster), flows.Shift{On: []string{"els"}})
			}
		}
	}
	if d := by("els", chat.Member{ID: "m1"}, chat.Enrolled, "", with(riet(), "kring", "belcirkel/zuid")); d.Member == nil {
		t.Error(d.Answer.Form.Wrongs())
	}
	if wrongOf(t, by("els", chat.Member{ID: "m1"}, chat.Enrolled, "", riet()), "kring") == "" {
		t.Error("she enrols somebody in a circle that is not hers")
	}
	if form := by("els", chat.Member{ID: "m1"}, chat.Asked, string(chat.Enrolled), nil).Answer.Form; len(form.Fields[0].Options) != 1 {
		t.Errorf("she can choose %+v", form.Fields[0].Options)
	}
	m := *enrols(book, chat.Member{ID: "m1"}, riet()).Member
	m.State = chat.MemberActive
	for kind, value := range map[chat.Kind]string{chat.Asked: string(chat.Enrolled), chat.Enrolled: chat.EnrolInvite, chat.Pauses: "2026-12-03", chat.Leaves: ""} {
		if d := by("els", m, kind, value, nil); d.Member != nil || d.Answer.Form != nil || !strings.Contains(d.Answer.Text, "niet van een cirkel") {
			t.Errorf("%s of somebody else's: %+v", kind, d.Answer)
		}
		if d := by("anja", m, kind, value, nil); d.Member == nil && d.Answer.Form == nil {
			t.Errorf("%s of her own: %+v", kind, d.Answer)
		}
	}
	if d := by("gone", m, chat.Leaves, "", nil); d.Member != nil {
		t.Error("whom the playbook does not name lets somebody leave")
	}
}

// In a keten the order counts: whoever is moved changes places with one neighbour, also
// where two had the same place.
func TestEnrolled_TheOrderOfACircle(t *testing.T) {
	circle := []chat.Member{{ID: "a", Name: "A", Place: 1}, {ID: "b", Name: "B", Place: 4}, {ID: "c", Name: "C", Place: 4}, {ID: "d", Name: "D", Place: 9}}
	for i := range circle {
		circle[i].Programme, circle[i].Circle = "belketting", "haven"
	}
	moves := func(i int, way string) chat.Decision {
		return checkin.Place(flowstest.BuiltIn(t), circle[i], chat.Facts{Circle: circle}, chat.Event{ID: "e1", Kind: chat.Enrolled, Value: way, Author: noor(), At: sunday})
	}
	d := moves(2, chat.EnrolEarlier)
	if d.Member == nil || d.Member.ID != "c" || d.Member.Place != 2 || len(d.Moved) != 2 || d.Moved[0].ID != "b" || d.Moved[0].Place != 3 || d.Moved[1].Place != 4 {
		t.Errorf("%+v, %+v", d.Member, d.Moved)
	}
	if d := moves(2, chat.EnrolLater); d.Member.Place != 4 || d.Moved[0].ID != "b" || d.Moved[0].Place != 2 || d.Moved[1].ID != "d" || d.Moved[1].Place != 3 {
		t.Errorf("%+v, %+v", d.Member, d.Moved)
	}
	for i, way := range map[int]string{0: chat.EnrolEarlier, 3: chat.EnrolLater} {
		if d := moves(i, way); d.Member != nil || !strings.Contains(d.Answer.Text, "staat al") {
			t.Errorf("over the end: %+v", d)
		}
	}
}

// By telephone a named human says that she agreed, and when.
func TestEnrolled_ByTelephone(t *testing.T) {
	d := enrols(flowstest.BuiltIn(t), chat.Member{ID: "m1"}, with(riet(), "kanaal", "telefoon", "beller", "Piet", "jaop", "2026-11-20", "gevraagddoor", "Noor"))
	if d.Member == nil {
		t.Fatal(d.Answer.Form.Wrongs())
	}
	m := *d.Member
	if m.State != chat.MemberActive || m.Address != (chat.Address{Adapter: chat.AdapterPhone, Chat: "m1"}) || m.InvitationID() != "" {
		t.Errorf("%+v", m)
	}
	if flows.DayOf(m.Agreed).String() != "2026-11-20" || m.Asked != "Noor" || m.Caller != "Piet" || !strings.Contains(m.Rule, "om 10.45 uur nog niet bereikt") {
		t.Errorf("agreed %v to %q, asked by %q, rung by %q", m.Agreed, m.Rule, m.Asked, m.Caller)
	}
}

// What is known of somebody changes without that she has to agree again; a wish for
// another way is an invitation, and until then she is rung as before.
func TestEnrolled_Changes(t *testing.T) {
	book := flowstest.BuiltIn(t)
	was := *enrols(book, chat.Member{ID: "m1"}, with(riet(), "kanaal", "telefoon", "beller", "Piet", "jaop", "2026-11-20", "gevraagddoor", "Noor")).Member
	form := checkin.Place(book, was, chat.Facts{Channels: ways()}, chat.Event{ID: "e0", Kind: chat.Asked, Value: string(chat.Enrolled), Author: noor(), At: sunday}).Answer.Form
	same := enrols(book, was, form.Values(), was)
	if same.Member == nil {
		t.Fatal(same.Answer.Form.Wrongs())
	}
	same.Member.Changed = was.Changed
	if now := *same.Member; now.State != was.State || now.Place != was.Place || !now.Agreed.Equal(was.Agreed) || now.Rule != was.Rule || !now.Contacts[0].Agreed.Equal(was.Contacts[0].Agreed) {
		t.Errorf("\n was %+v\n now %+v", was, now)
	}
	now := *enrols(book, was, with(form.Values(), "kanaal", "telegram"), was).Member
	if now.State != chat.MemberActive || now.Address != was.Address || now.InvitationID() == "" {
		t.Errorf("%+v", now)
	}
	if back := enrols(book, now, with(form.Values(), "kanaal", "telefoon"), now).Member; back.InvitationID() != "" {
		t.Error("the invitation still opens")
	}
	if moved := enrols(book, was, with(form.Values(), "kring", "belcirkel/zuid"), chat.Member{ID: "m9", Programme: "belcirkel", Circle: "zuid", Place: 7}).Member; moved.Place != 8 {
		t.Errorf("place %d in the other circle", moved.Place)
	}
}

// Who said yes to one programme said yes to no other: whoever moves them asks anew, and
// until then nothing of the new one happens. Another circle of the same is no other.
func TestEnrolled_AnotherProgrammeIsAskedAnew(t *testing.T) {
	book := flowstest.BuiltIn(t)
	was := *enrols(book, chat.Member{ID: "m1"}, riet()).Member
	was.State, was.Address, was.Agreed, was.Rule = chat.MemberActive, chat.Address{Adapter: "telegram", Chat: "7"}, sunday, "de regel van de belcirkel"
	was.Heard, was.Promise, was.Weeks = "2026-11-20", "belt zelf", []int{2}
	now := enrols(book, was, with(riet(), "kring", "belketting/haven", "tijd", "")).Member
	if now == nil || now.State != chat.MemberInvited || now.InvitationID() == "" || !now.Agreed.IsZero() || now.Rule != "" {
		t.Errorf("in an app: %+v", now)
	} else if now.ID == was.ID || now.Address != (chat.Address{}) || now.Heard+now.Promise != "" || now.Weeks != nil || !now.Contacts[0].Agreed.Equal(sunday) {
		t.Errorf("what stays: %+v", now)
	}
	if d := enrols(book, was, with(riet(), "kring", "belketting/haven", "tijd", "")); len(d.Moved) != 1 || d.Moved[0].ID != "m1" || d.Moved[0].State != chat.MemberLeft || d.Moved[0].Address != was.Address || d.Member.ID != now.ID {
		t.Errorf("the one that they leave: %+v", d.Moved)
	}
	if same := enrols(book, was, with(riet(), "kring", "belcirkel/zuid")).Member; same.State != chat.MemberActive || same.Rule != was.Rule || !same.Agreed.Equal(sunday) {
		t.Errorf("another circle: %+v", same)
	}

	phoned := func(day string) map[string]string {
		return with(riet(), "tijd", "", "kanaal", "telefoon", "beller", "Piet", "jaop", day, "gevraagddoor", "Noor")
	}
	was = *enrols(book, chat.Member{ID: "m1"}, phoned("2026-11-20")).Member
	if words := wrongOf(t, enrols(book, was, with(phoned("2026-11-20"), "kring", "belketting/haven")), "jaop"); !strings.Contains(words, "andere afspraak") {
		t.Errorf("the yes of before is taken: %q", words)
	}
	now = enrols(book, was, with(phoned("2026-11-21"), "kring", "belketting/haven")).Member
	if now == nil || now.State != chat.MemberActive || flows.DayOf(now.Agreed).String() != "2026-11-21" || !strings.Contains(now.Rule, "de belketting") {
		t.Errorf("by telephone: %+v", now)
	}
	was.State, was.Until = chat.MemberPaused, "2026-12-01"
	if now = enrols(book, was, with(phoned("2026-11-21"), "kring", "belketting/haven")).Member; now.State != chat.MemberPaused || now.Until != "2026-12-01" {
		t.Errorf("who is away: %+v", now)
	}
}

// A form that was opened before somebody stopped brings nobody back: they are enrolled
// anew, and asked anew.
func TestEnrolled_AStaleFormBringsNobodyBack(t *testing.T) {
	book := flowstest.BuiltIn(t)
	for way, values := range map[string]map[string]string{
		"by telephone": with(riet(), "kanaal", "telefoon", "beller", "Piet", "jaop", "2026-11-20", "gevraagddoor", "Noor"), "in an app": riet(),
	} {
		left := *enrols(book, chat.Member{ID: "m1"}, values).Member
		left.State = chat.MemberLeft
		if d := enrols(book, left, values); d.Member != nil || !d.Refused || !strings.Contains(d.Answer.Text, "mevrouw De Wit doet niet meer mee") {
			t.Errorf("%s: %+v, %+v", way, d.Member, d.Answer)
		}
		if d := enrols(book, chat.Member{ID: "m2"}, values); d.Member == nil {
			t.Errorf("%s, anew: %+v", way, d.Answer)
		}
		asked := checkin.Place(book, left, chat.Facts{Channels: ways()}, chat.Event{ID: "e0", Kind: chat.Asked, Value: string(chat.Enrolled), Author: noor(), At: sunday})
		if asked.Answer.Form != nil || asked.Answer.Text == "" {
			t.Errorf("%s: there is a form to fill in: %+v", way, asked.Answer)
		}
	}
}

func TestInitials(t *testing.T) {
	for full, want := range map[string]string{"Riet de Wit": "R.W.", "IJsbrand van 't Hof": "IJ.H.", "jan": "J.", "Anna Maria de Vries-Bos": "A.M.V.", "": ""} {
		if got := checkin.Initials(full); got != want {
			t.Errorf("%q: %q", full, got)
		}
	}
}

// TestPauses keeps E8's "pause with an end date": none is without one, and none is
// longer than thirty days.
func TestPauses(t *testing.T) {
	book := flowstest.BuiltIn(t)
	m := chat.Member{ID: "m1", Name: "mevrouw De Wit", Programme: "belcirkel", Circle: "noord", State: chat.MemberActive}
	at := func(m chat.Member, until string) chat.Decision {
		return checkin.Place(book, m, chat.Facts{}, chat.Event{ID: "e1", Kind: chat.Pauses, Author: noor(), Value: until, At: sunday})
	}
	d := at(m, "2026-12-03")
	if d.Member == nil || d.Member.State != chat.MemberPaused || d.Member.Until != "2026-12-03" {
		t.Fatalf("%+v %+v", d.Member, d.Answer)
	}
	if len(d.Then) != 1 || d.Then[0].Kind != chat.PauseEnds || !d.Then[0].At.Equal(time.Date(2026, 12, 2, 19, 0, 0, 0, flows.Amsterdam)) || d.Then[0].Value != "2026-12-03" {
		t.Errorf("the evening before: %+v", d.Then)
	}
	for _, until := range []string{"2026-11-22", "2026-12-23", "3 december", "altijd"} {
		if d := at(m, until); d.Member != nil || d.Answer.Text == "" {
			t.Errorf("away until %q", until)
		}
	}
	if back := at(*d.Member, ""); back.Member == nil || back.Member.State != chat.MemberActive || back.Member.Until != "" {
		t.Errorf("%+v", back.Member)
	}
	if d := at(chat.Member{ID: "m1", Name: "x", State: chat.MemberInvited}, "2026-12-03"); d.Member != nil {
		t.Error("who did not say yes is away")
	}
}

func TestLeaves(t *testing.T) {
	watcher := chat.Watcher{Who: chat.Author{Role: chat.RoleWorker, ID: chat.CoordinatorID("anja"), Name: "Anja Bakker"}, At: chat.Address{Adapter: "mail", Chat: "anja@example.nl"}}
	m := chat.Member{ID: "m1", Name: "mevrouw De Wit", Full: "Riet de Wit", Initials: "R.W.", Programme: "belcirkel", Circle: "noord", State: chat.MemberPaused, Until: "2026-12-03", Invite: 1, Channel: "telegram"}
	f := chat.Facts{Watch: [][]chat.Watcher{{watcher}, {watcher}}}
	leaves := func(m chat.Member, by chat.Author) chat.Decision {
		return checkin.Place(flowstest.BuiltIn(t), m, f, chat.Event{ID: "e1", Kind: chat.Leaves, Author: by, At: sunday})
	}
	d := leaves(m, noor())
	if d.Member == nil || d.Member.State != chat.MemberLeft || d.Member.InvitationID() != "" {
		t.Fatalf("%+v", d.Member)
	}
	if len(d.Say) != 1 || d.Say[0].To != watcher.At || !strings.Contains(d.Say[0].Text, "R.W.") || strings.Contains(d.Say[0].Text, "Wit") {
		t.Errorf("the coordinator reads %+v", d.Say)
	}
	if again := leaves(*d.Member, noor()); again.Member != nil || len(again.Say) > 0 {
		t.Error("the coordinator is told twice")
	}
	if by := leaves(m, chat.Program); by.Member != nil {
		t.Error("a machine lets somebody leave")
	}
}
