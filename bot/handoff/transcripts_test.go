package handoff_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"omzien/bot/chat"
	"omzien/flows"
)

var update = flag.Bool("update", false, "rewrite the transcripts as the talks go now")

// The built-in playbook's own tests: whole talks, through the pure functions.
func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob("../../flows/playbook/transcripts/*.txt")
	if err != nil || len(files) < 6 {
		t.Fatalf("%d transcripts: %v", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			script, err := flows.ParseTranscript(filepath.Base(file), string(text))
			if err != nil {
				t.Fatal(err)
			}
			played := play(t, script)
			if *update {
				if err := os.WriteFile(file, []byte(played.String()), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// play plays a transcript and fails where what happens is not what it expects.
// It returns the talk as it went.
func play(t *testing.T, script flows.Transcript) flows.Transcript {
	w := newTalk(t)
	var played flows.Transcript
	var happened []flows.Move
	for _, m := range append(script.Moves, flows.Move{Kind: flows.MoveComment}) {
		if m.Kind.Expected() {
			happened = expect(t, happened, m)
			continue
		}
		for _, h := range happened {
			if h.Kind != flows.MoveReply && !*update {
				t.Errorf("before line %d nobody expected %q", m.Line, flows.Transcript{Moves: []flows.Move{h}}.String())
			}
		}
		played.Moves = append(played.Moves, m)
		happened = do(t, w, m)
		played.Moves = append(played.Moves, happened...)
	}
	played.Moves = played.Moves[:len(played.Moves)-1]
	return played
}

// expect takes what the move expects off what happened.
func expect(t *testing.T, happened []flows.Move, m flows.Move) []flows.Move {
	for i, h := range happened {
		if m.Same(h) {
			return happened[i+1:]
		}
		if h.Kind != flows.MoveReply { // what the desk is answered need not be written down
			break
		}
	}
	if !*update {
		t.Errorf("line %d expects\n%sbut what happens is\n%s", m.Line,
			flows.Transcript{Moves: []flows.Move{m}}, flows.Transcript{Moves: happened})
	}
	return nil
}

// do makes one move, and tells what happens.
func do(t *testing.T, w *talk, m flows.Move) []flows.Move {
	before := w.c
	switch m.Kind {
	case flows.MoveComment:
		return nil
	case flows.MoveClock:
		w.now = m.At
		return nil
	case flows.MovePass:
		w.passes(m.After)
	case flows.MoveStart:
		w.person(chat.Started, m.Text)
	case flows.MoveSay:
		w.says(m.Text)
	case flows.MovePress:
		w.press(m.Text)
	case flows.MoveDesk:
		if m.Act == chat.Ended {
			w.ends(m.Who, m.Cause)
		} else {
			w.does(m.Who, m.Act, m.Text)
		}
	default:
		t.Fatalf("line %d: no move", m.Line)
	}
	return outcome(w, before)
}

func outcome(w *talk, before chat.Conversation) []flows.Move {
	var all []flows.Move
	for _, m := range w.last.Say {
		if m.To != w.c.Address {
			continue
		}
		h := flows.Move{Kind: flows.MoveHear, Text: m.Text}
		if m.Speaker.Role == chat.RoleWorker {
			h.Who = m.Speaker.Name
		}
		for _, c := range m.Choices {
			h.Choices = append(h.Choices, c.Label)
		}
		all = append(all, h)
	}
	if w.c.Handoff.State == chat.Waiting && before.Handoff.State != chat.Waiting {
		all = append(all, flows.Move{Kind: flows.MoveHandoff, Team: w.c.Handoff.Team, Urgency: w.c.Handoff.Urgency})
	}
	for _, a := range w.last.Alarms {
		all = append(all, flows.Move{Kind: flows.MoveAlarm, Cause: a.Cause, Urgency: a.Urgency})
	}
	if w.c.Over && !before.Over {
		all = append(all, flows.Move{Kind: flows.MoveOver})
	}
	if w.c.Forgets() && !before.Forgets() {
		all = append(all, flows.Move{Kind: flows.MoveErased})
	}
	if w.last.Answer.Text != "" {
		all = append(all, flows.Move{Kind: flows.MoveReply, Text: w.last.Answer.Text})
	}
	return all
}
