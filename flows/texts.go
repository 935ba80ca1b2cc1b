package flows

// TextID names a fixed text of Omzien: what it says by itself, in any flow.
type TextID string

// fixed is a fixed text in Dutch, in both forms of address. Other languages
// come from locales/<lang>/omzien.po.
type fixed struct{ je, u string }

const (
	TextHelp TextID = "help"
)

// texts are the fixed texts.
var texts = map[TextID]fixed{
	TextHelp: {
		je: "Ben je in gevaar? Bel 112.",
		u:  "Bent u in gevaar? Bel 112.",
	},
}
