package flows

import (
	"regexp"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// keptFor is how long what was said in a talk stays after it was closed, where the
// organisation does not say (law 20); longestKept is the most that it may say.
const (
	keptFor     = 30 * 24 * time.Hour
	longestKept = 365 * 24 * time.Hour
)

// keptShape is a number of days or weeks, one or more.
var keptShape = regexp.MustCompile(`^0*[1-9][0-9]{0,2}\s*(d|dag|dagen|w|week|weken)$`)

// keptPattern is keptShape for editors: whatever capitals and blanks.
func keptPattern() string {
	var units []string
	for _, u := range []string{"d", "dag", "dagen", "w", "week", "weken"} {
		units = append(units, anyCase(u))
	}
	return `^\s*0*[1-9][0-9]{0,2}\s*(` + strings.Join(units, "|") + `)\s*$`
}

// kept reads how long a talk is kept after it was closed.
func (d *document) kept(n *yaml.Node) time.Duration {
	s := d.text(n, "talks")
	if s == "" {
		return keptFor
	}
	long, ok := parseDuration(s)
	if !ok || long > longestKept || !keptShape.MatchString(strings.ToLower(strings.TrimSpace(s))) {
		d.add(d.at(n), badKept, clip(s))
		return keptFor
	}
	return long
}
