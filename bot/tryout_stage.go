package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"omzien/bot/chat"
	"omzien/bot/rehearsal"
	"omzien/flows"
)

// chatOptions are what the command chat was asked for.
type chatOptions struct {
	Flow     string
	Playbook string    // folder; empty: the built-in one
	At       time.Time // where the clock begins
	Width    int       // of the screen, in characters
	Echo     bool      // show what is read: it comes from a file, so nobody sees it typed
}

// chatCommand is the command chat: it plays a flow at the screen, from at on (as
// in "2026-11-23 23:40", the clock of Amsterdam) or, without it, from now on.
func chatCommand(ctx context.Context, in, screen *os.File, o chatOptions, at string, now time.Time) error {
	o.At = now
	if at != "" {
		var err error
		if o.At, err = time.ParseInLocation("2006-01-02 15:04", at, flows.Amsterdam); err != nil {
			return errors.New(`--at is no moment: write it as in --at "2026-11-23 23:40"`)
		}
	}
	o.Width = widest
	if w := columns(screen); w > 0 {
		o.Width = min(w, widest)
	}
	about, err := in.Stat()
	o.Echo = err != nil || about.Mode()&os.ModeCharDevice == 0
	return play(ctx, in, screen, o)
}

// widest is how many characters a line has at most: longer ones read badly.
const widest = 90

// stage is where an author plays a talk: lines in, words out.
type stage struct {
	*rehearsal.Trial
	book   *flows.Playbook
	offer  chat.Message // the newest of the bot's words with choices that stand; none where it has none
	out    io.Writer
	width  int
	worker string // who writes now; empty: the person
	over   bool   // the author wants to stop
}

// noor is the worker, unless the author names another.
const noor = "Noor"

// play plays a flow of the playbook with whoever types the lines of in, until
// they end, one says /quit, or ctx ends.
func play(ctx context.Context, in io.Reader, out io.Writer, o chatOptions) error {
	book, err := loadPlaybook(o.Playbook)
	if err != nil {
		return err
	}
	flow := book.Talks.Flows[o.Flow]
	if o.Flow != "" && flow == nil {
		return noFlow(book, o.Flow)
	}
	s := &stage{Trial: rehearsal.NewTrial(book, o.At.In(flows.Amsterdam)), book: book, out: out, width: o.Width}
	s.remark("OEFENING. Alles blijft hier: niets wordt bewaard, en niemand krijgt bericht. /help legt uit, /quit stopt.")
	s.remark(moment(s.Now) + ".")
	s.happened(s.Open(flow))
	lines, failed := linesOf(ctx, in)
	for !s.over {
		fmt.Fprint(out, s.prompt())
		line, more := "", false
		select {
		case line, more = <-lines:
		case <-ctx.Done():
		}
		if !more {
			fmt.Fprintln(out)
			break
		}
		if o.Echo {
			fmt.Fprintln(out, printable(line))
		}
		s.line(strings.TrimSpace(line))
	}
	s.remark("Einde van de oefening. Er is niets bewaard.")
	select {
	case err := <-failed:
		return fmt.Errorf("read what was typed: %w", err)
	default:
		return nil
	}
}

// noFlow says which flows there are.
func noFlow(book *flows.Playbook, name string) error {
	return fmt.Errorf("there is no flow %q: this playbook has %s", name, strings.Join(flowNames(book), ", "))
}

