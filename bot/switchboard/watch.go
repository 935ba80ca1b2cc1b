package switchboard

import (
	"strconv"
	"time"

	"omzien/bot/chat"
	"omzien/flows"
)

// watch lists who hears of an alarm about the circle at this time, rung by rung: whoever
// is on duty, one after the other, and then everybody who ever is. Who cannot be
// reached is left out; a rung of nobody falls away.
func (s *Switchboard) watch(book *flows.Playbook, programme, circle string, at time.Time, chats []chat.WatcherChat) [][]chat.Watcher {
	p := book.Programme(programme)
	if p == nil {
		return nil
	}
	c := p.Circle(circle)
	if c == nil {
		return nil
	}
	var rungs [][]chat.Watcher
	for _, name := range c.OnDuty(flows.DayOf(at)) {
		if places := s.places(book, name, chats); len(places) > 0 {
			rungs = append(rungs, places)
		}
	}
	var all []chat.Watcher
	known := map[string]bool{}
	for _, shift := range c.Rooster {
		for _, name := range shift.On {
			if !known[name] {
				known[name] = true
				all = append(all, s.places(book, name, chats)...)
			}
		}
	}
	if len(all) > 0 {
		rungs = append(rungs, all)
	}
	return rungs
}

// places are where the coordinator with this key hears of alarms: in a chat of their
// own, and by mail.
func (s *Switchboard) places(book *flows.Playbook, name string, chats []chat.WatcherChat) []chat.Watcher {
	c, ok := book.Coordinator(name)
	if !ok {
		return nil
	}
	who := chat.Author{Role: chat.RoleWorker, ID: chat.CoordinatorID(c.Name), Name: c.Label}
	var all []chat.Watcher
	for _, w := range chats {
		if w.Coordinator == c.Name && s.adapters[w.At.Adapter] != nil {
			all = append(all, chat.Watcher{Who: who, At: w.At})
		}
	}
	if c.Email != "" && s.mailBy != "" {
		all = append(all, chat.Watcher{Who: who, At: chat.Address{Adapter: s.mailBy, Chat: c.Email}})
	}
	return all
}

// contacts are those close to the member who agreed that we write to them.
func (s *Switchboard) contacts(m chat.Member) []chat.Watcher {
	var all []chat.Watcher
	for i, c := range m.Contacts {
		if c.Agreed.IsZero() || c.Email == "" || s.mailBy == "" {
			continue
		}
		name := c.Name
		if c.Relation != "" {
			name += " (" + c.Relation + ")"
		}
		all = append(all, chat.Watcher{
			Who: chat.Author{Role: chat.RolePerson, ID: m.ID + "/contact/" + strconv.Itoa(i), Name: name},
			At:  chat.Address{Adapter: s.mailBy, Chat: c.Email},
		})
	}
	return all
}
