package flows

// This file holds the signatures that engine and switchboard build on until
// each has its own file. It goes away when the loader stands.

import (
	"errors"
	"io/fs"
	"time"
	_ "time/tzdata"
)

func load(dir fs.FS) (*Playbook, error)                    { return nil, errors.New("the loader is not there yet") }
func loadTalks(source []byte) (*Talks, error)              { return nil, errors.New("the loader is not there yet") }
func (t *Talks) fixed(id TextID, lang, form string) string { return texts[id].je }

// Translate gives a text of a page (its Dutch base text in that form) in the language.
func (p *Playbook) Translate(lang, form, base string) string { return base }

// Condition is a compiled "when".
type Condition struct{}

// Holds evaluates the condition over a conversation's data. It is total: data
// that does not fit its type counts as not given.
func (c *Condition) Holds(data map[string]string) bool { return true }

// Begin finds the flow that starts with a deep link's payload, or with these
// words as the whole message, or by default on this adapter; the first of these
// that fits. Where none is the default there, the first flow in the order of
// the file names.
func (p *Playbook) Begin(adapter, payload, words string) *Flow { return nil }

// Open tells whether the team has its opening hours at this moment.
func (t Team) Open(at time.Time) bool { return true }

// Opens is when the team next opens, at or after this moment; false when it
// never does within a week.
func (t Team) Opens(at time.Time) (time.Time, bool) { return at, true }

// Open tells whether somebody answers the number at this moment.
func (n Number) Open(at time.Time) bool { return true }

// Helping lists the numbers for one of these purposes that are open now,
// day-and-night ones first; 112 is not among them.
func (p *Playbook) Helping(at time.Time, purposes ...string) []Number { return nil }

// Reserved is a word that wins over any flow when it is the whole message.
type Reserved int

const (
	NoReserved  Reserved = iota
	WantHuman            // mens, medewerker, iemand, echt persoon
	WantStop             // stop
	WantRestart          // opnieuw
	WantHelp             // nood, help, sos
	WantErase            // wis
	WantCode             // code, terugkomcode
)

// ReservedWord reads a whole message as a reserved word, in any language that
// has them; case, accents and punctuation at the ends do not count.
func ReservedWord(text string) Reserved { return NoReserved }

// Normal folds a text for comparison: lower case, no accents, single spaces,
// no punctuation at the ends.
func Normal(text string) string { return text }

// Yes and No are the closed lists of words that mean so.
func Yes(text string) bool { return false }

// No tells whether the whole message means no.
func No(text string) bool { return false }
