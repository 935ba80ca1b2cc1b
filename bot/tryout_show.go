package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"omzien/bot/chat"
	"omzien/bot/rehearsal"
)

// happened shows what an event brought about: what the person reads, and what
// the desk sees.
func (s *stage) happened(h rehearsal.Happening) {
	s.offered(h)
	for _, m := range h.Say {
		if m.To != s.C.Address {
			continue
		}
		who := "bot"
		if m.Speaker.Role == chat.RoleWorker {
			who = m.Speaker.Name
		}
		s.says(who, m.Plain())
		for i, c := range m.Choices {
			key := "-" // another question follows, and has the numbers
			if m.ID == s.offer.ID {
				key = s.key(i)
			}
			s.block("      "+key+"  ", c.Label)
		}
	}
	for _, l := range h.Lines {
		switch l.Kind {
		case chat.LineNote:
			s.says("desk", "Notitie van "+l.Author.Name+": "+l.Text)
		case chat.LineMark:
			s.says("desk", l.Text)
		}
	}
	if h.Reaches() {
		s.says("desk", s.C.Name()+" wacht op antwoord van "+s.book.Team(s.C.Handoff.Team).Label+" ("+urgencyWord(s.C.Handoff.Urgency)+"). /desk toont de kaart.")
	}
	for _, a := range h.Alarms {
		s.says("desk", "Melding ("+urgencyWord(a.Urgency)+"): "+a.Why)
	}
	if h.Answer.Text != "" {
		s.says("desk", h.Answer.Text)
	}
	if h.Answer.Held {
		s.remark("/send verstuurt het, /keep bewaart het als notitie.")
	}
	s.remarks(h)
}

// offered keeps which choices stand: those of the newest words that have any,
// until the person goes on or the talk passes to somebody else.
func (s *stage) offered(h rehearsal.Happening) {
	if h.By == chat.RolePerson || s.C.Epoch != h.Before.Epoch || s.C.Over {
		s.offer = chat.Message{}
	}
	for _, m := range h.Say {
		if len(m.Choices) > 0 && m.To == s.C.Address {
			s.offer = m
		}
	}
}

// remarks says what an author should know of how the talk stands now.
func (s *stage) remarks(h rehearsal.Happening) {
	if text := remarkOn(h); text != "" {
		s.remark(text)
	}
}

// remarkOn is what an author should know of how the talk stands after this;
// empty where it speaks for itself.
func remarkOn(h rehearsal.Happening) string {
	c, before := h.Conversation, h.Before
	switch {
	case c.Over && !before.Over && c.Forgets():
		return "Het gesprek is klaar, en alles is gewist. Wie weer schrijft, begint opnieuw."
	case c.Over && !before.Over:
		return "Het gesprek is klaar. Wie weer schrijft, begint opnieuw."
	case !h.Visible() && h.By == chat.RolePerson && c.Live():
		return "De bot zwijgt: dit is voor " + c.Handoff.Worker.Name + "."
	case !h.Visible() && h.By == chat.RolePerson && c.InHandoff():
		return "De bot zegt niets. Dit staat bij het team."
	case !h.Visible() && h.By == chat.RolePerson:
		return "De bot zegt niets."
	case c.Step == "" && !c.InHandoff() && !c.Over && (before.Step != "" || before.Flow.Name == "" || before.InHandoff()):
		return "Hier is het gesprek met de bot uit. Wat nu nog komt, gaat naar het team."
	}
	return ""
}

// desk shows the card as it stands now.
func (s *stage) desk(string) {
	c, h := s.C, s.C.Handoff
	s.says("desk", standing(c))
	if c.Over && c.Forgets() {
		return
	}
	if c.InHandoff() {
		s.says("", s.book.Team(h.Team).Label+" · "+urgencyWord(h.Urgency)+" · sinds "+moment(h.Since)+" · taal: "+c.Lang)
	}
	for _, f := range cardOf(c) {
		s.says("", f.Label+": "+f.Text)
	}
	for _, a := range s.Alarms {
		about := "Melding"
		if a.About != s.Subject() { // of an earlier talk
			about += " over " + a.Alias
		}
		s.says("", about+" ("+urgencyWord(a.Urgency)+"), /looked sluit af: "+a.Why)
	}
	if h.Held != nil {
		s.says("", "Nog niet verstuurd ("+h.Held.Worker.Name+"): "+h.Held.Text)
	}
}

