package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"omzien/bot/rehearsal"
	"omzien/flows"
)

// test plays the playbook's transcripts and shows where a talk does not go as it
// was written down; errShown where one does not. With update it writes those
// anew, as they go now, for somebody to read what changed; then errShown is for
// what could not be written.
func test(out io.Writer, dir string, update bool) error {
	if dir == "" && update {
		return errors.New("the built-in playbook cannot be changed: make a copy of it (init DIR), and name that")
	}
	name, folder, book, err := readPlaybook(out, dir, inWords("en"))
	if err != nil {
		return err
	}
	files, err := fs.Glob(folder, "transcripts/*.txt")
	if err != nil || len(files) == 0 {
		return fmt.Errorf("%s has no transcripts to play: write a talk in transcripts/NAME.txt, as LEESMIJ.md shows", name)
	}
	differing, unread := 0, 0
	for _, file := range files {
		source, err := fs.ReadFile(folder, file)
		if err != nil {
			return fmt.Errorf("read %s: %w", file, err)
		}
		script, err := flows.ParseTranscript(file, string(source))
		var mistakes flows.Mistakes
		if errors.As(err, &mistakes) {
			unread++
			fmt.Fprintf(out, "unread   %s\n\n", file)
			for _, m := range mistakes {
				showMistake(out, folder, m)
			}
			continue
		}
		played := rehearsal.Play(script, rehearsal.NewTalk(book))
		switch {
		case len(played.Differences) == 0:
			fmt.Fprintf(out, "ok       %s\n", file)
			continue
		case !update:
			fmt.Fprintf(out, "differs  %s\n\n", file)
			differing++
		case troubled(played):
			fmt.Fprintf(out, "not written  %s: mend first what cannot be done there\n\n", file)
			differing++
		default:
			if err := os.WriteFile(filepath.Join(dir, filepath.FromSlash(file)), []byte(played.AsItWent.String()), 0o644); err != nil {
				return fmt.Errorf("write %s: %w", file, err)
			}
			fmt.Fprintf(out, "written  %s\n\n", file)
		}
		for _, d := range played.Differences {
			showDifference(out, d)
		}
	}
	switch {
	case unread > 0:
		fmt.Fprintf(out, "%s cannot be read.\n", count(unread, "transcript"))
	case differing > 0 && !update:
		fmt.Fprintf(out, "%s of %s: not as written down. Is it right as it goes now? Then write it down so:\ngo run ./bot test --update %s\n",
			count(differing, "transcript"), name, shellWord(dir))
	}
	if unread+differing > 0 {
		return errShown
	}
	return nil
}

// troubled tells whether a move could not be made: as the talk went is not what
// its author meant.
func troubled(p rehearsal.Played) bool {
	for _, d := range p.Differences {
		if d.Trouble != nil {
			return true
		}
	}
	return false
}

// showDifference shows what was done, what was expected and what came.
func showDifference(out io.Writer, d rehearsal.Difference) {
	if d.After.Kind == "" {
		fmt.Fprint(out, "  at the beginning, before anybody did anything\n")
	} else {
		fmt.Fprintf(out, "  line %d\n", d.After.Line)
		showMoves(out, d.After)
	}
	if d.Trouble != nil {
		fmt.Fprintf(out, "  cannot be done\n      %s\n", onScreen(d.Trouble.Error()))
	}
	if len(d.Expected) > 0 {
		fmt.Fprintf(out, "  expected, in line %d\n", d.Expected[0].Line)
		showMoves(out, d.Expected...)
	}
	switch {
	case len(d.Got) > 0 && len(d.Expected) > 0:
		fmt.Fprint(out, "  got\n")
	case len(d.Got) > 0:
		fmt.Fprint(out, "  got, and nobody expected it\n")
	case len(d.Expected) > 0:
		fmt.Fprint(out, "  got\n      nothing of it\n")
	}
	showMoves(out, d.Got...)
	fmt.Fprintln(out)
}

// showMoves shows moves as a transcript has them.
func showMoves(out io.Writer, moves ...flows.Move) {
	text := strings.TrimSuffix(flows.Transcript{Moves: moves}.String(), "\n")
	for line := range strings.SplitSeq(text, "\n") {
		if len(moves) > 0 {
			fmt.Fprintf(out, "      %s\n", onScreen(line))
		}
	}
}
