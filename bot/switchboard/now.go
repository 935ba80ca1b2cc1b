package switchboard

import "context"

// What a switchboard does by itself now and then, done at once: for whoever sets its
// clock on.

// Look has the instance look for work now, as it does by itself every second.
func (s *Switchboard) Look() {
	s.Stir()
	s.hint(s.planHint)
}

// Stir has it look for what is due and to be sent, and for no more than that.
func (s *Switchboard) Stir() {
	s.hint(s.dueHint)
	for _, c := range s.outgoing {
		s.hint(c)
	}
}

// PlanNow plans as an instance that was just started does.
func (s *Switchboard) PlanNow(ctx context.Context) error { return s.planRounds(ctx, &planned{}) }

// GroupsNow looks whether enough people want the same as an instance that was just
// started does.
func (s *Switchboard) GroupsNow(ctx context.Context) error {
	return s.planGroups(ctx, map[string]string{})
}

// RoosterNow looks at tomorrow's rooster as an instance that was just started does.
func (s *Switchboard) RoosterNow(ctx context.Context) error {
	return s.planRoosters(ctx, map[string]string{})
}
