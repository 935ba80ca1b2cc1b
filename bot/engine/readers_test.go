package engine

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"omzien/flows"
)

func TestNumbersAreRead(t *testing.T) {
	for text, want := range map[string]string{
		"7": "7", " 7. ": "7", "7,5": "7.5", "7.25": "7.25", "0,125": "", "0.125": "0.125", "007": "7", "-3": "-3", "min 3": "-3", "- 3": "3", "-0": "0",
		"zeven": "7", "Zeven!": "7", "één": "1", "nul": "0", "twaalf": "12", "eenentwintig": "21", "drieëndertig": "33", "achtennegentig": "98",
		"honderd": "100", "tweehonderdvijftig": "250", "duizend": "1000", "drieduizend": "3000", "anderhalf": "1.5", "zeven en een half": "7.5",
		"seven": "7", "twenty-one": "21", "one hundred and five": "105", "ninety": "90",
		"15 jaar": "15", "ik ben 15": "15", "Ik ben 15 jaar oud": "15", "€ 12,50": "12.5", "12 euro": "12", "3 keer": "3", "1.000": "1000", "1.000,50": "1000.5", "12.345.678": "12345678",
		"٧": "7", "۱۲": "12",

		"": "", "een stuk of 7": "", "7 of 8": "", "7-8": "", "1,000": "", "ongeveer veel": "", "zeven acht": "", "jaar": "", "twintigeen": "",
		"1e9": "", "NaN": "", "inf": "", "0x10": "", "7 8": "", "zevenzeven": "", "honderdhonderd": "", "06 12345678": "", "ik weet het niet": "",
		strings.Repeat("9", 40): "", strings.Repeat("duizend", 40): "",
	} {
		got, ok := readNumber(text)
		if got != want || ok != (want != "") {
			t.Errorf("%.40q is %q, %v; want %q", text, got, ok, want)
		}
	}
}

// A Sunday.
var sunday = time.Date(2026, 11, 22, 14, 0, 0, 0, flows.Amsterdam)

func TestDatesAreRead(t *testing.T) {
	for text, want := range map[string]string{
		"27-11": "2026-11-27", "27/11": "2026-11-27", "27.11": "2026-11-27", "27 - 11 - 2026": "2026-11-27", "27-11-2026": "2026-11-27", "27-11-26": "2026-11-27", "2026-11-27": "2026-11-27", "7-3-45": "1945-03-07", "7-3-27": "2027-03-07",
		"27 november": "2026-11-27", "op 27 november": "2026-11-27", "27 nov.": "2026-11-27", "27 november 2027": "2027-11-27", "27e november": "2026-11-27", "de 27ste november": "2026-11-27",
		"November 27": "2026-11-27", "27th of November": "2026-11-27", "november 27th, 2027": "2027-11-27", "twaalf december": "2026-12-12", "1 mrt": "2027-03-01",
		"vandaag": "2026-11-22", "Vanavond": "2026-11-22", "morgen": "2026-11-23", "morgen graag!": "2026-11-23", "morgenochtend": "2026-11-23", "morgen ochtend": "2026-11-23", "overmorgen": "2026-11-24", "gisteren": "2026-11-21",
		"today": "2026-11-22", "tomorrow": "2026-11-23", "the day after tomorrow": "2026-11-24",
		"vrijdag": "2026-11-27", "Vrijdag!": "2026-11-27", "op vrijdag": "2026-11-27", "aanstaande vrijdag": "2026-11-27", "vrijdag a.s.": "2026-11-27", "a.s. vrijdag": "2026-11-27", "komende vrijdag": "2026-11-27", "friday": "2026-11-27", "vrijdagmiddag": "2026-11-27", "vrijdag middag": "2026-11-27", "vr": "2026-11-27",
		"zondag": "2026-11-29", "deze zondag": "2026-11-22", "deze week vrijdag": "2026-11-20", "vrijdag deze week": "2026-11-20",
		"volgende week vrijdag": "2026-11-27", "vrijdag volgende week": "2026-11-27", "volgende week zondag": "2026-11-29", "next week friday": "2026-11-27", "afgelopen vrijdag": "2026-11-20", "vrijdag over een week": "2026-12-04",
		"over 3 dagen": "2026-11-25", "over een week": "2026-11-29", "over twee weken": "2026-12-06", "in 2 weeks": "2026-12-06",
		"vrijdag 27 november": "2026-11-27", "vr 27-11": "2026-11-27", "21 november": "2027-11-21", "22-11": "2026-11-22", "29 februari": "2028-02-29",
	} {
		if got, fault := readDate(text, sunday); got != want || fault != dateFits {
			t.Errorf("%q is %q, %v; want %q", text, got, fault, want)
		}
	}
	for text, want := range map[string]dateFault{
		"": notADate, "binnenkort": notADate, "vrijdag of zaterdag": notADate, "27 of 28 november": notADate, "1 of 2-12": notADate, "volgende vrijdag": notADate, "next friday": notADate, "zo": notADate, "niet vrijdag": notADate,
		"november": notADate, "27": notADate, "over 99999999 dagen": notADate, "morgen of overmorgen": notADate, strings.Repeat("vrijdag ", 50): notADate,
		"31 februari": noSuchDay, "30-2-2026": noSuchDay, "0-1": noSuchDay, "11/27": noSuchDay, "maandag 27 november": noSuchDay, "29-2-2027": noSuchDay, "1-1-0001": noSuchDay, "9999-01-01": noSuchDay,
	} {
		if got, fault := readDate(text, sunday); got != "" || fault != want {
			t.Errorf("%q is %q, %v; want %v", text, got, fault, want)
		}
	}
}

