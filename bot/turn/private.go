package turn

import (
	"slices"

	"omzien/bot/chat"
	"omzien/flows"
)

// Answers by which a talk is one that others should not see: theme at home, and
// not being able to talk freely.
const (
	themeVariable, themeHome = "thema", "thuis"
	freeVariable, freeNot    = "vrij", "nee"
)

// Private tells whether others may see the person's screen who should not: as
// they said in the flow, in one that waits for it, or in one that it called.
func Private(c chat.Conversation) bool {
	return c.Private || hidden(c.Data) || slices.ContainsFunc(c.Calls, func(call chat.Call) bool { return hidden(call.Data) })
}

func hidden(data map[string]string) bool {
	return slices.Contains(flows.Values(data[themeVariable]), themeHome) || data[freeVariable] == freeNot
}
