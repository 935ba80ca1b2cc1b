package flows_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
	"omzien/flows"
)

const wholeTranscript = `# een jongere vraagt om een mens
@ 2026-11-23 14:00
> /start jongeren
< Hoi! Ik ben de chatbot.
  Alleen ons team leest wat je schrijft.
< Kun je nu vrij praten? [Ja|Nee]
> [Ja]
> mens
< Goed. ...
! handoff jongerenwerk, normal
+ 6m
! alarm crisis, danger
desk> Noor pakt op
desk< Jij hebt nu Sam.
< Noor\: zo heet ik niet
desk> Noor: Hoi Sam.
< Noor: Hoi Sam.
desk> Noor notitie: belt morgen
desk> Noor verstuurt
desk> Noor bewaart
desk> Noor sluit crisis
desk> Noor terug naar bot
desk> Noor rondt af

! over
! erased
> \/start is geen begin \[echt\]
> (foto) kijk
> (spraakbericht)
> \(foto) is maar een woord
desk> Noor schrijft mevrouw De Wit in bij belcirkel/noord
desk> Noor schrijft Ab van den Berg in bij belcirkel/noord, telefoon
desk> Noor drukt bij mevrouw De Wit op [Bereikt]
mevrouw De Wit> /start uitnodiging
mevrouw De Wit> [Ja, alles goed]
mevrouw De Wit> (foto) kijk
mevrouw De Wit< Fijn, dank u. [Ja|Nee]
mevrouw De Wit< Noor: Hoi.
! alarm missed, urgent: mevrouw De Wit, Ab van den Berg
! handoff wijkteam, normal: mevrouw De Wit
! over: mevrouw De Wit
desk> Noor bekijkt het wijkbeeld
desk> Noor bekijkt het wijkbeeld van 2026-11
desk> Noor vertelt over haven: Druk \[heel druk\].
`

func TestTranscriptReadsAndWrites(t *testing.T) {
	script, err := flows.ParseTranscript("a.txt", wholeTranscript)
	if err != nil {
		t.Fatal(err)
	}
	if got := script.String(); got != wholeTranscript {
		t.Errorf("written again it reads\n%s", got)
	}
	find := func(line int) flows.Move {
		for _, m := range script.Moves {
			if m.Line == line {
				return m
			}
		}
		t.Fatalf("no move in line %d", line)
		return flows.Move{}
	}
	for line, want := range map[int]flows.Move{
		2:  {Kind: flows.MoveClock, At: time.Date(2026, 11, 23, 14, 0, 0, 0, flows.Amsterdam)},
		3:  {Kind: flows.MoveStart, Text: "jongeren"},
		4:  {Kind: flows.MoveHear, Text: "Hoi! Ik ben de chatbot.\nAlleen ons team leest wat je schrijft."},
		6:  {Kind: flows.MoveHear, Text: "Kun je nu vrij praten?", Choices: []string{"Ja", "Nee"}},
		7:  {Kind: flows.MovePress, Text: "Ja"},
		10: {Kind: flows.MoveHandoff, Team: "jongerenwerk", Urgency: chat.Normal},
		11: {Kind: flows.MovePass, After: 6 * time.Minute},
		12: {Kind: flows.MoveAlarm, Cause: chat.CauseCrisis, Urgency: chat.Danger},
		13: {Kind: flows.MoveDesk, Who: "Noor", Act: chat.Claimed},
		15: {Kind: flows.MoveHear, Text: "Noor: zo heet ik niet"},
		17: {Kind: flows.MoveHear, Who: "Noor", Text: "Hoi Sam."},
		18: {Kind: flows.MoveDesk, Who: "Noor", Act: chat.Noted, Text: "belt morgen"},
		21: {Kind: flows.MoveDesk, Who: "Noor", Act: chat.Ended, Cause: chat.CauseCrisis},
		27: {Kind: flows.MoveSay, Text: "/start is geen begin [echt]"},
		28: {Kind: flows.MoveSay, Text: "kijk", File: "photo"},
		29: {Kind: flows.MoveSay, File: "voice"},
		30: {Kind: flows.MoveSay, Text: "(foto) is maar een woord"},
		31: {Kind: flows.MoveDesk, Who: "Noor", Act: chat.Enrolled, Person: "mevrouw De Wit", Team: "belcirkel/noord"},
		32: {Kind: flows.MoveDesk, Who: "Noor", Act: chat.Enrolled, Person: "Ab van den Berg", Team: "belcirkel/noord", Text: "telefoon"},
		33: {Kind: flows.MoveDesk, Who: "Noor", Act: chat.Chose, Person: "mevrouw De Wit", Text: "Bereikt"},
		34: {Kind: flows.MoveStart, Person: "mevrouw De Wit", Text: "uitnodiging"},
		35: {Kind: flows.MovePress, Person: "mevrouw De Wit", Text: "Ja, alles goed"},
		36: {Kind: flows.MoveSay, Person: "mevrouw De Wit", File: "photo", Text: "kijk"},
		37: {Kind: flows.MoveHear, Person: "mevrouw De Wit", Text: "Fijn, dank u.", Choices: []string{"Ja", "Nee"}},
		38: {Kind: flows.MoveHear, Person: "mevrouw De Wit", Who: "Noor", Text: "Hoi."},
		39: {Kind: flows.MoveAlarm, Person: "mevrouw De Wit, Ab van den Berg", Cause: chat.CauseMissed, Urgency: chat.Urgent},
		40: {Kind: flows.MoveHandoff, Person: "mevrouw De Wit", Team: "wijkteam", Urgency: chat.Normal},
		41: {Kind: flows.MoveOver, Person: "mevrouw De Wit"},
	} {
		want.Line = line
		if got := find(line); !reflect.DeepEqual(got, want) {
			t.Errorf("line %d is\n%+v, want\n%+v", line, got, want)
		}
	}
}

