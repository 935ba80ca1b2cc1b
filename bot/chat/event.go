package chat

import (
	"strings"
	"time"
)

// Kind is what happened.
type Kind string

const (
	// What a person does.
	Started Kind = "started" // opened the talk; Text holds a deep link's payload, if any
	Said    Kind = "said"    // wrote Text, or sent Files
	Chose   Kind = "chose"   // pressed an offered choice: Token, resolved to Step and Value
	Left    Kind = "left"    // closed the page on purpose (quick exit)
	Blocked Kind = "blocked" // does not want to hear from us there any more; nothing said there arrives
	Back    Kind = "back"    // ... and does again

	// What a person or a worker does with their own earlier words. Text is what
	// stands there now; it changes nothing that was answered to the old words.
	Edited  Kind = "edited"
	Deleted Kind = "deleted"

	// What a worker does at the desk. Subject names the conversation.
	Claimed    Kind = "claimed"     // picks the handoff up
	Answered   Kind = "answered"    // plain text by a worker in the talk
	Noted      Kind = "noted"       // a note: for colleagues only
	Released   Kind = "released"    // a held text goes to the person after all
	Withheld   Kind = "withheld"    // a held text becomes a note
	Recalled   Kind = "recalled"    // takes back a text of theirs that has not left yet. Ref is the event that brought it; empty: the newest
	Opened     Kind = "opened"      // has the talk before them at the web desk; written down once for each time, for whoever asks who read it
	Looked     Kind = "looked"      // asks to see words as they were. Ref is the line that holds them
	Overheard  Kind = "overheard"   // somebody who is no worker wrote in the talk's thread; what, and who, is not told
	HandedBack Kind = "handed_back" // back to the bot
	Closed     Kind = "closed"      // afronden
	LetGo      Kind = "let_go"      // back to the queue of the team that has it; by Omzien itself too, where nobody answers
	PassedOn   Kind = "passed_on"   // overdracht: Ref is a Pass
	Ended      Kind = "ended"       // a named worker ends an alarm. Subject names the alarm

	// What workers do in an overleg, which Consult names; empty: the newest one that
	// is open. Nothing of it goes to the person (law 7).
	Consulted Kind = "consulted" // asks colleagues about the person: opens an overleg. Form holds it
	Invited   Kind = "invited"   // asks more colleagues into it. Form names them
	Conferred Kind = "conferred" // Text in it: kept with the overleg
	Concluded Kind = "concluded" // it is over

	// What a worker does, or what befalls one, about no conversation in particular.
	Next Kind = "next" // volgende: wants whoever needs somebody most
	Gone Kind = "gone" // is no worker any more: who they have goes back to the queue. Value is the worker's id
	Away Kind = "away" // gives themselves no more talks for a while; Form may hold AwayUntil. Subject is the worker
	Here Kind = "here" // ... and is there again. Subject is the worker

	// A worker tells what they see in a neighbourhood, beside the picture of a month.
	// Subject is the Story; of a new one Value is the month and Ref the neighbourhood.
	// Without a Text it is taken back.
	Recounted Kind = "recounted"

	// What a worker fills in. Form holds the fields by name; see Form. What cannot
	// be taken as it is comes back in the Answer, and nothing of it is stored.
	Canned      Kind = "canned"      // a text of the playbook instead of one that they type: first which, then how it shall go; see CannedWhich
	Asked       Kind = "asked"       // wants a form: Value is the Kind that it brings. Nothing of it is stored
	Enrolled    Kind = "enrolled"    // somebody takes part in a programme, or what is known of a member changes: Subject is the member, with an empty ID for a new one. Value EnrolInvite: they get a new invitation instead; EnrolTry: nothing is kept; EnrolEarlier, EnrolLater: only their place in the order changes
	Registered  Kind = "registered"  // somebody who did not write to us: by phone, at the counter. Subject is empty
	Meldcode    Kind = "meldcode"    // a step of the meldcode
	Revealed    Kind = "revealed"    // what is masked shall stand on the web desk for a while; Form says why
	CalledOff   Kind = "called_off"  // the person's appointment does not take place: Form says why
	Accompanied Kind = "accompanied" // somebody goes with the person the first time: Form says who, where to, when and where they meet
	FollowedUp  Kind = "followed_up" // the follow-up that was noted at the end is done
	Phoned      Kind = "phoned"      // somebody who was registered was rung: Form says whether they were spoken to, and when it is tried again
	LeftCard    Kind = "left_card"   // ... a card was left at their door
	Visited     Kind = "visited"     // ... a worker stood at their door

	// An appointment wants something: the person is reminded of it, or it is over.
	// Subject is the conversation in which it was made, Ref the appointment, Value its
	// NextAt in milliseconds.
	Reminds Kind = "reminds"

	// What Omzien itself brings about.
	HandedOff  Kind = "handed_off"  // the flow reached a handoff; Value is the team
	Resumed    Kind = "resumed"     // the bot has the talk again, at the conversation's step
	Woke       Kind = "woke"        // the subject's WakeAt has come
	Delivered  Kind = "delivered"   // a message that asked to be reported was sent. Ref is its key
	Failed     Kind = "failed"      // a message is dead, or TooLate. Ref is its key, Value the reason's word, From where it was to go, Text what it said
	Raised     Kind = "raised"      // an alarm of this conversation was opened. Ref is its id, Value its cause, Text why, for the desk
	AlarmEnded Kind = "alarm_ended" // ... and was ended
	Unfit      Kind = "unfit"       // a file did not pass. Value is why (FileLarge and the like), Files holds it; of a message, From is where that was to go, Ref its key, Text what it said

	// The card at the door of somebody who was registered was opened: the subject is their
	// registration, Text how the talk is called that it opened.
	CardOpened Kind = "card_opened"
	// A worker writes to all who chose to hear from a programme, in the fields BroadcastTo
	// and those behind it. Subject is a round, with an empty ID: it is made for it.
	Broadcasts Kind = "broadcasts"
	// ... and stops what did not go out yet. Subject is the round.
	BroadcastEnds Kind = "broadcast_ends"

	// A worker looked at somebody's words in a survey. Subject is the survey, Ref the
	// quote, Value a QuoteStand, Text the words as others may read them.
	QuoteChecked Kind = "quote_checked"

	// The time is over for which what was said in the subject, a conversation, is kept
	// (law 20). It comes from nowhere, and is written down nowhere.
	Expired Kind = "expired"

	// The day of a team begins: its desks read what stands open. Subject is the
	// team, Value the day, as 2026-11-22.
	DayBegan Kind = "day_began"
	// What a team found in the morning has stood there for its time (law 20). Subject
	// is the team, From the desk, Ref the message, Text what it was called.
	DayExpired Kind = "day_expired"
	// Nobody seems to be on duty for a circle tomorrow. Subject is the team, Ref the
	// circle as "programme|circle", Value that day.
	RoosterGap Kind = "rooster_gap"
	// Enough people of one neighbourhood seem to want the same. Subject is the team, Ref
	// the circle as "programme|circle".
	Gathers Kind = "gathers"

	// A programme's rounds. Subject is the round; Ref is the member.
	Planned    Kind = "planned"     // its rounds are (again) as the playbook and the circle are now: Facts.Wanted
	PromptSent Kind = "prompt_sent" // the prompt was sent; Sent is when
	PromptLost Kind = "prompt_lost" // ... cannot be delivered. Value is why: Unreachable, or another word
	PromptHeld Kind = "prompt_held" // ... has to wait: people have the talk, or another flow has
	CheckedIn  Kind = "checked_in"  // they gave a sign of life; Value is how they are: a Stand (well, not_well, sign). Author may be somebody on their behalf, Text that one's note
	Rang       Kind = "rang"        // somebody was rung: Value is CallSpoken, CallWorse or CallMissed. keten: by this member, Text is whom they rang; else this member was, by Author
	AlarmMoved Kind = "alarm_moved" // what people did about the alarm: Value is a Stand, Text how, Sent when they did. A combined alarm (Subject) hears it of one that it names
	Drills     Kind = "drills"      // a worker holds a drill: whoever is on duty is alarmed as for a member who was not heard, with OEFENING in every text

	// A programme reaches out. Subject is the member; Ref is the round, Value which prompt
	// it is, from 1; keten: Text is the member whom they are asked to ring, if any.
	Prompts Kind = "prompts"
	// ... and its talk came to nothing: people may hear of it. Subject is the member, Ref
	// the round, Value why: silent, held, fault, unreachable, or call where people are
	// to ring instead.
	Unheard Kind = "unheard"
	// The author, a named human, saw to an alarm about what the member (Subject) wrote:
	// those words wait for nobody any more.
	SeenTo Kind = "seen_to"
	// A programme begins the talk that Value names, in the conversation. Text is what was
	// agreed with the person, for people.
	Begins Kind = "begins"
	// A member's own place: Subject is the member. Value of Pauses is the first day on
	// which they are asked again; empty: they are back.
	Joined    Kind = "joined"
	Pauses    Kind = "pauses"
	Leaves    Kind = "leaves"
	PauseEnds Kind = "pause_ends" // the evening before that day, which Value is: they are asked whether that is right; of who is rung, whoever rings them reads it in the afternoon

	// Telefoon: whoever rings others today finds them on a list of their own. Subject is
	// the caller (SubjectWorker), Ref the address of the list, Text what they read.
	ListReady Kind = "list_ready"
	// ... or has no link to it, and cannot be told: people hand it on. Ref is the round of
	// their first call.
	ListLacks Kind = "list_lacks"

	// What people do about an alarm about a member. Subject is the alarm. Of a combined
	// alarm: Ref is the member. It passes that on, with its own id in Ref.
	Taken    Kind = "taken"    // ik pak dit op
	Tried    Kind = "tried"    // niet bereikt
	Going    Kind = "going"    // ik ga erheen
	Reached  Kind = "reached"  // bereikt: it ends. Text is how it is, where they say so
	Mistaken Kind = "mistaken" // whoever said so takes it back: it is open again. Of a combined alarm: Ref is the member; of one that it names: Ref is that alarm
	Accepts  Kind = "accepts"  // somebody close to the member goes and looks
	Declines Kind = "declines" // ... cannot
	Seeks    Kind = "seeks"    // those close to a member are to be asked: a combined alarm, which Ref names, finds nobody who goes

	// What a round says of an alarm that it planned. Subject is the alarm.
	Overdue  Kind = "overdue"  // people shall look, at once. Value is a Stand: overdue, not_well, sign, unreachable, not_asked; Text what is known. Of a member: Ref is the combined alarm that names them, if any. Of a combined alarm: Ref are members that it names, too, with blanks between them
	Deferred Kind = "deferred" // its deadline is Sent now; one that ended before anybody heard of it is armed again. Value is its team, Text its circle and Ref its Climb, as durations with blanks between them; an empty Value leaves all three
	Settled  Kind = "settled"  // nobody needs to look, or not any more: Value is a Stand, Author who says so. A named worker ends it; otherwise it ends where nobody heard of it yet. Of a combined alarm: Ref is the member

	// What an adapter says of itself. Subject names the route, Value the trouble in
	// one word, Text is for the desk: what it means, and who can mend it. Its id
	// is new for each time that it shall be counted.
	Trouble Kind = "trouble"

	// What an adapter says of a thread at a desk, From: it is gone, or nobody can
	// write there any more. The talk begins another.
	Uprooted Kind = "uprooted"

	// What a page reports of its own screen. They mark rows and concern no subject.
	Got  Kind = "got"  // the page holds all lines up to number Ref
	Read Kind = "read" // ... and they stood on a visible screen

	// What a page reports of its own keyboard: whoever is there is typing an answer,
	// what is not told. It is no message: nothing of it is stored, nobody waits for
	// it, and losing it harms nobody. A worker's names its talk in Subject.
	Typing Kind = "typing"
)

