package switchboard

// Look has the instance look for work now, as it does by itself every second: for
// tests whose clock was moved on.
func (s *Switchboard) Look() {
	s.hint(s.dueHint)
	for _, c := range s.outgoing {
		s.hint(c)
	}
}
