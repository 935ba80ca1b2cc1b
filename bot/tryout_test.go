package main

import (
	"bytes"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"omzien/flows"
)

// asked runs the built program in an empty folder, gives it the lines and gives
// back what it said. It must leave nothing in the folder.
func asked(t *testing.T, lines []string, env []string, args ...string) (said string, ok bool) {
	t.Helper()
	path, err := built()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path, args...)
	cmd.Dir = t.TempDir()
	cmd.Env = append(env, "HOME="+cmd.Dir)
	cmd.Stdin = strings.NewReader(strings.Join(lines, "\n") + "\n")
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err = cmd.Run()
	if left, _ := os.ReadDir(cmd.Dir); len(left) > 0 {
		t.Errorf("%q left %s behind", args, left[0].Name())
	}
	return out.String(), err == nil
}

// played plays the lines, which must go well.
func played(t *testing.T, lines []string, args ...string) string {
	t.Helper()
	said, ok := asked(t, lines, nil, append([]string{"chat"}, args...)...)
	if !ok {
		t.Fatalf("chat ended badly:\n%s", said)
	}
	return said
}

// follows wants the pieces in the text, in this order.
func follows(t *testing.T, text string, pieces ...string) {
	t.Helper()
	rest := text
	for _, p := range pieces {
		_, after, found := strings.Cut(rest, p)
		if !found {
			t.Fatalf("%q does not come, or not in its place, in\n%s", p, text)
		}
		rest = after
	}
}

const daytime = "2026-11-23 14:00"

func TestChatPlaysATalk(t *testing.T) {
	const want = `  -- OEFENING. Alles blijft hier: niets wordt bewaard, en niemand krijgt bericht. /help
     legt uit, /quit stopt.
  -- maandag 23 november 2026, 14.00 uur.
bot   Hoi! Ik ben de chatbot van het jongerenwerk. Je hoeft je echte naam niet te zeggen.
      Alleen ons team leest wat je schrijft. In de nacht en op zondag antwoordt er
      niemand.
      Is iemand in gevaar? Dan halen we er anderen bij. Als het kan, zeggen we dat eerst
      tegen jou.
bot   Kun je nu vrij praten?
      1  Ja
      2  Nee
persoon> 2
bot   Oké. Je hoeft nu niets te typen. Is er gevaar? Bel 112. Zullen wij jou later
      schrijven?
      1  Ja, morgen
      2  Nee, ik kom zelf
persoon> nee, ik kom zelf
bot   Goed. Kom terug als het past. Ik zeg wel tegen het jongerenwerk dat je er was. In
      nood bel je 112.
bot   Hoe kun je ons antwoord lezen?
      1  Ik kom terug met mijn code
      2  Ik laat deze pagina open
desk  Melding (vandaag): Melding uit “Eerste gesprek met een jongere”. Oké. Je hoeft nu
      niets te typen. Is er gevaar? Bel 112. Zullen wij jou later schrijven? Nee, ik kom
      zelf
  -- Hier is het gesprek met de bot uit. Wat nu nog komt, gaat naar het team.
persoon> /quit
  -- Einde van de oefening. Er is niets bewaard.
`
	if got := played(t, []string{"2", "nee, ik kom zelf", "/quit", "dit hoort er niet bij"}, "jongeren", "--at", daytime); got != want {
		t.Errorf("got\n%s", got)
	}
}

// A choice is taken by its number, its label, or another word for it.
func TestChatTakesAChoiceHoweverItIsTyped(t *testing.T) {
	for _, typed := range []string{"3", "/3", "Geld", "schulden"} {
		got := played(t, []string{"ja", typed, "/quit"}, "--at", daytime)
		follows(t, got, "3  Geld", "persoon> "+typed, "Wil je er al iets over vertellen?", "Liever straks")
	}
}

