package flows

// What somebody reads below an invitation to a group in their neighbourhood, and after
// pressing one of its buttons.
const (
	TextGroupCome  TextID = "group_come" // the buttons
	TextGroupNot   TextID = "group_not"
	TextGroupStop  TextID = "group_stop"
	TextGroupWhen  TextID = "group_when" // {wanneer}: lines of the invitation
	TextGroupWhere TextID = "group_where"
	TextGroupComes TextID = "group_comes" // {team}: what follows a press
	TextGroupLater TextID = "group_later"
	TextGroupEnds  TextID = "group_ends"
)

var gatherTexts = map[TextID]fixed{
	TextGroupCome:  both("Ik kom"),
	TextGroupNot:   both("Nu niet"),
	TextGroupStop:  both("Vraag mij niet meer"),
	TextGroupWhen:  both("Wanneer: {wanneer}"),
	TextGroupWhere: both("Waar: {waar}"),
	TextGroupComes: {
		je: "Fijn. Ik zeg tegen {team} dat je komt. Komt het toch niet uit? Schrijf het hier.",
		u:  "Fijn. Ik zeg tegen {team} dat u komt. Komt het toch niet uit? Schrijf het hier.",
	},
	TextGroupLater: {
		je: "Dat is goed. Is er weer iets in de buurt? Dan hoor je het van mij.",
		u:  "Dat is goed. Is er weer iets in de buurt? Dan hoort u het van mij.",
	},
	TextGroupEnds: {
		je: "Dat is goed. Ik vraag je dit niet meer. Je kunt hier altijd weer schrijven.",
		u:  "Dat is goed. Ik vraag u dit niet meer. U kunt hier altijd weer schrijven.",
	},
}
