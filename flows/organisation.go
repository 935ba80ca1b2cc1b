package flows

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// nameShape is how teams, flows, variables, steps and values are called.
var nameShape = regexp.MustCompile(`^[a-z][a-z0-9_-]*$`)

// yesNo are the two words of a yes or no.
var yesNo = [...]string{"ja", "nee"}

// talkAge is how long a talk with the bot is left before new words begin anew,
// where the organisation does not say.
const talkAge = 30 * 24 * time.Hour

// readOrganisation reads organisation.yaml. The document may be nil or empty.
func readOrganisation(r *report, d *document) Organisation {
	var o Organisation
	if d == nil || d.root == nil {
		return o
	}
	f := d.mapping(d.root, "the organisation", organisationKeys)
	f.need("name")
	o.Name, o.Region = f.text("name"), f.text("region")
	o.Language = d.tag(f.need("language"), "language")
	for _, n := range d.items(f.vals["languages"], "languages") {
		if l := d.tag(n, "languages"); l != "" {
			o.Languages = append(o.Languages, l)
		}
	}
	if len(o.Languages) == 0 {
		o.Languages = []string{o.Language}
	}
	o.Holidays = d.holidays(f.vals["holidays"])
	o.TalkAge, o.Undo, o.Kept = talkAge, undoFor, keptFor
	if n := f.vals["retention"]; n != nil {
		if v := d.mapping(n, "retention", retentionKeys).vals["talks"]; v != nil {
			o.Kept = d.kept(v)
		}
	}
	if n := f.vals["limits"]; n != nil {
		limits := d.mapping(n, "limits", limitKeys)
		if v := limits.vals["talk"]; v != nil {
			o.TalkAge = d.duration(v, "talk")
		}
		if v := limits.vals["talks"]; v != nil {
			o.Talks = d.talks(v)
		}
		if v := limits.vals["undo"]; v != nil {
			o.Undo = d.undo(v)
		}
	}
	o.Coordinators = d.coordinators(f.vals["coordinators"])
	if n := f.need("teams"); n != nil {
		teams := d.mapping(n, "teams", nil)
		for _, k := range teams.keys {
			if !nameShape.MatchString(k.Value) {
				d.add(d.at(k), badName, k.Value, phrased("a team"), phrased(", - or _"))
			}
			o.Teams = append(o.Teams, d.team(k.Value, teams.vals[k.Value], o.Holidays))
		}
		if len(o.Teams) == 0 && n.Kind == yaml.MappingNode {
			d.add(d.at(n), emptyList, "teams")
		}
	}
	return o
}

// talks reads how many talks a worker is handed at a time.
func (d *document) talks(n *yaml.Node) int {
	most, err := strconv.Atoi(d.text(n, "talks"))
	if err != nil || most < 1 || most > 999 {
		d.add(d.at(n), badTalks, clip(n.Value))
		return 0
	}
	return most
}

// team reads one team. A team whose hours are day and night has them on
// holidays, too.
func (d *document) team(name string, n *yaml.Node, holidays Holidays) Team {
	f := d.mapping(n, "the team "+name, teamKeys)
	f.need("label")
	t := Team{Name: name, Label: f.text("label"), Channel: f.text("channel")}
	if v := f.need("achterwacht"); v != nil {
		t.Achterwacht = d.oneOf(v, "achterwacht", yesNo[:]...) == "ja"
	}
	if v := f.need("hours"); v != nil {
		t.Hours = d.hours(v)
	}
	t.Closed = d.closed(f.vals["closed"])
	if v := f.vals["dagstart"]; v != nil {
		t.Dagstart, t.begins = d.dagstart(v), d.at(v)
	}
	goesOn := false
	if v := f.vals["holidays"]; v != nil {
		goesOn = d.oneOf(v, "holidays", teamHolidays[:]...) == "open"
	}
	if !goesOn && !dayAndNight(t.Hours) {
		t.Holidays = holidays
	}
	return t
}

// teamHolidays are what a team may say of its holidays.
var teamHolidays = [...]string{"open", "closed"}

