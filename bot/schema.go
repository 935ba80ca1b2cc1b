package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"omzien/flows"
)

// schema prints the JSON Schema of one kind of file of a playbook; without a
// kind, how an author gets an editor to use them.
func schema(out io.Writer, kind string) error {
	if kind == "" {
		fmt.Fprint(out, aboutSchemas)
		return nil
	}
	text, ok := flows.Schema(kind)
	if !ok {
		remedy := "there are " + strings.Join(flows.Schemas(), ", ")
		if slices.Contains(flows.Schemas(), strings.TrimSuffix(kind, "s")) { // flows
			remedy = "write schema " + strings.TrimSuffix(kind, "s")
		}
		return fmt.Errorf("there is no schema %q: %s", kind, remedy)
	}
	_, err := out.Write(text)
	return err
}

const aboutSchemas = `With a schema, an editor explains each key of a playbook while you type (in
Dutch), proposes what may stand there, and underlines what may not. For VS Code
(with the YAML extension of Red Hat) and others that know yaml-language-server,
put the schemas beside the playbook's files:

  go run ./bot schema flow >DIR/flow.schema.json
  go run ./bot schema organisation >DIR/organisation.schema.json
  go run ./bot schema numbers >DIR/numbers.schema.json
  go run ./bot schema directory >DIR/directory.schema.json
  go run ./bot schema programmes >DIR/programmes.schema.json
  go run ./bot schema appointments >DIR/appointments.schema.json
  go run ./bot schema texts >DIR/texts.schema.json

and let the first line of each file name its own. In flows/*.yaml:

  # yaml-language-server: $schema=../flow.schema.json

and in organisation.yaml (and numbers.yaml, directory.yaml, programmes.yaml, appointments.yaml and texts.yaml in the same way):

  # yaml-language-server: $schema=organisation.schema.json

An editor does not see everything: where a goto leads, for one. That is what
check is for.
`
