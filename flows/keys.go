package flows

// key is one that a mapping of the playbook may have, with what its author is
// told of it in an editor: Dutch, like the playbook.
type key struct{ name, about string }

// keys are all keys of one kind of mapping. The loader takes these and no
// others, and Schema describes them.
type keys []key

func (ks keys) names() []string {
	names := make([]string, len(ks))
	for i, k := range ks {
		names[i] = k.name
	}
	return names
}

func (ks keys) has(name string) bool {
	for i := range ks {
		if ks[i].name == name {
			return true
		}
	}
	return false
}

var (
	flowKeys = keys{
		{"flow", "De naam van dit gesprek: kleine letters, cijfers, - en _. Geen twee gesprekken heten hetzelfde."},
		{"title", "Waar dit gesprek over gaat, voor jullie zelf."},
		{"language", "De taal van de teksten hieronder: nl, of een andere taalcode."},
		{"form", "Spreekt de bot iemand aan met je of met u?"},
		{"buttons", "big maakt de knoppen van dit gesprek groot, waar dat kan. Laat het weg voor gewone knoppen."},
		{"waiting", "Wat er gebeurt met wie midden in dit gesprek zit als jullie het veranderen. stay: zij houden de oude versie. move: zij gaan verder in de nieuwe, als hun vraag daar nog is. Gewoon is stay."},
		{"starts", "Hoe dit gesprek begint: met een link, met een woord, of vanzelf."},
		{"data", "Wat we van iemand onthouden in dit gesprek. Elk gegeven heeft een naam en een type."},
		{"counts", "Wat het wijkbeeld van dit gesprek telt: thema's uit directory.yaml, en de buurt. Alleen aantallen van vijf mensen of meer zijn te zien."},
		{"steps", "De stappen, van boven naar beneden."},
	}
	startKeys = keys{
		{"deeplink", "Een link of QR-code met dit woord begint het gesprek: t.me/jullie_bot?start=woord."},
		{"words", "Wie precies een van deze woorden schrijft, begint dit gesprek."},
		{"default", "Wie zonder link of woord binnenkomt, begint hier: webchat of telegram."},
	}
	variableKeys = keys{
		{"type", "text: vrije woorden. story: een verhaal, in meer berichten. choice: een keuze uit knoppen. several: meer keuzes. yesno: ja of nee. number: een getal. date: een dag. time: een tijd. phone: een telefoonnummer. email: een e-mailadres. neighbourhood: een buurt. found en entry: uit de gids."},
		{"about", "Wat dit is, in gewone woorden. Zo staat het op de kaart van de medewerker."},
		{"keep", "person bewaart dit gegeven ook na het gesprek, voor een volgend gesprek met dezelfde persoon. Laat het weg als dat niet nodig is."},
		{"purpose", "Waarvoor jullie dit bewaren, in woorden die de persoon zelf mag lezen. Hoort bij keep."},
	}
	countsKeys = keys{
		{"themes", "Gegevens uit data (choice of several) waarvan het antwoord een thema is. Een antwoord dat geen thema uit directory.yaml is, telt niet mee."},
		{"always", "Thema's waar elk gesprek als dit over gaat."},
		{"neighbourhood", "Het gegeven uit data waarin de buurt staat. Laat het weg als dit gesprek die niet kent."},
	}
	stepKeys = keys{
		{"say", "De bot zegt dit: een tekst, of een lijst van teksten. Bij handoff en notify: wat iemand dan te lezen krijgt."},
		{"ask", "Een open vraag. Wat voor antwoord erbij past, zegt het type van het gegeven onder save."},
		{"choose", "Een vraag met knoppen. De antwoorden staan onder options."},
		{"scale", "Een vraag met een cijfer als antwoord: 0 tot en met 10, of gezichtjes."},
		{"consent", "Vraag toestemming, met ja en nee. We bewaren waarvoor, wanneer en welke tekst er stond."},
		{"goto", "Ga verder bij de stap met deze id, of end om te stoppen."},
		{"set", "Geef een gegeven een waarde, zonder iets te vragen. Met = ervoor wordt het uitgerekend."},
		{"call", "Doe eerst een ander gesprek, en ga daarna hier verder."},
		{"wait", "Wacht: een tijd (2 dagen), of tot een moment. Nooit tot midden in de nacht."},
		{"find", "Zoek in de gids (directory.yaml): inloop, activiteit, groep, partner, of alles."},
		{"enrol", "Wie hier komt, doet mee met dit programma uit programmes.yaml. Vraag eerst toestemming, met consent. Doet iemand al mee, dan begint het tellen opnieuw."},
		{"leave", "Wie hier komt, doet niet meer mee met dit programma."},
		{"book", "Maak een afspraak met dit team: waar en wanneer staat in appointments.yaml. Wie geen tijd vindt die past, gaat naar het team."},
		{"notify", "Dit team krijgt een bericht. De bot praat zelf verder."},
		{"handoff", "Het gesprek gaat naar dit team. Een medewerker antwoordt."},
		{"end", "Het gesprek stopt hier. Schrijf: end: true."},
		{"id", "Een naam voor deze stap, zodat een goto hem kan vinden."},
		{"when", "Alleen als dit klopt, anders slaat de bot de stap over. Bijvoorbeeld: thema == \"geld\"."},
		{"save", "Het gegeven uit data waarin het antwoord komt."},
		{"skip", "Het woord op de knop om deze vraag over te slaan."},
		{"again", "Wat de bot zegt als het antwoord niet past. Laat het weg voor een vaste tekst."},
		{"remind", "Wanneer de bot nog een keer vraagt, als er geen antwoord komt: 20 minuten, 2 uur, 1 dag."},
		{"give_up", "Wanneer de bot niet langer wacht op antwoord, en waar het dan verder gaat."},
		{"options", "De antwoorden: per antwoord een korte naam, een dubbele punt en wat er op de knop staat."},
		{"several", "ja als iemand meer dan een antwoord mag kiezen."},
		{"done", "Het woord op de knop voor wie klaar is met kiezen of vertellen."},
		{"from", "Een gegeven (type several of found) waarvan de waarden ook knoppen worden."},
		{"as", "numbers voor 0 tot en met 10, faces voor vijf gezichtjes (1 tot en met 5)."},
		{"for", "Waarvoor de toestemming is, in gewone woorden. Zo kan iemand haar later weer intrekken."},
		{"buttons", "big maakt de knoppen van deze vraag groot, waar dat kan."},
		{"picture", "Een foto uit de map media."},
		{"video", "Een video uit de map media."},
		{"document", "Een document uit de map media."},
		{"about", "Wat er te zien is op de foto of de video, voor wie dat niet kan zien."},
		{"link", "Een bladzijde om te openen, met een eigen woord op de knop."},
		{"with", "Gegevens die het andere gesprek meekrijgt. Links hun naam, rechts die van ons."},
		{"back", "Gegevens die we van het andere gesprek overnemen. Links onze naam, rechts die van hen."},
		{"theme", "Het thema waarop de bot zoekt: een woord, of een gegeven uit data."},
		{"neighbourhood", "De buurt waarin de bot zoekt: een woord, of een gegeven uit data."},
		{"age", "De leeftijd waarvoor het moet passen: een getal, of een gegeven uit data."},
		{"most", "Hoeveel de bot er hoogstens noemt."},
		{"returning", "ja: alleen voor wie vaker met dit thema kwam (returning in directory.yaml). Anderen gaan verder bij none. Van elke soort noemt de bot er hoogstens twee."},
		{"none", "Waar het verder gaat als er niets gevonden is, of als iemand toch geen afspraak wil: de id van een stap, of end."},
		{"unable", "Waar het verder gaat als we iemand hier niet als eerste kunnen schrijven, zoals op de website, of als er geen toestemming is: de id van een stap, of end. Gewoon is end. Dat het niet kan, zegt de bot zelf al."},
		{"closed", "Wat iemand leest als het team nu dicht is. Gebruik {opent} voor wanneer het weer open is."},
		{"card", "Welke gegevens uit data de medewerker op de kaart ziet."},
		{"urgency", "Hoe snel iemand moet kijken: quiet (als er tijd is), normal (vandaag), urgent (nu) of danger (crisis)."},
	}
	skipKeys = keys{
		{"label", "Wat er op de knop staat."},
		{"goto", "Waar het verder gaat voor wie overslaat: de id van een stap, of end."},
	}
	countedKeys = keys{
		{"count", "Het gegeven uit data dat telt: een getal, of een lijst (several, found)."},
		{"one", "De tekst voor precies een."},
		{"other", "De tekst voor elk ander aantal. Zet het getal erin met het gegeven tussen { en }."},
	}
	remindKeys = keys{
		{"after", "Na hoe lang: 20 minuten, 2 uur, 1 dag. Nooit in de nacht."},
		{"say", "Wat de bot dan zegt, voor de vraag. Laat het weg voor een vaste tekst."},
	}
	giveUpKeys = keys{
		{"after", "Na hoe lang: 2 uur, 1 dag, 1 week. Nooit in de nacht."},
		{"say", "Wat de bot dan zegt. Laat het weg om niets te zeggen."},
		{"goto", "Waar het dan verder gaat: de id van een stap, of end. Laat het weg voor de volgende stap."},
	}
	waitKeys = keys{
		{"until", "Tot hoe laat (\"9:00\"), of tot welke dag: een gegeven met type date, of met type entry (de eerstvolgende keer)."},
		{"at", "Hoe laat op die dag: \"9:00\". Niet in de nacht."},
		{"before", "Hoeveel dagen voor die dag: 1 is de dag ervoor."},
	}
	linkKeys = keys{
		{"label", "Wat er op de knop staat: bekijk de kaart."},
		{"to", "Het adres van de bladzijde. Het begint met https://."},
	}
	optionKeys = keys{
		{"label", "Wat er op de knop staat."},
		{"goto", "Waar het verder gaat na dit antwoord: de id van een stap, of end."},
		{"also", "Andere woorden die hetzelfde betekenen, voor wie typt in plaats van drukt."},
	}
	organisationKeys = keys{
		{"name", "Hoe jullie organisatie heet."},
		{"language", "De taal van jullie organisatie: nl, of een andere taalcode."},
		{"languages", "De talen die jullie medewerkers lezen."},
		{"region", "Waar jullie werken."},
		{"holidays", "De feestdagen waarop jullie er niet zijn."},
		{"limits", "Hoe lang dingen duren, als jullie het anders willen dan gewoon."},
		{"retention", "Hoe lang er bewaard wordt wat er gezegd is, als jullie het anders willen dan gewoon."},
		{"coordinators", "Wie naar de cirkels omkijken, ook buiten Slack. In programmes.yaml staat wie wanneer dienst heeft."},
		{"teams", "De teams. Het eerste is het team voor alles waar geen ander team bij staat."},
	}
	retentionKeys = keys{
		{"talks", "Hoe lang een gesprek bewaard wordt nadat het is afgerond: 30 dagen. Van 1 dag tot een jaar. Daarna gaat weg wat er gezegd is, ook wat Omzien in Slack zette."},
	}
	limitKeys = keys{
		{"talk", "Na hoe lang een gesprek met de bot opnieuw begint, als iemand niets meer schreef: 30 dagen."},
		{"talks", "Hoeveel gesprekken een medewerker tegelijk krijgt van de knop Volgende: 8. Zelf oppakken kan altijd. Laat het weg voor zonder grens."},
		{"undo", "Hoe lang een medewerker een bericht nog kan tegenhouden na het versturen: 5 seconden. Met 0 gaat alles meteen."},
	}
	teamKeys = keys{
		{"label", "Hoe mensen het team noemen, met lidwoord: het jongerenwerk."},
		{"channel", "De id (C...) van het besloten Slack-kanaal van dit team. Laat het weg voor het gewone kanaal."},
		{"achterwacht", "Is er iemand die gebeld wordt als niemand dienst heeft? ja of nee."},
		{"hours", "Wanneer het team er is: ma-vr 9:00-17:00, of altijd. Meer tijden zet je in een lijst."},
		{"holidays", "open als dit team er op feestdagen ook is. Laat het weg als het team dan dicht is."},
		{"dagstart", "Hoe laat het team in zijn kanaal leest wat er openstaat: \"9:00\". Alleen op dagen dat het team er is. Laat het weg als dat niet hoeft."},
		{"closed", "Andere dagen waarop dit team dicht is: \"2026-12-24\", of \"2026-12-27 - 2027-01-02\"."},
	}
	holidayKeys = keys{
		{"country", "nl: de feestdagen van Nederland. Bevrijdingsdag telt eens in de vijf jaar, Goede Vrijdag niet."},
		{"add", "Dagen die erbij komen: \"2026-12-24 Kerstavond\", \"2026-12-27 - 2027-01-02\", \"24 december\" (elk jaar) of een feestdag zoals Goede Vrijdag."},
		{"remove", "Dagen waarop jullie er wel zijn: een datum, of een feestdag zoals Koningsdag."},
	}
	numbersKeys = keys{
		{"numbers", "De hulpnummers die de bot kan noemen."},
	}
	numberKeys = keys{
		{"name", "Hoe de hulplijn heet."},
		{"phone", "Het telefoonnummer zoals je het belt, tussen aanhalingstekens: \"0800-0113\"."},
		{"chat", "Het adres van hun chat. Het begint met https://."},
		{"for", "Waarvoor het nummer is: suicide (zelfdoding), violence (geweld), sexual (seksueel geweld), body (gezondheid), money (geld), child (kinderen), worried (zorgen om een ander) of anything (alles)."},
		{"hours", "Wanneer er iemand opneemt: altijd, of ma-vr 9:00-17:00. Meer tijden zet je in een lijst."},
		{"ages", "Voor welke leeftijd: \"8-18\", \"18-\" of \"-18\". Laat het weg als het voor iedereen is."},
		{"region", "Voor welke streek. Laat het weg als het voor heel Nederland is."},
		{"checked", "Wanneer iemand van jullie het nummer voor het laatst heeft gebeld: 2026-11-21."},
		{"owner", "Wie van jullie zorgt dat dit klopt."},
	}
	directoryKeys = keys{
		{"neighbourhoods", "De buurten, met hun postcodes. De bot vraagt naar de postcode of de naam, en bewaart alleen de buurt."},
		{"themes", "De thema's: woorden die gesprekken en de gids allebei gebruiken, zoals geld of wonen."},
		{"returning", "Thema's waar een activiteit of een getrainde vrijwilliger bij helpt: wie er drie keer in een jaar mee komt, krijgt dat aanbod, en het team het voorstel. Nooit thema's van gevaar."},
		{"entries", "Wat er is: inloop, activiteiten, groepen, organisaties. Elk heeft een korte naam (kleine letters)."},
	}
	neighbourhoodKeys = keys{
		{"label", "Hoe mensen de buurt noemen, met lidwoord als het erbij hoort: de Waterkant."},
		{"postcodes", "De postcodes van de buurt: \"1234\", \"1234 AB\", of van en tot: \"1235 AA - 1235 KZ\"."},
	}
	entryKeys = keys{
		{"title", "Hoe het heet."},
		{"kind", "Wat het is: inloop, activiteit, groep, partner (een andere organisatie), vrijwilliger of gids (een stappenplan)."},
		{"what", "Wat het is of voor wie, in een of twee zinnen."},
		{"where", "Waar het is: de naam van de plek en het adres."},
		{"neighbourhoods", "Voor welke buurten. Laat het weg als het voor iedereen is."},
		{"themes", "Waar het over gaat: woorden uit de lijst themes."},
		{"ages", "Voor welke leeftijd: \"12-18\", \"18-\" of \"-18\". Laat het weg als het voor iedereen is."},
		{"when", "Wanneer het is. Meer tijden zet je in een lijst. Laat het weg als het op afspraak is."},
		{"holidays", "ja als het op feestdagen doorgaat."},
		{"closed", "Dagen waarop het niet doorgaat: \"2026-12-24\", of \"2026-12-27 - 2027-01-02\"."},
		{"phone", "Het telefoonnummer, tussen aanhalingstekens."},
		{"web", "Het adres van de website. Het begint met https://."},
		{"languages", "De talen die ze er spreken: [nl, tr]. Laat het weg als dat alleen jullie eigen taal is."},
		{"company", "ja als er de eerste keer iemand mee kan gaan."},
	}
	whenKeys = keys{
		{"rule", "Op welke dagen: FREQ=WEEKLY;BYDAY=FR is elke vrijdag, FREQ=MONTHLY;BYDAY=1TU is elke eerste dinsdag van de maand. Laat het weg voor één dag."},
		{"from", "Hoe laat het begint: \"9:00\"."},
		{"to", "Hoe laat het klaar is, op dezelfde dag: \"10:30\"."},
		{"start", "De eerste dag: 2026-01-02. Zonder rule is dit de enige dag."},
	}
)