// EnrolInvite is the Value of an Enrolled event that changes nothing but the
// member's invitation: the ones before it open nothing any more.
const EnrolInvite = "invite"

// EnrolTry is the Value of an Enrolled event that only asks whether it could be taken:
// nothing of it is kept. The Answer is a form where it cannot; with a Ref, that of the
// member who is in the circle already.
const EnrolTry = "try"

// Values of an Enrolled event that only moves the member one place in the order of
// their circle: in a keten each rings the next.
const (
	EnrolEarlier = "earlier"
	EnrolLater   = "later"
)

// TakeOver is the field of Form that is set where Claimed shall also take a talk
// from the worker who has it: one who went home must not leave a person alone.
// Its value is that worker's id: a talk that somebody else has by now is not
// taken (law 8).
const TakeOver = "takeover"

// AwayUntil is the field of Form that tells until when a worker is away, as they
// typed it: 30 min, 2 uur, 15:30, morgen. Without it they are away until they say
// that they are back, and for AwayMost at the longest.
const (
	AwayUntil = "until"
	AwayMost  = 12 * time.Hour
)

// CannedWhich is the field of a Canned form that names a text of the playbook: the
// answer is the form with that text in it, in CannedWords. Sent in with words it is
// a text like one that the worker typed (law 7).
const (
	CannedWhich = "welke"
	CannedWords = "tekst"
)

