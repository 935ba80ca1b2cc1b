package flows

// Question is one thing that a survey asks.
type Question struct {
	Variable string
	Text     Text
	Options  []Option // whose answers are counted; none: what people write are quotes
	Quotes   bool
}

// Surveyed finds the programme whose survey the flow is; nil where it is none.
func (p *Playbook) Surveyed(flow string) *Programme {
	for i := range p.Programmes {
		if flow != "" && p.Programmes[i].Survey == flow {
			return &p.Programmes[i]
		}
	}
	return nil
}

// Questions are those of the flow whose answers a survey keeps, in their order: choices
// and scales, whose answers are counted, and words. What somebody is called, how they
// are reached and what they agree to are none of them.
func (f *Flow) Questions() (all []Question) {
	for i := range f.Steps {
		s := &f.Steps[i]
		q := Question{Variable: s.Save, Text: s.Text, Options: s.Options}
		switch kind := f.Data[s.Save].Type; {
		case s.Save == "" || s.Save == aliasVariable:
			continue
		case s.Kind == StepChoose || s.Kind == StepScale:
		case s.Kind == StepAsk && (kind == VarText || kind == VarStory):
			q.Quotes = true
		default:
			continue
		}
		all = append(all, q)
	}
	return all
}

// aliasVariable holds what a person wants to be called.
const aliasVariable = "alias"
