package rehearsal_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"omzien/bot/rehearsal"
	"omzien/flows"
	"omzien/flows/flowstest"
)

// echo is a stage on which the person reads what was agreed on, whatever is done.
type echo map[string]string

func (e echo) Do(m flows.Move) ([]flows.Move, error) {
	if m.Kind != flows.MoveSay {
		return nil, nil
	}
	if e[m.Text] == "" {
		return nil, errors.New("nobody can say this")
	}
	script, err := flows.ParseTranscript("echo", e[m.Text])
	return script.Moves, err
}

// shown is how the differences read, a line each: the line of the move, what was
// expected in vain, and what came unexpected.
func shown(p rehearsal.Played) string {
	var b strings.Builder
	one := func(moves []flows.Move) string {
		return strings.ReplaceAll(strings.TrimSuffix(flows.Transcript{Moves: moves}.String(), "\n"), "\n", "; ")
	}
	for _, d := range p.Differences {
		fmt.Fprintf(&b, "%d: -%s +%s", d.After.Line, one(d.Expected), one(d.Got))
		if d.Trouble != nil {
			fmt.Fprintf(&b, " !%v", d.Trouble)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

func TestPlayFindsEachDifference(t *testing.T) {
	stage := echo{
		"hoi":  "< Dag.\n< Wat is er? [Niets|Iets]\n! handoff team, normal\n! alarm unread, quiet\n",
		"bot":  "< Een.\n< Twee.\n< Drie.\n",
		"desk": "desk< Dat kan niet.\n",
		"twee": "An< Een.\nBo< Een.\nAn< Twee.\n! over: Bo\n",
	}
	tests := []struct{ name, script, differs, went string }{ // went: "" where it stays as it is
		{"as expected", "> hoi\n< Dag.\n< Wat is er? [Niets|Iets]\n! handoff team, normal\n! alarm unread, quiet\n", "", ""},
		{"the beginning is enough", "> hoi\n< D...\n< Wat ...\n! handoff team, normal\n! alarm unread, quiet\n", "", ""},
		{"what stands beside the talk has no order", "> hoi\n! alarm unread, quiet\n! handoff team, normal\n< Dag.\n< Wat is er? [Niets|Iets]\n", "", ""},
		{"comments between what is expected", "# a\n\n> bot\n# b\n< Een.\n\n< Twee.\n# c\n< Drie.\n# d\n", "", ""},
		{"what the desk is answered need not be expected", "> desk\n", "", ""},
		{"but if it is it counts", "> desk\ndesk< Dat mag wel.\n", "1: -desk< Dat mag wel. +\n", "> desk\ndesk< Dat kan niet.\n"},
		{"another text", "> bot\n< Een.\n< Zes.\n< Drie.\n", "1: -< Zes. +< Twee.\n", "> bot\n< Een.\n< Twee.\n< Drie.\n"},
		{"one is missing", "> bot\n< Een.\n< Drie.\n", "1: - +< Twee.\n", "> bot\n< Een.\n< Twee.\n< Drie.\n"},
		{"one too many", "> bot\n< Nul.\n< Een.\n< Twee.\n< Drie.\n", "1: -< Nul. +\n", "> bot\n< Een.\n< Twee.\n< Drie.\n"},
		{"nothing was expected", "> bot\n\n# b\n> desk\n", "1: - +< Een.; < Twee.; < Drie.\n", "> bot\n< Een.\n< Twee.\n< Drie.\n\n# b\n> desk\n"},
		{"the same text is expected once more", "> bot\n< Een.\n< Een.\n< Twee.\n< Drie.\n", "1: -< Een. +\n", "> bot\n< Een.\n< Twee.\n< Drie.\n"},
		{"two changed places", "> bot\n< Twee.\n< Een.\n< Drie.\n", "1: -< Twee. +< Twee.\n", "> bot\n< Een.\n< Twee.\n< Drie.\n"},
		{"other buttons", "> hoi\n< Dag.\n< Wat is er? [Niets]\n! handoff team, normal\n! alarm unread, quiet\n",
			"1: -< Wat is er? [Niets] +< Wat is er? [Niets|Iets]\n", "> hoi\n< Dag.\n< Wat is er? [Niets|Iets]\n! handoff team, normal\n! alarm unread, quiet\n"},
		{"another urgency", "> hoi\n# b\n< D...\n< Wat ...\n! handoff team, urgent\n! alarm unread, quiet\n",
			"1: -! handoff team, urgent +! handoff team, normal\n", "> hoi\n# b\n< D...\n< Wat ...\n! handoff team, normal\n! alarm unread, quiet\n"},
		{"expected before anything is done", "< Dag.\n> desk\n", "0: -< Dag. +\n", "> desk\n"},
		{"what cannot be done, and what follows", "> wat\n< Dag.\n> bot\n< Een.\n< Twee.\n< Drie.\n", "1: -< Dag. + !nobody can say this\n", ""},
		{"of several people each reads in order", "> twee\nBo< Een.\nAn< Een.\n! over: Bo\nAn< Twee.\n", "", ""},
		{"somebody else reads it", "> twee\nAn< Een.\nAn< Twee.\n< Een.\n! over: An\n",
			"1: -< Een.; ! over: An +Bo< Een.; ! over: Bo\n", "> twee\nAn< Een.\nBo< Een.\nAn< Twee.\n! over: Bo\n"},
		{"no moves at all", "# niets\n", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			script, err := flows.ParseTranscript("a.txt", tt.script)
			if err != nil {
				t.Fatal(err)
			}
			played := rehearsal.Play(script, stage)
			if got := shown(played); got != tt.differs {
				t.Errorf("it differs in\n%swant\n%s", got, tt.differs)
			}
			if tt.went == "" {
				tt.went = tt.script
			}
			if got := played.AsItWent.String(); got != tt.went {
				t.Errorf("it went\n%swant\n%s", got, tt.went)
			}
		})
	}
}

// What was written anew goes as it is written.
func TestWrittenAnewItGoesSo(t *testing.T) {
	book := flowstest.BuiltIn(t)
	const bare = "# kaal\n> /start jongeren\n> [Nee]\n\n# later\n> [Ja, morgen]\n+ 30h\ndesk> Noor pakt op\ndesk> Noor: Hoi!\n> [Ja]\n> nood\ndesk> Noor sluit crisis\ndesk> Noor rondt af\n> hoi\n> wis\n> [Ja, wis alles]\n"
	script, err := flows.ParseTranscript("a.txt", bare)
	if err != nil {
		t.Fatal(err)
	}
	first := rehearsal.Play(script, rehearsal.NewTalk(book))
	if len(first.Differences) < 8 {
		t.Fatalf("%d differences:\n%s", len(first.Differences), shown(first))
	}
	again, err := flows.ParseTranscript("b.txt", first.AsItWent.String())
	if err != nil {
		t.Fatalf("%v in\n%s", err, first.AsItWent)
	}
	if second := rehearsal.Play(again, rehearsal.NewTalk(book)); len(second.Differences) > 0 {
		t.Errorf("%s in\n%s", shown(second), first.AsItWent)
	}
}

func TestTalk(t *testing.T) {
	book := flowstest.BuiltIn(t)
	tests := []struct{ name, script, want string }{
		{"a button that nobody offers", "> /start jongeren\n< ...\n< ...\n> [Misschien]\n", "!there is no button [Misschien]; there are [Ja|Nee]"},
		{"a button before there is any", "> [Ja]\n", "!there is no button to press, not even [Ja]"},
		{"an alarm that nobody raised", "> /start jongeren\n< ...\n< ...\ndesk> Noor sluit crisis\n", "!there is no open alarm, not even crisis"},
		{"another alarm", "> nood\n< ...\n! handoff jongerenwerk, danger\n! alarm crisis, danger\ndesk> Noor sluit unread\n", "!there is no open alarm unread; there is: crisis"},
		{"the clock goes back", "@ 2026-11-23 15:00\n> /start jongeren\n< ...\n< ...\n@ 2026-11-23 14:30\n", "!the clock does not go back: it is 2026-11-23 15:00 already"},
		{"the clock is set before anything happens", "@ 2026-11-20 03:00\n@ 2026-11-19 03:00\n", ""},
		{"until a moment, timers come at theirs", "> /start jongeren\n< ...\n< ...\n> wat nou\n< ...\n< ...\n@ 2026-11-23 14:05\n! alarm unread, quiet\n", ""},
		{"a button that was pressed before", "> /start jongeren\n< ...\n< ...\n> [Ja]\n< Waar ...\n> [Ja]\n", "+< Die vraag had je al beantwoord."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			script, err := flows.ParseTranscript("a.txt", tt.script)
			if err != nil {
				t.Fatal(err)
			}
			got := shown(rehearsal.Play(script, rehearsal.NewTalk(book)))
			if !strings.Contains(got, tt.want) || (got == "") != (tt.want == "") {
				t.Errorf("it differs in\n%s", got)
			}
		})
	}
}

// Whatever an author writes is played to its end, and what is written anew reads,
// and goes as it is written.
func FuzzPlay(f *testing.F) {
	f.Add("> /start jongeren\n> [Ja]\n> nood\ndesk> A sluit crisis\n")
	f.Add("@ 2026-11-23 23:40\n> ik weet het niet\n+ 90h\ndesk> A pakt op\ndesk> A: hoi\ndesk> B: nee\ndesk> A verstuurt\n> wis\n> ja\n> hoi\n")
	f.Add("> /start wijk\n> 2\n> 3\n> stop\n> opnieuw\n> code\ndesk> A terug naar bot\ndesk> A rondt af\n< A: x [B]\n")
	book := flowstest.BuiltIn(f)
	f.Fuzz(func(t *testing.T, text string) {
		script, err := flows.ParseTranscript("a.txt", text)
		if err != nil {
			return
		}
		first := rehearsal.Play(script, rehearsal.NewTalk(book))
		for _, d := range first.Differences {
			if d.Trouble != nil {
				return
			}
		}
		again, err := flows.ParseTranscript("b.txt", first.AsItWent.String())
		if err != nil {
			t.Fatalf("%v in\n%s", err, first.AsItWent)
		}
		if second := rehearsal.Play(again, rehearsal.NewTalk(book)); len(second.Differences) > 0 {
			t.Errorf("%s in\n%s", shown(second), first.AsItWent)
		}
	})
}

// What cannot be done in a circle is told to the author in words.
func TestACircleSaysWhatCannotBeDone(t *testing.T) {
	const enrolled = "desk> Noor schrijft mevrouw De Wit in bij belcirkel/noord\n"
	for _, tt := range []struct{ script, want string }{
		{"mevrouw De Wit> ja\n", "nobody is called mevrouw De Wit here"},
		{"desk> Noor schrijft mevrouw De Wit in bij belcirkel/west\n", "cannot be enrolled so"},
		{enrolled + "desk> Noor schrijft meneer Bos in bij belcirkel/noord, rooksignaal\n", "cannot be enrolled so"},
		{enrolled + "desk> Noor drukt bij mevrouw De Wit op [Bereikt]\n", "nothing stands at the desk about mevrouw De Wit"},
		{"Anja Bakker> [Bereikt]\n", "Anja Bakker has no page"},
		{"Anja Bakker> hallo\n", "nobody is called Anja Bakker here"},
	} {
		script, err := flows.ParseTranscript("a.txt", tt.script)
		if err != nil {
			t.Fatal(err)
		}
		played := rehearsal.Play(script, rehearsal.NewTalk(flowstest.Shipped(t)))
		if got := shown(played); !strings.Contains(got, tt.want) {
			t.Errorf("%s is told\n%s", tt.script, got)
		}
	}
}
