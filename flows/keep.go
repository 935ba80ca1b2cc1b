package flows

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"
)

// keepers are who a variable can be kept of.
var keepers = [...]string{"person"}

// keptName is a name under which flows keep something of a person.
type keptName struct {
	kind  VarType
	first place   // of its type, where the first flow that keeps it declares it
	saved bool    // some flow saves it
	reads []place // declarations in flows that save it nowhere
}

// keeps reads whether a variable is kept of the person, and what for.
func (b *flowDraft) keeps(f fields) (purpose string) {
	keep, why := f.vals["keep"], f.vals["purpose"]
	if keep == nil {
		if why != nil {
			b.add(b.at(why), purposeAlone)
		}
		return ""
	}
	b.oneOf(keep, "keep", keepers[:]...)
	f.need("purpose")
	return f.text("purpose")
}

// keptAlike notes what the flow keeps, and reports what another flow keeps under
// the same name as another type.
func (b *flowDraft) keptAlike() {
	for _, k := range b.data.keys {
		v := b.flow.Data[k.Value]
		if v.Keep == "" || v.Type == "" {
			continue
		}
		at := b.at(k)
		if data := b.data.vals[k.Value]; data.Kind == yaml.MappingNode {
			for i := 0; i+1 < len(data.Content); i += 2 {
				if data.Content[i].Value == "type" {
					at = b.at(data.Content[i+1])
				}
			}
		}
		known := b.c.kept[k.Value]
		switch {
		case known == nil:
			known = &keptName{kind: v.Type, first: at}
			b.c.kept[k.Value] = known
		case known.kind != v.Type:
			b.add(at, keptOtherwise, k.Value, string(v.Type), string(known.kind), phrased("%[1]s, line %[2]d", known.first.file, known.first.line))
		}
		if known.saved = known.saved || b.saved[k.Value]; !b.saved[k.Value] {
			known.reads = append(known.reads, b.at(k))
		}
	}
}

// neverSaved reports what flows keep of a person and none ever saves.
func (c *compiler) neverSaved() {
	for name, k := range c.kept {
		if k.saved {
			continue
		}
		for _, at := range k.reads {
			c.add(at, unsaved, name)
		}
	}
}

// Keeps tells whether some flow keeps a variable with this name of the person.
func (t *Talks) Keeps(variable string) bool {
	for _, f := range t.Flows {
		if f.Data[variable].Keep != "" {
			return true
		}
	}
	return false
}

var (
	keptPhone = regexp.MustCompile(`^\+[0-9]{6,15}$`)
	keptWord  = regexp.MustCompile(`^[^\s,]+$`)
)

// Fits tells whether a value that was kept earlier can be the variable's today:
// it has the form of its type, and where the flow asks for it with options it is
// one of theirs.
func (f *Flow) Fits(variable, value string) bool {
	v, ok := f.Data[variable]
	if !ok || value == "" {
		return false
	}
	switch v.Type {
	case VarText, VarStory:
		return true
	case VarChoice:
		return f.offers(variable, value)
	case VarSeveral:
		return !slices.ContainsFunc(Values(value), func(one string) bool { return !f.offers(variable, one) })
	case VarNumber:
		_, ok := parseNumber(value)
		return ok
	case VarYesNo:
		return among(value, yesNo[:])
	case VarDate:
		_, err := time.Parse(time.DateOnly, value)
		return err == nil
	case VarTime:
		_, err := time.Parse("15:04", value)
		return err == nil && len(value) == len("15:04")
	case VarPhone:
		return keptPhone.MatchString(value)
	case VarEmail:
		return strings.Count(value, "@") == 1 && keptWord.MatchString(value)
	case VarNeighbourhood, VarEntry:
		return keptWord.MatchString(value)
	case VarFound:
		return !slices.ContainsFunc(Values(value), func(one string) bool { return !keptWord.MatchString(one) })
	}
	return false
}

// offers tells whether a step that saves the variable offers the value. Where
// none does with options of its own, any word may be one.
func (f *Flow) offers(variable, value string) bool {
	fixed := false
	for i := range f.Steps {
		s := &f.Steps[i]
		if s.Save != variable {
			continue
		}
		if s.From != "" {
			return keptWord.MatchString(value)
		}
		fixed = fixed || len(s.Options) > 0
		if slices.ContainsFunc(s.Options, func(o Option) bool { return o.Value == value }) {
			return true
		}
	}
	return !fixed && keptWord.MatchString(value)
}
