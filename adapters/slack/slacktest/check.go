package slacktest

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// check compares what is to be said with all that holds for it. Whatever does
// not fails the test; the word is how Slack refuses it.
func (f *Fake) check(c call) (word string) {
	message := object{}
	for key, v := range c.args {
		message[key] = v
	}
	delete(message, "type")
	found := measure("message", message)
	add := func(format string, args ...any) {
		found = append(found, fault{"invalid_arguments", fmt.Sprintf(format, args...)})
	}
	for _, name := range []string{"link_names", "parse"} {
		if message[name] != nil {
			add("%s is set: names in somebody's words would become mentions", name)
		}
	}
	if c.method == "chat.postMessage" {
		for _, name := range []string{"unfurl_links", "unfurl_media"} {
			if message[name] != false {
				add("%s is not false: Slack would fetch what somebody links to", name)
			}
		}
	}
	if isRaw(c.text("text")) && message["mrkdwn"] != false {
		add("the text holds < > or & unescaped")
	}
	if message["attachments"] != nil {
		add("attachments: what we say stands in blocks")
	}
	for _, name := range []string{"file_ids", "files", "filename"} {
		if message[name] != nil && c.method != "files.completeUploadExternal" {
			add("%s: files go by the external upload", name)
		}
	}
	if v := message["metadata"]; v != nil {
		if what := idOnly(v); what != "" {
			found = append(found, fault{"invalid_metadata_format", what})
		}
	}
	if definition := definitions[c.method]; definition != "" {
		found = append(found, judge(definition, message)...)
	}
	if c.method == "files.completeUploadExternal" {
		found = append(found, shared(message)...)
	}
	return f.report(c.method, found)
}

// shared compares what is to stand with a file. What the published types say of this
// method is not in the schema; of its blocks it is.
func shared(message object) []fault {
	var found []fault
	for _, b := range array(message["blocks"]) {
		if what := validate(blockTypes[str(b, "type")], b); what != "" {
			found = append(found, fault{"invalid_blocks", what})
		}
	}
	if message["initial_comment"] != nil {
		found = append(found, fault{"invalid_arguments", "initial_comment: it is read as mrkdwn, so that somebody's words could mention and link"})
	}
	for _, one := range array(message["files"]) {
		for key := range one.(object) {
			if key != "id" && key != "title" && key != "highlight_type" {
				found = append(found, fault{"invalid_arguments", "a file has no " + key})
			}
		}
		switch str(one, "title") {
		case "Foto", "Spraakbericht", "Video", "Document":
		default:
			found = append(found, fault{"invalid_arguments", "the title of a file may tell something"})
		}
	}
	return found
}

// checkName compares the name of a file that is handed in.
func (f *Fake) checkName(c call) {
	name, ending, _ := strings.Cut(c.text("filename"), ".")
	if !looksRandom.MatchString(name) || len(ending) > 4 {
		f.report(c.method, []fault{{"invalid_arguments", "the name of a file does not look random"}})
	}
}

// checkView compares a modal.
func (f *Fake) checkView(c call) (word string) {
	v, _ := c.args["view"].(object)
	found := append(measure("view", v), metadataOf(v)...)
	if encoded, err := json.Marshal(v); err != nil || len(encoded) > 250<<10 {
		found = append(found, fault{"view_too_large", "the view is over 250 kB"})
	}
	if definition := definitions[c.method]; definition != "" {
		found = append(found, judge(definition, c.args)...)
	}
	if c.method == "views.update" { // what it takes besides the view stands in no schema
		if what := validate("ModalView", v); what != "" {
			found = append(found, fault{"invalid_arguments", what})
		}
	}
	return f.report(c.method, found)
}

func (f *Fake) report(method string, found []fault) (word string) {
	for _, fault := range found {
		f.t.Errorf("slacktest: %s: %s (%s)", method, fault.what, fault.word)
		if word == "" {
			word = fault.word
		}
	}
	return word
}