// Colleague is the field of a form that says which colleague is asked to take a
// talk over, by their id. ColleagueName is how they are called: whoever brings the
// event sets it, and only where that is a worker at the talk's desk.
const (
	Colleague     = "colleague"
	ColleagueName = "colleague_name"
)

// AlsoAt is the field of Form that names the other desks where a worker is who
// wants the next one: the Chat of each, with blanks between them.
const AlsoAt = "also_at"

// The fields of Form in which Failed tells who was speaking.
const (
	SpeakerRole = "role"
	SpeakerID   = "speaker"
	SpeakerName = "name"
)

// OwnThread is the field of Form that is set where a worker's words stand below a
// message that Omzien itself posted: they are about a talk, also where the receipt
// that tells which is not written down yet.
const OwnThread = "own_thread"

// Out is the id of the message, and of the record's line, that carries a worker's
// text to the person: derived from the event that brought the text, whenever it
// leaves. BroughtBy is the way back; empty where the line is no such text.
func Out(event string) string { return event + out }

// BroughtBy is the event that brought the worker's text of this line.
func BroughtBy(line string) string {
	event, ok := strings.CutSuffix(line, out)
	if !ok {
		return ""
	}
	return event
}

const out = "/out"

// UsedStep is the step of a question whose button was pressed before. No step
// has this name, so that the press answers nothing, and whoever pressed is told
// how it stands.
func UsedStep(step string) string { return usedStep + step }

