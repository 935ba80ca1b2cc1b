package flows

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// PlaceLabel is how people call the neighbourhood with this key; the key itself
// where the directory does not have it any more.
func (p *Playbook) PlaceLabel(key, lang, form string) string {
	if key == Elsewhere {
		return p.Say(TextElsewhere, lang, form)
	}
	if n, ok := p.Directory.Place(key); ok {
		return p.Translate(lang, "", n.Label)
	}
	return key
}

// EntryTitle is how the entry with this id is called; empty where the directory
// does not have it any more.
func (p *Playbook) EntryTitle(id, lang string) string {
	e := p.Directory.Entry(id)
	if e == nil {
		return ""
	}
	return p.Translate(lang, "", e.Title)
}

// EntryLines gives entries, by their ids with commas between them, one a line:
// title, when and where. Those that are gone are passed over.
func (p *Playbook) EntryLines(ids string, at time.Time, lang, form string) string {
	var lines []string
	for id := range strings.SplitSeq(ids, ",") {
		e := p.Directory.Entry(id)
		if e == nil {
			continue
		}
		var parts []string
		if when := p.entryWhen(e, at, lang, form); when != "" {
			parts = append(parts, when)
		}
		if e.Where != "" {
			parts = append(parts, p.Translate(lang, "", e.Where))
		}
		if len(e.When) == 0 && e.Phone != "" {
			parts = append(parts, p.Say(TextEntryCall, lang, form, "telefoon", e.Phone))
		}
		line := p.Translate(lang, "", e.Title)
		if len(parts) > 0 {
			line = p.Say(TextEntryLine, lang, form, "naam", line, "meer", strings.Join(parts, ", "))
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// EntryPart is one thing about an entry: of entryParts, or all of it where the
// part is empty. It is empty where the entry has no such thing, or is gone.
func (p *Playbook) EntryPart(id, part string, at time.Time, lang, form string) string {
	e := p.Directory.Entry(id)
	if e == nil {
		return ""
	}
	switch part {
	case "naam":
		return p.Translate(lang, "", e.Title)
	case "wat":
		return p.Translate(lang, "", e.What)
	case "wanneer":
		return p.entryWhen(e, at, lang, form)
	case "waar":
		return p.Translate(lang, "", e.Where)
	case "telefoon":
		return e.Phone
	case "web":
		return e.Web
	}
	lines := []string{p.Translate(lang, "", e.Title)}
	add := func(text string) {
		if text != "" {
			lines = append(lines, text)
		}
	}
	labelled := func(id TextID, value string) {
		if value != "" {
			add(p.Say(id, lang, form, "tekst", value))
		}
	}
	add(p.Translate(lang, "", e.What))
	labelled(TextEntryWhen, p.entryWhen(e, at, lang, form))
	labelled(TextEntryWhere, p.Translate(lang, "", e.Where))
	labelled(TextEntryPhone, e.Phone)
	labelled(TextEntryWeb, e.Web)
	if e.Company {
		add(p.Say(TextEntryCompany, lang, form))
	}
	return strings.Join(lines, "\n")
}

// texts are what people read of the entry.
func (e *Entry) texts() []string {
	all := []string{e.Title}
	for _, text := range [...]string{e.What, e.Where} {
		if text != "" {
			all = append(all, text)
		}
	}
	return all
}

// entryParts are what can stand behind the dot in a place: {keuze.naam}.
var entryParts = [...]string{"naam", "wat", "wanneer", "waar", "telefoon", "web"}

// entryWhen says when the entry next takes place; "by appointment" where it has
// no hours and is something to go to, and nothing where there is no more to say.
func (p *Playbook) entryWhen(e *Entry, at time.Time, lang, form string) string {
	from, to, ok := p.Directory.Next(e, at)
	switch {
	case ok && !from.After(at):
		return p.Say(TextUntil, lang, form, "tot", p.clock(to, lang, form))
	case ok:
		return p.Say(TextFromTo, lang, form, "dag", p.DayWords(DayOf(from), DayOf(at), lang, form),
			"van", p.clock(from, lang, form), "tot", p.clock(to, lang, form))
	case len(e.When) == 0 && e.Kind != "partner" && e.Kind != "gids":
		return p.Say(TextByAppointment, lang, form)
	}
	return ""
}

// clock is a time of day without the word for hours: 9.00.
func (p *Playbook) clock(at time.Time, lang, form string) string {
	at = at.In(Amsterdam)
	return p.Say(TextClock, lang, form, "uur", strconv.Itoa(at.Hour()), "minuut", fmt.Sprintf("%02d", at.Minute()))
}

// DayWords names a day, as people do on another: vandaag, morgen, deze vrijdag
// (of the next six days), vrijdag 4 december.
func (p *Playbook) DayWords(day, today Day, lang, form string) string {
	weekday := p.Say(weekdays()[day.Weekday()], lang, form)
	switch ahead := day.Since(today); {
	case ahead == 0:
		return p.Say(TextDayToday, lang, form)
	case ahead == 1:
		return p.Say(TextDayTomorrow, lang, form)
	case ahead > 1 && ahead <= oneWeek:
		return p.Say(TextDayThis, lang, form, "dag", weekday)
	}
	return p.Say(TextDayDate, lang, form, "dag", weekday, "nummer", strconv.Itoa(day.Day),
		"maand", p.Say(months()[day.Month-1], lang, form))
}

func months() [12]TextID {
	return [12]TextID{TextJanuary, TextFebruary, TextMarch, TextApril, TextMay, TextJune, TextJuly,
		TextAugust, TextSeptember, TextOctober, TextNovember, TextDecember}
}
