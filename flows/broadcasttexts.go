package flows

// What somebody reads beside and after a broadcast.
const (
	TextBroadcastStop    TextID = "broadcast_stop"    // the button under each
	TextBroadcastStopped TextID = "broadcast_stopped" // {programma}: it was pressed
)

var broadcastTexts = map[TextID]fixed{
	TextBroadcastStop: both("Geen berichten meer"),
	TextBroadcastStopped: {
		je: "Oké. Ik stuur je geen berichten meer over {programma}. Je kunt hier altijd weer schrijven.",
		u:  "Oké. Ik stuur u geen berichten meer over {programma}. U kunt hier altijd weer schrijven.",
	},
}
