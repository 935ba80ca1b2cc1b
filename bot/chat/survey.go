package chat

import "time"

// SurveyAnswer is what somebody answered to one question of a survey. Whose it is, is
// known by a hash alone, so that everybody counts once and can be erased.
type SurveyAnswer struct {
	Survey   string // the programme
	Question string // the variable
	Values   string // of choices, with commas between them
	Quote    string // words, where it asked for those
}

// QuoteStand is what a worker made of somebody's words.
type QuoteStand string

const (
	QuoteWaits QuoteStand = "waits" // nobody looked yet
	QuoteTaken QuoteStand = "taken" // it may be read by others
	QuoteLeft  QuoteStand = "left"  // it is left out
)

// Quote is what somebody wrote in a survey. Who did is not known here.
type Quote struct {
	ID       string // opaque; another one once the words are others
	Question string
	Words    string // as it was written, or as a worker made it
	Stand    QuoteStand
}

// Survey is what came of one.
type Survey struct {
	People int                       // who answered anything
	Counts map[string]map[string]int // question -> value -> how many chose it
	Quotes []Quote                   // in no order that tells anything of who wrote them
}

// LeastShown is how many must have answered the same before a number is shown: of fewer
// one could see who they are.
const LeastShown = 5

// SurveyFor is how long answers are kept after they were given.
const SurveyFor = 180 * 24 * time.Hour
