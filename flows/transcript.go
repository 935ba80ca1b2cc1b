package flows

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"omzien/bot/chat"
)

// Transcript is a whole talk as text: what somebody does, line by line, and
// what must follow. It is the playbook's own test.
//
//	# a comment
//	@ 2026-11-23 14:00          time passes until then, Amsterdam's wall clock
//	+ 6m                        time passes; also 2h30m, 90s, 2d, 1w
//	> /start jongeren           the person opens the talk, with this payload
//	> hoi                       the person writes
//	> [Ja]                      the person presses this choice
//	> (foto) kijk               the person sends a photo, with these words or none;
//	                            so does (spraakbericht), (video) and (document)
//	< Waar gaat het over? [School|Thuis]
//	                            the bot says, and offers
//	< Noor: Hoi!                the worker says; Noor is known from a desk line
//	! handoff jongerenwerk, normal
//	! alarm crisis, danger
//	! over                      the talk has ended
//	! erased                    ... and all of it is gone
//	desk> Noor pakt op
//	desk> Noor: words to the person
//	desk> Noor notitie: words to colleagues
//	desk> Noor verstuurt        the text that was held
//	desk> Noor bewaart          it, as a note
//	desk> Noor houdt tegen: words   to the person, taken back before they leave
//	desk> Noor terug naar bot
//	desk> Noor rondt af
//	desk> Noor rondt af:        ... with what is filled in, a line for each field;
//	  soort: zelf               so are meldcode:, overlegt:, vraagt erbij:, standaardtekst:, toont:, zegt af:, regelt wie meegaat:,
//	                            belde:, bracht een kaart: and ging langs:
//	desk> Noor stuurt bericht:  to all who chose a list, in the same way
//	desk> Noor houdt bericht tegen
//	desk> Noor meldt aan:       somebody who did not write, in the same way; then
//	                            the transcript is about them
//	desk> Noor in overleg: words in the newest overleg that is open
//	desk> Noor overleg klaar
//	desk> Noor laat los         back to the queue
//	desk> Noor draagt over aan wijkteam
//	desk> Noor draagt warm over aan wijkteam
//	desk> Noor vraagt Bas       to take the talk over
//	desk> Noor gaat alleen verder
//	desk> Noor sluit crisis     ends the alarm with this cause
//	desk> Noor schrijft mevrouw De Wit in bij belcirkel/noord
//	                            she is a member from now on, or invited: then she begins
//	                            with the link of her invitation, /start uitnodiging;
//	                            whoever was registered with the card at their door, /start kaart.
//	                            Behind a comma: another way to her than that (telefoon)
//	desk> Noor schrijft mevrouw De Wit uit
//	desk> Noor meldt mevrouw De Wit af tot 2026-11-27
//	desk> Noor oefent met belcirkel/noord
//	desk> Noor drukt bij mevrouw De Wit op [Bereikt]
//	                            a button of the alarm about her, or of the call to her;
//	                            of one that names many: bij belcirkel Noord
//	desk> Noor bekijkt het wijkbeeld
//	                            of: het wijkbeeld van 2026-11
//	desk> Noor vertelt over haven: words beside the picture of this month
//	desk< Verstuurd naar Sam    what the desk answers, or what its boards and alarms say
//	mevrouw De Wit> ja          a member writes, presses, starts
//	mevrouw De Wit< Dank u.     ... and reads; so does whoever is on duty for a circle,
//	                            and presses what stands on the page of their alarm:
//	Anja Bakker> [Ik ga erheen]
//	! alarm missed, urgent: mevrouw De Wit
//	                            whom it is about; so of all that stands behind a !
//
// Lines that begin with two spaces go on with the text above them. What is
// expected may end in "...": then its beginning is enough. A backslash before a
// sign takes its meaning away.
type Transcript struct{ Moves []Move }

// MoveKind is what a line of a transcript is.
type MoveKind string

const (
	MoveComment MoveKind = "#"
	MoveClock   MoveKind = "@" // At
	MovePass    MoveKind = "+" // After
	MoveStart   MoveKind = "start"
	MoveSay     MoveKind = ">"       // Text
	MovePress   MoveKind = "press"   // Text is the label
	MoveHear    MoveKind = "<"       // Text, Choices; Who where a worker says it
	MoveHandoff MoveKind = "handoff" // Team, Urgency
	MoveAlarm   MoveKind = "alarm"   // Cause, Urgency
	MoveOver    MoveKind = "over"
	MoveErased  MoveKind = "erased"
	MoveDesk    MoveKind = "desk>" // Who, Act, Text
	MoveReply   MoveKind = "desk<" // Text
)

