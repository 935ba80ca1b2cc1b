// Omzien looks out for people: young people write to youth workers, residents
// to their neighbourhood team, and a scripted talk hands them over to a human.
//
//	go run ./bot          run it
//	go run ./bot demo     see it with made-up people, on one page
//	go run ./bot check    read a playbook and show every mistake
//	go run ./bot init DIR copy the built-in playbook to a folder, to be changed
//	go run ./bot chat     play a flow in the terminal
//	go run ./bot test     play a playbook's transcripts and show what differs
//	go run ./bot graph    draw a flow: what leads to what
//	go run ./bot translate  write and merge a playbook's translations
//	go run ./bot schema   print a JSON Schema, for an editor
//	go run ./bot doctor   look at this machine's set-up and say what to mend
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/alecthomas/kong"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Environ(), os.Stdout)
	stop()
	if err != nil {
		if !errors.Is(err, errShown) {
			fmt.Fprintln(os.Stderr, "omzien:", err)
		}
		os.Exit(1)
	}
}

// run does what the arguments say. An error is for the person at the terminal:
// what is wrong, and what to do about it; errShown where it was said already.
func run(ctx context.Context, args, environ []string, out io.Writer) error {
	var line cli
	parser, err := kong.New(&line, kong.Name("omzien"),
		kong.Description("A chat bot for outreach and helplines of Dutch social work."), kong.Writers(out, out))
	if err != nil {
		return err
	}
	parsed, err := parser.Parse(args)
	if err != nil {
		return fmt.Errorf("%w. Try: omzien --help", err)
	}
	env := map[string]string{}
	for _, line := range environ {
		name, value, _ := strings.Cut(line, "=")
		env[name] = value
	}
	getenv := func(name string) string { return env[name] }
	cfg, err := readConfig(getenv)
	switch parsed.Selected().Name {
	case "check":
		dir, lang := cmp.Or(line.Check.Dir, cfg.Playbook), terminalLanguage(line.Check.Taal, getenv)
		if shown := check(out, dir, inWords(lang), time.Now()); shown != nil || !line.Check.Live {
			return shown
		}
		if err != nil {
			return wrongConfig(err)
		}
		return checkLive(ctx, out, cfg.storage(), dir, liveIn(lang))
	case "test":
		return test(out, cmp.Or(line.Test.Dir, cfg.Playbook), line.Test.Update)
	case "init":
		return initPlaybook(out, line.Init.Dir)
	case "demo":
		return demoCommand(ctx, out, os.Stderr, getenv, line.Demo.Port, time.Now())
	case "chat":
		dir := cmp.Or(line.Chat.Playbook, cfg.Playbook)
		return chatCommand(ctx, os.Stdin, os.Stdout, chatOptions{Flow: line.Chat.Flow, Playbook: dir}, line.Chat.At, time.Now())
	case "graph":
		return graph(out, cmp.Or(line.Graph.Playbook, cfg.Playbook), line.Graph.Flow, line.Graph.HTML, time.Now())
	case "schema":
		return schema(out, line.Schema.Kind)
	case "translate":
		return translate(out, line.Translate.Args, cfg.Playbook, line.Translate.translating, time.Now())
	case "doctor":
		return doctor(ctx, out, getenv, slices.Collect(maps.Keys(env)), time.Now(), line.Doctor.Post)
	}
	if err != nil {
		return wrongConfig(err)
	}
	return serve(ctx, cfg, out)
}

func wrongConfig(err error) error { return fmt.Errorf("the configuration is not right:\n%w", err) }
