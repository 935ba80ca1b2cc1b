package chat

import "strings"

// Pass is to whom a worker passes a talk on: another team, or a colleague who
// is asked to take it over. The zero Pass is that the worker's team goes on alone.
type Pass struct {
	Team   string // the name of a team
	Warm   bool   // the team that had it still sees it
	Worker string // the id of a colleague
}

const passTeam, passWarm, passWorker, passAlone = "team", "warm", "worker", "alone"

// Ref is the Pass as Event.Ref and as the value of a choice.
func (p Pass) Ref() string {
	switch {
	case p.Worker != "":
		return passWorker + ":" + p.Worker
	case p.Warm:
		return passWarm + ":" + p.Team
	case p.Team != "":
		return passTeam + ":" + p.Team
	}
	return passAlone + ":"
}

// PassOf reads a Ref; false where it is none.
func PassOf(ref string) (Pass, bool) {
	how, whom, found := strings.Cut(ref, ":")
	switch {
	case !found || (whom == "") != (how == passAlone):
		return Pass{}, false
	case how == passWorker:
		return Pass{Worker: whom}, true
	case how == passWarm:
		return Pass{Team: whom, Warm: true}, true
	case how == passTeam:
		return Pass{Team: whom}, true
	}
	return Pass{}, how == passAlone
}
