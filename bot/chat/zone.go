package chat

import (
	"time"
	_ "time/tzdata" // the wall clock of Amsterdam, also where the machine has no zones
)

// Amsterdam is where the people live whose clock we keep.
var Amsterdam = mustZone("Europe/Amsterdam")

func mustZone(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		panic(err) // tzdata is in the program
	}
	return zone
}
