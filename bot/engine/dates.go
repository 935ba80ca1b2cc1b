package engine

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"omzien/flows"
)

// dateLayout is how a date is kept.
const dateLayout = time.DateOnly

// dateFault is what is wrong with words that should name a day.
type dateFault int

const (
	dateFits  dateFault = iota
	notADate            // the words name no day
	noSuchDay           // they name one that is not there: 31 februari, or a Monday that is a Friday
)

// readDate reads the whole text as one day, in Dutch or English words or in
// figures (day before month), seen from now in Amsterdam. A weekday is the next
// one after today; a day without a year is today or later.
func readDate(text string, now time.Time) (value string, fault dateFault) {
	if len(text) > longestAnswer {
		return "", notADate
	}
	local := now.In(flows.Amsterdam)
	today := time.Date(local.Year(), local.Month(), local.Day(), 12, 0, 0, 0, time.UTC) // noon: no change of the clock is near
	words := dateWords(text)
	day, fault := dayOf(words, today)
	if fault != dateFits {
		return "", fault
	}
	if day.Year() < 1900 || day.Year() > 2199 {
		return "", noSuchDay
	}
	return day.Format(dateLayout), dateFits
}

// dateWords takes a text apart, without the words that name no day.
func dateWords(text string) []string {
	normal := flows.Figures(flows.Normal(text))
	normal = aroundDash.ReplaceAllString(strings.ReplaceAll(normal, ",", " "), "$1")
	var words []string
	for w := range strings.FieldsSeq(normal) {
		if w = strings.TrimRight(w, "."); !besideDate[w] && w != "" {
			words = append(words, w)
		}
	}
	return words
}

var besideDate = set("op de om per van the on of is het graag please a.s 's s ochtends middags avonds")

// aroundDash is a sign between figures with blanks around it: 27 - 11.
var aroundDash = regexp.MustCompile(` *([-/]) *`)

func dayOf(words []string, today time.Time) (time.Time, dateFault) {
	if len(words) == 0 || len(words) > 6 {
		return time.Time{}, notADate
	}
	if d, ok := relativeDay(words, today); ok {
		return d, dateFits
	}
	if d, ok := weekdayDay(words, today); ok {
		return d, dateFits
	}
	// What is left has a day of the month; a weekday may stand before it.
	weekday, named := time.Sunday, false
	if rest := words; len(rest) > 1 {
		if weekday, named = weekdays[rest[0]]; named {
			words = rest[1:]
		}
	}
	d, fault := calendarDay(words, today)
	if fault == dateFits && named && d.Weekday() != weekday {
		return time.Time{}, noSuchDay
	}
	return d, fault
}

// nearDays are days that have a name, by how far they are.
var nearDays = map[string]int{
	"vandaag": 0, "vanmiddag": 0, "vanavond": 0, "vanochtend": 0, "vanmorgen": 0, "vannacht": 0, "nu": 0, "today": 0, "tonight": 0, "now": 0,
	"morgen": 1, "morgenochtend": 1, "morgenmiddag": 1, "morgenavond": 1, "tomorrow": 1,
	"overmorgen": 2, "gisteren": -1, "gisteravond": -1, "yesterday": -1, "eergisteren": -2,
}

// relativeDay reads morgen, over 3 dagen, over een week.
func relativeDay(words []string, today time.Time) (time.Time, bool) {
	whole := strings.Join(words, " ")
	if n, ok := nearDays[whole]; ok {
		return today.AddDate(0, 0, n), true
	}
	switch whole {
	case "day after tomorrow":
		return today.AddDate(0, 0, 2), true
	case "morgen ochtend", "morgen middag", "morgen avond", "tomorrow morning", "tomorrow afternoon", "tomorrow evening":
		return today.AddDate(0, 0, 1), true
	case "vanaf nu", "zo snel mogelijk":
		return time.Time{}, false
	}
	if len(words) != 3 || words[0] != "over" && words[0] != "in" {
		return time.Time{}, false
	}
	count := words[1]
	if count == "a" {
		count = "1"
	}
	text, ok := readNumber(count)
	n, err := strconv.Atoi(text)
	if !ok || err != nil || n < 0 || n > 1000 {
		return time.Time{}, false
	}
	switch words[2] {
	case "dag", "dagen", "day", "days":
		return today.AddDate(0, 0, n), true
	case "week", "weken", "weeks":
		return today.AddDate(0, 0, 7*n), true
	}
	return time.Time{}, false
}

var weekdays = map[string]time.Weekday{
	"maandag": time.Monday, "ma": time.Monday, "monday": time.Monday, "mon": time.Monday,
	"dinsdag": time.Tuesday, "di": time.Tuesday, "tuesday": time.Tuesday, "tue": time.Tuesday,
	"woensdag": time.Wednesday, "wo": time.Wednesday, "wednesday": time.Wednesday, "wed": time.Wednesday,
	"donderdag": time.Thursday, "do": time.Thursday, "thursday": time.Thursday, "thu": time.Thursday,
	"vrijdag": time.Friday, "vr": time.Friday, "friday": time.Friday, "fri": time.Friday,
	"zaterdag": time.Saturday, "za": time.Saturday, "saturday": time.Saturday, "sat": time.Saturday,
	"zondag": time.Sunday, "zo": time.Sunday, "sunday": time.Sunday, "sun": time.Sunday,
}

var daytimes = set("ochtend middag avond nacht morning afternoon evening night")

