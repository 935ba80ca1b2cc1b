package webchat

// scriptTexts are the texts that the script shows, translated. Those of the page
// itself stand in page/page.html. None of them says "je" or "u", so that a
// fifteen-year-old and a widower of eighty can share them.
func scriptTexts(t func(string) string) map[string]string {
	return map[string]string{
		"me":          t("Ik"),
		"bot":         t("Chatbot"),
		"sending":     t("versturen"),
		"sent":        t("verstuurd"),
		"read":        t("gelezen"),
		"unsent":      t("niet verstuurd"),
		"trying":      t("We blijven het proberen."),
		"again":       t("Nog eens sturen"),
		"refused":     t("Dit kon niet worden verstuurd."),
		"just":        t("net"),
		"today":       t("Vandaag"),
		"yesterday":   t("Gisteren"),
		"yesterdayAt": t("gisteren {time}"),
		"long":        t("Dit bericht is te lang om in één keer te sturen. Maak het korter, of stuur het in delen."),
		"pressed":     t("Deze knop werkt niet meer. Typen kan wel."),
		"offline":     t("Er is nu geen verbinding. We proberen het steeds opnieuw."),
		"busy":        t("Het is nu druk. Even geduld, het gesprek begint zo."),
		"ended":       t("Het vorige gesprek is op dit apparaat afgesloten. Hier begint een nieuw gesprek."),
		"badCode":     t("Deze code past niet of is niet meer geldig. Controleer de vier woorden."),
		"slow":        t("Dat was vaak achter elkaar. Wacht een minuut en probeer het dan nog eens."),
		"failed":      t("Dat lukte niet. Probeer het zo nog eens."),
		"kept":        t("Dit apparaat onthoudt het gesprek 30 dagen."),
		"notKept":     t("Dit apparaat vergeet het gesprek als de browser sluit."),
		"edited":      t("aangepast"),
		"gone":        t("Dit bericht is weggehaald."),
		"new":         t("Verder lezen"),
		"tab":         t("opent in een nieuw tabblad"),
		"cleared":     t("Wat hier stond, is van dit scherm gewist."),
		"detach":      t("Haal dit weg"),
		"large":       t("Dit bestand is te groot. Het mag 20 MB zijn."),
		"kind":        t("Dit soort bestand kunnen we niet openen. Een foto, geluid, een video of een pdf kan wel."),
		"broken":      t("Dit bestand is niet heel. Probeer het nog eens."),
		"photo":       t("foto"),
		"voice":       t("spraakbericht"),
		"video":       t("video"),
		"document":    t("document"),
		"writing":     t("{name} schrijft…"),
		"over":        t("Dit gesprek is afgerond. Schrijven kan nog steeds: dan begint een nieuw gesprek."),
	}
}
