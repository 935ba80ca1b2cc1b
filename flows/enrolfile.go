package flows

// compileEnrol reads into which programme somebody comes, and where the talk goes on
// when that cannot be. Nobody is enrolled by a flow that did not ask for consent.
func (b *flowDraft) compileEnrol(d *stepDraft, s *Step) {
	b.names(d, s)
	s.Unable = End
	if n := d.f.vals["unable"]; n != nil {
		s.Unable = b.target(n, End)
	}
	for i := range b.steps {
		if b.steps[i].kind == StepConsent {
			return
		}
		if &b.steps[i] == d {
			b.add(b.at(d.action), noConsent)
			return
		}
	}
}

func (b *flowDraft) compileLeave(d *stepDraft, s *Step) { b.names(d, s) }

// names reads the programme that a step names, to be looked at when programmes are
// known.
func (b *flowDraft) names(d *stepDraft, s *Step) {
	if s.Programme = b.text(d.action, string(s.Kind)); s.Programme != "" {
		b.c.uses.programmes = append(b.c.uses.programmes, programmeUse{s.Programme, b.at(d.action)})
	}
}
