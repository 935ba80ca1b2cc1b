package flows

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// undoFor is how long a worker's text waits before it leaves, where the
// organisation does not say; longestUndo is the most that it may say: the person
// waits just as long.
const (
	undoFor     = 5 * time.Second
	longestUndo = time.Minute
)

// undoShape is a number of seconds: 5 s, 10 seconden; a bare 0 is no wait at all.
var undoShape = regexp.MustCompile(`^(?:0|([0-9]{1,3})\s*(?:s|sec|seconde|seconden))$`)

// undoPattern is undoShape for editors, up to longestUndo: whatever capitals and
// blanks.
func undoPattern() string {
	var units []string
	for _, u := range []string{"s", "sec", "seconde", "seconden"} {
		units = append(units, anyCase(u))
	}
	return `^\s*(0|0*([0-5]?[0-9]|60)\s*(` + strings.Join(units, "|") + `))\s*$`
}

// undo reads how long a worker may take a text back before it leaves; 0 is off.
func (d *document) undo(n *yaml.Node) time.Duration {
	s := d.text(n, "undo")
	if s == "" {
		return undoFor
	}
	m := undoShape.FindStringSubmatch(strings.ToLower(s))
	if m == nil {
		d.add(d.at(n), badUndo, clip(s))
		return undoFor
	}
	seconds, _ := strconv.Atoi(m[1]) // a bare 0 has none
	long := time.Duration(seconds) * time.Second
	if long > longestUndo {
		d.add(d.at(n), longUndo, clip(s))
		return undoFor
	}
	return long
}