// Sent is the file that the person sent, where there is one.
func (m Move) Sent() []chat.File {
	if m.File == "" {
		return nil
	}
	return []chat.File{{Kind: m.File, ID: "transcript"}}
}

// Expected tells whether the move says what must follow, rather than what
// somebody does.
func (k MoveKind) Expected() bool {
	switch k {
	case MoveHear, MoveHandoff, MoveAlarm, MoveOver, MoveErased, MoveReply:
		return true
	default:
		return false
	}
}

// Move is one line of a transcript.
type Move struct {
	Line    int // in the file, from 1; 0 where the move was not read from one
	Kind    MoveKind
	Text    string
	Person  string // who says, presses or hears it, or whom it is about; empty: whoever has no name here
	File    string // say: the kind of a file sent with the words, as in chat.File
	Choices []string
	Who     string
	Act     chat.Kind         // desk: what the worker does
	To      chat.Pass         // PassedOn: to whom; a colleague by name
	Form    map[string]string // desk: what the worker filled in; nil: nothing
	Cause   chat.Cause
	Urgency chat.Urgency
	Team    string
	At      time.Time
	After   time.Duration
}

// Same tells whether the move, as expected, is what happened.
func (m Move) Same(happened Move) bool {
	if m.Kind != happened.Kind || m.Who != happened.Who || m.Person != happened.Person || m.Team != happened.Team ||
		m.Cause != happened.Cause || m.Urgency != happened.Urgency {
		return false
	}
	want, got := tidy(m.Text), tidy(happened.Text)
	if start, more := strings.CutSuffix(want, elision); more {
		return strings.HasPrefix(got, strings.TrimSpace(start)) && (len(m.Choices) == 0 || sameWords(m.Choices, happened.Choices))
	}
	return want == got && sameWords(m.Choices, happened.Choices)
}

const elision = "..."

func sameWords(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if tidy(a[i]) != tidy(b[i]) {
			return false
		}
	}
	return true
}

