package adapters

import (
	"reflect"
	"testing"

	"omzien/bot/chat"
)

func TestDrawMonthShowsNoSmallCountAndNoSum(t *testing.T) {
	region := Region{
		Neighbourhoods: []Labelled{{"oever", "de Oeverwijk"}, {"haven", "de Havenbuurt"}},
		Themes:         []Labelled{{"geld", "Geld"}, {"wonen", "Wonen"}, {"taal", "Taal"}},
	}
	m := DrawMonth("2026-11", []chat.ThemeCount{
		{Neighbourhood: "", Theme: "geld", People: 8}, {Neighbourhood: "elders", Theme: "taal", People: 5}, {Neighbourhood: "haven", Theme: "geld", People: 4},
		{Neighbourhood: "oever", Theme: "wonen", People: 5}, {Neighbourhood: "oever", Theme: "geld", People: 12}, {Neighbourhood: "weg", Theme: "oud", People: 6},
	}, region)
	want := MonthPicture{Month: "2026-11", Most: 12, Places: []PlacePicture{
		{Key: "oever", Label: "de Oeverwijk", Known: true, Bars: []ThemeBar{{"geld", "Geld", 12}, {"wonen", "Wonen", 5}}, Few: []string{"Taal"}},
		{Key: "haven", Label: "de Havenbuurt", Known: true, Few: []string{"Geld", "Wonen", "Taal"}},
		{Key: "weg", Label: "Weg", Bars: []ThemeBar{{"oud", "Oud", 6}}, Few: []string{"Geld", "Wonen", "Taal"}},
		{Key: "elders", Label: "Ergens anders", Bars: []ThemeBar{{"taal", "Taal", 5}}, Few: []string{"Geld", "Wonen"}},
		{Key: "", Label: "Buurt niet bekend", Bars: []ThemeBar{{"geld", "Geld", 8}}, Few: []string{"Wonen", "Taal"}},
	}}
	if !reflect.DeepEqual(m, want) {
		t.Errorf("\n got %+v\nwant %+v", m, want)
	}
	const words = "Wijkbeeld november 2026\nDe Oeverwijk: Geld 12 mensen, Wonen 5 mensen\nWeg: Oud 6 mensen\nErgens anders: Taal 5 mensen\nBuurt niet bekend: Geld 8 mensen\nVerhaal over de Havenbuurt: Druk."
	if got := m.InWords([]chat.Story{{Neighbourhood: "haven", Text: "Druk."}}); got != words {
		t.Errorf("in words:\n%s", got)
	}
	if got := DrawMonth("2026-10", nil, region).InWords(nil); got != "Wijkbeeld oktober 2026\n"+FewInWords {
		t.Errorf("nothing, in words:\n%s", got)
	}
}
