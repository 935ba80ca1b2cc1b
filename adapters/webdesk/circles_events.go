package webdesk

import (
	"strings"
	"time"

	"omzien/bot/chat"
)

const (
	longestNote  = 2000 // bytes of what a worker notes about a member
	longestPause = 30   // days; for longer somebody is asked again
)

// ofCircle makes the event of what a worker did about a circle. known is false where
// it is something else; ok, where the page sends nothing like it.
func (p posted) ofCircle(ev *chat.Event) (known, ok bool) {
	text, member, value := false, false, p.Value != ""
	switch p.Kind {
	case chat.Taken, chat.Tried, chat.Going, chat.Reached:
		ev.Subject = chat.Subject{Kind: chat.SubjectAlarm, ID: p.Alarm}
		text, member = p.Kind == chat.Tried || p.Kind == chat.Reached, p.Kind == chat.Reached // of many, who was reached
		ok = p.Round == "" && !value && (p.Member == "" || member)
	case chat.CheckedIn: // somebody heard it, and says so on their behalf
		ev.Subject = chat.Subject{Kind: chat.SubjectRound, ID: p.Round}
		switch chat.Stand(p.Value) {
		case chat.StandWell, chat.StandNotWell:
			ok = p.Alarm == "" && p.Member != ""
		}
		ev.Value, text = p.Value, true
	case chat.Drills:
		ev.Subject = chat.Subject{Kind: chat.SubjectRound, ID: p.Round}
		ok = p.Alarm == "" && p.Member == "" && !value
	case chat.Pauses:
		ev.Subject = chat.Subject{Kind: chat.SubjectMember, ID: p.Member}
		ok, ev.Value = p.Alarm == "" && p.Round == "", p.Value
		if value {
			_, err := time.Parse(chat.DateLayout, p.Value)
			ok = ok && err == nil
		}
	default:
		return false, false
	}
	if ev.Subject.Kind != chat.SubjectMember {
		ev.Ref = p.Member
	}
	ev.Text = strings.TrimSpace(p.Text)
	for _, id := range []string{p.Alarm, p.Round, p.Member} {
		ok = ok && len(id) <= 300
	}
	rest := p.Conversation + p.Ref + p.TakeOver + p.Consult
	return true, ok && ev.Subject.ID != "" && rest == "" && p.Form == nil && (text || ev.Text == "") && len(ev.Text) <= longestNote
}

// ofToday tells whether a pause ends on a day that can be chosen today: after it, and
// not so far away that nobody remembers.
func ofToday(ev chat.Event, now time.Time) bool {
	if ev.Kind != chat.Pauses || ev.Value == "" {
		return true
	}
	first, last := pauseBounds(now)
	return ev.Value >= first && ev.Value <= last
}

// pauseBounds are the first and the last day on which a pause can end.
func pauseBounds(now time.Time) (first, last string) {
	local := now.In(chat.Amsterdam)
	day := func(n int) string {
		return time.Date(local.Year(), local.Month(), local.Day()+n, 12, 0, 0, 0, time.UTC).Format(chat.DateLayout)
	}
	return day(1), day(longestPause)
}