// standing says who has the conversation.
func standing(c chat.Conversation) string {
	switch h := c.Handoff; {
	case c.Over && c.Forgets():
		return "Alles is gewist."
	case c.Over:
		return c.Name() + " is afgerond."
	case h.State == chat.Waiting && h.Urgency >= chat.Danger:
		return c.Name() + " heeft nu hulp nodig."
	case h.State == chat.Waiting:
		return c.Name() + " wacht op antwoord."
	case c.Live():
		return h.Worker.Name + " praat met " + c.Name() + "."
	default:
		return c.Name() + " praat met de chatbot. Nog niemand is gevraagd."
	}
}

// cardOf is what stands on the conversation's card; while nobody was asked, what
// would.
func cardOf(c chat.Conversation) []chat.CardFact {
	facts := slices.Clone(c.Handoff.Card)
	if !c.InHandoff() {
		facts = nil
		for _, told := range c.Told {
			facts = append(facts, chat.CardFact{Label: told.Label, Text: told.Text, Contact: told.Contact})
		}
	}
	for i, f := range facts {
		facts[i].Label = strings.TrimRight(cmp.Or(f.Label, "Eerste woorden"), ":?. ")
	}
	return facts
}

// urgencyWord is how the desk calls it.
func urgencyWord(u chat.Urgency) string {
	switch {
	case u >= chat.Danger:
		return "gevaar"
	case u == chat.Urgent:
		return "dringend"
	case u == chat.Normal:
		return "vandaag"
	default:
		return "rustig"
	}
}

// says shows words with who says them before them.
func (s *stage) says(who, text string) {
	s.block(fmt.Sprintf("%-4s  ", who), text)
}

// remark is what the tryout itself says.
func (s *stage) remark(text string) { s.block("  -- ", text) }

// block shows a text behind its head, as wide as the screen; further lines stand
// below the first.
func (s *stage) block(head, text string) {
	indent := strings.Repeat(" ", utf8.RuneCountInString(head))
	for _, line := range wrapped(printable(text), max(s.width-len(indent), 20)) {
		fmt.Fprintln(s.out, strings.TrimRight(head+line, " "))
		head = indent
	}
}

// wrapped cuts a text into lines of at most width characters, between words
// where it can.
func wrapped(text string, width int) []string {
	var lines []string
	for paragraph := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
		line, n := "", 0
		for _, word := range strings.Fields(paragraph) {
			long := utf8.RuneCountInString(word)
			if n > 0 && n+1+long > width {
				lines = append(lines, line)
				line, n = "", 0
			}
			for ; long > width; long -= width {
				runes := []rune(word)
				lines, word = append(lines, string(runes[:width])), string(runes[width:])
			}
			if n > 0 {
				line, n = line+" ", n+1
			}
			line, n = line+word, n+long
		}
		lines = append(lines, line)
	}
	return lines
}

// printable takes out what a screen would obey instead of show.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || unicode.IsPrint(r) || unicode.Is(unicode.Cf, r) && r != '\u202E':
			return r
		case unicode.IsSpace(r):
			return ' '
		default:
			return '\uFFFD'
		}
	}, strings.ToValidUTF8(text, "\uFFFD"))
}

// moment is a time as people say it: "maandag 23 november 2026, 23.40 uur".
func moment(at time.Time) string {
	days := [...]string{"zondag", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag"}
	months := [...]string{"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"}
	return fmt.Sprintf("%s %d %s %d, %s uur", days[at.Weekday()], at.Day(), months[at.Month()-1], at.Year(), at.Format("15.04"))
}
