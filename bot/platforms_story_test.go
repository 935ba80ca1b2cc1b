package main

import (
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"omzien/adapters/slack/slacktest"
	"omzien/adapters/telegram/telegramtest"
	"omzien/storage/storagetest"
)

// The story of the product on the platforms that it is named for: a person
// writes on Telegram, the bot asks, a card appears in the team's channel in
// Slack, a worker picks it up and answers from the thread.
func TestStoryOverTelegramAndSlack(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name      string
		postgres  bool
		instances int
		hooks     bool // webhook and signed HTTP, instead of polling and Socket Mode
	}{
		{"sqlite, polling and socket", false, 1, false},
		{"sqlite, webhook and signed HTTP", false, 1, true},
		{"postgres, polling and socket", true, 1, false},
		{"postgres, three instances, polling and socket", true, 3, false},
		{"postgres, three instances, webhook and signed HTTP", true, 3, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel() // Telegram takes one message a second: they mostly wait
			env := []string{"DATABASE_URL=sqlite:" + filepath.Join(t.TempDir(), "omzien.db")}
			if tt.postgres {
				base := storagetest.Durable(t)
				env = []string{"DATABASE_URL=" + base.TCP, "OMZIEN_KEY_FILE=" + base.KeyFile}
			}
			p := platformsOn(t)
			p.starts(tt.instances, tt.hooks, env...)
			p.story()
		})
	}
}

// samsID is how Telegram knows Sam. No worker and no log line ever sees it.
const samsID = 735192846

// platforms are the two platforms, those who are there, and the program between
// them.
type platforms struct {
	t        *testing.T
	telegram *telegramtest.Fake
	slack    *slacktest.Fake
	channel  *slacktest.Channel
	sam      *telegramtest.Person
	noor     *slacktest.Worker
	bas      *slacktest.Worker
	heard    *slacktest.Heard
	programs []*program
}

func platformsOn(t *testing.T, options ...slacktest.Option) *platforms {
	t.Helper()
	p := &platforms{t: t, telegram: telegramtest.New(t), slack: slacktest.New(t, options...)}
	p.heard = p.slack.Hear()
	p.channel = p.slack.NewChannel("C0DESK", "jongerenwerk")
	p.noor = p.slack.Worker("U0NOOR", "Noor").Join(p.channel)
	p.bas = p.slack.Worker("U0BAS", "Bas").Join(p.channel)
	p.sam = p.telegram.Person(samsID)
	return p
}

// env are the variables that switch both platforms on.
func (p *platforms) env() []string {
	return append(p.telegramEnv(), "SLACK_BOT_TOKEN="+p.slack.Token(), "SLACK_APP_TOKEN="+p.slack.AppToken(),
		"SLACK_CHANNEL=C0DESK", "SLACK_API_URL="+p.slack.API())
}

func (p *platforms) telegramEnv() []string {
	return []string{"TELEGRAM_BOT_TOKEN=" + p.telegram.Token, "TELEGRAM_API_URL=" + p.telegram.URL}
}

// starts starts the program, so many times on one database.
func (p *platforms) starts(instances int, hooks bool, env ...string) {
	p.t.Helper()
	env = append(env, p.env()...)
	var front *balancer
	if hooks {
		front = balance(p.t)
		env = append(env, "OMZIEN_PUBLIC_URL="+front.URL, "TELEGRAM_WEBHOOK_SECRET=geheim-van-de-haak",
			"SLACK_APP_TOKEN=", "SLACK_SIGNING_SECRET="+p.slack.SigningSecret())
		p.slack.DeliverTo(front.URL)
	}
	for range instances {
		one := start(p.t, env...)
		p.programs = append(p.programs, one)
		if hooks {
			front.add(one.base)
		}
	}
	if !hooks {
		p.slack.Connected(instances)
	}
}