// Where a number is an answer, a choice has a stroke before its own.
func TestChatTellsANumberFromAChoice(t *testing.T) {
	dir := playbook(t, "flows/jongeren.yaml", "  alias:   {type: text,   about: wil genoemd worden}", "  alias:   {type: number, about: leeftijd}")
	lines := []string{"ja", "geld", "1"}
	follows(t, played(t, append(lines, "1", "/desk"), "--playbook", dir, "--at", daytime),
		"1  Liever straks", "/1  Zeg ik liever niet", "persoon> 1", "wacht op antwoord", "leeftijd: 1")
	got := played(t, append(lines, "/1", "/desk"), "--playbook", dir, "--at", daytime)
	if follows(t, got, "persoon> /1", "wacht op antwoord"); strings.Contains(got, "leeftijd: ") {
		t.Errorf("the choice became an answer:\n%s", got)
	}
}

func TestChatLetsTimersGoOffInOrder(t *testing.T) {
	got := played(t, []string{"mens", "/later 3h", "/later 2d"}, "--at", daytime)
	follows(t, got, "14.00 uur", "14.05 uur:", "Nog niemand heeft je bericht opgepakt.", "14.15 uur:", "Het duurt lang",
		"Het is nu maandag 23 november 2026, 17.00 uur.", "Het is nu woensdag 25 november 2026, 17.00 uur.", "Er is niets bewaard.")
}

func TestChatAtNight(t *testing.T) {
	follows(t, played(t, []string{"mens", "/later 9h", "/later 30m"}, "jongeren", "--at", "2026-11-23 23:40"),
		"maandag 23 november 2026, 23.40 uur", "Het is nu nacht.", "morgen vanaf 9 uur", "Kun je nu vrij praten?",
		"Het is nu dinsdag 24 november 2026, 08.40 uur.", "09.05 uur:", "Nog niemand heeft je bericht opgepakt.")
}

// The desk in a tryout is as strict as the true one.
func TestChatLaw7_OnlyTheClaimantsPlainTextGoesToThePerson(t *testing.T) {
	got := played(t, []string{"mens", "/as worker", "hoi", "/keep", "/claim", "Hoi, ik ben Noor.", "/as worker Bas", "wie is dit", "/claim",
		"/as worker", "Ben je veilig?", "/send", "/note mentor bellen", "/desk", "/as person", "ja", "/back", "/as worker", "/claim", "/close"}, "--at", daytime)
	follows(t, got, "wacht op antwoord van het jongerenwerk (vandaag)",
		"Noor> hoi", "Nog niet verstuurd: niemand heeft dit gesprek opgepakt.", "/send verstuurt het", "Bewaard als notitie.",
		"bot   Noor van het jongerenwerk is er nu voor je.", "Noor  Hoi, ik ben Noor.", "desk  Gaat naar blauwe vos.",
		"Bas> wie is dit", "Niet verstuurd: Noor heeft dit gesprek.", "Noor heeft dit gesprek al.",
		"Noor> Ben je veilig?", "Nog niet verstuurd", "Noor> /send", "Noor  Ben je veilig?",
		"Notitie van Noor: mentor bellen", "desk  Noor praat met blauwe vos.",
		"persoon> ja", "De bot zwijgt: dit is voor Noor.",
		"Je praat nu weer met de chatbot.", "Kun je nu vrij praten?", "Noor rondt dit gesprek nu af.", "Het gesprek is klaar.")
	for _, never := range []string{"Noor  hoi", "Bas  ", "Noor  mentor"} {
		if strings.Contains(got, never) {
			t.Errorf("%q went to the person:\n%s", never, got)
		}
	}
}

func TestChatShowsAlarmsUntilSomebodyLooked(t *testing.T) {
	follows(t, played(t, []string{"/looked", "nood", "/desk", "wis", "ja", "/looked", "hoi"}, "--at", daytime),
		"Er staat geen melding.", "Is er gevaar? Bel 112.", "Melding (gevaar)", "/looked sluit af",
		"Alles wordt gewist zodra een mens van ons heeft gekeken.", "alles is gewist", "Kun je nu vrij praten?")
}

