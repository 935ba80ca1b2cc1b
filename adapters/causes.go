package adapters

import "omzien/bot/chat"

// CauseInWords is why an alarm stands open, for workers.
func CauseInWords(c chat.Cause) string {
	switch c.Kind() {
	case chat.CauseCrisis:
		return "Gevaar"
	case chat.CauseUnread:
		return "Nog door niemand gelezen"
	case chat.CauseTalk:
		return "Kon niet vrij praten"
	case chat.CauseNotice:
		return "Kijk even mee"
	case chat.CauseUndelivered:
		return "Bericht niet aangekomen"
	case chat.CausePoison:
		return "Fout bij ons: lees dit gesprek"
	case chat.CauseStopped:
		return "Wil stoppen"
	case chat.CauseMeldcode:
		return "Meldcode niet klaar"
	case chat.CauseUnanswered:
		return "Antwoord nog niet gelezen"
	case chat.CauseWaiting:
		return "Wacht te lang"
	case chat.CauseNight:
		return "Dringend, en er is niemand"
	case chat.CauseRoute:
		return "Een kanaal werkt niet"
	case chat.CauseUnreachable:
		return "Niet te bereiken"
	case chat.CauseMissed:
		return "Nog niet gehoord"
	case chat.CauseMany:
		return "Velen nog niet gehoord"
	case chat.CauseRooster:
		return "Niemand heeft dienst"
	case chat.CauseGather:
		return "Genoeg mensen voor een groep"
	case chat.CauseList:
		return "Een beller heeft nog geen bellijst"
	case chat.CauseBack:
		return "Morgen weer op de bellijst"
	case chat.CauseLost, chat.CauseUnplanned:
		return "Een cirkel wordt niet gevraagd"
	case chat.CauseErased:
		return "Liet alles wissen, en doet niet meer mee"
	default:
		return "Iemand moet kijken"
	}
}