func TestTranscriptNamesEveryWrongLine(t *testing.T) {
	wrong := []string{
		"hallo", ">hallo", "@ gisteren", "+ even", "+ -3m", "<", "! iets", "! handoff jongerenwerk", "! handoff , normal",
		"! alarm crisis, groot", "desk> pakt", "desk> Noor danst", "desk>  ", "> [Ja] en nee", "> [Ja|Nee]", "> []",
		"mevrouw  De Wit> ja", "7De Wit> ja", "mevrouw De Wit>ja", "mevrouw De Wit<", "! over: 12", "! alarm missed, urgent:",
		"desk> Noor schrijft De Wit in", "desk> Noor schrijft De Wit in bij noord", "desk> Noor schrijft De Wit in bij belcirkel/noord, ",
		"desk> Noor meldt De Wit af tot morgen", "desk> Noor meldt De Wit af",
		"desk> Noor drukt bij De Wit", "desk> Noor drukt bij De Wit op [Ja|Nee]", "desk> Noor drukt bij De Wit op [Ja] ja",
	}
	_, err := flows.ParseTranscript("a.txt", strings.Join(wrong, "\n")+"\n> goed\n")
	var mistakes flows.Mistakes
	if !errors.As(err, &mistakes) {
		t.Fatalf("the error is %v", err)
	}
	if len(mistakes) != len(wrong) {
		t.Fatalf("%d mistakes for %d wrong lines:\n%v", len(mistakes), len(wrong), err)
	}
	for i, m := range mistakes {
		if m.File != "a.txt" || m.Line != i+1 || m.Column < 1 || m.What == "" || m.Remedy == "" {
			t.Errorf("line %d, %q: %+v", i+1, wrong[i], m)
		}
	}
}

