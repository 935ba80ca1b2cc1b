package telegramtest

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Person is somebody with a telephone, in a private talk with the bot.
type Person struct {
	ID    int64
	First string // their names, as their telephone gives them away
	Last  string
	User  string
	Lang  string // of their telephone

	f      *Fake
	met    bool // wrote to the bot once, so that it may write to them
	blocks bool
	screen []*line
	told   []string
	action time.Time // when the bot last showed that it types; zero: words came since
}

// line is one message of the bot.
type line struct {
	id       int
	at       time.Time
	text     string
	file     *File
	keyboard markup
	old      markup // as it was sent
}

// press is one callback query.
type press struct {
	by       *Person
	answered bool
}

// Shown is one message of the bot as it stands on the screen.
type Shown struct {
	ID     int
	Text   string   // or what stands below the file
	File   *File    // a picture, a video, a document; nil: words alone
	Labels []string // of its buttons, as long as they are there
	Links  []string // what those of them open that lead to a page
	Big    bool     // the buttons are below the field, and send words
}

// Has tells whether the message has a button with this label.
func (s Shown) Has(label string) bool { return slices.Contains(s.Labels, label) }

// patience is how long a Person waits for what must happen.
const patience = 2 * time.Minute

// Person is the one with this id; the same id is the same person.
func (f *Fake) Person(id int64) *Person {
	f.mu.Lock()
	defer f.mu.Unlock()
	p := f.people[id]
	if p == nil {
		p = &Person{ID: id, First: "Samira-" + strconv.FormatInt(id, 10), Last: "de Vries", User: fmt.Sprint("samira_", id), Lang: "nl", f: f}
		f.people[id] = p
	}
	return p
}

// Meet makes as if the person had written before, long ago.
func (p *Person) Meet() *Person {
	p.f.do(func() { p.met = true })
	return p
}

// Start presses the bot's START, from a link with this payload; "" is none.
func (p *Person) Start(payload string) int {
	if payload != "" {
		payload = " " + payload
	}
	return p.Write("/start" + payload)
}

// Write sends words, and gives the id of the message.
func (p *Person) Write(text string) (message int) { return p.Send(map[string]any{"text": text}) }

// Photo sends a picture in two sizes.
func (p *Person) Photo(caption string) (message int) {
	m := map[string]any{"photo": []map[string]any{
		{"file_id": "photo-small", "file_unique_id": "s", "width": 90, "height": 90, "file_size": 1200},
		{"file_id": "photo-large", "file_unique_id": "l", "width": 1280, "height": 960, "file_size": 98000},
	}}
	if caption != "" {
		m["caption"] = caption
	}
	return p.Send(m)
}

// Voice sends a spoken message.
func (p *Person) Voice() (message int) {
	return p.Send(map[string]any{"voice": map[string]any{"file_id": "voice-1", "file_unique_id": "v", "duration": 3, "mime_type": "audio/ogg", "file_size": 4000}})
}

// Send sends a message of any content: the fields that a Message has besides who,
// where and when.
func (p *Person) Send(content map[string]any) (message int) {
	p.f.mu.Lock()
	defer p.f.mu.Unlock()
	return p.send(content)
}

func (p *Person) send(content map[string]any) (message int) {
	p.f.messages++
	m := p.message(p.f.messages)
	for name, value := range content {
		m[name] = value
	}
	p.met, p.blocks = true, false
	p.push("message", m)
	return p.f.messages
}

// Edit changes what the person wrote before.
func (p *Person) Edit(message int, text string) {
	p.f.mu.Lock()
	defer p.f.mu.Unlock()
	m := p.message(message)
	m["text"], m["edit_date"] = text, p.f.now().Unix()
	p.push("edited_message", m)
}

// Block blocks the bot; Unblock starts it again.
func (p *Person) Block() { p.member("member", "kicked", true) }

// Unblock takes a Block back.
func (p *Person) Unblock() { p.member("kicked", "member", false) }

func (p *Person) member(old, now string, blocks bool) {
	p.f.mu.Lock()
	defer p.f.mu.Unlock()
	p.blocks = blocks
	status := func(s string) map[string]any {
		return map[string]any{"user": map[string]any{"id": int64(Bot), "is_bot": true, "first_name": "Proefbot"}, "status": s, "until_date": 0}
	}
	p.push("my_chat_member", map[string]any{"chat": p.chat(), "from": p.from(), "date": p.f.now().Unix(), "old_chat_member": status(old), "new_chat_member": status(now)})
}

// Press presses the newest button with this label that stands on the screen. A
// label that stands nowhere ends the test: call it from the test's goroutine.
func (p *Person) Press(label string) {
	p.tb().Helper()
	if !p.press(label, false) {
		p.tb().Fatalf("nobody could press %q; on the screen: %+v", label, p.Screen())
	}
}

// PressOld presses the newest button that ever had this label, also one that is
// gone: an old screen, or a finger that was quicker.
func (p *Person) PressOld(label string) {
	p.tb().Helper()
	if !p.press(label, true) {
		p.tb().Fatalf("there never was a %q", label)
	}
}