func TestChatInAnotherLanguage(t *testing.T) {
	follows(t, played(t, []string{"/lang xx", "/lang en", "1"}, "--at", daytime),
		"Kun je nu vrij praten?", "Wel in: ", "en, nl, nl-x-simpel", "Can you talk freely right now?", "1  Yes", "What would you like to talk about?")
}

func TestChatOfAnOwnPlaybook(t *testing.T) {
	dir := playbook(t, "flows/wijk.yaml", "Goedendag.", "Goedendag, dit is nieuw.")
	follows(t, played(t, nil, "wijk", "--playbook", dir), "Goedendag, dit is nieuw.")
	said, ok := asked(t, nil, []string{"OMZIEN_PLAYBOOK=" + dir, "OMZIEN_LISTEN=elders"}, "chat", "wijk")
	if !ok || !strings.Contains(said, "Goedendag, dit is nieuw.") {
		t.Errorf("got %s", said)
	}
}

func TestChatSaysWhatIsWrong(t *testing.T) {
	broken := playbook(t, "flows/wijk.yaml", "goto: terug", "goto: trug")
	for _, tt := range []struct {
		name, want string
		args       []string
	}{
		{"no such flow", `there is no flow "jongern": this playbook has aanbod, `, []string{"jongern"}},
		{"no moment", "--at is no moment", []string{"--at", "vannacht"}},
		{"a playbook with a mistake", `goto "trug" leads nowhere`, []string{"--playbook", broken}},
		{"no folder", "there is no such folder", []string{"--playbook", broken + "/weg"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if said, ok := asked(t, nil, nil, append([]string{"chat"}, tt.args...)...); ok || !strings.Contains(said, tt.want) {
				t.Errorf("got %s", said)
			}
		})
	}
}

// Whatever is typed, the talk goes on, and no line is wider than the screen.
func TestChatTakesAnything(t *testing.T) {
	words := []string{"", "ja", "1", "/1", "7", "nood", "stop", "wis", "mens", "opnieuw", "code", "hoi", "\x1b[2J\u202e", "/later 20m", "/later -1h", "/later 9999d",
		"/later", "/as worker", "/as worker Bas", "/as person", "/as wie", "/as worker " + strings.Repeat("Bas", 30), "/claim", "/note", "/note x", "/send", "/keep", "/back", "/close", "/looked", "/desk", "/lang en", "/lang", "/weg", "@Bas?",
		strings.Repeat("lang", 60), "ik weet niet goed hoe ik dit moet zeggen maar het gaat thuis al maanden heel slecht met ons"}
	for _, c := range commands() {
		if c.name != "/quit" {
			words = append(words, c.name)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		typed := rapid.SliceOfN(rapid.SampledFrom(words), 0, 40).Draw(t, "typed")
		const width = 60
		at := time.Date(2026, 11, 23, rapid.IntRange(0, 23).Draw(t, "hour"), 0, 0, 0, flows.Amsterdam)
		var out strings.Builder
		o := chatOptions{Flow: rapid.SampledFrom([]string{"", "jongeren", "wijk"}).Draw(t, "flow"), At: at, Width: width}
		if err := play(t.Context(), strings.NewReader(strings.Join(typed, "\n")), &out, o); err != nil {
			t.Fatal(err)
		}
		if strings.ContainsAny(out.String(), "\x1b\u202e") || strings.Contains(out.String(), "Hier blijft een klok staan") {
			t.Fatalf("got %q", out.String())
		}
		for line := range strings.SplitSeq(out.String(), "\n") {
			for _, prompt := range []string{"persoon> ", "Noor> ", "Bas> "} { // what is typed is not shown here
				for strings.HasPrefix(line, prompt) {
					line = line[len(prompt):]
				}
			}
			if utf8.RuneCountInString(line) > width {
				t.Fatalf("%d wide: %q", utf8.RuneCountInString(line), line)
			}
		}
	})
}