func TestTranscriptExpects(t *testing.T) {
	happened := flows.Move{Kind: flows.MoveHear, Text: "Dank je.\nTot straks.", Choices: []string{"Ja", "Nee"}}
	for _, c := range []struct {
		line string
		want bool
	}{
		{"< Dank je.\n  Tot straks. [Ja|Nee]", true},
		{"< Dank je. ...", true},
		{"< Dank ... [Ja|Nee]", true},
		{"< ...", true},
		{"< Dank ... [Ja|Later]", false},
		{"< Dank je.\n  Tot straks.", false},
		{"< Dank u. ...", false},
		{"< Dank je. [Ja|Nee]", false},
		{"desk> Bas pakt op\n< Bas: Dank je. ...", false},
	} {
		script, err := flows.ParseTranscript("a.txt", c.line)
		if err != nil {
			t.Fatal(err)
		}
		if got := script.Moves[len(script.Moves)-1].Same(happened); got != c.want {
			t.Errorf("%q: %v, want %v", c.line, got, c.want)
		}
	}
}

// What was read and written reads the same again, and nothing panics.
func FuzzTranscript(f *testing.F) {
	f.Add(wholeTranscript)
	f.Add("desk> A schrijft B c in bij d/e, f\nB c> [x]\nB c< y\n! alarm missed, urgent: B c, D\ndesk> A drukt bij B c op [x\\]]\n")
	f.Add("< [a|b\\|c]\n> [x]\n< \\[a]\n  b\n\n  c\ndesk> A: \\\n")
	f.Fuzz(func(t *testing.T, text string) {
		once, err := flows.ParseTranscript("a.txt", text)
		if err != nil {
			return
		}
		again, err := flows.ParseTranscript("a.txt", once.String())
		if err != nil {
			t.Fatalf("%q reads, and written again as %q it does not: %v", text, once.String(), err)
		}
		for _, moves := range [][]flows.Move{once.Moves, again.Moves} {
			for i := range moves {
				moves[i].Line = 0
			}
		}
		if !reflect.DeepEqual(once, again) {
			t.Fatalf("%q became\n%+v and then\n%+v", text, once.Moves, again.Moves)
		}
	})
}

func TestTimePassesInDaysAndWeeks(t *testing.T) {
	day := 24 * time.Hour
	for line, want := range map[string]time.Duration{"+ 2d": 2 * day, "+ 1w": 7 * day, "+ 36h": 36 * time.Hour, "+ 1d": day, "+ 3660d": 3660 * day} {
		script, err := flows.ParseTranscript("a.txt", line+"\n")
		if err != nil || script.Moves[0].After != want {
			t.Errorf("%s is %v, %v", line, script.Moves, err)
			continue
		}
		again, err := flows.ParseTranscript("a.txt", script.String())
		if err != nil || again.Moves[0].After != want {
			t.Errorf("%s is written as %q", line, script.String())
		}
	}
	for _, line := range []string{"+ 0d", "+ -1d", "+ 2 d", "+ d", "+ 3661d", "+ 99999999999999999999w", "+ 1d12h"} {
		if _, err := flows.ParseTranscript("a.txt", line+"\n"); err == nil {
			t.Errorf("%s is read", line)
		}
	}
}

func TestTranscript_WhatAWorkerFillsIn(t *testing.T) {
	const text = "desk> Noor rondt af:\n  notitie: Zus komt mee: dinsdag.\n  soort: zelf\ndesk> Noor meldcode:\n  stap: 1\ndesk> Noor rondt af\n"
	script, err := flows.ParseTranscript("t.txt", text)
	if err != nil {
		t.Fatal(err)
	}
	if got := script.Moves[0]; got.Act != chat.Closed || got.Form["notitie"] != "Zus komt mee: dinsdag." || got.Form["soort"] != "zelf" {
		t.Errorf("%+v", got)
	}
	if got := script.Moves[2]; got.Act != chat.Closed || got.Form != nil {
		t.Errorf("without a form: %+v", got)
	}
	if script.String() != text {
		t.Errorf("it comes back as\n%s", script.String())
	}
	for _, wrong := range []string{"desk> Noor rondt af: zelf\n", "desk> Noor meldcode:\n  een stap: 1\n"} {
		if _, err := flows.ParseTranscript("t.txt", wrong); err == nil {
			t.Errorf("%q is taken", wrong)
		}
	}
}
