package flows

// problem is a kind of mistake. Its words stand in wordings, and only there.
type problem int

const (
	unreadable problem = iota
	noFile
	unknownFile
	tooLarge
	tooMuch
	notYAML
	notText
	noMapping
	noList
	noValue
	emptyList
	unknownKey
	missingKey
	doubleKey
	anchors
	yamlTrap
	phoneTrap
	wrongWord
	badTag
	badHours
	badDate
	badAges
	badPurpose
	badPhone
	badURL
	noHelpByNight
	doubled
	badName
	takenName
	noStarts
	noDefault
	badPayload
	reservedStart
	badAdapter
	noAction
	manyActions
	notHere
	badEnd
	gotoNowhere
	unreachable
	loop
	undeclared
	unsaved
	purposeAlone
	keptOtherwise
	mistyped
	badOptionValue
	badDuration
	oddDuration
	badUndo
	longUndo
	badKept
	badClock
	nightClock
	notMorning
	onlyWithDay
	badDays
	badTalks
	givesUpFirst
	badSetting
	onlyTakenOver
	tooManyTexts
	onlyClosed
	noFlow
	otherForm
	undeclaredIn
	unlikeType
	callCircle
	tooDeep
	tooMuchAtOnce
	noLabel
	oneOption
	doubleLabel
	reservedLabel
	badCondition
	notInConditions
	choiceCompared
	listCompared
	notOffered
	noUse
	unknownPlace
	placesDiffer
	tooLong
	unknownTeam
	badPO
	badContext
	doubleEntry
	badPostcode
	sharedPostcode
	badPluralRule
	pluralGaps
	badSpan
	badHoliday
	noDays
	badRule
	ruleWithoutStart
	ruleNeverComes
	badTimes
	longEntry
	longCanned
	manyCanned
	unknownTheme
	unknownNeighbourhood
	noDirectory
	findAll
	countsNothing
	countsNowhere
	countsNoTheme
	badMost
	badAge
	badWeekdays
	doubleDay
	badOverdue
	wrongOrder
	notLonger
	lateReminder
	otherKind
	noMeeting
	badCount
	fewTogether
	noFlowHere
	unknownProgramme
	noConsent
	enrolCircle
	unknownCoordinator
	badEmail
	badAhead
	badSeats
	lateNotice
	homeIsFree
	noRoom
	overlapping
	noCalendar
	badPeople
	notUTF8
	mediaDeep
	mediaName
	mediaLarge
	mediaMany
	mediaUnknown
	mediaBroken
	mediaMissing
	mediaKind
	mediaTwice
	mediaNone
)

// noProblem says that nothing is wrong.
const noProblem problem = -1

// mild tells whether flows with this mistake still run as they did. A later
// program that finds it in talks of before (there may be a new reserved word)
// goes on with them; only new ones are refused.
func (p problem) mild() bool {
	switch p {
	case tooManyTexts, otherForm, nightClock, givesUpFirst,
		yamlTrap, badTag, takenName, noStarts, noDefault, badPayload, reservedStart, badAdapter, unreachable,
		unsaved, oneOption, noUse, doubleLabel, reservedLabel, unknownPlace, placesDiffer, tooLong, doubleEntry, badContext, badPluralRule, pluralGaps,
		purposeAlone, keptOtherwise:
		return true
	}
	return false
}

// wording says what is wrong and what would be right; %[n] are the arguments
// of report.add. dutchWordings is the same in Dutch.
type wording struct{ what, remedy string }

func (w wording) filled(args []any, dutch bool) wording {
	return wording{fill(w.what, args, dutch), fill(w.remedy, args, dutch)}
}

