package engine

import "unicode/utf8"

// letters is how many a word needs for a typing error in it to be forgiven.
const letters = 5

// mistyped tells whether the words are those of the name but for typing errors:
// at most one in each word of five letters or more. Both are normal.
func mistyped(words, name string) bool {
	wrong := 0
	for words != "" && name != "" {
		var w, n string
		w, words = firstWord(words)
		n, name = firstWord(name)
		if w == n {
			continue
		}
		if utf8.RuneCountInString(n) < letters || !oneOff([]rune(w), []rune(n)) {
			return false
		}
		wrong++
	}
	return words == "" && name == "" && wrong > 0
}

func firstWord(s string) (word, rest string) {
	for i := range len(s) {
		if s[i] == ' ' {
			return s[:i], s[i+1:]
		}
	}
	return s, ""
}

// oneOff tells whether one letter more, less or other makes a of b, or two
// neighbours that changed places.
func oneOff(a, b []rune) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	switch len(b) - len(a) {
	case 1: // one more
		return string(a[i:]) == string(b[i+1:])
	case 0:
		if i == len(a) || string(a[i+1:]) == string(b[i+1:]) {
			return true
		}
		return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && string(a[i+2:]) == string(b[i+2:])
	}
	return false
}
