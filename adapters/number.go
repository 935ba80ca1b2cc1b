package adapters

import (
	"regexp"
	"strings"
)

// A whole number has at least so many digits ("0800 0113"), and none has more than most.
// One alone may be as short as shortest: 112. One that begins with neither nought nor plus
// might be a date, unless it has as many as abroad.
const (
	shortest  = 3
	abroad    = 10
	wholeFrom = 8
	most      = 15
)

// digitsInARow is what may be one telephone number in words, or more than one with a
// stroke between them.
var digitsInARow = regexp.MustCompile(`\+?[0-9](?:[0-9 \x{a0}()./\x{2010}-\x{2013}-]*[0-9])?`)

// Dials is the telephone number in what somebody wrote down ("Praktijk 2 Havens, 010 -
// 123 45 67"), as a link that rings it: "tel:0101234567", digits with at most a plus
// before them. Of several it is the first whole one. Empty: there is none, or nobody can
// tell which digits are one.
func Dials(written string) string {
	var short []string
	for _, row := range digitsInARow.FindAllString(written, -1) {
		number := bare(row)
		if first, _, cut := strings.Cut(row, "/"); cut && len(strings.Trim(bare(first), "+")) >= wholeFrom {
			number = bare(first)
		}
		n := len(strings.TrimPrefix(number, "+"))
		if n >= wholeFrom && n <= most && (number[0] == '0' || number[0] == '+' || n >= abroad || row == strings.TrimSpace(written)) {
			return "tel:" + number
		}
		if n >= shortest && n < wholeFrom {
			short = append(short, number)
		}
	}
	if len(short) == 1 {
		return "tel:" + short[0]
	}
	return ""
}

// bare is a number without what stands between its digits. The nought in brackets
// behind a country's number is dialled only within that country.
func bare(row string) string {
	if strings.HasPrefix(row, "+") || strings.HasPrefix(row, "00") {
		row = strings.Replace(row, "(0)", "", 1)
	}
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, row)
}
