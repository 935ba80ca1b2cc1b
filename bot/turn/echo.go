package turn

import (
	"unicode"
	"unicode/utf8"

	"omzien/bot/chat"
)

// Echoes tells whether the person's words are what the bot itself said just
// before, so that another bot may have sent them back. Nobody types that; short
// words never count.
func (t *Turn) Echoes(text string) bool {
	sign := signOf(text)
	if sign == 0 {
		return false
	}
	for _, said := range t.C.Echo {
		if said == sign {
			return true
		}
	}
	return false
}

// remember keeps the sign of what the bot says to the person.
func (t *Turn) remember(m chat.Message) {
	if m.Speaker != chat.Program {
		return
	}
	if sign := signOf(m.Text); sign != 0 {
		copy(t.C.Echo[1:], t.C.Echo[:])
		t.C.Echo[0] = sign
	}
}

const (
	signEnds  = 48 // bytes of a text's beginning and of its end that its sign is made of
	signLeast = 15 // letters that a text must have there; below that it has no sign
)

// signOf is a short sign of the letters and digits at both ends of a text; 0
// where there are too few. Case, blanks and punctuation do not count.
func signOf(text string) uint64 {
	const offset, prime = 14695981039346656037, 1099511628211 // FNV-1a
	sign, letters := uint64(offset), 0
	add := func(r rune) bool {
		if r < utf8.RuneSelf {
			switch {
			case r >= 'A' && r <= 'Z':
				r += 'a' - 'A'
			case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			default:
				return false
			}
		} else if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return false
		} else {
			r = unicode.ToLower(r)
		}
		sign = (sign ^ uint64(r)) * prime
		letters++
		return true
	}
	for _, r := range text {
		if add(r); letters == signEnds {
			break
		}
	}
	from := letters
	for end := len(text); end > 0 && letters < from+signEnds; {
		r, size := utf8.DecodeLastRuneInString(text[:end])
		end -= size
		add(r)
	}
	if from < signLeast {
		return 0
	}
	return sign
}