// The day is the one in Amsterdam, also where it is still yesterday in UTC, and
// whatever the clock does that day.
func TestDatesAreThoseOfAmsterdam(t *testing.T) {
	for _, c := range []struct {
		now        time.Time
		text, want string
	}{
		{time.Date(2026, 11, 21, 23, 30, 0, 0, time.UTC), "vandaag", "2026-11-22"},
		{time.Date(2026, 3, 28, 23, 30, 0, 0, time.UTC), "morgen", "2026-03-30"}, // 0:30 on the day the clock goes forward
		{time.Date(2026, 10, 24, 22, 30, 0, 0, time.UTC), "over 1 dag", "2026-10-26"},
		{time.Date(2026, 12, 31, 12, 0, 0, 0, time.UTC), "morgen", "2027-01-01"},
		{time.Date(2026, 12, 31, 12, 0, 0, 0, time.UTC), "1 januari", "2027-01-01"},
	} {
		if got, _ := readDate(c.text, c.now); got != c.want {
			t.Errorf("%s on %v is %q, want %q", c.text, c.now, got, c.want)
		}
	}
}

func TestEachWeekdayIsTheNextOne(t *testing.T) {
	for day := range 14 {
		now := sunday.AddDate(0, 0, day)
		for ahead := 1; ahead <= 7; ahead++ {
			want := now.AddDate(0, 0, ahead)
			word := [...]string{"zondag", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag"}[want.Weekday()]
			if got, _ := readDate(word, now); got != want.Format(time.DateOnly) {
				t.Errorf("%s on %s is %s", word, now.Format(time.DateOnly), got)
			}
			got, _ := readDate("volgende week "+word, now)
			read, err := time.Parse(time.DateOnly, got)
			_, thisWeek := now.ISOWeek()
			_, itsWeek := read.ISOWeek()
			if err != nil || read.Weekday() != want.Weekday() || itsWeek != thisWeek%53+1 {
				t.Errorf("volgende week %s on %s is %s, in week %d", word, now.Format(time.DateOnly), got, itsWeek)
			}
		}
	}
}

func TestTimesAreRead(t *testing.T) {
	for text, want := range map[string]string{
		"9 uur": "09:00", "9": "09:00", "9u": "09:00", "9u30": "09:30", "9:30": "09:30", "9.30 uur": "09:30", "21.00": "21:00", "21.00 uur": "21:00", "0:15": "00:15", "03:15": "03:15", "24 uur": "00:00",
		"half tien": "09:30", "Half 10": "09:30", "om half tien graag": "09:30", "kwart voor tien": "09:45", "kwart over 9": "09:15", "tien over 9": "09:10", "5 voor half 10": "09:25", "10 over half 10": "09:40", "half 1": "12:30", "kwart voor 1": "12:45", "negen uur": "09:00", "twaalf uur": "12:00",
		"kwart over 3": "15:15 03:15", "3 uur": "15:00 03:00", "half 4": "15:30 03:30", "3.15": "15:15 03:15", "kwart over drie": "15:15 03:15", "half zeven": "18:30 06:30", "kwart voor 7": "18:45 06:45",
		"3 uur 's middags": "15:00", "'s middags 3 uur": "15:00", "3 uur ’s nachts": "03:00", "8 uur 's avonds": "20:00", "half 10 's avonds": "21:30", "8 uur 's ochtends": "08:00", "11 uur 's nachts": "23:00", "12 uur 's nachts": "00:00", "12 uur 's middags": "12:00",
		"3pm": "15:00", "9 am": "09:00", "9:30 p.m.": "21:30", "half past nine": "09:30", "quarter past three": "15:15 03:15", "quarter to 10": "09:45", "at 10 o'clock": "10:00", "noon": "12:00", "middernacht": "00:00", "٩": "09:00",

		"": "", "straks": "", "25 uur": "", "9:75": "", "9 of 10 uur": "", "9-10": "", "vanaf 9 uur": "", "half": "", "half 13": "", "half nine": "", "kwart over": "", "40 over 9": "", "middag": "", "na het eten": "", "24:00": "", "9 9 uur": "", "kwart voor half": "",
	} {
		if got := strings.Join(readTime(text), " "); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

func TestTelephoneNumbersAreRead(t *testing.T) {
	for text, want := range map[string]contact{
		"06 12345678": {value: "+31612345678"}, "06-12 34 56 78": {value: "+31612345678"}, "0612345678": {value: "+31612345678"}, "+31 6 12345678": {value: "+31612345678"}, "0031612345678": {value: "+31612345678"},
		"mijn nummer is 0612345678.": {value: "+31612345678"}, "(020) 624 1111": {value: "+31206241111"}, "+32 470 12 34 56": {value: "+32470123456"}, "٠٦١٢٣٤٥٦٧٨": {value: "+31612345678"},
		"0612345678 maar bel niet na tien, mijn vader luistert mee": {value: "+31612345678", more: true},

		"06123": {fault: flows.TextPhoneShort}, "112": {fault: flows.TextPhoneShort}, "06 1234567": {fault: flows.TextPhoneShort}, "061234567890": {fault: flows.TextPhoneLong}, "06123456789012345678901": {fault: flows.TextPhoneLong},
		"nee": {fault: flows.TextNoPhone}, "0612345678 of 0687654321": {fault: flows.TextNoPhone}, "0000000000": {fault: flows.TextNoPhone},
	} {
		if got := readPhone(text); got != want {
			t.Errorf("%q is %+v, want %+v", text, got, want)
		}
	}
}

func TestEmailAddressesAreRead(t *testing.T) {
	for text, want := range map[string]contact{
		"sam@voorbeeld.nl": {value: "sam@voorbeeld.nl"}, " Sam.de-Wit+bot@mail.voorbeeld.nl. ": {value: "Sam.de-Wit+bot@mail.voorbeeld.nl"}, "mijn mail is sam@voorbeeld.nl": {value: "sam@voorbeeld.nl"}, "<sam@voorbeeld.nl>": {value: "sam@voorbeeld.nl"},
		"sam@voorbeeld.nl maar niet bellen": {value: "sam@voorbeeld.nl", more: true},

		"sam": {fault: flows.TextNoEmail}, "sam at voorbeeld.nl": {fault: flows.TextNoEmail}, "a@b.nl of c@d.nl": {fault: flows.TextNoEmail},
		"sam@voorbeeld": {fault: flows.TextEmailWrong}, "sam@voorbeeld..nl": {fault: flows.TextEmailWrong}, "sam@.nl": {fault: flows.TextEmailWrong}, "sam@@voorbeeld.nl": {fault: flows.TextEmailWrong},
	} {
		if got := readEmail(text); got != want {
			t.Errorf("%q is %+v, want %+v", text, got, want)
		}
	}
}

func TestOneTypingErrorIsForgivenInLongWords(t *testing.T) {
	for _, c := range []struct {
		words, name string
		want        bool
	}{
		{"schol", "school", true}, {"schhool", "school", true}, {"schaol", "school", true}, {"shcool", "school", true}, {"thuus", "thuis", true}, {"thui", "thuis", true},
		{"gezondhied", "gezondheid", true}, {"schol of werk", "school of werk", true}, {"gewon praten", "gewoon praten", true}, {"gewon pratn", "gewoon praten", true}, {"één", "één", false},
		{"school", "school", false}, // exact is found before
		{"schl", "school", false}, {"gedl", "geld", false}, {"school of wrk", "school of werk", false}, {"school werk", "school of werk", false}, {"thuiss s", "thuis", false}, {"", "thuis", false}, {"thuis", "", false}, {"huis", "muis", false},
		{"дмоаш", "дмоша", true},
	} {
		if got := mistyped(c.words, c.name); got != c.want {
			t.Errorf("%q for %q: %v", c.words, c.name, got)
		}
	}
}

// Whatever somebody types, no reader panics, and what it reads is what it says.
func FuzzReaders(f *testing.F) {
	for _, seed := range []string{"27-11", "vrijdag 27 november", "zeven en een half", "kwart over 3 's nachts", "06 12345678", "a@b.nl", "over 3 dagen", "-1.000,5", "half", "€", "29 februari", "\xff", "１２", "nul duizend honderd"} {
		f.Add(seed, int64(1_795_000_000))
	}
	f.Fuzz(func(t *testing.T, text string, unix int64) {
		now := time.Unix(unix%4_000_000_000, 0)
		if date, fault := readDate(text, now); fault == dateFits {
			if d, err := time.Parse(time.DateOnly, date); err != nil || d.Format(time.DateOnly) != date {
				t.Errorf("%q is the date %q", text, date)
			}
		} else if date != "" {
			t.Errorf("%q is no date, and %q", text, date)
		}
		times := readTime(text)
		if len(times) > 2 || len(times) == 2 && times[0] == times[1] {
			t.Errorf("%q is %q", text, times)
		}
		for _, clock := range times {
			if at, err := time.Parse("15:04", clock); err != nil || at.Format("15:04") != clock {
				t.Errorf("%q is the time %q", text, clock)
			}
		}
		if n, ok := readNumber(text); ok {
			if v, err := strconv.ParseFloat(n, 64); err != nil || strconv.FormatFloat(v, 'f', -1, 64) != n {
				t.Errorf("%q is the number %q", text, n)
			}
		}
		if c := readPhone(text); (c.value == "") == (c.fault == "") || c.value != "" && c.value[0] != '+' {
			t.Errorf("%q is the telephone number %+v", text, c)
		}
		if c := readEmail(text); (c.value == "") == (c.fault == "") || c.value != "" && strings.Count(c.value, "@") != 1 {
			t.Errorf("%q is the address %+v", text, c)
		}
		for _, p := range between(text) {
			if p[0] > p[1] || !strings.Contains(text, text[p[0]:p[1]]) {
				t.Errorf("%q has the piece %v", text, p)
			}
		}
		mistyped(flows.Normal(text), "school of werk")
		if mistyped(flows.Normal(text), flows.Normal(text)) {
			t.Errorf("%q is a typing error of itself", text)
		}
	})
}

func TestPiecesOfAnAnswer(t *testing.T) {
	for text, want := range map[string][]string{
		"1, 3": {"1", " 3"}, "geld en thuis": {"geld", " thuis"}, "geld": {"geld"}, "a,b;c\nd+e&f": {"a", "b", "c", "d", "e", "f"}, ", ,": nil, "": nil, "1 en en 3": {"1", " 3"}, "lenen": {"lenen"},
	} {
		var got []string
		for _, p := range between(text) {
			got = append(got, text[p[0]:p[1]])
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q has the pieces %q", text, got)
		}
	}
}
