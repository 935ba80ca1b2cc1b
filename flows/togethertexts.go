package flows

import "strings"

// What somebody hears with whom they go somewhere for the first time. A worker filled it
// in, and it goes to the person as that worker's words.
const (
	TextTogether      TextID = "together"       // {wat} {wie} {wanneer} {waar}
	TextTogetherEve   TextID = "together_eve"   // the chatbot writes on the day before, and after it
	TextTogetherLater TextID = "together_later" // ... only after it: it is too soon
	TextTogetherWord  TextID = "together_word"
)

var togetherTexts = map[TextID]fixed{
	TextTogether: {
		je: "{wie} gaat de eerste keer met je mee. Waarheen: {wat}. Jullie zien elkaar {wanneer}. De plek: {waar}.",
		u:  "{wie} gaat de eerste keer met u mee. Waarheen: {wat}. U ziet elkaar {wanneer}. De plek: {waar}.",
	},
	TextTogetherEve: {
		je: "De chatbot schrijft je de dag ervoor. Later vraagt hij hoe het was.",
		u:  "De chatbot schrijft u de dag ervoor. Later vraagt hij hoe het was.",
	},
	TextTogetherLater: both("De chatbot vraagt later hoe het was."),
	TextTogetherWord: {
		je: "Komt het toch niet uit, of vind je het spannend? Schrijf het hier.",
		u:  "Komt het toch niet uit, of vindt u het spannend? Schrijf het hier.",
	},
}

// ClockOf reads a time of day as people write it, in minutes after local midnight: 9:45,
// 9.45. False where it is none.
func ClockOf(s string) (minute int, ok bool) {
	return parseClock(strings.Replace(strings.TrimSpace(s), ".", ":", 1))
}
