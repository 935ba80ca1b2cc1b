package flows

// What a person hears when their talk goes from one worker to others.
const (
	TextLetGo      TextID = "let_go"      // {medewerker} {team}: the worker lets go, somebody of the team shall go on
	TextPassedOn   TextID = "passed_on"   // {medewerker} {team}: another team shall go on
	TextAskedAgain TextID = "asked_again" // {team}: the worker did not answer
)

var deskTexts = map[TextID]fixed{
	TextLetGo: {
		je: "{medewerker} kan nu niet verder met je praten. Ik vraag {team} om je hier te antwoorden. Wat je schreef, is bewaard.",
		u:  "{medewerker} kan nu niet verder met u praten. Ik vraag {team} om u hier te antwoorden. Wat u schreef, is bewaard.",
	},
	TextPassedOn: {
		je: "{medewerker} vraagt {team} om verder met je te praten. Wat je hier schreef, kunnen zij ook lezen. Wil je dat niet? Zeg het gerust.",
		u:  "{medewerker} vraagt {team} om verder met u te praten. Wat u hier schreef, kunnen zij ook lezen. Wilt u dat niet? Zeg het gerust.",
	},
	TextAskedAgain: {
		je: "Je kreeg nog geen antwoord. Dat is niet fijn. Ik vraag {team} opnieuw om je hier te antwoorden. Kan het niet wachten? Schrijf dan: nood.",
		u:  "U kreeg nog geen antwoord. Dat is niet fijn. Ik vraag {team} opnieuw om u hier te antwoorden. Kan het niet wachten? Schrijf dan: nood.",
	},
}