// WasUsed tells whether the step is that of a button pressed before.
func WasUsed(step string) bool { return strings.HasPrefix(step, usedStep) }

const usedStep = "used:"

// Event is one thing that happened. Events with the same ID are the same event,
// however often they arrive.
type Event struct {
	ID      string            `json:"id"`
	Kind    Kind              `json:"kind"`
	Subject Subject           `json:"subject,omitzero"` // empty for a person: found by From
	From    Address           `json:"from,omitzero"`
	Author  Author            `json:"author,omitzero"`
	Text    string            `json:"text,omitempty"`
	Token   string            `json:"token,omitempty"` // opaque "token:i" of a press; resolved by the switchboard
	Step    string            `json:"step,omitempty"`  // after a press: the step whose choices were pressed
	Value   string            `json:"value,omitempty"` // after a press: the choice's value
	Files   []File            `json:"files,omitempty"`
	Form    map[string]string `json:"form,omitempty"`    // what a worker filled in besides Text
	Ref     string            `json:"ref,omitempty"`     // the key of what this event is about
	Lang    string            `json:"lang,omitempty"`    // the platform's hint, a BCP 47 tag
	Consult string            `json:"consult,omitempty"` // the overleg that it happened in: by its thread, its button or its place on a page
	Sent    time.Time         `json:"sent,omitzero"`     // the platform's time
	At      time.Time         `json:"at,omitzero"`       // ours: when the event was accepted; the decision's "now"

	// Brought are the contents of those of its Files that are At InStore, by their ID:
	// fit to be shown already. They are kept with the event, or not at all.
	Brought map[string]Content `json:"-"`
}

// Answer goes back to whoever caused the event: short words for a worker's
// press, the number under which a page finds what it sent. A lost Answer is
// redrawn from the record, so nothing may depend on its arrival.
type Answer struct {
	Text string `json:"text,omitempty"` // in the desk's words
	Held bool   `json:"held,omitempty"` // the text was held: ask "send or note?"
	Ref  string `json:"ref,omitempty"`  // key of the held text, or of what was stored; of Next, the conversation
	Line int64  `json:"line,omitempty"` // the stored line's number
	Seen bool   `json:"seen,omitempty"` // this event was handled before

	// Form is to be filled in, or, where its fields have an Error, to be filled in
	// otherwise. Of the event it answers nothing is stored: the same may come again.
	Form *Form `json:"form,omitempty"`
	// What whoever is answered may press, and the token that opens it: for them
	// alone, and never needed.
	Press Choice `json:"press,omitzero"`
	Token string `json:"-"` // filled by the switchboard where there is a Press
}
