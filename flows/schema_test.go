package flows

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"
)

// schemas compiles every schema, and gives it as it is written, too.
func schemas(t *testing.T) (compiled map[string]*jsonschema.Schema, written map[string]map[string]any) {
	t.Helper()
	compiled, written = map[string]*jsonschema.Schema{}, map[string]map[string]any{}
	for _, kind := range Schemas() {
		source, ok := Schema(kind)
		if !ok {
			t.Fatalf("there is no schema for %s", kind)
		}
		document, err := jsonschema.UnmarshalJSON(bytes.NewReader(source))
		if err != nil {
			t.Fatal(err)
		}
		written[kind] = document.(map[string]any)
		c := jsonschema.NewCompiler()
		if err := c.AddResource(kind+".json", document); err != nil {
			t.Fatal(err)
		}
		if compiled[kind], err = c.Compile(kind + ".json"); err != nil {
			t.Fatal(err)
		}
	}
	return compiled, written
}

// kindOfFile is the schema for a file of a playbook; empty where there is none.
func kindOfFile(name string) string {
	switch {
	case strings.HasPrefix(name, "flows/") && strings.HasSuffix(name, ".yaml"):
		return "flow"
	case name == "organisation.yaml" || name == "numbers.yaml" || name == "directory.yaml" || name == "programmes.yaml" || name == "appointments.yaml" || name == "texts.yaml":
		return strings.TrimSuffix(name, ".yaml")
	}
	return ""
}

// asEditor reads YAML as an editor does that knows version 1.2.
func asEditor(source string) (any, error) {
	var root yaml.Node
	if err := yaml.Load([]byte(source), &root); err != nil {
		return nil, err
	}
	return plain(root.Content[0]), nil
}

func plain(n *yaml.Node) any {
	switch {
	case n.Kind == yaml.MappingNode:
		all := map[string]any{}
		for i := 0; i < len(n.Content); i += 2 {
			all[n.Content[i].Value] = plain(n.Content[i+1])
		}
		return all
	case n.Kind == yaml.SequenceNode:
		all := []any{}
		for _, c := range n.Content {
			all = append(all, plain(c))
		}
		return all
	case n.Tag == "!!int" || n.Tag == "!!float" || n.Tag == "!!bool" || n.Tag == "!!null":
		var v any
		_ = n.Decode(&v)
		return v
	}
	return n.Value
}