// story plays it.
func (p *platforms) story() {
	t, sam := p.t, p.sam
	sam.Start("jongeren")
	p.reads("Je hoeft je echte naam niet te zeggen")
	p.presses("Ja")
	p.presses("Thuis")
	p.reads("Wil je er al iets over vertellen")
	sam.Write("Mijn vader is heel boos en ik durf niet naar huis.")
	p.reads("Hoe mogen we je noemen")
	sam.Write("Sam")

	card := p.channel.Await("a card for Sam", func(c slacktest.Post) bool { return c.Has("Oppakken") })
	t.Logf("the card:\n%s", card.Text)
	for _, words := range []string{"Sam · ", "het jongerenwerk", "Thuis", "ik durf niet naar huis"} {
		if !strings.Contains(card.Text, words) {
			t.Errorf("the card does not say %q", words)
		}
	}

	// Two press at once: one has it, the other is told who.
	p.noor.Press(p.channel, card.TS, "Oppakken")
	p.bas.Press(p.channel, card.TS, "Oppakken")
	p.channel.Await("the card with an owner", func(c slacktest.Post) bool { return c.TS == card.TS && c.Has("Afronden") && c.Has("Terug naar bot") })
	owner, other, name := p.noor, p.bas, "Noor"
	told := func(w *slacktest.Worker, words string) bool {
		return strings.Contains(strings.Join(w.Told(), "\n"), words)
	}
	p.slack.Wait("one of the two is told who has it", func() bool {
		return told(p.bas, "Noor") || told(p.noor, "Bas")
	})
	if told(p.noor, "Bas") {
		owner, other, name = p.bas, p.noor, "Bas"
	}
	p.reads(name + " van het jongerenwerk is er nu voor je.")

	owner.Reply(p.channel, card.TS, "Hoi Sam, wat is er gebeurd?")
	p.reads("Hoi Sam, wat is er gebeurd?")
	p.thread(card.TS, "Verstuurd naar Sam · ")
	sam.Write("Hij heeft tegen mij geschreeuwd. <!channel> *au*")
	p.thread(card.TS, "Hij heeft tegen mij geschreeuwd. <!channel> *au*")

	// What a colleague says is for colleagues; and then the owner is asked.
	other.Reply(p.channel, card.TS, "Is dit niet de broer van Daan?")
	p.thread(card.TS, "Bewaard als notitie")
	owner.Reply(p.channel, card.TS, "Ja, dat denk ik ook.")
	question := p.thread(card.TS, "hiervoor staat een notitie")
	other.Press(p.channel, question.TS, "Notitie")
	p.slack.Wait("a colleague may not decide", func() bool { return told(other, "Dit is de tekst van "+name) })
	owner.Press(p.channel, question.TS, "Notitie")
	p.channel.Await("a question without buttons", func(c slacktest.Post) bool { return c.TS == question.TS && len(c.Buttons) == 0 })
	owner.Reply(p.channel, card.TS, "Ik bel je straks, goed?")
	p.reads("Ik bel je straks, goed?")
	sam.Write("Ja, is goed.")
	p.thread(card.TS, "Ja, is goed.")

	owner.Press(p.channel, card.TS, "Terug naar bot")
	p.reads("Je praat nu weer met de chatbot")
	sam.Write("mens")
	p.channel.Await("the card waits again", func(c slacktest.Post) bool { return c.TS == card.TS && c.Has("Oppakken") })
	owner.Press(p.channel, card.TS, "Oppakken")
	p.channel.Await("the card is theirs again", func(c slacktest.Post) bool { return c.TS == card.TS && c.Has("Afronden") })
	owner.Press(p.channel, card.TS, "Afronden")
	form := owner.AwaitView("the form", func(v slacktest.View) bool { return v.Submit == "Afronden" })
	owner.Submit(form.ID, map[string]string{"soort": "zelf", "vervolg": "2", "notitie": "Belt morgen zijn zus."}).Await()
	p.reads("rondt dit gesprek nu af")
	p.channel.Await("the card is done", func(c slacktest.Post) bool { return c.TS == card.TS && len(c.Buttons) == 0 })
	owner.Reply(p.channel, card.TS, "Dit mag nergens heen.")
	p.thread(card.TS, "Niet verstuurd: dit gesprek is al afgerond")
	p.whole(card.TS)
}

