package turn

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"time"

	"omzien/bot/chat"
	"omzien/flows"
)

// Joining is the person as a member of the programme, from now on: whoever took part
// in it before does so again, and what is counted begins anew. They are asked where
// they are talked to.
func (t *Turn) Joining(p *flows.Programme) chat.Member {
	circle := ""
	if len(p.Circles) > 0 {
		circle = p.Circles[0].Name
	}
	i := slices.IndexFunc(t.F.Members, func(m chat.Member) bool { return m.Programme == p.Name })
	return t.joining(chat.Member{ID: joined(t.C.Person, p.Name), Person: t.C.Person, Programme: p.Name, Circle: circle, By: t.Ev.Author}, i)
}

// JoiningCircle is the person as a member of this circle of the programme, of which they
// can be in several.
func (t *Turn) JoiningCircle(p *flows.Programme, circle string) chat.Member {
	i := slices.IndexFunc(t.F.Members, func(m chat.Member) bool { return m.Programme == p.Name && m.Circle == circle })
	return t.joining(chat.Member{ID: joined(t.C.Person, p.Name+"|"+circle), Person: t.C.Person, Programme: p.Name, Circle: circle, By: t.Ev.Author}, i)
}

// joining is the member from now on; i is where they stand in the facts already, -1:
// they do not.
func (t *Turn) joining(m chat.Member, i int) chat.Member {
	if i >= 0 {
		m = t.F.Members[i]
	}
	m.Address, m.Channel, m.State, m.Until = t.C.Address, t.C.Address.Adapter, chat.MemberActive, ""
	m.Away = time.Time{}
	m.Name, m.Initials = t.C.Nickname, t.C.Alias
	if m.Name == "" {
		m.Name = t.C.Alias
	}
	m.Agreed, m.Changed, m.Heard = t.Now(), t.Now(), flows.DayOf(t.Now()).String()
	return m
}

// Join makes them one.
func (t *Turn) Join(m chat.Member) {
	if !slices.Contains(t.C.Kept.Circles, m.ID) {
		t.C.Kept.Circles = append(t.C.Kept.Circles, m.ID)
	}
	t.d.Joins = append(t.d.Joins, m)
}

// Answered keeps what the person answered in a survey.
func (t *Turn) Answered(a chat.SurveyAnswer) { t.d.Answers = append(t.d.Answers, a) }

// Member finds the person's place in the programme, also one that was made just now;
// false where they have none.
func (t *Turn) Member(programme string) (m chat.Member, known bool) {
	for _, m := range slices.Concat(t.d.Joins, t.F.Members) {
		if m.Programme == programme && m.State != chat.MemberLeft {
			return m, true
		}
	}
	return chat.Member{}, false
}

// Leave ends their place in it.
func (t *Turn) Leave(m chat.Member) {
	t.d.Joins = slices.DeleteFunc(t.d.Joins, func(j chat.Member) bool { return j.ID == m.ID })
	t.d.Then = append(t.d.Then, Leaving(m.ID, t.Key(), t.Now()))
}

// Leaving is that a member takes part no longer, by their own word.
func Leaving(member, id string, at time.Time) chat.Event {
	return chat.Event{
		ID: id, Kind: chat.Leaves, Subject: chat.Subject{Kind: chat.SubjectMember, ID: member},
		Author: chat.Author{Role: chat.RolePerson}, At: at,
	}
}

// joined is the id of a person as a member of a programme that they joined by a talk:
// whoever joins twice is the same member.
func joined(person, programme string) string {
	sum := sha256.Sum256([]byte(person + "|" + programme))
	s := hex.EncodeToString(sum[:16])
	return s[:8] + "-" + s[8:12] + "-" + s[12:16] + "-" + s[16:20] + "-" + s[20:]
}
