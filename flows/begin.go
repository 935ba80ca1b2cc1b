package flows

// Begin finds the flow that starts with a deep link's payload, or with these
// words as the whole message, or by default on this adapter; the first of these
// that fits. Where none is the default there, it is the one that the chat page
// begins with, and without that the first in the order of the file names.
func (p *Playbook) Begin(adapter, payload, words string) *Flow {
	if f := p.starting(func(s Start) bool { return payload != "" && s.Deeplink == payload }); f != nil {
		return f
	}
	if w := Normal(words); w != "" {
		if f := p.starting(func(s Start) bool { return among(w, s.Words) }); f != nil {
			return f
		}
	}
	if f := p.starting(func(s Start) bool { return s.Default == adapter }); f != nil {
		return f
	}
	if f := p.starting(func(s Start) bool { return s.Default == mainDoor }); f != nil {
		return f
	}
	return p.Talks.Flows[p.Talks.order[0]]
}

// mainDoor is the adapter for which every playbook has a flow.
const mainDoor = "webchat"

// starting finds the first flow with a start that fits.
func (p *Playbook) starting(fits func(Start) bool) *Flow {
	for _, name := range p.Talks.order {
		f := p.Talks.Flows[name]
		for _, s := range f.Starts {
			if fits(s) {
				return f
			}
		}
	}
	return nil
}