// whole looks at the end whether everything stands where it belongs, once.
func (p *platforms) whole(thread string) {
	p.t.Helper()
	screen := p.screen()
	for _, words := range []string{"Hoi Sam, wat is er gebeurd?", "Ik bel je straks, goed?"} {
		if n := strings.Count(screen, words); n != 1 {
			p.t.Errorf("%q stands %d times on the person's screen", words, n)
		}
	}
	for _, words := range []string{"broer van Daan", "dat denk ik ook", "nergens heen", "notitie", "U0NOOR", "C0DESK"} {
		if strings.Contains(screen, words) {
			p.t.Errorf("%q stands on the person's screen", words)
		}
	}
	talk := p.talk(thread)
	for _, words := range []string{"Hij heeft tegen mij geschreeuwd. <!channel> *au*", "Ja, is goed."} {
		if n := strings.Count(talk, words); n != 1 {
			p.t.Errorf("%q stands %d times in the thread", words, n)
		}
	}
	if doubles := p.slack.Doubles(); len(doubles) > 0 {
		p.t.Errorf("posted more than once in Slack: %q", doubles)
	}
	if strings.Contains(talk, "<MENTION>") || strings.Contains(talk, "<LINK>") {
		p.t.Error("something of the person's became a mention or a link")
	}
	if len(p.channel.Roots()) != 1 {
		p.t.Errorf("%d messages stand at the channel's root, want the card alone", len(p.channel.Roots()))
	}
	p.secretive(append(p.telegramSecrets(), "Mijn vader", "geschreeuwd", "broer van Daan", "Ik bel je straks", "U0NOOR", "U0BAS"))
	p.t.Logf("the thread:\n%s", talk)
	p.t.Logf("the person's screen:\n%s", screen)
}

// telegramSecrets are what Telegram says of Sam: their number there, their names,
// their username; and the bot's token.
func (p *platforms) telegramSecrets() []string {
	return []string{strconv.Itoa(samsID), p.sam.First, p.sam.Last, p.sam.User, p.telegram.Token}
}

// secretive looks for what may stand in no log line (law 17, S13), and for what
// Slack may not know (law 15).
func (p *platforms) secretive(markers []string) {
	p.t.Helper()
	for _, one := range p.programs {
		for _, m := range append(markers, p.slack.Secrets()...) {
			if strings.Contains(one.out.String(), m) {
				p.t.Errorf("Law 17: %q stands in the log", m)
			}
		}
	}
	for _, m := range p.telegramSecrets() {
		if request := p.heard.Find(m); request != "" {
			p.t.Errorf("Law 15: %q reached Slack in %s", m, request)
		}
	}
}

// reads waits until the person reads the words.
func (p *platforms) reads(words string) {
	p.t.Helper()
	p.sees(p.sam, words)
}

// presses waits for the button and presses it.
func (p *platforms) presses(label string) {
	p.t.Helper()
	p.sam.Wait(func(s []telegramtest.Shown) bool { return len(s) > 0 && s[len(s)-1].Has(label) })
	p.sam.Press(label)
}

func (p *platforms) screen() string {
	return screenOf(p.sam)
}

// thread waits until the words stand in the thread, and gives that message.
func (p *platforms) thread(root, words string) slacktest.Post {
	p.t.Helper()
	return p.channel.Await(words+" in the thread", func(c slacktest.Post) bool {
		return c.ThreadTS == root && strings.Contains(c.Text, words)
	})
}

// talk is all that the bot posted in the thread below its card, as a reader sees it.
func (p *platforms) talk(root string) string {
	var b strings.Builder
	for _, c := range p.channel.Thread(root) {
		b.WriteString(c.Text + "\n")
	}
	return b.String()
}

// balancer spreads requests over instances, as a load balancer does: one that
// does not answer gets none.
type balancer struct {
	*httptest.Server
	bases atomic.Pointer[[]string]
	next  atomic.Int64
}

