package webdesk

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	utf16 "golang.org/x/text/encoding/unicode"

	"omzien/bot/chat"
)

// peopleList is a list as it was read: its lines, and its columns as far as they are
// not those of the form.
type peopleList struct {
	Lines            []personLine
	Unknown, Missing []string
}

// personLine is one line: what is filled in by it, by the names of the form's fields,
// and what cannot be read, in words.
type personLine struct {
	N      int // its number in the file, from 1
	Name   string
	Values map[string]string
	Wrong  map[string]string
}

// columnOf is how a field's column is called in a list.
func columnOf(f chat.Field) string { return strings.TrimRight(f.Label, "?") }

// readList reads a list as spreadsheets write it: with semicolons, commas or tabs, as
// UTF-8, UTF-16 or Windows-1252. Its first line names the columns, by the form's labels
// or names. The error is a Trouble, for the worker.
func readList(data []byte, form chat.Form) (list peopleList, err error) {
	text, err := decoded(data)
	if err != nil {
		return list, err
	}
	skipped := 0
	first, rest, _ := strings.Cut(text, "\n")
	if strings.HasPrefix(strings.ToLower(first), "sep=") { // a spreadsheet says what stands between the columns
		text, skipped = rest, 1
		first, _, _ = strings.Cut(text, "\n")
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = between(first), true, -1
	head, err := r.Read()
	if err != nil {
		return list, Trouble("Dit bestand is leeg. Neem de lege lijst, en vul die in.")
	}
	columns, err := list.columns(head, form)
	if err != nil {
		return list, err
	}
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return list, Trouble("Dit bestand kunnen we niet lezen. Bewaar het als CSV, en probeer het nog eens.")
		}
		if !slices.ContainsFunc(cells, func(c string) bool { return strings.TrimSpace(c) != "" }) {
			continue
		}
		if len(list.Lines) == mostLines {
			return list, Trouble("In één lijst passen " + strconv.Itoa(mostLines) + " mensen. Maak er meer lijsten van.")
		}
		n, _ := r.FieldPos(0)
		list.Lines = append(list.Lines, lineOf(n+skipped, cells, columns, form))
	}
	return list, nil
}

// decoded is the file as text, without the mark at its beginning.
func decoded(data []byte) (string, error) {
	switch {
	case bytes.HasPrefix(data, []byte("PK")):
		return "", Trouble("Dit is een werkblad van Excel. Kies daar: Opslaan als, en dan CSV.")
	case bytes.HasPrefix(data, []byte{0xff, 0xfe}), bytes.HasPrefix(data, []byte{0xfe, 0xff}):
		text, err := utf16.UTF16(utf16.LittleEndian, utf16.UseBOM).NewDecoder().Bytes(data)
		if err != nil {
			return "", Trouble("Dit bestand kunnen we niet lezen. Bewaar het als CSV, en probeer het nog eens.")
		}
		data = text
	case !utf8.Valid(data):
		text, err := charmap.Windows1252.NewDecoder().Bytes(data)
		if err != nil {
			return "", Trouble("Dit bestand kunnen we niet lezen. Bewaar het als CSV, en probeer het nog eens.")
		}
		data = text
	}
	text := strings.TrimPrefix(string(data), "\ufeff")
	if strings.ContainsRune(text, 0) {
		return "", Trouble("Dit is geen lijst. Bewaar het werkblad als CSV, en probeer het nog eens.")
	}
	return strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n"), nil
}

// between is what stands between the columns.
func between(head string) rune {
	best := ';'
	for _, r := range []rune{',', '\t'} {
		if strings.Count(head, string(r)) > strings.Count(head, string(best)) {
			best = r
		}
	}
	return best
}

// columns gives the field of each column; nil where the form has none.
func (l *peopleList) columns(head []string, form chat.Form) ([]*chat.Field, error) {
	columns := make([]*chat.Field, len(head))
	there := map[string]bool{}
	for i, name := range head {
		known := slices.IndexFunc(form.Fields, func(f chat.Field) bool {
			return plain(name) != "" && (plain(name) == plain(f.Label) || plain(name) == plain(f.Name))
		})
		switch {
		case known < 0 && strings.TrimSpace(name) != "":
			l.Unknown = append(l.Unknown, strings.TrimSpace(name))
		case known < 0:
		case there[form.Fields[known].Name]:
			return nil, Trouble("De kolom “" + strings.TrimSpace(name) + "” staat er twee keer in.")
		default:
			columns[i] = &form.Fields[known]
			there[form.Fields[known].Name] = true
		}
	}
	if len(there) == 0 {
		return nil, Trouble("De eerste regel noemt geen kolom die wij kennen. Neem de lege lijst, en vul die in.")
	}
	for _, f := range form.Fields {
		if f.Required && f.Value == "" && !there[f.Name] {
			l.Missing = append(l.Missing, columnOf(f))
		}
	}
	return columns, nil
}

// lineOf reads one line. What a form's field begins with stands where nothing is
// filled in.
func lineOf(n int, cells []string, columns []*chat.Field, form chat.Form) personLine {
	line := personLine{N: n, Values: map[string]string{}, Wrong: map[string]string{}}
	for _, f := range form.Fields {
		if f.Value != "" {
			line.Values[f.Name] = f.Value
		}
	}
	for i, cell := range cells {
		cell = strings.TrimSpace(cell)
		switch {
		case cell == "":
		case i >= len(columns):
			line.Wrong[""] = "Deze regel heeft meer kolommen dan de eerste regel. Zet tekst met een puntkomma of komma tussen aanhalingstekens."
		case columns[i] != nil:
			value, wrong := cellOf(cell, *columns[i])
			line.Values[columns[i].Name] = value
			if wrong != "" {
				line.Wrong[columns[i].Name] = wrong
			}
		}
	}
	for _, f := range form.Fields {
		if f.Required && f.Kind == chat.FieldText {
			line.Name = line.Values[f.Name]
			break
		}
	}
	return line
}

// cellOf is what a cell means in a field, or words about why it means nothing.
func cellOf(cell string, f chat.Field) (value, wrong string) {
	switch f.Kind {
	case chat.FieldChoice:
		ends := []string{}
		for _, o := range f.Options {
			if plain(cell) == plain(o.Label) || plain(cell) == plain(o.Value) {
				return o.Value, ""
			}
			if strings.HasSuffix(plain(o.Label), plain(cell)) && plain(cell) != "" {
				ends = append(ends, o.Value)
			}
		}
		if len(ends) == 1 { // Noord, for belcirkel Noord
			return ends[0], ""
		}
		return cell, "“" + cell + "” kennen we niet. Schrijf: " + choicesOf(f) + "."
	case chat.FieldDate:
		for _, layout := range []string{chat.DateLayout, "2-1-2006", "2/1/2006", "2.1.2006"} {
			if day, err := time.Parse(layout, cell); err == nil {
				return day.Format(chat.DateLayout), ""
			}
		}
		return cell, "Schrijf de dag zo: 22-11-2026."
	}
	return cell, ""
}

// plain is a name as people write it in one way or another: its letters and digits.
func plain(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
}
