package chat

import (
	"fmt"
	"maps"
	"slices"
)

// Empty tells whether nothing is kept.
func (k Kept) Empty() bool {
	return len(k.Data) == 0 && len(k.Consents) == 0 && k.Lang == "" && len(k.Circles) == 0 && k.Appointment.ID == ""
}

// Equal tells whether the same is kept.
func (k Kept) Equal(o Kept) bool {
	same := func(a, b Consent) bool {
		return a.For == b.For && a.Flow == b.Flow && a.Step == b.Step && a.Given.Equal(b.Given) && a.Withdrawn.Equal(b.Withdrawn)
	}
	return k.Lang == o.Lang && k.Appointment.Equal(o.Appointment) && maps.Equal(k.Data, o.Data) && slices.Equal(k.Circles, o.Circles) && slices.EqualFunc(k.Consents, o.Consents, same)
}

// Clone is a copy that shares nothing with k.
func (k Kept) Clone() Kept {
	k.Data, k.Consents, k.Circles = maps.Clone(k.Data), slices.Clone(k.Consents), slices.Clone(k.Circles)
	return k
}

// Marshal encodes what is kept: what storage seals. UnmarshalKept reads it back.
func (k Kept) Marshal() []byte { return toWire(nil, &k) }

// UnmarshalKept decodes what Marshal gave.
func UnmarshalKept(b []byte) (k Kept, err error) {
	if err := fromWire(b, &k); err != nil {
		return Kept{}, fmt.Errorf("decode what is kept of a person: %w", err)
	}
	return k, nil
}