func TestSchemaTakesWhatTheLoaderTakes(t *testing.T) {
	compiled, _ := schemas(t)
	files := map[string]string{}
	for name, source := range soundPlaybook {
		files["sound: "+name] = source
	}
	err := fs.WalkDir(BuiltIn(), ".", func(name string, e fs.DirEntry, err error) error {
		if err == nil && kindOfFile(name) != "" {
			source, _ := fs.ReadFile(BuiltIn(), name)
			files["built-in: "+name] = string(source)
		}
		return err
	})
	guide, _ := fs.ReadFile(BuiltIn(), "LEESMIJ.md")
	_, example, found := strings.Cut(string(guide), "```yaml\n")
	if example, _, _ = strings.Cut(example, "```"); err != nil || !found {
		t.Fatalf("LEESMIJ.md has no example: %v", err)
	}
	files["LEESMIJ: flows/example.yaml"] = example
	files["odd: flows/x.yaml"] = "flow: x\ntitle: 2026\nlanguage: pt-BR\nform: u\nstarts: [{deeplink: 12, words: [7, ja]}, {default: webchat}]\ndata: {v: {type: number}}\n" +
		"steps:\n  - choose: 3\n    save: v\n    options:\n      - 1: 1\n      - 2: {label: 2.5, also: [twee, 2]}\n  - ask: Wat?\n    skip: {label: 0, goto: end}\n  - end: true\n    id: klaar\n"
	files["odd: numbers.yaml"] = "numbers:\n  - {name: 113, phone: \"112\", for: [suicide, violence, sexual, child, anything], hours: ALTIJD, owner: 1}\n" +
		"  - {name: Nul, phone: +31 20 1, for: [money], hours: [ma - vr 9:00-17.00, \"Za, zo 22:00-2:00\"], ages: -18, owner: o, checked: 2026-11-21}\n" +
		"  - {name: M, phone: 020-1, for: [money], hours: di 9:00-24:00, ages: 18-, owner: o}\n"
	for name, source := range files {
		_, file, _ := strings.Cut(name, ": ")
		if strings.HasPrefix(name, "odd: ") {
			if _, err := Load(folder(map[string]string{file: source})); err != nil {
				t.Errorf("%s does not load, so that it shows nothing:\n%v", name, err)
			}
		}
		document, err := asEditor(source)
		if err == nil {
			err = compiled[kindOfFile(file)].Validate(document)
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// unseen are the broken playbooks whose mistake no schema can see: it needs the
// rest of the file, other files, or what YAML itself leaves out.
var unseen = regexp.MustCompile(`^(` +
	`directory-(postcode-shared|themes-unknown|place-unknown|hours)|find-(loop|nowhere)|appointments-steps|entry-place|holiday-name|days-turned|` +
	`call-(circle|itself|nobody|other-form|through-circle|too-deep|variables)|closed-place|consent-into-text|give-up-.*|set-(expression|value)|too-much-at-once|wait-(by-night|clock-and-day|until-text|until-undeclared)|` +
	`again-.*|anchor|counts-(themes|nowhere)|ask-into-.*|choose-into-.*|condition-.*|done-.*|double-(also|flow|id|key|label|value|word)|entry-.*|from-.*|goto-.*|keep-other-type|loop.*|media-.*|no-default|not-yaml.*|` +
	`number-(double|not-by-night|only-for-some-ages)|option-called-.*|option-not-.*|one-into-.*|organisation-empty|po-.*|reserved-.*|scale-into-.*|several-(goto|into-.*|with.*)|skip-is.*|tagged|too-long|translated-.*|trap-no|two-documents|two-loops|` +
	`undeclared-.*|unknown-file|unknown-team|unreachable.*|unsaved|wrong-language-case|yml)$`)

func TestSchemaRefusesBrokenFiles(t *testing.T) {
	compiled, _ := schemas(t)
	refused := 0
	for _, file := range brokenFiles(t) {
		name := strings.TrimSuffix(filepath.Base(file), ".txt")
		ok := true
		for path, source := range readBroken(t, file).files {
			s := compiled[kindOfFile(path)]
			if s == nil {
				continue
			}
			if document, err := asEditor(source); err == nil && s.Validate(document) != nil {
				ok = false
			}
		}
		if ok == !unseen.MatchString(name) {
			t.Errorf("%s: refused is %v", name, !ok)
		}
		if !ok {
			refused++
		}
	}
	if refused < 50 {
		t.Errorf("only %d broken playbooks are refused", refused)
	}
}

// mappings are the places in a playbook keys stand, and where the
// schema has them.
var mappings = []struct{ name, file, source, at string }{ // at: keys from the schema's root
	{"flow", "flows/x.yaml", "{%s}", ""},
	{"start", "flows/x.yaml", "starts: [{%s}]", "properties starts items"},
	{"counts", "flows/x.yaml", "counts: {%s}", "properties counts"},
	{"variable", "flows/x.yaml", "data: {v: {%s}}", "properties data additionalProperties"},
	{"skip", "flows/x.yaml", "steps: [{ask: A, skip: {%s}}]", "properties steps items anyOf 1 properties skip anyOf 1"},
	{"remind", "flows/x.yaml", "steps: [{ask: A, remind: {%s}}]", "properties steps items anyOf 1 properties remind anyOf 1"},
	{"give_up", "flows/x.yaml", "steps: [{ask: A, give_up: {%s}}]", "properties steps items anyOf 1 properties give_up anyOf 1"},
	{"wait", "flows/x.yaml", "steps: [{wait: {%s}}]", "properties steps items anyOf 8 properties wait anyOf 1"},
	{"link", "flows/x.yaml", "steps: [{say: A, link: {%s}}]", "properties steps items anyOf 0 properties link"},
	{"option", "flows/x.yaml", "steps: [{choose: A, options: [a: {%s}]}]", "properties steps items anyOf 2 properties options items additionalProperties anyOf 1"},
	{"organisation", "organisation.yaml", "{%s}", ""},
	{"team", "organisation.yaml", "teams: {t: {%s}}", "properties teams additionalProperties"},
	{"limits", "organisation.yaml", "limits: {%s}", "properties limits"},
	{"numbers", "numbers.yaml", "{%s}", ""},
	{"number", "numbers.yaml", "numbers: [{%s}]", "properties numbers items"},
	{"directory", "directory.yaml", "{%s}", ""},
	{"neighbourhood", "directory.yaml", "neighbourhoods: {n: {%s}}", "properties neighbourhoods additionalProperties"},
	{"entry", "directory.yaml", "entries: {e: {%s}}", "properties entries additionalProperties"},
	{"when", "directory.yaml", "entries: {e: {title: E, kind: groep, when: {%s}}}", "properties entries additionalProperties properties when anyOf 0"},
	{"programme", "programmes.yaml", "p: {%s}", "additionalProperties"},
	{"circle", "programmes.yaml", "p: {circles: {c: {%s}}}", "additionalProperties properties circles additionalProperties"},
	{"calendar", "appointments.yaml", "team: {%s}", "additionalProperties"},
	{"meeting", "appointments.yaml", "team: {places: {p: {%s}}}", "additionalProperties properties places additionalProperties"},
	{"shift", "appointments.yaml", "team: {times: [{%s}]}", "additionalProperties properties times items"},
	{"coordinator", "organisation.yaml", "coordinators: {c: {%s}}", "properties coordinators additionalProperties"},
	{"texts", "texts.yaml", "{%s}", ""},
	{"text", "texts.yaml", "texts: {t: {%s}}", "properties texts additionalProperties"},
	{"holidays", "organisation.yaml", "holidays: {%s}", "properties holidays"},
}

const odd = "qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq"

// The loader is asked itself: it lists the keys that it knows to whoever writes
// another, and those that it misses to whoever writes none.
func TestSchemaKnowsTheLoadersKeys(t *testing.T) {
	_, written := schemas(t)
	for _, m := range mappings {
		t.Run(m.name, func(t *testing.T) {
			at := down(t, written[kindOfFile(m.file)], m.at)
			if got, want := sortedKeys(at["properties"]), knownTo(t, m.file, fmt.Sprintf(m.source, odd+": x")); !slices.Equal(got, want) {
				t.Errorf("the schema has %q, the loader %q", got, want)
			}
			var got []string
			required, _ := at["required"].([]any)
			for _, r := range required {
				got = append(got, r.(string))
			}
			slices.Sort(got)
			if want := missedBy(m.file, fmt.Sprintf(m.source, "")); !slices.Equal(got, want) {
				t.Errorf("the schema requires %q, the loader %q", got, want)
			}
			if at["additionalProperties"] != false {
				t.Error("the schema takes other keys, too")
			}
		})
	}
	var all []string
	for _, kind := range down(t, written["flow"], "properties steps items")["anyOf"].([]any) {
		all = append(all, sortedKeys(kind.(map[string]any)["properties"])...)
	}
	slices.Sort(all)
	if got, want := slices.Compact(all), knownTo(t, "flows/x.yaml", "steps: [{"+odd+": x}]"); !slices.Equal(got, want) {
		t.Errorf("steps: the schema has %q, the loader %q", got, want)
	}
}

// Which key may stand in which step: every pair, asked of both.
func TestSchemaKnowsWhatStandsInAStep(t *testing.T) {
	compiled, _ := schemas(t)
	values := map[string]string{"find": "directory", "most": "3",
		"link": "{label: A, to: \"https://a.nl\"}", "remind": "1 uur", "give_up": "1 dag", "wait": "1 dag", "set": "{v: x}", "with": "{v: x}", "back": "{v: x}",
		"end": "true", "options": "[a: A, b: B]", "card": "[v]", "buttons": "big", "urgency": "quiet", "several": "ja", "returning": "ja", "as": "faces"}
	for _, key := range stepKeys {
		if values[key.name] == "" {
			values[key.name] = "tekst"
		}
	}
	for _, d := range &deeds {
		kind, steps, sources := d.kind, map[string]string{}, map[string]string{}
		for i, key := range stepKeys {
			step := fmt.Sprintf("%s: %s", kind, values[string(kind)])
			if key.name != string(kind) {
				step += fmt.Sprintf(", %s: %s", key.name, values[key.name])
			}
			if strings.Contains(step, "consent:") && key.name != "for" {
				step += ", for: tekst"
			}
			if key.name == "closed" && (kind == StepNotify || kind == StepHandoff) {
				step += ", say: tekst"
			}
			if strings.Contains(step, "choose:") && key.name != "options" && key.name != "from" { // which it cannot do without
				step += ", options: " + values["options"]
			}
			if strings.Contains(step, "find:") && key.name != "save" {
				step += ", save: " + values["save"]
			}
			file := fmt.Sprintf("flows/x%d.yaml", i)
			steps[file] = step
			sources[file] = fmt.Sprintf("flow: x%d\ntitle: X\nlanguage: nl\nform: je\nstarts: [{deeplink: x%[1]d}]\nsteps: [{%s}]\n", i, step)
		}
		_, err := Load(folder(sources)) // all at once: none hides another's mistakes
		var found Mistakes
		errors.As(err, &found)
		for file, step := range steps {
			fits := !slices.ContainsFunc(found, func(m Mistake) bool {
				return m.File == file && (strings.Contains(m.What, "does not belong to") || strings.Contains(m.What, "several things"))
			})
			document, err := asEditor(sources[file])
			if err != nil {
				t.Fatal(err)
			}
			if refused := compiled["flow"].Validate(document); (refused == nil) != fits {
				t.Errorf("{%s}: the loader finds that it fits: %v; the schema: %v", step, fits, refused)
			}
		}
	}
}

func TestSchemaDescribesEveryKey(t *testing.T) {
	_, written := schemas(t)
	n := 0
	var look func(path string, s any)
	look = func(path string, s any) {
		switch s := s.(type) {
		case []any:
			for _, one := range s {
				look(path, one)
			}
		case map[string]any:
			properties, _ := s["properties"].(map[string]any)
			for name, p := range properties {
				n++
				if about, _ := p.(map[string]any)["description"].(string); len(about) < 10 || !strings.HasSuffix(about, ".") && !strings.HasSuffix(about, "?") {
					t.Errorf("%s %s is described as %q", path, name, about)
				}
			}
			for name, one := range s {
				look(path+" "+name, one)
			}
		}
	}
	for kind, s := range written {
		if s["description"] == nil || s["$schema"] == nil {
			t.Errorf("%s does not say what it is", kind)
		}
		look(kind, s)
	}
	if n < 60 {
		t.Errorf("only %d keys were seen", n)
	}
	if _, ok := Schema("po"); ok {
		t.Error("there is a schema for something else")
	}
}

// down follows keys and indices into a schema.
func down(t *testing.T, s map[string]any, path string) map[string]any {
	t.Helper()
	var at any = s
	for _, step := range strings.Fields(path) {
		switch here := at.(type) {
		case map[string]any:
			at = here[step]
		case []any:
			at = here[step[0]-'0']
		}
	}
	found, ok := at.(map[string]any)
	if !ok {
		t.Fatalf("%q leads to %v", path, at)
	}
	return found
}

func sortedKeys(properties any) []string {
	var names []string
	all, _ := properties.(map[string]any)
	for name := range all {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// knownTo is what the loader says it knows where somebody wrote an odd key.
func knownTo(t *testing.T, file, source string) []string {
	t.Helper()
	_, err := Load(folder(map[string]string{file: source}))
	var found Mistakes
	errors.As(err, &found)
	for _, m := range found {
		if list, ok := strings.CutPrefix(m.Remedy, "Known here: "); ok && strings.Contains(m.What, odd) {
			names := strings.Split(strings.TrimSuffix(list, "."), ", ")
			slices.Sort(names)
			return names
		}
	}
	t.Fatalf("the loader does not say what it knows: %v", err)
	return nil
}

// missedBy is what the loader misses in an empty mapping, the deepest in the source.
func missedBy(file, source string) []string {
	_, err := Load(folder(map[string]string{file: source}))
	var found Mistakes
	errors.As(err, &found)
	column := strings.LastIndex(source, "{") + 1
	var names []string
	for _, m := range found {
		name, missed := strings.CutPrefix(m.Remedy, "Add the key \"")
		switch {
		case missed && m.File == file && m.Column == column:
			names = append(names, strings.TrimSuffix(name, "\"."))
		case strings.HasSuffix(m.What, "has no label"): // words of its own: an option
			names = append(names, "label")
		case strings.HasPrefix(m.What, "nothing starts this flow") && column == 1:
			names = append(names, "starts")
		}
	}
	slices.Sort(names)
	return names
}
