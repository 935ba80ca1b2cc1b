package flows

import "strings"

// reviewedField names who reviewed a whole catalogue, in its header.
const reviewedField = "X-Reviewed-By"

// reviewedWords begin the comment that names who reviewed one translation:
// "# nagekeken: Noor, 2026-11-22".
var reviewedWords = [...]string{"nagekeken:", "reviewed:"}

// reviewer is who reviewed the translation, as it stands there; empty where
// nobody did, or where it waits for a review again.
func (e entry) reviewer() string {
	for _, line := range e.comments {
		words, ok := strings.CutPrefix(line, "# ")
		if !ok {
			continue
		}
		words = strings.TrimSpace(words)
		for _, begin := range reviewedWords {
			if len(words) > len(begin) && strings.EqualFold(words[:len(begin)], begin) && !e.fuzzy {
				return strings.TrimSpace(words[len(begin):])
			}
		}
	}
	return ""
}
