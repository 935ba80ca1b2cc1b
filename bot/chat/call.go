package chat

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"
)

// CallItem is one thing that somebody says by telephone to a member without an app:
// their circle's question, or words that are passed on to them.
type CallItem struct {
	ID      string    `json:"-"` // of the message; the same message is the same call
	Member  string    `json:"-"` // who is rung
	At      time.Time `json:"-"` // since when it is to be said
	Done    time.Time `json:"-"` // when it was said, or somebody gave up; zero: it is still to be said
	Text    string    `json:"text"`
	Speaker Author    `json:"speaker,omitzero"` // whose words they are
	Step    string    `json:"step,omitempty"`   // whose question it is: "checkin:" and a round; empty: words to pass on
	Labels  []string  `json:"labels,omitempty"` // what the member may choose from
	By      Author    `json:"by,omitzero"`      // who said it
	How     string    `json:"how,omitempty"`    // spoken or missed
}

// Telefoon is the name of the adapter by which somebody rings those who have no app.
// Its addresses have the member as Chat.
const Telefoon = "telefoon"

// How a call went.
const (
	CallSpoken = "spoken"
	CallWorse  = "worse" // spoken, and not so well
	CallMissed = "missed"
)

// WatcherChat is a coordinator's own chat: where alarms about members reach them
// besides their e-mail. Nothing that happens there is ever a person's talk.
type WatcherChat struct {
	Coordinator string  // their key in the playbook: anja
	At          Address // one for each coordinator: a new one takes the place of the old
	Since       time.Time
}

// WatchStart begins the payload of the link by which a coordinator's chat becomes a
// WatcherChat; a one-time token (SessionWatch) stands behind it.
const WatchStart = "coordinator-"

// Kinds of Session: a caller's list of one day (Chat is the day), and a coordinator's
// link to a chat of their own. ID and Name are whose.
const (
	SessionCalls = "bel"
	SessionWatch = "watch"
)

// CoordinatorID is the Author.ID of the coordinator with this key in the playbook,
// and CoordinatorOf the way back; empty where the id is nobody's of these.
func CoordinatorID(key string) string { return coordinator + key }

// CoordinatorOf is the way back from CoordinatorID.
func CoordinatorOf(id string) string {
	key, ok := strings.CutPrefix(id, coordinator)
	if !ok {
		return ""
	}
	return key
}

const coordinator = "coordinator:"

// CallerOf is who rings by this name, as somebody wrote it down: the coordinator who
// has it as key or as name, or the only one whose key or first name it is, in capitals
// or not. Anybody else is known by the name alone: the same name is the same caller.
// False: it is no name.
func CallerOf(written string, coordinators []Author) (Author, bool) {
	name := strings.Join(strings.Fields(written), " ")
	if name == "" {
		return Author{}, false
	}
	var near []Author
	for _, c := range coordinators {
		key := CoordinatorOf(c.ID)
		if name == key || strings.EqualFold(name, c.Name) {
			return c, true
		}
		first, _, _ := strings.Cut(c.Name, " ")
		if strings.EqualFold(name, key) || strings.EqualFold(name, first) {
			near = append(near, c)
		}
	}
	if len(near) == 1 {
		return near[0], true
	}
	sum := sha256.Sum256([]byte(strings.ToLower(name))) // ids of events stand in the database as they are (law 16)
	return Author{Role: RoleWorker, ID: "beller:" + hex.EncodeToString(sum[:8]), Name: name}, true
}