var wordings = map[problem]wording{
	unreadable:      {"the file cannot be read", "Check its name and its permissions."},
	noFile:          {"%[1]s is missing", "Add it; the built-in playbook has an example."},
	unknownFile:     {"%[1]q is not a file that a playbook has", "%[2]s"},
	tooLarge:        {"the file is larger than %[1]d KiB", "Split it into several files."},
	tooMuch:         {"the files of the flows and translations are larger than %[1]d MiB together", "Remove what is no text of yours. Is this the playbook's folder?"},
	notYAML:         {"this is not YAML: %[1]s", "Look at the indentation, the colons and the quotes around here."},
	notText:         {"%[1]s must be a text, and this is %[2]s", "Write one text; put it in quotes if it holds a colon."},
	noMapping:       {"%[1]s must have keys, and this is %[2]s", "Write it as \"key: value\"."},
	noList:          {"%[1]s must be a list, and this is %[2]s", "Begin each item with a dash."},
	noValue:         {"%[1]s has no value", "Write it after the colon, or remove the key."},
	emptyList:       {"%[1]s is empty", "Add at least one."},
	unknownKey:      {"unknown key %[1]q", "%[2]s"},
	missingKey:      {"%[1]s has no %[2]q", "Add the key %[2]q."},
	doubleKey:       {"the key %[1]q stands here twice", "Remove one; the first is in line %[2]d."},
	anchors:         {"%[1]q is a YAML anchor or alias, which playbooks do not use", "Write the text out, or put it in quotes."},
	yamlTrap:        {"YAML reads %[1]q without quotes as something else than a text", "Write \"%[1]s\" in quotes."},
	phoneTrap:       {"YAML reads the phone number %[1]s as a sum or an amount", "Write \"%[1]s\" in quotes."},
	wrongWord:       {"%[1]q is not possible for %[2]s", "%[3]s"},
	badTag:          {"%[1]q is not a language tag", "Write it as nl, en, pt-BR or nl-x-simpel%[2]s."},
	badHours:        {"%[1]q are not opening hours", "Write \"ma-vr 9:00-17:00\", \"za, zo 10:00-12:00\", or altijd for day and night."},
	badDate:         {"%[1]q is not a date", "Write year, month, day: 2026-11-21."},
	badAges:         {"%[1]q are not ages", "Write \"8-18\", \"18-\" or \"-18\" in quotes."},
	badPurpose:      {"%[1]q is not something a number is for", "%[2]s"},
	badPhone:        {"%[1]q is not a phone number as one dials it", "Write digits, with spaces or dashes."},
	badURL:          {"%[1]q is not the address of a page", "Begin with https://"},
	noHelpByNight:   {"no number for %[1]q is open day and night", "Add one with \"hours: altijd\" and \"for: [%[1]s]\", for all ages."},
	doubled:         {"%[1]s %[2]q is there twice", "Change one; the first is in %[3]s."},
	badName:         {"%[1]q cannot be the name of %[2]s", "Use small letters and digits%[3]s, beginning with a letter."},
	takenName:       {"%[1]q has a meaning of its own", "Choose another name."},
	noStarts:        {"nothing starts this flow", "Add \"starts:\" with a deeplink, words or default."},
	noDefault:       {"no flow says \"default: webchat\"", "Add it to the starts of the flow that the chat page begins with."},
	badPayload:      {"%[1]q cannot be a deep link", "Use at most 64 letters, digits, - and _."},
	reservedStart:   {"%[1]q is a reserved word, so it never starts a flow", "Choose another word."},
	badAdapter:      {"%[1]q is not the name of an adapter", "Write it as webchat or telegram."},
	noAction:        {"this step does nothing", "Give it one of: say, ask, choose, goto, notify, handoff, end."},
	manyActions:     {"this step does several things: %[1]s", "Make each of them a step of its own."},
	notHere:         {"%[1]q does not belong to a step with %[2]q", "%[3]s"},
	badEnd:          {"end must be true, and this is %[1]q", "Write \"- end: true\"."},
	gotoNowhere:     {"goto %[1]q leads nowhere", "%[2]s"},
	unreachable:     {"no step leads here", "Let a goto lead to it, or remove it."},
	loop:            {"from here the steps go round without ever asking anything", "Put an ask or choose into the circle, or let one goto lead out of it."},
	undeclared:      {"the variable %[1]q is not declared", "%[2]s"},
	unsaved:         {"no step saves the variable %[1]q", "Let an ask or choose save it, or remove it from data."},
	purposeAlone:    {"this says what it is kept for, but it is not kept", "Add \"keep: person\", or remove the purpose."},
	keptOtherwise:   {"%[1]q is kept of a person as %[2]s, and as %[3]s in another flow", "Use the same type in both, or another name here. The other is in %[4]s."},
	mistyped:        {"%[1]q cannot take this: it is declared as %[2]s", "%[3]s"},
	badOptionValue:  {"%[1]q cannot be the value of an option saved as %[2]s", "%[3]s"},
	badDuration:     {"%[1]q is not how long something takes", "Write a number and m, u, d or w: 20 minuten, 2 uur, 1 dag, 3 weken."},
	oddDuration:     {"%[1]q is too short or too long", "Choose between 1 minuut and 366 dagen."},
	badUndo:         {"%[1]q is not a number of seconds", "Write: 5 s. Or 0: then nothing waits."},
	longUndo:        {"%[1]q is too long: the person waits just as long", "Choose at most 60 s."},
	badKept:         {"%[1]q is not how long a talk can be kept", "Write 30 dagen, or anything from 1 dag to 365 dagen."},
	badClock:        {"%[1]q is not a time of day", "Write it in quotes: \"9:00\"."},
	notMorning:      {"%[1]q is no time at which a day begins", "Choose a time before noon: \"9:00\"."},
	nightClock:      {"%[1]q is in the night, when nobody is written to", "Choose a time from 7:30 until 21:00."},
	onlyWithDay:     {"this belongs to a wait until a day", "Name a variable with type date under until, or remove this."},
	badTalks:        {"%[1]q is not a number of talks", "Write a whole number, such as 8."},
	badDays:         {"%[1]q is not a number of days", "Write a whole number, such as 1."},
	givesUpFirst:    {"it is given up before the reminder comes", "Let give_up come later than remind."},
	badSetting:      {"%[1]q cannot be set to %[2]q, which is declared as %[3]s", "%[4]s"},
	onlyTakenOver:   {"a %[1]s cannot be computed", "Write a value, or \"= other\" with another variable declared as %[1]s."},
	tooManyTexts:    {"%[1]d texts in one say are a lot to read", "Write at most %[2]d, or ask something in between."},
	onlyClosed:      {"closed is said instead of say, and there is no say", "Add say: what somebody reads while the team is open."},
	noFlow:          {"there is no flow %[1]q to call", "%[2]s"},
	otherForm:       {"the flow %[1]q says %[2]s to people, and this one says %[3]s", "Call a flow with \"form: %[3]s\"."},
	undeclaredIn:    {"the flow %[2]s has no variable %[1]q", "%[3]s"},
	unlikeType:      {"%[1]q is declared as %[2]s, and %[3]q as %[4]s", "Declare both alike, or the one that takes it as text."},
	callCircle:      {"calls lead from %[1]q back to %[2]q", "Let one flow do without calling the other; a goto goes round within one flow."},
	tooDeep:         {"more than %[1]d flows wait for one another here", "Call fewer flows from within flows."},
	tooMuchAtOnce:   {"from here the bot does %[1]d things without waiting for anybody, and %[2]d are the most", "Ask something in between."},
	noLabel:         {"the option %[1]q has no label", "Write \"- %[1]s: what the person reads\"."},
	oneOption:       {"a choose with one option is no choice", "Add a second option, or use say."},
	doubleLabel:     {"two options answer to %[1]q", "Change one; the first is in line %[2]d."},
	reservedLabel:   {"%[1]q is a reserved word, so who types it never chooses this", "Use other words."},
	badCondition:    {"this condition cannot be read: %[1]s", "Write it as: thema == \"geld\" and leeftijd >= 18"},
	notInConditions: {"%[1]s cannot be used in a condition", "Use ==, !=, <, >, in, contains, and, or, not."},
	choiceCompared:  {"the choice %[1]q can only be compared with values", "Write %[1]s == \"value\", != or in [\"value\", \"value\"]."},
	listCompared:    {"%[1]q holds several values, of which a condition can only ask one", "Write \"value\" in %[1]s."},
	noUse:           {"%[1]q is of no use here: %[2]s", "%[3]s"},
	notOffered:      {"no choose offers %[1]q for %[2]q", "%[3]s"},
	unknownPlace:    {"nothing fills the place {%[1]s}", "%[2]s"},
	placesDiffer:    {"the translation has the places %[1]s, the text has %[2]s", "Use the same places, with the braces, in both."},
	tooLong:         {"this text has %[1]d characters, more than a message can hold", "Keep it under 4096, or split it into two steps."},
	unknownTeam:     {"there is no team %[1]q", "%[2]s"},
	badPO:           {"this is not a PO file: %[1]s", "%[2]s"},
	badContext:      {"msgctxt %[1]q is not possible", "Write je or u, or leave the line out."},
	doubleEntry:     {"this text is translated twice", "Remove one; the first is in line %[1]d."},
	badPostcode:     {"%[1]q is not a postcode", "Write \"1234\", \"1234 AB\", or from and to: \"1235 AA - 1235 KZ\"."},
	sharedPostcode:  {"the postcodes %[1]q are already those of %[2]s", "Give each postcode to one neighbourhood."},
	badPluralRule:   {"%[1]q is not a rule for plurals", "Write Plural-Forms: %[2]s"},
	pluralGaps:      {"this plural was translated in %[1]d forms or has an empty one, and the language has %[2]d", "Translate msgstr[0], msgstr[1] and so on, all of them or none."},
	notUTF8:         {"the file is not in UTF-8", "Save it as UTF-8."},
	mediaDeep:       {"%[1]q is a folder within the folder media", "Put its files into media itself."},
	mediaName:       {"%[1]q cannot be the name of a file in media", "Use small letters, digits, ., - and _: kaart-inloop.png."},
	mediaLarge:      {"the file is larger than %[1]d MiB", "Make it smaller: a picture of 1600 pixels wide is enough, and a video longer than a minute is better a link."},
	mediaMany:       {"the files in media are %[1]d MiB together, and %[2]d is the most", "Remove some, or make them smaller."},
	mediaUnknown:    {"this is no picture, video or document that every telephone can show", "%[1]s"},
	mediaBroken:     {"this file cannot be shown: %[1]s", "Open it yourself, save it again as JPEG, PNG or MP4, and make it smaller if it is large."},
	mediaMissing:    {"there is no file %[1]q in the folder media", "%[2]s"},
	mediaKind:       {"%[1]q is a %[2]s, and this key is %[3]q", "Write \"%[2]s: %[1]s\"."},
	mediaTwice:      {"a step shows one file, and this one has a %[1]s already", "Give the %[2]s a step of its own."},
	mediaNone:       {"about says what a picture or a video shows, and this step shows none", "Remove it, or add \"picture:\"."},

	// The directory and days off.
	badSpan:              {"%[1]q are not days", "Write \"2026-12-24\", or from and to: \"2026-12-27 - 2027-01-02\"."},
	badHoliday:           {"%[1]q is neither a day nor a holiday", "Write \"2026-12-24\", \"24 december\" for every year, or the name of a holiday. %[2]s"},
	noDays:               {"this does not say on which days it is", "Add a rule, such as \"rule: FREQ=WEEKLY;BYDAY=FR\", or for one day \"start: 2026-12-04\"."},
	badRule:              {"%[1]q is not a rule for days", "Write it as FREQ=WEEKLY;BYDAY=FR, or FREQ=MONTHLY;BYDAY=1TU for each first Tuesday; the hours go into from and to."},
	ruleWithoutStart:     {"the rule %[1]q does not say from which day it counts", "Add the first day: \"start: 2026-01-02\"."},
	ruleNeverComes:       {"the rule %[1]q never comes to a day", "Look at its days and months, and at where it ends."},
	badTimes:             {"%[1]q cannot be the beginning or the end here", "Write them as from: \"9:00\" and to: \"10:30\", the end after the beginning."},
	longEntry:            {"%[1]s has %[2]d characters, too many for an entry of the directory", "Keep it under 500."},
	longCanned:           {"%[1]s has %[2]d characters, too many here", "Keep it under %[3]d."},
	manyCanned:           {"%[1]d texts are more than anybody can choose from", "Keep at most %[2]d."},
	unknownTheme:         {"there is no theme %[1]q in directory.yaml", "%[2]s"},
	unknownNeighbourhood: {"there is no neighbourhood %[1]q in directory.yaml", "%[2]s"},
	noDirectory:          {"this looks in directory.yaml, which is not there", "Add it; the built-in playbook has an example."},
	countsNothing:        {"this counts nothing", "Name variables that hold a theme at themes, or themes at always."},
	countsNowhere:        {"themes stand in directory.yaml, which is not there", "Add it; the built-in playbook has an example."},
	countsNoTheme:        {"none of the answers of %[1]q is a theme of directory.yaml", "Call an answer as the theme is called. %[2]s"},
	findAll:              {"directory stands for all kinds, so no other belongs beside it", "Write \"find: directory\", or name kinds only."},
	badMost:              {"%[1]q is not how many can be named", "Write a number from 1 to %[2]d."},
	badAge:               {"%[1]q is neither an age nor a variable", "Write years, such as \"age: 16\", or a number declared under data. %[2]s"},

	// Programmes.
	badWeekdays:        {"%[1]q are not days of the week", "Write elke dag, ma-vr, or za, zo; a programme may also have a rule, such as FREQ=MONTHLY;BYDAY=1TU."},
	doubleDay:          {"%[1]s is in this rooster twice", "Name each day once, with all who are on duty then."},
	badOverdue:         {"%[1]q is too short or too long to wait for an answer", "Choose from 30 min to 12 uur; 90 min is usual."},
	wrongOrder:         {"%[1]s does not come after %[2]s", "They come in this order: early, at, until; and before, after."},
	notLonger:          {"%[1]q is not longer than the one before it", "Begin with the shortest; all are counted from the same moment."},
	lateReminder:       {"a reminder after %[1]q goes to nobody: the window is over then, or people look already", "Choose a shorter one, or a later until and overdue."},
	otherKind:          {"%[1]q does not belong to a programme of the kind %[2]s", "%[3]s"},
	noMeeting:          {"this group has no talk before its meeting, and none after it", "Add before, after, or both: before: {flow: NAME, at: \"15:00\"}."},
	fewTogether:        {"so few people of one neighbourhood could be told apart", "Write a number from %[1]d on."},
	badCount:           {"%[1]q is not a whole number that is possible here", "Write a number from 1 to %[2]d."},
	noFlowHere:         {"there is no flow %[1]q", "%[2]s"},
	unknownProgramme:   {"there is no programme %[1]q in programmes.yaml", "%[2]s"},
	enrolCircle:        {"%[1]q is a calling circle: a worker enrols people there, with their contacts", "Ask a worker to: notify, or handoff."},
	noConsent:          {"nobody is enrolled without having agreed", "Ask it in a consent step before this one."},
	unknownCoordinator: {"there is no coordinator %[1]q in organisation.yaml", "%[2]s"},
	badPeople:          {"%[1]q is not a number of people", "Write a whole number, such as 40."},
	badEmail:           {"%[1]q is not an e-mail address", "Write it as naam@voorbeeld.nl."},

	// Appointments.
	badAhead:    {"%[1]q is not how far ahead people can book", "Choose from 1 dag to 13 weken."},
	badSeats:    {"%[1]q is not how many people you can meet at once", "Write a number from 1 to %[2]d."},
	lateNotice:  {"with %[1]q there is no time left that people could book", "Choose a shorter notice, or a longer ahead."},
	homeIsFree:  {"home is never offered to who cannot talk freely", "Remove this."},
	noRoom:      {"no appointment of %[1]q fits between these times", "Choose a later to, or a shorter length."},
	overlapping: {"these times overlap with others of this team", "Let each begin when the other is over; most says how many people you can meet at once."},
	noCalendar:  {"%[1]q has no appointments in appointments.yaml", "%[2]s"},
}