func flowNames(book *flows.Playbook) []string {
	var names []string
	for name := range book.Talks.Flows {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// linesOf reads lines beside the program: at a terminal a read does not end when
// ctx does. It stays behind then, and ends with the process.
func linesOf(ctx context.Context, in io.Reader) (<-chan string, <-chan error) {
	lines, failed := make(chan string), make(chan error, 1)
	go func() {
		defer close(lines)
		scan := bufio.NewScanner(in)
		scan.Buffer(nil, 1<<20)
		for scan.Scan() {
			select {
			case lines <- scan.Text():
			case <-ctx.Done():
				return
			}
		}
		if err := scan.Err(); err != nil {
			failed <- err
		}
	}()
	return lines, failed
}

func (s *stage) prompt() string {
	if s.worker != "" {
		return s.worker + "> "
	}
	return "persoon> "
}

// line is what the author typed: a command, a choice, or words.
func (s *stage) line(line string) {
	switch {
	case line == "":
	case s.worker == "" && s.chosen(line) >= 0:
		s.happened(s.Press(s.offer, s.offer.Choices[s.chosen(line)]))
	case strings.HasPrefix(line, "/"):
		name, rest, _ := strings.Cut(line, " ")
		s.command(name, strings.TrimSpace(rest))
	case s.worker != "":
		s.happened(s.Worker(s.worker, chat.Answered, line))
	default:
		s.happened(s.Person(chat.Said, line))
	}
}

// chosen is the place of the choice that the line is the key of; -1 where it is
// none.
func (s *stage) chosen(line string) int {
	for i := range s.offer.Choices {
		if key := s.key(i); line == key || line == "/"+key {
			return i
		}
	}
	return -1
}

// key is what chooses the i-th choice: its number. Where a number could be the
// answer itself, there is a stroke before it.
func (s *stage) key(i int) string {
	number := strconv.Itoa(i + 1)
	if flow := s.book.Flow(s.C.Flow); flow != nil {
		if step, _ := flow.Step(s.offer.Step); step != nil && step.Kind == flows.StepAsk && flow.Data[step.Save].Type == flows.VarNumber {
			return "/" + number
		}
	}
	return number
}

// command is one of those that begin with a stroke.
type command struct {
	name, takes, about string
	do                 func(s *stage, rest string)
}

func commands() []command {
	worker := func(kind chat.Kind) func(*stage, string) {
		return func(s *stage, rest string) { s.happened(s.Worker(s.colleague(), kind, rest)) }
	}
	return []command{
		{"/later", "2h", "de klok gaat vooruit: 30m, 2h, 1h30m of 3d. Wat dan gebeurt, zie je op volgorde", (*stage).later},
		{"/as", "worker", "je bent Noor, die werkt bij het team; /as worker Bas is een collega; /as person is weer de ander", (*stage).as},
		{"/claim", "", "oppakken", worker(chat.Claimed)},
		{"/note", "tekst", "een notitie voor collega's", worker(chat.Noted)},
		{"/send", "", "wat werd tegengehouden, gaat toch naar de persoon", worker(chat.Released)},
		{"/keep", "", "wat werd tegengehouden, wordt een notitie", worker(chat.Withheld)},
		{"/back", "", "terug naar de chatbot", worker(chat.HandedBack)},
		{"/close", "", "afronden", worker(chat.Closed)},
		{"/looked", "", "\"Ik heb gekeken\": de oudste melding wordt afgesloten", (*stage).ends},
		{"/desk", "", "wat er nu op de kaart staat", (*stage).desk},
		{"/lang", "en", "de taal waarin de bot verder praat", (*stage).language},
		{"/help", "", "dit", (*stage).help},
		{"/quit", "", "stoppen", func(s *stage, _ string) { s.over = true }},
	}
}

func (s *stage) command(name, rest string) {
	for _, c := range commands() {
		if c.name == name {
			c.do(s, rest)
			return
		}
	}
	s.remark("Dit ken ik niet: " + printable(name) + ". /help zegt wat er is.")
}

func (s *stage) help(string) {
	for _, c := range commands() {
		s.block(fmt.Sprintf("  %-14s ", strings.TrimSpace(c.name+" "+c.takes)), c.about)
	}
	s.remark("Al het andere zijn woorden. Kiezen doe je met het nummer, of met de woorden zelf. De woorden die altijd werken (mens, stop, opnieuw, nood, wis, code) werken ook hier.")
}

// colleague is whose deed a worker's command is.
func (s *stage) colleague() string {
	if s.worker != "" {
		return s.worker
	}
	return noor
}

// longName is how many bytes a colleague's name has at most.
const longName = 30

func (s *stage) as(rest string) {
	role, name, _ := strings.Cut(rest, " ")
	name = strings.TrimSpace(name)
	switch {
	case role == "person" && name == "":
		s.worker = ""
		s.remark("Je bent weer de persoon die schrijft.")
	case role == "worker" && len(strings.Fields(name)) < 2 && len(name) <= longName:
		s.worker = noor
		if name != "" {
			s.worker = printable(name)
		}
		s.remark("Je bent nu " + s.worker + ", bij het team. /desk toont de kaart, /claim pakt op. Gewone tekst is een antwoord.")
	default:
		s.remark("Schrijf /as worker, of /as person.")
	}
}

// longest is how far the clock goes in one step.
const longest = 366 * 24 * time.Hour

func (s *stage) later(rest string) {
	d, err := duration(rest)
	if err != nil {
		s.remark("Schrijf hoeveel later het is: /later 30m, /later 2h, /later 3d. Niet meer dan een jaar.")
		return
	}
	for until := s.Now.Add(d); ; {
		h, more := s.Wake(until)
		if h.Conversation != nil && h.Visible() {
			s.remark(moment(s.Now) + ":")
			s.happened(h)
		}
		if h.Stopped {
			s.remark("Hier blijft een klok staan. Dat is een fout in Omzien, niet in het draaiboek.")
		}
		if !more {
			s.Now = until
			break
		}
	}
	s.remark("Het is nu " + moment(s.Now) + ".")
}

// duration reads how much later: what Go reads, and days.
func duration(text string) (time.Duration, error) {
	text = strings.ReplaceAll(text, " ", "")
	d, err := time.ParseDuration(text)
	if days, ok := strings.CutSuffix(text, "d"); ok {
		n, e := strconv.Atoi(days)
		d, err = time.Duration(min(max(n, 0), 1000))*24*time.Hour, e
	}
	if err == nil && (d <= 0 || d > longest) {
		err = errors.New("out of range")
	}
	return d, err
}

func (s *stage) ends(string) {
	if len(s.Alarms) == 0 {
		s.remark("Er staat geen melding.")
		return
	}
	s.happened(s.Look(s.colleague(), s.Alarms[0]))
}

// language lets the bot go on in another language. In the program a person's
// platform says which it is when they begin.
func (s *stage) language(tag string) {
	known := append([]string{s.book.Organisation.Language}, s.book.Languages()...)
	if !slices.Contains(known, tag) {
		slices.Sort(known)
		s.remark("In deze taal staat er niets in het draaiboek. Wel in: " + strings.Join(slices.Compact(known), ", ") + ".")
		return
	}
	s.Lang, s.C.Lang = tag, tag
	s.remark("De bot praat nu verder in: " + tag + ".")
	if s.C.Step != "" { // the question stands; once more, to read it
		s.happened(s.Person(chat.Started, ""))
	}
}
