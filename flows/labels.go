package flows

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Label is how a variable's value reads: the label of the option that was
// chosen, the title of an entry, the name of a neighbourhood, else the value in
// the way in which people write such things.
func (p *Playbook) Label(f *Flow, variable, value, lang, form string) string {
	switch f.Data[variable].Type {
	case VarSeveral, VarFound, VarEntry:
		values := Values(value)
		labels := make([]string, len(values))
		for i, v := range values {
			labels[i] = p.oneLabel(f, variable, v, lang)
		}
		return strings.Join(labels, ", ")
	case VarNeighbourhood:
		if value != "" {
			return p.PlaceLabel(value, lang, form)
		}
	case VarDate:
		return p.dateLabel(value, lang, form)
	case VarTime:
		return p.timeLabel(value, lang, form)
	}
	return f.optionLabel(variable, value, lang)
}

// oneLabel is how one of several values reads. An entry that the directory does
// not have any more keeps its id.
func (p *Playbook) oneLabel(f *Flow, variable, value, lang string) string {
	if t := f.Data[variable].Type; t == VarFound || t == VarEntry {
		if title := p.EntryTitle(value, lang); title != "" {
			return title
		}
	}
	return f.optionLabel(variable, value, lang)
}

// dateLabel is how a day reads, whenever that is: vrijdag 27 november 2026.
func (p *Playbook) dateLabel(value, lang, form string) string {
	day, err := time.Parse(time.DateOnly, value)
	if err != nil {
		return value
	}
	return p.Say(TextDayDate, lang, form, "dag", p.Say(weekdays()[day.Weekday()], lang, form), "nummer", strconv.Itoa(day.Day()),
		"maand", p.Say(months()[day.Month()-1], lang, form)) + " " + strconv.Itoa(day.Year())
}

// timeLabel is how a time of day reads: 9 uur, 9.30 uur.
func (p *Playbook) timeLabel(value, lang, form string) string {
	at, err := time.Parse("15:04", value)
	if err != nil {
		return value
	}
	return p.hour(at, lang, form)
}

// Hour is a time by the wall clock of Amsterdam, as one says it: 9 uur, 9.30 uur.
func (p *Playbook) Hour(at time.Time, lang, form string) string {
	return p.hour(at.In(Amsterdam), lang, form)
}

// hour is the hour of a time, as one says it.
func (p *Playbook) hour(at time.Time, lang, form string) string {
	if at.Minute() == 0 {
		return p.Say(TextHour, lang, form, "uur", strconv.Itoa(at.Hour()))
	}
	return p.Say(TextHourHalf, lang, form, "uur", strconv.Itoa(at.Hour()), "minuut", fmt.Sprintf("%02d", at.Minute()))
}

// source is where a variable may have its values from: another one, also one of
// another flow that calls this one or is called by it.
type source struct {
	flow     *Flow
	variable string
}

// optionLabel is the label of the option with this value, in any question that
// saves the variable or one whose values it took over; else the value itself.
func (f *Flow) optionLabel(variable, value, lang string) string {
	asked := []source{{f, variable}}
	also := func(s source) {
		if !slices.Contains(asked, s) {
			asked = append(asked, s)
		}
	}
	for n := 0; n < len(asked); n++ {
		f, variable := asked[n].flow, asked[n].variable
		for i := range f.Steps {
			s := &f.Steps[i]
			if s.Save != variable {
				continue
			}
			for j, o := range s.Options {
				if o.Value != value {
					continue
				}
				if s.Kind == StepScale && len(s.Options) == len(faces) {
					return fmt.Sprintf("%s (%d/%d)", o.Label.In(lang), j+1, len(faces))
				}
				return o.Label.In(lang)
			}
			if s.From != "" {
				also(source{f, s.From})
			}
		}
		for _, s := range f.handed[variable] {
			also(s)
		}
	}
	return value
}
