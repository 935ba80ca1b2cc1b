package flows

import "omzien/bot/chat"

// What a person hears when their talk goes from one worker to others.
const (
	TextLetGo      TextID = "let_go"      // {medewerker} {team}: the worker lets go, somebody of the team shall go on
	TextPassedOn   TextID = "passed_on"   // {medewerker} {team}: another team shall go on
	TextAskedAgain TextID = "asked_again" // {team}: the worker did not answer
)

// What a person hears of a file that they sent and that did not pass.
const (
	TextFileLarge  TextID = "file_large"
	TextFileKind   TextID = "file_kind"
	TextFileBroken TextID = "file_broken" // or it could not be fetched
)

// Unfit says to the desk why a person's file is not there: chat.FileLarge and the like.
func Unfit(why string) string {
	switch why {
	case chat.FileLarge:
		return "het is te groot."
	case chat.FileKind:
		return "dit soort bestand laten we niet door."
	case chat.FileBroken:
		return "het is niet heel."
	}
	return "we konden het niet ophalen."
}

var deskTexts = map[TextID]fixed{
	TextFileLarge: {
		je: "Je bestand is te groot voor ons. Het mag 20 MB zijn. Kun je iets kleiners sturen, of het in woorden vertellen?",
		u:  "Uw bestand is te groot voor ons. Het mag 20 MB zijn. Kunt u iets kleiners sturen, of het in woorden vertellen?",
	},
	TextFileKind: {
		je: "Dit soort bestand kunnen we niet openen. Een foto, een spraakbericht, een video of een pdf kan wel. Je mag het ook in woorden vertellen.",
		u:  "Dit soort bestand kunnen we niet openen. Een foto, een spraakbericht, een video of een pdf kan wel. U mag het ook in woorden vertellen.",
	},
	TextFileBroken: {
		je: "Je bestand kwam niet goed bij ons aan. Wil je het nog een keer sturen? Je mag het ook in woorden vertellen.",
		u:  "Uw bestand kwam niet goed bij ons aan. Wilt u het nog een keer sturen? U mag het ook in woorden vertellen.",
	},
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
