package adapters

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// split cuts text into parts of at most limit UTF-16 units; joined they are the
// text. Limit 0 is none. There is always a part, and each has a rune at least,
// unless the text is empty.
func split(text string, limit int) []string {
	if limit <= 0 {
		return []string{text}
	}
	var parts []string
	for {
		at := cut(text, limit)
		if at == len(text) {
			return append(parts, text)
		}
		parts = append(parts, text[:at])
		text = text[at:]
	}
}

// A place is where a text may be cut: so many bytes, so many units.
type place struct{ bytes, units int }

// cut finds where the first part of the text ends, as a number of bytes.
func cut(text string, limit int) int {
	var paragraph, line, sentence, word, character, any place
	var c cluster
	at := place{}
	for at.bytes < len(text) {
		r, size := utf8.DecodeRuneInString(text[at.bytes:])
		if at.bytes > 0 {
			any = at
			whole := c.endsBefore(r)
			if whole {
				character = at
			}
			if before := text[:at.bytes]; whole && !unicode.IsSpace(r) && spaceEnds(before) {
				word = at
				switch gap := before[len(strings.TrimRightFunc(before, unicode.IsSpace)):]; {
				case strings.Count(gap, "\n") > 1:
					paragraph = at
				case strings.Contains(gap, "\n"):
					line = at
				case sentenceEnds(before[:len(before)-len(gap)]):
					sentence = at
				}
			}
		}
		if at.units+unitsOf(r) > limit && at.bytes > 0 {
			return firstGood(limit, paragraph, line, sentence, word, character, any)
		}
		c.add(r)
		at.bytes += size
		at.units += unitsOf(r)
	}
	return len(text)
}

// firstGood chooses the coarsest place that leaves the part at least half
// full; a word is kept whole wherever it can be.
func firstGood(limit int, paragraph, line, sentence, word, character, any place) int {
	for _, p := range [...]place{paragraph, line, sentence} {
		if p.units*2 >= limit {
			return p.bytes
		}
	}
	for _, p := range [...]place{word, character} {
		if p.bytes > 0 {
			return p.bytes
		}
	}
	return any.bytes
}

func spaceEnds(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return unicode.IsSpace(r)
}

func sentenceEnds(s string) bool {
	s = strings.TrimRight(s, `"')]»”’`)
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(".!?…؟。", r)
}

// cluster follows the runes that a reader sees as one character: a letter with
// its marks, a family of emoji, a flag.
type cluster struct {
	last  rune
	flags int // regional indicators in a row, up to the last rune
}

const zeroWidthJoiner = 0x200D

func (c *cluster) add(r rune) {
	c.last = r
	if regional(r) {
		c.flags++
	} else {
		c.flags = 0
	}
}

// endsBefore tells whether a new character begins with r.
func (c *cluster) endsBefore(r rune) bool {
	switch {
	case extends(r), c.last == zeroWidthJoiner, c.last == '\r' && r == '\n':
		return false
	case regional(r):
		return c.flags%2 == 0
	default:
		return true
	}
}

// extends tells whether r belongs to the character before it.
func extends(r rune) bool {
	return unicode.In(r, unicode.Mn, unicode.Me, unicode.Mc) ||
		r == zeroWidthJoiner || r == 0x200C ||
		0x1F3FB <= r && r <= 0x1F3FF || // skin colours
		0xE0020 <= r && r <= 0xE007F || // tags: the flag of Wales
		0x1160 <= r && r <= 0x11FF // vowels and finals of Hangul
}

func regional(r rune) bool { return 0x1F1E6 <= r && r <= 0x1F1FF }
