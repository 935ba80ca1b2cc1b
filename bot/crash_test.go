package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"omzien/adapters/slack/slacktest"
	"omzien/bot/switchboard/crashtest"
	"omzien/storage/storagetest"
)

// R1, R4, R5, laws 1 to 3: a kill -9 at any half-done place, while both platforms
// lose an answer, loses no word. In Slack nothing stands twice; on Telegram at
// most what an answer that was lost, or a death inside the call, leaves unknown.
func TestR1_R4_R5_KilledBetweenTelegramAndSlack(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("starts many processes")
	}
	for _, kind := range []string{"sqlite", "postgres"} {
		for _, point := range []string{crashtest.BeforeCommit, crashtest.BeforeAck, crashtest.BeforeSend, crashtest.BeforeMark} {
			for _, nth := range []int{2, 7} {
				t.Run(fmt.Sprintf("%s/%s/%d", kind, point, nth), func(t *testing.T) {
					t.Parallel() // Telegram takes one message a second: they mostly wait
					env := []string{"DATABASE_URL=sqlite:" + filepath.Join(t.TempDir(), "omzien.db")}
					if kind == "postgres" {
						base := storagetest.Durable(t)
						env = []string{"DATABASE_URL=" + base.TCP, "OMZIEN_KEY_FILE=" + base.KeyFile}
					}
					killedAt(t, point, nth, env)
				})
			}
		}
	}
}

// receipts counts what the thread says to have gone to the person: what waited
// together is said once, with how many.
func receipts(thread string) (n int) {
	for _, m := range regexp.MustCompile(`Verstuurd naar [^\n(]*(?:\((\d+) berichten\))?`).FindAllStringSubmatch(thread, -1) {
		many, _ := strconv.Atoi(m[1])
		n += max(1, many)
	}
	return n
}

func killedAt(t *testing.T, point string, nth int, env []string) {
	p := platformsOn(t)
	l := &life{t: t, env: append(append(env, p.env()...), "OMZIEN_LISTEN=127.0.0.1:0")}
	l.begin(fmt.Sprintf("%s|%d", point, nth))
	t.Cleanup(l.end)
	sam, noor := p.sam, p.noor

	sam.Start("jongeren")
	p.reads("Kun je nu vrij praten")
	sam.Write("mens")
	card := p.channel.Await("a card", func(c slacktest.Post) bool { return c.Has("Oppakken") })
	p.slack.LoseAnswers(1)
	tries := 0
	p.redelivered("the card is Noor's", func() bool {
		// Slack brings a press once. One that was lost is seen not to be taken, and
		// Noor presses again.
		if tries++; tries%6 == 1 && !strings.Contains(p.talk(card.TS), "Noor praat met") {
			noor.Press(p.channel, card.TS, "Oppakken")
		}
		return strings.Contains(p.talk(card.TS), "Noor praat met")
	})
	said := []string{"Ik ben er.", "Ik weet niet goed hoe ik dit zeg.", "Mag het ook morgen?"}
	answers := []string{"Neem de tijd.", "Ik lees mee.", "Morgen is goed."}
	for i := range said {
		sam.Write(said[i])
		p.redelivered("Sam's words in the thread", func() bool { return strings.Contains(p.talk(card.TS), said[i]) })
		if i == 1 {
			p.telegram.Lose(1)
		}
		noor.Reply(p.channel, card.TS, answers[i])
		p.redelivered("Noor's words on the screen", func() bool { return strings.Contains(p.screen(), answers[i]) })
	}
	p.redelivered("all receipts", func() bool { return receipts(p.talk(card.TS)) == len(answers) })

	if doubles := p.slack.Doubles(); len(doubles) > 0 {
		t.Errorf("R4: posted more than once in Slack: %q", doubles)
	}
	talk, screen, allowed := p.talk(card.TS), p.screen(), 1 // the answer that was lost
	if point == crashtest.BeforeMark {
		allowed++
	}
	doubles := 0
	for i := range said {
		if n := strings.Count(talk, said[i]); n != 1 {
			t.Errorf("Law 1: %q stands %d times in the thread", said[i], n)
		}
		doubles += strings.Count(screen, answers[i]) - 1
	}
	if doubles > allowed {
		t.Errorf("R5: %d doubles on Telegram, at most %d:\n%s", doubles, allowed, screen)
	}
	inOrder(t, talk, said)
	inOrder(t, screen, answers)
	if n := l.died(); n != 1 {
		t.Errorf("the program died %d times: the point was never reached", n)
	}
}

// inOrder looks whether the words stand in this order: law 2.
func inOrder(t *testing.T, in string, words []string) {
	t.Helper()
	at := -1
	for _, w := range words {
		i := strings.Index(in, w)
		if i < at {
			t.Errorf("Law 2: %q stands before what was said earlier:\n%s", w, in)
		}
		at = i
	}
}

// redelivered waits until it is so, while Slack brings again what was not
// acknowledged, as it does.
func (p *platforms) redelivered(what string, is func() bool) {
	p.t.Helper()
	tick := time.NewTicker(500 * time.Millisecond)
	defer tick.Stop()
	limit := time.After(2 * time.Minute)
	for !is() {
		select {
		case <-tick.C:
			p.slack.Redeliver()
		case <-limit:
			p.t.Fatalf("it never came: %s\non the screen:\n%s\nin Slack:\n%s", what, p.screen(), p.slack.Dump())
		}
	}
}

// life is a program that dies, and is started once more.
type life struct {
	t    *testing.T
	env  []string
	out  log
	over chan struct{} // closed once no child runs any more

	mu     sync.Mutex
	cmd    *exec.Cmd // the child that runs
	ended  bool
	deaths int
}

// begin starts a child that dies at the point, and another after its death, at a
// time when the first one's leases are over.
func (l *life) begin(point string) {
	l.t.Helper()
	l.over = make(chan struct{})
	cmd, err := l.spawn(point, 0)
	if err != nil {
		l.t.Fatal(err)
	}
	l.cmd = cmd
	go func() {
		defer close(l.over)
		for again := true; again; {
			cmd.Wait()
			cmd, again = l.revive()
		}
	}()
}

// revive starts the next child, unless the test is over or it dies too often.
func (l *life) revive() (cmd *exec.Cmd, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.ended {
		return nil, false
	}
	if l.deaths++; l.deaths > 3 {
		return nil, false
	}
	cmd, err := l.spawn("", time.Minute)
	if err != nil {
		l.t.Error(err)
		return nil, false
	}
	l.cmd = cmd
	return cmd, true
}

func (l *life) spawn(point string, ahead time.Duration) (*exec.Cmd, error) {
	cmd := exec.Command(os.Args[0], "-test.run=^TestCrashChild$")
	cmd.Env = append(os.Environ(), append(l.env, "OMZIEN_TEST_CHILD=crash", "CRASH_AT="+point, "CRASH_AHEAD="+ahead.String())...)
	cmd.Stderr = &l.out
	return cmd, cmd.Start()
}

// died is how often it did.
func (l *life) died() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.deaths
}

// end stops it, and waits.
func (l *life) end() {
	l.mu.Lock()
	l.ended = true
	l.cmd.Process.Signal(syscall.SIGTERM)
	l.mu.Unlock()
	<-l.over
	if l.t.Failed() {
		l.t.Logf("the program printed:\n%s", &l.out)
	}
}
