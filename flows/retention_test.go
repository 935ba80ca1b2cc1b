package flows

import (
	"testing"
	"time"
)

// P4: how long a talk is kept is the organisation's to say, and thirty days where it
// does not.
func TestP4_HowLongATalkIsKeptIsASetting(t *testing.T) {
	const day = 24 * time.Hour
	for retention, want := range map[string]time.Duration{
		"":                                  30 * day,
		"retention: {}\n":                   30 * day,
		"retention: {talks: 1 dag}\n":       day,
		"retention: {talks: 90 dagen}\n":    90 * day,
		"retention: {talks: 365 Dagen}\n":   365 * day,
		"retention: {talks: \"2 weken\"}\n": 14 * day,
	} {
		book, err := keeping(retention)
		if err != nil {
			t.Fatalf("%q: %v", retention, err)
		}
		if got := book.Organisation.Kept; got != want {
			t.Errorf("%q: kept for %v, want %v", retention, got, want)
		}
	}
}

// Law 20: a time that is none is refused, and nothing goes by it.
func TestLaw20_ATimeThatIsNoneIsRefused(t *testing.T) {
	for _, talks := range []string{"30", "0 dagen", "12 uur", "400 dagen", "-1 dag", "1 jaar", "altijd"} {
		if _, err := keeping("retention: {talks: \"" + talks + "\"}\n"); err == nil {
			t.Errorf("%q was taken", talks)
		}
	}
}

func keeping(retention string) (*Playbook, error) {
	return Load(folder(map[string]string{
		"organisation.yaml": "name: W\nlanguage: nl\n" + retention + "teams:\n  team: {label: het team, achterwacht: nee, hours: altijd}\n",
		"numbers.yaml": "numbers:\n  - {name: Nul, phone: \"0800-1\", hours: altijd, owner: o," +
			" for: [suicide, violence, sexual, child, anything]}\n",
	}))
}
