package drawing

import (
	"fmt"
	"strings"
	"time"

	"omzien/flows"
)

// headOf says what a step does, in a word or two.
func headOf(book *flows.Playbook, s *flows.Step) string {
	switch s.Kind {
	case flows.StepSay:
		return "zegt"
	case flows.StepAsk:
		return "vraagt" + patience(s)
	case flows.StepChoose:
		return "laat kiezen" + patience(s)
	case flows.StepScale:
		return "vraagt een cijfer" + patience(s)
	case flows.StepConsent:
		return "vraagt toestemming" + patience(s)
	case flows.StepGoto:
		return "springt"
	case flows.StepSet:
		return "onthoudt"
	case flows.StepCall:
		return "doet eerst " + s.Call.Flow
	case flows.StepWait:
		return "wacht " + waits(s.Wait)
	case flows.StepFind:
		return "zoekt in de gids"
	case flows.StepEnrol:
		return "doet mee met " + programmeOf(book, s.Programme)
	case flows.StepLeave:
		return "stopt met " + programmeOf(book, s.Programme)
	case flows.StepBook:
		return "maakt een afspraak met " + book.Team(s.Team).Label
	case flows.StepNotify:
		return "melding aan " + book.Team(s.Team).Label + urgent(s.Urgency)
	case flows.StepHandoff:
		return "naar " + book.Team(s.Team).Label + urgent(s.Urgency)
	case flows.StepEnd:
		return "einde"
	}
	return string(s.Kind)
}

// programmeOf is how people call a programme.
func programmeOf(book *flows.Playbook, name string) string {
	if p := book.Programme(name); p != nil {
		return p.Label
	}
	return name
}

// wordsOf is all that a step says, or what it does it with.
func wordsOf(book *flows.Playbook, s *flows.Step) string {
	parts := []string{s.Text.In("")}
	for _, t := range s.More {
		parts = append(parts, t.In(""))
	}
	if s.Media != nil {
		parts = append(parts, s.Media.Shown(s.Media.About.In("")).Plain())
	}
	if s.Link != nil {
		parts = append(parts, s.Link.Shown(s.Link.Label.In("")).Plain())
	}
	for _, set := range s.Set {
		if set.Expr != nil {
			parts = append(parts, set.Var+" = "+strings.TrimSpace(set.Expr.String()))
		} else {
			parts = append(parts, set.Var+": "+set.Value)
		}
	}
	if s.Call != nil {
		if flow := book.Talks.Flows[s.Call.Flow]; flow != nil {
			parts = append(parts, flow.Title)
		}
	}
	if s.For != "" {
		parts = append(parts, "Waarvoor: "+s.For)
	}
	if !s.Closed.Empty() {
		parts = append(parts, "Als het team dicht is: "+s.Closed.In(""))
	}
	var said []string
	for _, p := range parts {
		if p != "" {
			said = append(said, p)
		}
	}
	return strings.Join(said, "\n")
}

// patience tells when a question is put once more.
func patience(s *flows.Step) string {
	if s.Remind == nil {
		return ""
	}
	return ", en nog eens na " + long(s.Remind.After)
}

func waits(w *flows.Wait) string {
	clock := fmt.Sprintf("%d.%02d uur", w.Clock/60, w.Clock%60)
	switch {
	case w.Day != "" && w.Before == 1:
		return "tot de dag voor " + w.Day + ", " + clock
	case w.Day != "" && w.Before > 1:
		return fmt.Sprintf("tot %d dagen voor %s, %s", w.Before, w.Day, clock)
	case w.Day != "":
		return "tot " + w.Day + ", " + clock
	case w.Clock >= 0:
		return "tot " + clock
	}
	return long(w.For)
}

// long is how long something takes, in the largest unit that fits.
func long(d time.Duration) string {
	units := []struct {
		of        time.Duration
		one, many string
	}{{7 * 24 * time.Hour, "week", "weken"}, {24 * time.Hour, "dag", "dagen"}, {time.Hour, "uur", "uur"}, {time.Minute, "minuut", "minuten"}}
	for _, u := range units {
		if d >= u.of && d%u.of == 0 {
			if d == u.of {
				return "1 " + u.one
			}
			return fmt.Sprintf("%d %s", d/u.of, u.many)
		}
	}
	return d.String()
}
