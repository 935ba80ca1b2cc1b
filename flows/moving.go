package flows

import (
	"slices"
	"strconv"
	"strings"

	"omzien/bot/chat"
)

// waitings are what may become of those who wait in a flow that changes.
var waitings = [...]string{"stay", "move"}

// Fate is what becomes of somebody in an older version of a flow.
type Fate int

const (
	Current    Fate = iota // they are in the current version
	Moves                  // they go on in the current version
	Stays                  // they keep theirs: the flow does not say waiting: move
	NoFlow                 // ... the current version has no such flow
	NoStep                 // ... it has no such step; one without an id is known by its variable, else by its text
	OtherKind              // ... the step does something else
	OtherData              // ... what they told has another type
	NotWaiting             // ... no step waits for them
)

// Fate tells what becomes of somebody whose talk stands in old at the step with
// this id. All flows of their calls move together, or none does.
func (t *Talks) Fate(old *Talks, c chat.Conversation, step string) Fate {
	if c.Flow.Version == t.Version {
		return Current
	}
	if step == "" {
		return NotWaiting
	}
	fate, called := t.fate(old, c.Flow.Name, step, c.Data), c.Flow.Name
	for _, call := range slices.Backward(c.Calls) {
		if fate == Moves {
			fate = t.fate(old, call.Flow, call.Step, call.Data)
		}
		if fate == Moves && !t.calls(call, called) {
			fate = OtherKind
		}
		called = call.Flow
	}
	return fate
}

// fate judges one flow and one step of it.
func (t *Talks) fate(old *Talks, name, id string, data map[string]string) Fate {
	was, is := old.Flows[name], t.Flows[name]
	if was == nil || is == nil {
		return NoFlow
	}
	before, _ := was.Step(id)
	now, _ := is.Step(id)
	switch {
	case before == nil || now == nil:
		return NoStep
	case before.Kind != now.Kind:
		return OtherKind
	case placed(id) && (before.Text.base == "" || before.Text.base != now.Text.base || before.Save != now.Save):
		return NoStep // a step before it came or went
	}
	for variable := range data {
		a, known := was.Data[variable]
		if b, still := is.Data[variable]; known && still && a.Type != b.Type {
			return OtherData
		}
	}
	if !is.Moves {
		return Stays
	}
	return Moves
}

// placed tells whether the step was named by its place alone.
func placed(id string) bool {
	_, err := strconv.Atoi(id[strings.LastIndexByte(id, ':')+1:])
	return err == nil && strings.Contains(id, ":")
}

// calls tells whether the step still calls this flow.
func (t *Talks) calls(call chat.Call, flow string) bool {
	step, _ := t.Flows[call.Flow].Step(call.Step)
	return step.Call != nil && step.Call.Flow == flow
}

// Older is a version that runs beside the current one; nil where it is not at
// hand.
func (p *Playbook) Older(version string) *Talks { return p.older[version] }
