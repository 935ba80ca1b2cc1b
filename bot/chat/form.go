package chat

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Form is what a worker fills in. It is described once, in words, and each desk
// draws it in its own way: a modal in Slack, a dialog on the web desk.
type Form struct {
	Kind   Kind    `json:"kind"`  // the event that sending it in brings; it names the form
	Title  string  `json:"title"` // at most 24 letters: a modal's
	Intro  string  `json:"intro,omitempty"`
	Send   string  `json:"send"` // what stands on the button; at most 24 letters
	Fields []Field `json:"fields"`
}

// FieldKind is what goes into a field. Event.Form holds each as text.
type FieldKind string

const (
	FieldText    FieldKind = "text"    // one line
	FieldWords   FieldKind = "words"   // as many lines as it takes
	FieldChoice  FieldKind = "choice"  // the Value of one Option
	FieldSeveral FieldKind = "several" // Values of Options, joined by commas
	FieldDate    FieldKind = "date"    // 2026-11-22
	FieldNumber  FieldKind = "number"  // whole, from 0
	FieldWorker  FieldKind = "worker"  // a colleague's id: the Value of one Option. A desk with a list of its own needs none to choose from
	FieldPeople  FieldKind = "people"  // colleagues, as Invitees writes them
)

// Field is one question of a form.
type Field struct {
	Name     string    `json:"name"` // the key in Event.Form: letters and digits
	Label    string    `json:"label"`
	Hint     string    `json:"hint,omitempty"`
	Kind     FieldKind `json:"kind"`
	Required bool      `json:"required,omitempty"`
	Options  []Option  `json:"options,omitempty"`
	Value    string    `json:"value,omitempty"` // what stands there already
	Part     string    `json:"part,omitempty"`  // fields behind each other with the same one belong together under this heading, folded where a desk can
	Error    string    `json:"error,omitempty"` // what is wrong with it, in words
}

// Option is one answer of a choice. Its Value has no comma in it.
type Option struct {
	Value string `json:"value"`
	Label string `json:"label"`           // at most 75 letters
	About string `json:"about,omitempty"` // more of it, where a desk has room; at most 75 letters
	Alone bool   `json:"alone,omitempty"` // says all there is to say: choosing it sends the form in
}

// ForTeam is the field that names the team whose desk gets what is registered.
const ForTeam = "team"

// Lengths of what is filled in, in runes. Slack's own fields take no more.
const (
	LongestLine  = 300
	LongestWords = 3000
)

// DateLayout is how a date stands in a form.
const DateLayout = "2006-01-02"

// Filled is the form with these values in it, and whether it can be taken so:
// where not, fields say why. Values of fields that it does not have are dropped.
// A choice that stands alone needs no other field.
func (f Form) Filled(values map[string]string) (Form, bool) {
	f.Fields = slices.Clone(f.Fields)
	alone, ok := f.Alone(values), true
	for i := range f.Fields {
		field := &f.Fields[i]
		field.Value = strings.TrimSpace(values[field.Name])
		field.Error = field.wrong()
		if alone && field.Value == "" {
			field.Error = ""
		}
		ok = ok && field.Error == ""
	}
	return f, ok
}

// Alone tells whether one of the values says all there is to say.
func (f Form) Alone(values map[string]string) bool {
	return slices.ContainsFunc(f.Fields, func(field Field) bool {
		return slices.ContainsFunc(field.Options, func(o Option) bool { return o.Alone && o.Value == values[field.Name] })
	})
}

// Wrong puts words about what is wrong at the field; at the first one where the
// form has no such field.
func (f Form) Wrong(name, words string) Form {
	f.Fields = slices.Clone(f.Fields)
	i := max(0, slices.IndexFunc(f.Fields, func(field Field) bool { return field.Name == name }))
	if i < len(f.Fields) {
		f.Fields[i].Error = words
	}
	return f
}

// Wrongs is all that is wrong in the form: a line for each field, its label first.
func (f Form) Wrongs() string {
	var lines []string
	for _, field := range f.Fields {
		if field.Error != "" {
			lines = append(lines, field.Label+" "+field.Error)
		}
	}
	return strings.Join(lines, "\n")
}

// Values are what stands in the fields; empty ones are left out.
func (f Form) Values() map[string]string {
	values := map[string]string{}
	for _, field := range f.Fields {
		if field.Value != "" {
			values[field.Name] = field.Value
		}
	}
	return values
}

// Words are the form as it was filled in, for whoever reads it later: a line for
// each field that has something, "Vervolg: over 2 weken".
func (f Form) Words() string {
	var lines []string
	for _, field := range f.Fields {
		if text := field.Words(); text != "" {
			lines = append(lines, strings.TrimRight(field.Label, "?:. ")+": "+text)
		}
	}
	return strings.Join(lines, "\n")
}

// Words are what stands in the field, as it is read: labels for values.
func (f Field) Words() string {
	switch f.Kind {
	case FieldChoice, FieldSeveral, FieldWorker:
		var labels []string
		for _, o := range f.Options {
			if slices.Contains(strings.Split(f.Value, ","), o.Value) {
				labels = append(labels, o.Label)
			}
		}
		return strings.Join(labels, ", ")
	case FieldPeople:
		var names []string
		all, _ := InviteesOf(f.Value)
		for _, c := range all {
			names = append(names, c.Name)
		}
		return strings.Join(names, ", ")
	case FieldDate:
		if day, err := time.Parse(DateLayout, f.Value); err == nil {
			return day.Format("02-01-2006")
		}
	}
	return f.Value
}

// wrong says in words why the field cannot be taken so; empty where it can.
func (f Field) wrong() string {
	if f.Value == "" {
		if f.Required {
			return "Vul dit nog in."
		}
		return ""
	}
	switch f.Kind {
	case FieldText, FieldWords:
		most := LongestLine
		if f.Kind == FieldWords {
			most = LongestWords
		}
		if utf8.RuneCountInString(f.Value) > most {
			return "Dit is te lang: het past in " + strconv.Itoa(most) + " tekens."
		}
	case FieldChoice, FieldSeveral:
		chosen := strings.Split(f.Value, ",")
		if f.Kind == FieldChoice {
			chosen = []string{f.Value}
		}
		for _, v := range chosen {
			if !slices.ContainsFunc(f.Options, func(o Option) bool { return o.Value == v }) {
				return "Kies iets uit de lijst."
			}
		}
	case FieldWorker:
		if !slices.ContainsFunc(f.Options, func(o Option) bool { return o.Value == f.Value }) {
			return "Dit is geen medewerker van dit team. Kies een collega die hier ook werkt."
		}
	case FieldDate:
		if _, err := time.Parse(DateLayout, f.Value); err != nil {
			return "Schrijf de datum als jaar-maand-dag, zoals 2026-11-22."
		}
	case FieldPeople:
		if _, ok := InviteesOf(f.Value); !ok {
			return "Kies iemand uit de lijst."
		}
	case FieldNumber:
		if n, err := strconv.Atoi(f.Value); err != nil || n < 0 {
			return "Schrijf een getal, zoals 3."
		}
	}
	return ""
}