// weekdayDay reads vrijdag, aanstaande vrijdag, volgende week vrijdag. "Volgende
// vrijdag" is not read: one means the coming Friday, another the one after.
func weekdayDay(words []string, today time.Time) (time.Time, bool) {
	if n := len(words); n > 1 && daytimes[words[n-1]] {
		words = words[:n-1]
	}
	last := len(words) - 1
	if last == 0 && words[0] == "zo" { // by itself it means soon
		return time.Time{}, false
	}
	weekday, ok := weekdays[words[last]]
	before := strings.Join(words[:last], " ")
	if !ok { // vrijdag volgende week
		if weekday, ok = weekdays[words[0]]; !ok {
			if weekday, ok = weekdays[withoutDaytime(words[last])]; !ok {
				return time.Time{}, false
			}
		} else {
			before = strings.Join(words[1:], " ")
		}
	}
	ahead := (int(weekday-today.Weekday()) + 7) % 7 // 0: today
	monday := today.AddDate(0, 0, -(int(today.Weekday())+6)%7)
	inWeek := (int(weekday) + 6) % 7
	switch before {
	case "", "aanstaande", "komende", "eerstvolgende", "aankomende", "coming", "this coming":
		if ahead == 0 {
			ahead = 7
		}
	case "deze", "this":
	case "afgelopen", "vorige", "last":
		ahead -= 7
	case "deze week", "this week":
		return monday.AddDate(0, 0, inWeek), true
	case "volgende week", "next week":
		return monday.AddDate(0, 0, 7+inWeek), true
	case "vorige week", "last week":
		return monday.AddDate(0, 0, inWeek-7), true
	case "over een week", "over 1 week", "in a week":
		if ahead == 0 {
			ahead = 7
		}
		ahead += 7
	default:
		return time.Time{}, false
	}
	return today.AddDate(0, 0, ahead), true
}

// withoutDaytime makes vrijdag of vrijdagmiddag.
func withoutDaytime(word string) string {
	for _, t := range [...]string{"ochtend", "middag", "avond", "nacht"} {
		if day, found := strings.CutSuffix(word, t); found && len(day) > 2 {
			return day
		}
	}
	return word
}

var (
	figuresDate = regexp.MustCompile(`^([0-9]{1,2})[-/.]([0-9]{1,2})(?:[-/.]([0-9]{4}|[0-9]{2}))?$`)
	isoDate     = regexp.MustCompile(`^([0-9]{4})[-/.]([0-9]{1,2})[-/.]([0-9]{1,2})$`)
	dayOfMonth  = regexp.MustCompile(`^([0-9]{1,2})(?:e|ste|de|st|nd|rd|th)?$`)
	fullYear    = regexp.MustCompile(`^[0-9]{4}$`)
)

// calendarDay reads 27-11, 27 november, november 27, 2026-11-27.
func calendarDay(words []string, today time.Time) (time.Time, dateFault) {
	whole := strings.Join(words, " ")
	if m := isoDate.FindStringSubmatch(whole); m != nil {
		return onDay(today, number(m[3]), number(m[2]), number(m[1]))
	}
	if m := figuresDate.FindStringSubmatch(whole); m != nil {
		year := number(m[3])
		if len(m[3]) == 2 { // 27 is soon, 45 was long ago
			if year += 2000; year > today.Year()+5 {
				year -= 100
			}
		}
		return onDay(today, number(m[1]), number(m[2]), year)
	}
	year := 0
	if n := len(words); n == 3 && fullYear.MatchString(words[2]) {
		year, words = number(words[2]), words[:2]
	}
	if len(words) != 2 {
		return time.Time{}, notADate
	}
	for _, pair := range [...][2]string{{words[0], words[1]}, {words[1], words[0]}} {
		month := monthOf(pair[1])
		day := dayOfMonth.FindStringSubmatch(pair[0])
		if month > 0 && day != nil {
			return onDay(today, number(day[1]), month, year)
		}
		if month > 0 {
			if n, ok := wholeWord(pair[0]); ok {
				return onDay(today, n, month, year)
			}
		}
	}
	return time.Time{}, notADate
}

func number(s string) int {
	n, _ := strconv.Atoi(s) // matched as digits; none is 0
	return n
}

// months are their names as people shorten them: the first letters, at least three.
var months = [...][]string{
	{"januari", "january"}, {"februari", "february"}, {"maart", "march", "mrt"}, {"april"}, {"mei", "may"}, {"juni", "june"},
	{"juli", "july"}, {"augustus", "august"}, {"september", "sept"}, {"oktober", "october"}, {"november"}, {"december"},
}

func monthOf(word string) int {
	if len(word) < 3 {
		return 0
	}
	i := slices.IndexFunc(months[:], func(names []string) bool {
		return slices.ContainsFunc(names, func(name string) bool { return name == word || len(word) == 3 && strings.HasPrefix(name, word) })
	})
	return i + 1
}

// onDay is a day of the calendar. Without a year (0) it is the first one from
// today on.
func onDay(today time.Time, day, month, year int) (time.Time, dateFault) {
	if day < 1 || month < 1 || month > 12 {
		return time.Time{}, noSuchDay
	}
	years := []int{year}
	if year == 0 {
		years = years[:0]
		for y := range 9 { // the 29th of February comes again within eight years
			years = append(years, today.Year()+y)
		}
	}
	for _, y := range years {
		d := time.Date(y, time.Month(month), day, 12, 0, 0, 0, time.UTC)
		if d.Day() == day && (year != 0 || !d.Before(today)) {
			return d, dateFits
		}
	}
	return time.Time{}, noSuchDay
}

// clock is a time of day, as it is kept.
func clock(hour, minute int) string { return fmt.Sprintf("%02d:%02d", hour, minute) }