// dayAndNight tells whether the hours leave no minute of the week out.
func dayAndNight(hours []Hours) bool {
	days := map[time.Weekday]bool{}
	for _, h := range hours {
		if h.From == 0 && h.To == wholeDay {
			days[h.Day] = true
		}
	}
	return len(days) == len(dayWords)
}

// tag reads a language tag; the node may be nil.
func (d *document) tag(n *yaml.Node, what string) string {
	if n == nil {
		return ""
	}
	s := d.text(n, what)
	if s != "" {
		checkTag(d.report, d.at(n), s)
	}
	return s
}

// oneOf reads a word of a closed list; empty where it is another.
func (d *document) oneOf(n *yaml.Node, what string, words ...string) string {
	if n.Kind == yaml.ScalarNode && !among(n.Value, words) {
		d.add(d.at(n), wrongWord, n.Value, what, meant(n.Value, words))
		return ""
	}
	return d.text(n, what)
}

// hours reads a list of opening hours, one such text, or altijd.
func (d *document) hours(n *yaml.Node) []Hours {
	list := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		list = d.items(n, "hours")
	}
	var all []Hours
	for _, item := range list {
		if item.Kind == yaml.MappingNode && len(item.Content) > 0 {
			d.add(d.at(item), badHours, item.Content[0].Value+": ...")
			continue
		}
		s := d.text(item, "hours")
		if s == "" {
			continue
		}
		hours, ok := parseHours(s)
		if !ok {
			d.add(d.at(item), badHours, clip(s))
		}
		all = append(all, hours...)
	}
	return all
}

var dayWords = [...]string{"zo", "ma", "di", "wo", "do", "vr", "za"}

const wholeDay = 24 * 60

// always is the word for day and night.
const always = "altijd"

// parseHours reads "ma-vr 9:00-17:00", "za, zo 10:00-12:00" or "altijd". Hours
// that end before they begin go on into the next day.
func parseHours(s string) ([]Hours, bool) {
	s = strings.ToLower(s)
	if s == always {
		var all []Hours
		for d := range dayWords {
			all = append(all, Hours{Day: time.Weekday(d), From: 0, To: wholeDay})
		}
		return all, true
	}
	cut := strings.LastIndexByte(s, ' ')
	if cut < 0 {
		return nil, false
	}
	from, to, ok := parseSpan(s[cut+1:])
	if !ok {
		return nil, false
	}
	var all []Hours
	for part := range strings.SplitSeq(s[:cut], ",") {
		days, ok := parseDays(strings.TrimSpace(part))
		if !ok {
			return nil, false
		}
		for _, d := range days {
			if from < to {
				all = append(all, Hours{time.Weekday(d), from, to})
				continue
			}
			all = append(all, Hours{time.Weekday(d), from, wholeDay})
			if to > 0 {
				all = append(all, Hours{time.Weekday((d + 1) % 7), 0, to})
			}
		}
	}
	return all, true
}

func parseDays(s string) ([]int, bool) {
	first, last, span := strings.Cut(s, "-")
	a, b := weekday(first), weekday(last)
	switch {
	case a < 0, span && (b < 0 || a == b):
		return nil, false
	case !span:
		return []int{a}, true
	}
	days := []int{a}
	for d := a; d != b; {
		d = (d + 1) % 7
		days = append(days, d)
	}
	return days, true
}

func weekday(s string) int {
	for i, d := range dayWords {
		if strings.TrimSpace(s) == d {
			return i
		}
	}
	return -1
}

// parseSpan reads "9:00-17:00" as minutes after midnight.
func parseSpan(s string) (from, to int, ok bool) {
	a, b, ok := strings.Cut(s, "-")
	if !ok {
		return 0, 0, false
	}
	from, okA := parseClock(a)
	to, okB := parseClock(b)
	return from, to, okA && okB && from != to && from != wholeDay
}

// clockShape is a time of day.
var clockShape = regexp.MustCompile(`^([01]?[0-9]|2[0-4])[:.]([0-5][0-9])$`)

func parseClock(s string) (int, bool) {
	m := clockShape.FindStringSubmatch(s)
	if m == nil {
		return 0, false
	}
	h, _ := strconv.Atoi(m[1])
	minutes, _ := strconv.Atoi(m[2])
	return h*60 + minutes, h*60+minutes <= wholeDay
}