func (p *Person) press(label string, old bool) bool {
	p.f.mu.Lock()
	defer p.f.mu.Unlock()
	for _, l := range slices.Backward(p.screen) {
		keyboard := l.keyboard
		if old {
			keyboard = l.old
		}
		for _, b := range slices.Concat(keyboard.Inline...) {
			if b.Text == label && b.URL == "" {
				p.query(l.id, b.Data)
				return true
			}
		}
		for _, b := range slices.Concat(keyboard.Reply...) {
			if b.Text == label {
				p.send(map[string]any{"text": label})
				return true
			}
		}
	}
	return false
}

// Query presses a button that carries this, on a message of the bot.
func (p *Person) Query(message int, data string) {
	p.f.mu.Lock()
	defer p.f.mu.Unlock()
	p.query(message, data)
}

func (p *Person) query(message int, data string) {
	p.push("callback_query", p.callback(message, data))
}

// Pressing is a press that is made now and brought later: with Deliver.
func (p *Person) Pressing(message int, data string) Update {
	p.f.mu.Lock()
	defer p.f.mu.Unlock()
	return Update{"callback_query": p.callback(message, data)}
}

// Writing are words that are made now and brought later: with Deliver.
func (p *Person) Writing(text string) Update {
	p.f.mu.Lock()
	defer p.f.mu.Unlock()
	p.f.messages++
	m := p.message(p.f.messages)
	m["text"] = text
	p.met = true
	return Update{"message": m}
}

func (p *Person) callback(message int, data string) map[string]any {
	p.f.asked++
	id := fmt.Sprint("query-", p.f.asked)
	p.f.presses[id] = &press{by: p}
	return map[string]any{
		"id": id, "from": p.from(), "chat_instance": "1", "data": data,
		"message": map[string]any{
			"message_id": message, "date": p.f.now().Unix(), "chat": p.chat(),
			"from": map[string]any{"id": int64(Bot), "is_bot": true, "first_name": "Proefbot"},
		},
	}
}

// Screen is what the bot said, oldest first.
func (p *Person) Screen() (all []Shown) {
	p.f.mu.Lock()
	defer p.f.mu.Unlock()
	for _, l := range p.screen {
		all = append(all, Shown{ID: l.id, Text: l.text, File: l.file, Labels: l.keyboard.labels(), Links: l.keyboard.links(), Big: l.keyboard.Reply != nil})
	}
	return all
}

// Wait waits until the screen is as it should be, and gives it. After half a
// minute the test ends: call it from the test's goroutine.
func (p *Person) Wait(ok func([]Shown) bool) []Shown {
	p.tb().Helper()
	ctx, stop := context.WithTimeout(context.Background(), patience)
	defer stop()
	if !p.f.Until(ctx, func() bool { return ok(p.Screen()) }) {
		p.tb().Fatalf("waited in vain; on the screen: %+v", p.Screen())
	}
	return p.Screen()
}

// See waits until a message with these words stands on the screen, and gives the
// newest one. It ends the test as Wait does.
func (p *Person) See(words string) (found Shown) {
	p.tb().Helper()
	p.Wait(func(all []Shown) bool {
		for _, s := range all {
			if strings.Contains(s.Text, words) {
				found = s
			}
		}
		return found.ID != 0
	})
	return found
}

// Told are the short texts that answered the person's presses.
func (p *Person) Told() []string {
	p.f.mu.Lock()
	defer p.f.mu.Unlock()
	return slices.Clone(p.told)
}

// Spinning is how many of the person's presses the bot has not answered: their
// buttons still spin.
func (p *Person) Spinning() (n int) {
	p.f.mu.Lock()
	defer p.f.mu.Unlock()
	for _, press := range p.f.presses {
		if press.by == p && !press.answered {
			n++
		}
	}
	return n
}

// push lets an update come in, if the bot wants its kind. With the lock.
func (p *Person) push(kind string, content map[string]any) {
	if allowed := p.f.updates.allowed; len(allowed) == 0 || slices.Contains(allowed, kind) {
		p.f.push(Update{kind: content}, false)
	}
}

func (p *Person) message(id int) map[string]any {
	return map[string]any{"message_id": id, "from": p.from(), "chat": p.chat(), "date": p.f.now().Unix()}
}

func (p *Person) from() map[string]any {
	return map[string]any{"id": p.ID, "is_bot": false, "first_name": p.First, "last_name": p.Last, "username": p.User, "language_code": p.Lang}
}

func (p *Person) chat() map[string]any {
	return map[string]any{"id": p.ID, "type": "private", "first_name": p.First, "last_name": p.Last, "username": p.User}
}

func (p *Person) tb() testing.TB { return p.f.t }

func (p *Person) find(id int) *line {
	for _, l := range p.screen {
		if l.id == id {
			return l
		}
	}
	return nil
}

// chatOf finds which chat an update belongs to; 0 where it says nothing of it.
func chatOf(u Update) int64 {
	for _, of := range []string{"message", "edited_message", "my_chat_member"} {
		if m, is := u[of].(map[string]any); is {
			return idOf(m["chat"])
		}
	}
	if q, is := u["callback_query"].(map[string]any); is {
		return idOf(q["from"])
	}
	return 0
}

func idOf(v any) int64 {
	m, _ := v.(map[string]any)
	id, _ := m["id"].(int64)
	return id
}