// tidy is a text as a transcript can hold it: no space around its lines, and
// no empty lines.
func tidy(text string) string {
	var lines []string
	for line := range strings.SplitSeq(strings.ReplaceAll(text, "\r", "\n"), "\n") {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

const clockLayout = "2006-01-02 15:04"

var urgencyWords = [...]string{chat.Quiet: "quiet", chat.Normal: "normal", chat.Urgent: "urgent", chat.Danger: "danger"}

// String gives the transcript as text; ParseTranscript reads it back.
func (t Transcript) String() string {
	names := t.workers()
	var b strings.Builder
	for _, m := range t.Moves {
		b.WriteString(m.render(names))
		b.WriteByte('\n')
	}
	return b.String()
}

// workers are the names of those who do something at the desk.
func (t Transcript) workers() map[string]bool {
	names := map[string]bool{}
	for _, m := range t.Moves {
		if m.Kind == MoveDesk {
			names[m.Who] = true
		}
	}
	return names
}

func (m Move) render(names map[string]bool) string {
	switch m.Kind {
	case MoveComment:
		if m.Text == "" {
			return ""
		}
		return "# " + m.Text
	case MoveClock:
		return "@ " + m.At.In(Amsterdam).Format(clockLayout)
	case MovePass:
		return "+ " + shortDuration(m.After)
	case MoveStart:
		return m.Person + strings.TrimRight("> /start "+escape(m.Text), " ")
	case MovePress:
		return m.Person + "> [" + escape(m.Text) + "]"
	case MoveSay:
		return m.Person + strings.TrimRight("> "+sentWord(m.File)+escapeSaid(m.Text), " ")
	case MoveHear:
		return m.renderHeard(names)
	case MoveHandoff:
		return "! handoff " + m.Team + ", " + urgencyWord(m.Urgency) + m.about()
	case MoveAlarm:
		return "! alarm " + string(m.Cause) + ", " + urgencyWord(m.Urgency) + m.about()
	case MoveOver, MoveErased:
		return "! " + string(m.Kind) + m.about()
	case MoveReply:
		return "desk< " + escape(m.Text)
	default:
		return m.renderDesk()
	}
}

func (m Move) renderHeard(names map[string]bool) string {
	text := escape(m.Text)
	if m.Who != "" {
		text = m.Who + ": " + text
	} else if name, _, ok := strings.Cut(text, ":"); ok && names[name] {
		text = name + `\` + text[len(name):]
	}
	if len(m.Choices) > 0 {
		labels := make([]string, len(m.Choices))
		for i, c := range m.Choices {
			labels[i] = escape(c)
		}
		text += " [" + strings.Join(labels, "|") + "]"
	}
	return m.Person + "< " + text
}

func (m Move) renderDesk() string {
	switch m.Act {
	case chat.Answered:
		return "desk> " + m.Who + ": " + escape(m.Text)
	case chat.Noted:
		return "desk> " + m.Who + " notitie: " + escape(m.Text)
	case chat.Conferred:
		return "desk> " + m.Who + " " + asideWords + " " + escape(m.Text)
	case chat.Recalled:
		return "desk> " + m.Who + " houdt tegen: " + escape(m.Text)
	case chat.Ended:
		return "desk> " + m.Who + " sluit " + string(m.Cause)
	case chat.PassedOn:
		return "desk> " + m.Who + " " + passWords(m.To)
	case chat.Enrolled, chat.Leaves, chat.Pauses, chat.Drills, chat.Chose:
		return m.renderAboutMember()
	case Pictured, chat.Recounted:
		return m.renderPicture()
	default:
		if filled := m.renderFilledIn(); filled != "" {
			return filled
		}
		for _, a := range deskActs {
			if a.act == m.Act {
				return "desk> " + m.Who + " " + a.words
			}
		}
		return "# " + m.Who + " " + string(m.Act)
	}
}

// deskActs are what a worker does without words of their own.
var deskActs = [...]struct {
	words string
	act   chat.Kind
}{
	{"pakt op", chat.Claimed},
	{"verstuurt", chat.Released},
	{"bewaart", chat.Withheld},
	{"terug naar bot", chat.HandedBack},
	{"rondt af", chat.Closed},
	{"laat los", chat.LetGo},
	{"overleg klaar", chat.Concluded},
	{"houdt bericht tegen", chat.BroadcastEnds},
}

// asideWords stand before words in an overleg.
const asideWords = "in overleg:"

// How a worker passes a talk on.
const (
	passOver  = "draagt over aan "
	passWarm  = "draagt warm over aan "
	passAsk   = "vraagt "
	passAlone = "gaat alleen verder"
)

func passWords(to chat.Pass) string {
	switch {
	case to.Worker != "":
		return passAsk + to.Worker
	case to.Warm:
		return passWarm + to.Team
	case to.Team != "":
		return passOver + to.Team
	}
	return passAlone
}

// passed reads how a worker passes a talk on.
func passed(words string) (to chat.Pass, ok bool) {
	if words == passAlone {
		return chat.Pass{}, true
	}
	if whom, ok := strings.CutPrefix(words, passOver); ok {
		return chat.Pass{Team: whom}, oneWord(whom)
	}
	if whom, ok := strings.CutPrefix(words, passWarm); ok {
		return chat.Pass{Team: whom, Warm: true}, oneWord(whom)
	}
	whom, ok := strings.CutPrefix(words, passAsk)
	return chat.Pass{Worker: whom}, ok && oneWord(whom)
}

func urgencyWord(u chat.Urgency) string {
	if u < 0 || int(u) >= len(urgencyWords) {
		return strconv.Itoa(int(u))
	}
	return urgencyWords[u]
}

// escape makes a text stand in a transcript: signs with a meaning get a
// backslash, further lines are indented.
func escape(text string) string {
	text = strings.NewReplacer(`\`, `\\`, `[`, `\[`, `]`, `\]`, `|`, `\|`).Replace(tidy(text))
	return strings.ReplaceAll(text, "\n", "\n  ")
}

// escapeSaid is escape for a person's words, which may look like a start.
func escapeSaid(text string) string {
	text = escape(text)
	if strings.HasPrefix(text, startWord) {
		return `\` + text
	}
	for _, f := range sentFiles {
		if strings.HasPrefix(text, f.word) {
			return `\` + text
		}
	}
	return text
}

const startWord = "/start"

// sentFiles are what a person can send in a transcript, besides words.
var sentFiles = [...]struct{ word, kind string }{
	{"(foto)", "photo"}, {"(spraakbericht)", "voice"}, {"(video)", "video"}, {"(document)", "document"},
}

// sentWord is how a transcript writes that a file of this kind was sent.
func sentWord(kind string) string {
	for _, f := range sentFiles {
		if f.kind == kind {
			return f.word + " "
		}
	}
	return ""
}

// shortDuration writes 6m0s as 6m, and whole days as such.
func shortDuration(d time.Duration) string {
	if day := 24 * time.Hour; d%day == 0 && d >= 2*day && d <= mostDays*day {
		return strconv.FormatInt(int64(d/day), 10) + "d"
	}
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = s[:len(s)-2]
	}
	if strings.HasSuffix(s, "h0m") {
		s = s[:len(s)-2]
	}
	return s
}

// oneWord tells whether the text can be a name in a transcript.
func oneWord(text string) bool {
	return text != "" && strings.IndexFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' && r != '_'
	}) < 0
}
