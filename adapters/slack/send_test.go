package slack

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/adapters"
	"omzien/adapters/slack/slacktest"
	"omzien/bot/chat"
)

// channelBench is a workspace with one channel, and an adapter that posts there.
type channelBench struct {
	*Adapter
	fake *slacktest.Fake
	desk *slacktest.Channel
	noor *slacktest.Worker
}

func newChannelBench(t *testing.T, options ...slacktest.Option) channelBench {
	t.Helper()
	fake := slacktest.New(t, options...)
	desk := fake.NewChannel(channel, "jongerenwerk")
	noor := fake.Worker("U0NOOR", "Noor").Join(desk)
	a, err := New(Config{
		Token: fake.Token(), AppToken: fake.AppToken(), URL: fake.API(), Channels: []string{channel}, Opaque: opaque,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(a.transport.CloseIdleConnections)
	return channelBench{a, fake, desk, noor}
}

var began = time.Date(2026, 11, 21, 21, 30, 0, 0, time.UTC)

// handoff is a card as the pure functions draw it.
func handoff() chat.Message {
	return chat.Message{
		ID: "e1/1", To: chat.Address{Adapter: Name, Chat: channel}, Talk: "c1", Class: chat.Live,
		Text: "Sam · blauwe vos wacht op antwoord.", Token: "tok-1",
		Choices: []chat.Choice{{Label: "Oppakken", Value: "claimed", Verb: chat.Claimed, Style: "primary"}},
		Card: &chat.Card{
			Alias: "Sam · blauwe vos", Team: "het jongerenwerk", Urgency: chat.Danger, State: string(chat.Waiting), Lang: "ar", Since: began,
			Facts: []chat.CardFact{{Label: "Eerste woorden", Text: "ik durf niet\nnaar huis <!channel>"}, {Label: "Waar gaat het over?", Text: "Thuis"}},
		},
	}
}

func (b channelBench) mustSend(t *testing.T, m chat.Message) chat.Receipt {
	t.Helper()
	r, err := b.Send(t.Context(), m)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// inThread is a word of the person in a thread.
func inThread(id, thread, text string) chat.Message {
	m := words()
	m.ID, m.To.Thread, m.Text = id, thread, text
	return m
}

func TestCard_ReadsAsAStory(t *testing.T) {
	b := newChannelBench(t)
	r := b.mustSend(t, handoff())
	root := b.desk.Roots()[0]
	if r.ID != root.TS || r.Thread != root.TS || r.At.IsZero() {
		t.Errorf("receipt %+v of %s", r, root.TS)
	}
	t.Log("\n" + root.Text)
	for _, want := range []string{
		"Sam · blauwe vos wacht op antwoord.", "▲ Gevaar", "Wie: Sam · blauwe vos", "Team: het jongerenwerk", "Taal: Arabisch", "Wacht sinds: ",
		"Eerste woorden", "ik durf niet", "naar huis <!channel>", "Waar gaat het over?", "Thuis",
	} {
		if !strings.Contains(plainly(root.Text), want) {
			t.Errorf("the card does not say %q", want)
		}
	}
	if !slices.Equal(root.Buttons, []string{"Oppakken"}) {
		t.Errorf("buttons %q", root.Buttons)
	}
}

// plainly is a rendered text without the marks of its formats.
func plainly(text string) string { return strings.NewReplacer("*", "").Replace(text) }

// TestLaw4_AllThatWasToldStandsAtTheDesk: on the card, or further on in its thread.
func TestLaw4_AllThatWasToldStandsAtTheDesk(t *testing.T) {
	b := newChannelBench(t)
	m := handoff()
	for i := range 20 {
		m.Card.Facts = append(m.Card.Facts, chat.CardFact{Label: "En verder?", Text: strings.Repeat(string(rune('a'+i))+" ", 500)})
	}
	var thread string
	for _, part := range adapters.Fit(m, b.Limits()) {
		part.To.Thread = thread // as storage fills it from the card's receipt
		thread = b.mustSend(t, part).Thread
	}
	var all strings.Builder
	for _, p := range b.desk.Thread(thread) {
		all.WriteString(p.Text)
	}
	for i := range 20 {
		if n := strings.Count(all.String(), string(rune('a'+i))+" "); n < 499 { // the space at its end is shown nowhere
			t.Errorf("of answer %d stand %d words of 500", i, n)
		}
	}
	if strings.Contains(all.String(), "Niet alles past hier") {
		t.Error("something was left out")
	}
}

func TestCard_ALongHeadlineIsShownWhole(t *testing.T) {
	b := newChannelBench(t)
	m := handoff()
	m.Text = strings.Repeat("Samantha ", 40) + "wacht op antwoord."
	b.mustSend(t, m)
	if got := b.desk.Roots()[0].Text; !strings.Contains(plainly(got), m.Text) {
		t.Errorf("the card begins with %.200q", got)
	}
}

func TestCard_IsRedrawnInPlace(t *testing.T) {
	b := newChannelBench(t)
	r := b.mustSend(t, handoff())
	live := handoff()
	live.ID, live.Edits, live.Place, live.Token = "e2/1", "e1/1", r.ID, "tok-2"
	live.Text, live.Card.State, live.Card.Worker = "Noor praat met Sam · blauwe vos.", string(chat.Talking), "Noor"
	live.Choices = []chat.Choice{{Label: "Terug naar bot", Verb: chat.HandedBack}, {Label: "Afronden", Verb: chat.Closed}}
	live.To.Thread = r.Thread
	for range 2 { // twice is once
		if again := b.mustSend(t, live); again.ID != r.ID || again.Thread != r.Thread {
			t.Errorf("receipt %+v, want that of the card", again)
		}
	}
	roots := b.desk.Roots()
	if len(roots) != 1 || !strings.Contains(plainly(roots[0].Text), "Heeft het gesprek: Noor") || strings.Contains(roots[0].Text, "Wacht sinds") ||
		!slices.Equal(roots[0].Buttons, []string{"Terug naar bot", "Afronden"}) {
		t.Errorf("the channel shows %+v", roots)
	}
}

func TestCard_WhoseOriginalNeverCameIsPostedAnew(t *testing.T) {
	b := newChannelBench(t)
	m := handoff()
	m.ID, m.Edits = "e2/1", "e1/1"
	r := b.mustSend(t, m)
	if len(b.desk.Roots()) != 1 || r.Thread != r.ID {
		t.Errorf("receipt %+v", r)
	}
	found, is, err := b.Find(t.Context(), m, time.Now())
	if err != nil || !is || found != r {
		t.Errorf("found %+v %v %v, want %+v", found, is, err, r)
	}
}

func TestCard_StandsAtTheRootWhateverItsLaneSays(t *testing.T) {
	b := newChannelBench(t)
	first := b.mustSend(t, handoff())
	again := handoff()
	again.ID, again.To.Thread = "e3/1", first.Thread
	r := b.mustSend(t, again)
	if len(b.desk.Roots()) != 2 || r.Thread != r.ID || r.ID == first.ID {
		t.Errorf("receipt %+v", r)
	}
}

func TestWords_SayWhoseTheyAre(t *testing.T) {
	b := newChannelBench(t)
	card := b.mustSend(t, handoff())
	person := inThread("e2/0", card.Thread, "regel een\nregel twee")
	worker := inThread("e2/1", card.Thread, "Hoi Sam, ik ben Bas.")
	worker.Speaker = chat.Author{Role: chat.RoleWorker, ID: "w-bas", Name: "Bas"}
	mark := inThread("e2/2", card.Thread, "Sam · blauwe vos heeft de pagina gesloten.")
	mark.Speaker = chat.Program
	ask := inThread("e2/3", card.Thread, "Nog niet verstuurd. Voor wie is dit?")
	ask.Speaker, ask.Token = chat.Program, "tok-9"
	ask.Choices = []chat.Choice{{Label: "Oppakken en versturen", Verb: chat.Released, Style: "primary"}, {Label: "Notitie", Verb: chat.Withheld}}
	for _, m := range []chat.Message{person, worker, mark, ask} {
		if r := b.mustSend(t, m); r.Thread != card.Thread || r.ID == "" {
			t.Errorf("receipt %+v", r)
		}
	}
	thread := b.desk.Thread(card.Thread)[1:]
	for i, want := range []string{"Sam · blauwe vos", "Bas (webdesk)", mark.Text, ask.Text} {
		t.Log("\n" + thread[i].Text)
		if !strings.HasPrefix(plainly(thread[i].Text), want) {
			t.Errorf("%q does not begin with %q", thread[i].Text, want)
		}
	}
	if !strings.Contains(thread[0].Text, "> regel een\n> regel twee") {
		t.Errorf("the person's words are not set apart: %q", thread[0].Text)
	}
	if !slices.Equal(thread[3].Buttons, []string{"Oppakken en versturen", "Notitie"}) {
		t.Errorf("buttons %q", thread[3].Buttons)
	}
	edited := mark
	edited.ID, edited.Edits, edited.Place, edited.Text = "e3/0", mark.ID, thread[2].TS, "Sam · blauwe vos is terug."
	b.mustSend(t, edited)
	if got := b.desk.Thread(card.Thread)[3].Text; got != edited.Text {
		t.Errorf("the mark says %q", got)
	}
}

func TestWords_WithoutAThreadAreNeverPosted(t *testing.T) {
	b := newChannelBench(t)
	_, err := b.Send(t.Context(), inThread("e2/0", "", "hoi"))
	if got, _ := adapters.Judge(err); got != adapters.Refused || b.fake.Calls("chat.postMessage") != 0 {
		t.Errorf("judged %d after %d calls", got, b.fake.Calls("chat.postMessage"))
	}
}

func TestMisplaced_IsTakenAwayAtOnce(t *testing.T) {
	b := newChannelBench(t)
	card := b.mustSend(t, handoff())
	b.noor.Delete(b.desk, card.ID)
	_, err := b.Send(t.Context(), inThread("e2/0", card.Thread, "hoi"))
	if got, _ := adapters.Judge(err); got != adapters.NoThread {
		t.Errorf("judged %d: %v", got, err)
	}
	if roots := b.desk.Roots(); len(roots) != 0 {
		t.Errorf("at the root stands %+v", roots)
	}
}

// Where it cannot be taken away the thread is gone all the same, and it is counted.
func TestMisplaced_ThatStaysIsCounted(t *testing.T) {
	b := newChannelBench(t)
	var counted []string
	b.Count = func(reason string) { counted = append(counted, reason) }
	card := b.mustSend(t, handoff())
	b.noor.Delete(b.desk, card.ID)
	for word, want := range map[string][]string{
		"internal_error":    {"misplaced", "misplaced_left"},
		"message_not_found": {"misplaced"}, // somebody was faster
	} {
		counted = nil
		b.fake.Refuse("chat.delete", word)
		_, err := b.Send(t.Context(), inThread("e2/0", card.Thread, "hoi"))
		if got, _ := adapters.Judge(err); got != adapters.NoThread || !slices.Equal(counted, want) {
			t.Errorf("%s: judged %d, counted %q: %v", word, got, counted, err)
		}
	}
}

func TestR4_ALostAnswerIsFoundByItsMetadata(t *testing.T) {
	b := newChannelBench(t, slacktest.PageSize(3))
	began := time.Now()
	b.fake.LoseAnswers(1)
	if _, err := b.Send(t.Context(), handoff()); outcome(err) != adapters.Unknown {
		t.Fatalf("a lost answer is %v", err)
	}
	card, is, err := b.Find(t.Context(), handoff(), began)
	if err != nil || !is || card.ID != b.desk.Roots()[0].TS || card.Thread != card.ID {
		t.Fatalf("found %+v, %v, %v", card, is, err)
	}
	for i := range 5 { // others' words make pages
		b.noor.Reply(b.desk, card.Thread, strings.Repeat("ja", i+1))
	}
	b.fake.LoseAnswers(1)
	lost := inThread("e2/0", card.Thread, "hoi")
	if _, err := b.Send(t.Context(), lost); outcome(err) != adapters.Unknown {
		t.Fatalf("a lost answer is %v", err)
	}
	for i := range 5 {
		b.mustSend(t, inThread(chat.Key("e3", i), card.Thread, "hoi"))
	}
	found, is, err := b.Find(t.Context(), lost, began)
	if err != nil || !is || found.ID != b.desk.Thread(card.Thread)[6].TS || found.Thread != card.Thread {
		t.Errorf("found %+v, %v, %v", found, is, err)
	}
	if _, is, err := b.Find(t.Context(), inThread("e9/0", card.Thread, "hoi"), began); err != nil || is {
		t.Errorf("what was never sent: %v, %v", is, err)
	}
	if doubles := b.fake.Doubles(); len(doubles) > 0 {
		t.Errorf("posted twice: %q", doubles)
	}
}

// A word whose answer was lost, and that Slack put at the root since its thread
// is gone, is taken away there: then it is absent, and to send it again is right.
func TestR4_ALostMisplacedWordIsTakenAway(t *testing.T) {
	b := newChannelBench(t)
	began := time.Now()
	card := b.mustSend(t, handoff())
	b.noor.Delete(b.desk, card.ID)
	b.fake.LoseAnswers(1)
	lost := inThread("e2/0", card.Thread, "hoi")
	if _, err := b.Send(t.Context(), lost); outcome(err) != adapters.Unknown || len(b.desk.Roots()) != 1 {
		t.Fatalf("a lost answer is %v", err)
	}
	if _, is, err := b.Find(t.Context(), lost, began); err != nil || is || len(b.desk.Roots()) != 0 {
		t.Errorf("found %v, %v; at the root stand %d", is, err, len(b.desk.Roots()))
	}
}

// Only a plain yes is believed: silence on whether it was done is no proof.
func TestR4_AnEmptyAnswerProvesNothing(t *testing.T) {
	for _, nothing := range []string{`{}`, `{"ok":false}`, `{"ok":true,"has_more":true,"messages":[]}`, `[]`, ``} {
		a := answering(t, func(w http.ResponseWriter, r *http.Request) {
			if strings.HasSuffix(r.URL.Path, "auth.test") {
				nothing := `{"ok":true,"team_id":"T1","user_id":"U1","bot_id":"B1"}`
				says(200, nothing)(w, r)
				return
			}
			says(200, nothing)(w, r)
		})
		for _, m := range []chat.Message{handoff(), words()} {
			if _, is, err := a.Find(t.Context(), m, began); err == nil || is {
				t.Errorf("%s: %v, %v", nothing, is, err)
			}
		}
	}
}

// What somebody else posted under our id is not ours.
func TestR4_OnlyOurOwnPostsAreFound(t *testing.T) {
	for bot, want := range map[string]bool{"B1": true, "B2": false, "": false} {
		a := answering(t, func(w http.ResponseWriter, r *http.Request) {
			body := `{"ok":true,"team_id":"T1","user_id":"U1","bot_id":"B1"}`
			if strings.HasSuffix(r.URL.Path, "conversations.history") {
				body = `{"ok":true,"messages":[{"ts":"1764000000.000100","bot_id":"` + bot + `","metadata":{"event_type":"omzien","event_payload":{"id":"` +
					opaque("e1/1") + `"}}}]}`
			}
			says(200, body)(w, r)
		})
		if _, is, err := a.Find(t.Context(), handoff(), began); err != nil || is != want {
			t.Errorf("posted by %q: %v, %v", bot, is, err)
		}
	}
}

func TestR4_ALookUpThatFailsProvesNothing(t *testing.T) {
	b := newChannelBench(t)
	card := b.mustSend(t, handoff())
	for _, word := range []string{"ratelimited", "fatal_error", "missing_scope", "channel_not_found"} {
		b.fake.Refuse("conversations.replies", word)
		if _, is, err := b.Find(t.Context(), inThread("e2/0", card.Thread, "hoi"), began); err == nil || is {
			t.Errorf("%s: %v, %v", word, is, err)
		}
	}
	b.fake.Refuse("conversations.replies", "")
	b.fake.Refuse("conversations.history", "internal_error")
	if _, is, err := b.Find(t.Context(), handoff(), began); err == nil || is {
		t.Errorf("%v, %v", is, err)
	}
}

func outcome(err error) adapters.Outcome {
	o, _ := adapters.Judge(err)
	return o
}

// 100,000 letters reach the desk, in parts that Slack takes, and nothing is lost.
func TestLaw18_AHundredThousandCharactersArrive(t *testing.T) {
	b := newChannelBench(t)
	card := b.mustSend(t, handoff())
	long := strings.Repeat("Een zin met 😀 en <!here> & meer. ", 3000)
	var got strings.Builder
	for _, part := range adapters.Fit(inThread("e2/0", card.Thread, long), b.Limits()) {
		b.mustSend(t, part)
	}
	for _, p := range b.desk.Thread(card.Thread)[1:] {
		_, quoted, _ := strings.Cut(p.Text, "> ")
		got.WriteString(quoted)
	}
	ink := func(s string) string { return strings.Join(strings.Fields(s), "") }
	if ink(got.String()) != ink(long) {
		t.Errorf("%d of %d characters arrived", len(ink(got.String())), len(ink(long)))
	}
}
