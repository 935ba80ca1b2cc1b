package slack

// What workers read in Slack from the adapter itself, and what the desk reads
// when Slack fails.
const (
	textWhisper   = "Bericht van Omzien, alleen voor jou" // in a notification
	textNotStored = "Nog niet opgeslagen, door een fout bij ons. Wat je typte, staat er nog. Probeer het zo nog eens."
	textNotYours  = "Dit kan alleen iemand van het team."
	textNotSent   = "Niet verstuurd. Alleen iemand van het team kan hier antwoorden. Vraag het team om je bericht te versturen."
	textLoading   = "Even wachten, het formulier komt eraan."
	textNoForm    = "Het formulier ging niet open: dat duurde te lang. Er is niets gebeurd. Probeer het nog eens."
	textNotDrawn  = "Het formulier kon niet worden getoond. Sluit het venster en probeer het nog eens, of gebruik de webdesk."
	textNoAnswer  = "Dat lukte nu niet, door een fout bij ons. Er is niets gebeurd. Sluit dit venster en probeer het zo nog eens."
	textAlready   = "Dit is al verwerkt."
	textNoLink    = "Het lukte nu niet om een link te maken. Probeer het zo nog eens."
	textWebDesk   = ". Je bent daar dezelfde als hier: je gesprekken zijn daar ook van jou. De link werkt één keer, tien minuten lang. Geef hem aan niemand."
	textNoHome    = "Dit is er nu even niet. Probeer het zo nog eens, of kijk op de webdesk."
	textAtOnce    = "Of rond met één druk af:"
	textHelp      = `*Zo werkt Omzien in Slack*
• Elke kaart in het teamkanaal is één gesprek.
• Druk op *Oppakken*. Dan is het gesprek van jou.
• Antwoord in de draad onder de kaart. Wat jij daar schrijft, gaat naar de persoon.
• Schrijft een collega in die draad? Dat gaat niet naar de persoon. Het blijft een notitie.
• Wil je een collega iets vragen? Druk op *Overleg…*. Dat gaat in een draad apart, en nooit naar de persoon.
• Moet de bot weer verder? Druk op *Terug naar bot*.
• Klaar? Druk op *Afronden*.
*Typ ook*
• */omzien wachtrij*: wie er wacht. */omzien mijn*: wie jij hebt. */omzien stand*: hoe het ervoor staat.
• */omzien volgende*: geef me wie het meest iemand nodig heeft.
• */omzien weg 30 min* (of 2 uur, 15:30, morgen) en */omzien terug*.
• */omzien webdesk*: een link naar de webdesk. Daar ben je dezelfde, met dezelfde gesprekken.
• */omzien achterwacht*: wanneer het team er is, en wie er anders is.
• */omzien oefening*: een oefening houden in een belcirkel. Overal staat OEFENING bij.
Is iemand in gevaar? Bel 112.`
)

// Words for trouble that are not Slack's.
const (
	troubleAway     = "unreachable"
	troubleAppToken = "app_token"
	troubleLosing   = "events_lost"
	troubleFiles    = "files_read"
)

// textTrouble says to the desk what the word means, and who can mend it.
func textTrouble(word string) string {
	switch word {
	case troubleAway:
		return "Slack is niet te bereiken. Gebruik zolang de webdesk. Duurt het lang? Vraag de beheerder om te kijken naar internet en naar status.slack.com."
	case troubleAppToken:
		return "Slack laat Omzien geen berichten ophalen. Antwoorden in Slack komen niet aan. Gebruik de webdesk. De beheerder moet een nieuw app-token maken en invullen (SLACK_APP_TOKEN)."
	case troubleLosing:
		return "Slack geeft niet alle antwoorden door. Omzien zoekt ze zelf op in de draden. Dat duurt soms een paar minuten. De beheerder: kijk of Omzien nog ergens anders draait met dezelfde app in Slack, bijvoorbeeld om te testen. Zet dat uit."
	case troubleFiles:
		return "Slack geeft ons geen bestanden. Foto's en andere bestanden van medewerkers komen niet aan bij mensen. De beheerder moet de app in Slack het recht files:read geven, en haar opnieuw installeren."
	case "link_disabled":
		return "In Slack staat Socket Mode uit voor Omzien. Antwoorden in Slack komen niet aan. Gebruik de webdesk. De beheerder kan Socket Mode weer aanzetten bij de app in Slack."
	case "app_rate_limited":
		return "Slack heeft even niet alle antwoorden doorgegeven, omdat het er te veel waren. Kijk in de draden of een antwoord ontbreekt, en stuur het dan opnieuw."
	case "channel_archive", "group_archive", "is_archived":
		return "Het teamkanaal in Slack is gearchiveerd. Er komt daar niets meer aan. Gebruik de webdesk. Iemand van het team kan het kanaal terugzetten, of de beheerder kiest een ander kanaal."
	case "channel_left", "group_left", "member_left_channel", "not_in_channel", "channel_not_found":
		return "Omzien zit niet in het teamkanaal in Slack. Er komt daar niets meer aan. Gebruik de webdesk. Iemand uit het kanaal kan de app weer toevoegen."
	case "channel_deleted", "group_deleted":
		return "Het teamkanaal in Slack is verwijderd. Gebruik de webdesk. De beheerder moet een ander kanaal kiezen (SLACK_CHANNEL)."
	case "missing_scope", "no_permission":
		return "De app van Omzien mag in Slack niet genoeg. Gebruik de webdesk. De beheerder moet de app in Slack opnieuw installeren met alle rechten."
	}
	return "Slack laat Omzien niet meer toe. Er komt daar niets meer aan. Gebruik de webdesk. De beheerder moet de app in Slack opnieuw installeren en het nieuwe token invullen (SLACK_BOT_TOKEN)."
}