// looksRandom is an id that tells nothing: long, of letters and digits.
var looksRandom = regexp.MustCompile(`^[A-Za-z0-9_=-]{16,64}$`)

// idOnly says what is wrong with metadata that shall hold one random id.
func idOnly(metadata any) string {
	m, _ := metadata.(object)
	payload, _ := m["event_payload"].(object)
	switch {
	case str(m, "event_type") == "":
		return "metadata without an event_type"
	case len(m) != 2 || len(payload) != 1:
		return "metadata holds more or less than one id"
	}
	id := metadataID(metadata)
	various := map[rune]bool{}
	for _, r := range id {
		various[r] = true
	}
	if !looksRandom.MatchString(id) || len(various) < 8 {
		return "the id in the metadata does not look random"
	}
	return ""
}

// definitions are the published types of what a method takes.
var definitions = map[string]string{
	"chat.postMessage": "ChatPostMessageArguments",
	"chat.update":      "ChatUpdateArguments",
	"views.open":       "ViewsOpenArguments",
}

// blockTypes are the published types of the blocks that we may use.
var blockTypes = map[string]string{
	"actions": "ActionsBlock", "context": "ContextBlock", "divider": "DividerBlock", "header": "HeaderBlock",
	"input": "InputBlock", "rich_text": "RichTextBlock", "section": "SectionBlock",
}

// schema is what OMZIEN_ORACLES holds; nil where it is not set.
var schema = sync.OnceValues(func() (*jsonschema.Compiler, error) {
	folder := os.Getenv("OMZIEN_ORACLES")
	if folder == "" {
		return nil, nil
	}
	file, err := os.Open(filepath.Join(folder, "slack.schema.json"))
	if err != nil {
		return nil, fmt.Errorf("read slack's types: %w", err)
	}
	defer file.Close()
	document, err := jsonschema.UnmarshalJSON(file)
	if err != nil {
		return nil, fmt.Errorf("read slack's types: %w", err)
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("slack.json", document); err != nil {
		return nil, fmt.Errorf("read slack's types: %w", err)
	}
	return compiler, nil
})

// compiling guards the compiler, which several workspaces share.
var compiling = sync.OnceValue(func() *sync.Mutex { return new(sync.Mutex) })

// reportOracle says loudly where the published types are not looked at.
func reportOracle(t testing.TB) {
	t.Helper()
	compiler, err := schema()
	switch {
	case err != nil:
		t.Fatalf("slacktest: %v", err)
	case compiler != nil:
	case os.Getenv("OMZIEN_TEST_ALL") == "1":
		t.Fatal("slacktest: OMZIEN_ORACLES names no folder with slack.schema.json")
	default:
		t.Log("SKIPPED: what is sent is not compared with Slack's published types: OMZIEN_ORACLES is not set")
	}
}

// judge compares arguments with a published type. A block of a known type is
// compared with the type of its own, which says more.
func judge(definition string, arguments object) []fault {
	var found []fault
	for _, b := range array(arguments["blocks"]) {
		kind := str(b, "type")
		if blockTypes[kind] == "" {
			found = append(found, fault{"invalid_blocks", "a block of type " + kind + " is none that we use"})
		} else if what := validate(blockTypes[kind], b); what != "" {
			found = append(found, fault{"invalid_blocks", kind + ": " + what})
		}
	}
	if len(found) > 0 {
		return found
	}
	if what := validate(definition, arguments); what != "" {
		found = append(found, fault{"invalid_arguments", what})
	}
	return found
}

// validate says in what a value is not of this type.
func validate(definition string, v any) string {
	compiler, err := schema()
	if err != nil || compiler == nil {
		return ""
	}
	compiling().Lock()
	compiled, err := compiler.Compile("slack.json#/definitions/" + definition)
	compiling().Unlock()
	if err != nil {
		return err.Error()
	}
	err = compiled.Validate(v)
	if err == nil {
		return ""
	}
	text := strings.ReplaceAll(err.Error(), "\n", " ")
	return definition + ": " + text[:min(len(text), 700)]
}
