package turn

import (
	"encoding/binary"
	"unicode/utf8"

	"omzien/bot/chat"
)

// Echoes tells whether the person's words are what the bot itself said just
// before, so that another bot may have sent them back. Nobody types that; short
// words never count.
func (t *Turn) Echoes(text string) bool {
	sign := signOf(text)
	if sign == "" {
		return false
	}
	for signs := t.C.Echo; len(signs) >= signSize; signs = signs[signSize:] {
		if signs[:signSize] == sign {
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
	if sign := signOf(m.Text); sign != "" {
		t.C.Echo = sign + t.C.Echo[:min(len(t.C.Echo), (mostSigns-1)*signSize)]
	}
}

const (
	mostSigns = 4  // what the bot said last
	signSize  = 8  // bytes
	signEnds  = 24 // bytes of a text's beginning and of its end that its sign is made of
	signLeast = 15 // bytes of letters that a text must have there; below that it has no sign
)

// signOf is a short sign of the letters and digits at both ends of a text; empty
// where there are too few. Case, blanks and punctuation do not count.
func signOf(text string) string {
	sign, letters := uint64(offset), 0
	for i := 0; i < len(text) && letters < signEnds; i++ {
		if c := folded[text[i]]; c != 0 {
			sign, letters = (sign^uint64(c))*prime, letters+1
		}
	}
	if letters < signLeast {
		return ""
	}
	enough := letters + signEnds
	for i := len(text) - 1; i >= 0 && letters < enough; i-- {
		if c := folded[text[i]]; c != 0 {
			sign, letters = (sign^uint64(c))*prime, letters+1
		}
	}
	return string(binary.BigEndian.AppendUint64(nil, sign))
}

// FNV-1a's.
const offset, prime = 14695981039346656037, 1099511628211

// folded is each byte as a sign takes it in; 0 where it does not count. The
// bytes of other letters count as they are.
var folded = func() (table [256]byte) {
	for c := range table {
		switch b := byte(c); {
		case b >= 'A' && b <= 'Z':
			table[c] = b + 'a' - 'A'
		case b >= 'a' && b <= 'z', b >= '0' && b <= '9', b >= utf8.RuneSelf:
			table[c] = b
		}
	}
	return table
}()
