package main

import (
	"testing"

	"omzien/adapters"
	"omzien/flows"
	"omzien/flows/flowstest"
)

// Desks see who is on duty from today on, by name; a day on which nobody is asked needs
// nobody, and one on which somebody is asked and nobody is there is seen as empty.
func TestDesksSeeWhoIsOnDuty(t *testing.T) {
	book := flowstest.BuiltIn(t)
	circle := func(programme, name string) []adapters.Duty {
		t.Helper()
		friday, _ := flows.ParseDay("2026-11-27")
		for _, p := range programmesOf(book, friday) {
			for _, c := range p.Circles {
				if p.Name == programme && c.Name == name && len(c.Duty) == dutyShown && c.Duty[0].Day == "2026-11-27" {
					return c.Duty
				}
			}
		}
		t.Fatalf("%s, %s is not among them", programme, name)
		return nil
	}
	noord := circle("belcirkel", "noord")
	if on := adapters.Row(noord[0].On); on != "Anja Bakker en Piet Visser" || adapters.Row(noord[1].On) != "Piet Visser en Anja Bakker" {
		t.Errorf("on duty are %s, and then %v", on, noord[1].On)
	}
	if haven := circle("belketting", "haven"); haven[0].Rest || !haven[1].Rest || haven[1].Empty() || haven[1].Day != "2026-11-28" {
		t.Errorf("a weekend on which nobody is asked: %+v", haven[:2])
	}
	friday, _ := flows.ParseDay("2026-11-27")
	for _, p := range programmesOf(book, friday) {
		for _, c := range p.Circles {
			for _, d := range c.Duty {
				if d.Empty() {
					t.Errorf("%s, %s has nobody on %s, and is to have", p.Name, c.Name, d.Day)
				}
			}
		}
	}
	rooster := &book.Programme("belcirkel").Circle("noord").Rooster
	*rooster = (*rooster)[:1] // from Monday until Friday
	if noord := circle("belcirkel", "noord"); noord[0].Empty() || !noord[1].Empty() || !noord[2].Empty() || noord[3].Empty() {
		t.Errorf("a weekend with nobody on duty: %+v", noord)
	}
}