func balance(t *testing.T) *balancer {
	b := &balancer{}
	b.bases.Store(&[]string{})
	b.Server = httptest.NewServer(http.HandlerFunc(b.pass))
	t.Cleanup(b.Close)
	return b
}

func (b *balancer) add(base string) {
	bases := append([]string{base}, *b.bases.Load()...)
	b.bases.Store(&bases)
}

func (b *balancer) pass(w http.ResponseWriter, r *http.Request) {
	bases := *b.bases.Load()
	if len(bases) == 0 {
		http.Error(w, "nobody is there", http.StatusBadGateway)
		return
	}
	to, err := url.Parse(bases[int(b.next.Add(1))%len(bases)])
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	httputil.NewSingleHostReverseProxy(to).ServeHTTP(w, r)
}

// Whatever comes in has its answer in words, and reaches people: pictures,
// stickers, edits, very long stories, markup, and a name that would call everybody.
func TestOddThingsOverTelegramAndSlack(t *testing.T) {
	t.Parallel()
	p := platformsOn(t)
	p.starts(1, false, "DATABASE_URL=sqlite:"+filepath.Join(t.TempDir(), "omzien.db"))
	sam := p.sam
	sam.Start("jongeren")
	p.presses("Ja")
	p.presses("Gewoon praten")
	p.reads("Wil je er al iets over vertellen")
	story := "*vet* <b>dik</b> [link](https://example.org) & meer. " + strings.Repeat("Het is een lang verhaal. ", 500) + "Dit was het eind."
	sam.Write(story)
	p.reads("Hoe mogen we je noemen")
	sam.Write("<!channel> <@U0NOOR>")
	card := p.channel.Await("a card", func(c slacktest.Post) bool { return c.Has("Oppakken") })
	if !strings.Contains(card.Text, "*vet* <b>dik</b> [link](https://example.org) & meer.") || !strings.Contains(card.Text, "<!channel> <@U0NOOR>") {
		t.Errorf("the card is not as it was written:\n%.2000s", card.Text)
	}
	p.noor.Press(p.channel, card.TS, "Oppakken")
	p.reads("Noor van het jongerenwerk is er nu voor je.")

	photo := sam.Photo("*kijk* <dit>") // which Telegram has no more when it is fetched
	p.thread(card.TS, "(stuurde een foto)")
	p.thread(card.TS, "*kijk* <dit>")
	sam.Voice()
	p.thread(card.TS, "(stuurde een spraakbericht)")
	sam.Send(map[string]any{"sticker": map[string]any{"file_id": "s", "file_unique_id": "s", "type": "regular", "width": 1, "height": 1, "is_animated": false, "is_video": false}})
	p.thread(card.TS, "(stuurde een sticker)")
	sam.Edit(photo, "niet kijken")
	p.thread(card.TS, "(aangepast)")
	p.telegram.Push(telegramtest.Update{"poll": map[string]any{"id": "1"}}) // of no kind that we know
	p.thread(card.TS, "Dit was het eind.")
	talk := p.talk(card.TS)
	if n := strings.Count(talk, "Het is een lang verhaal."); n != 500 {
		t.Errorf("of 500 sentences %d stand on the card and in the thread", n)
	}
	for _, mark := range []string{"<MENTION>", "<LINK>"} {
		if strings.Contains(talk, mark) {
			t.Errorf("Law 18: %s stands in the thread", mark)
		}
	}

	p.noor.Reply(p.channel, card.TS, strings.Repeat("Ik lees wat je schrijft. ", 300)+"Tot zo.")
	p.reads("Tot zo.")
	if n := strings.Count(p.screen(), "Ik lees wat je schrijft."); n != 300 {
		t.Errorf("of 300 sentences %d stand on the screen", n)
	}
	sam.Block()
	p.thread(card.TS, "niet meer bereikbaar")
	p.noor.Reply(p.channel, card.TS, "Ben je er nog?")
	p.thread(card.TS, "Niet aangekomen bij")
	sam.Unblock()
	p.thread(card.TS, "weer bereikbaar")
	p.secretive(append(p.telegramSecrets(), "lang verhaal", "lees wat je schrijft"))
}
