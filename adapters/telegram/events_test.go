package telegram

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"omzien/adapters/telegram/telegramtest"
	"omzien/bot/chat"
)

func TestWhatAPersonSendsBecomesAnEvent(t *testing.T) {
	file := func(id string) map[string]any { return map[string]any{"file_id": id, "file_size": 7} }
	tests := []struct {
		name    string
		content map[string]any
		kind    chat.Kind
		text    string
		files   []chat.File
	}{
		{"words", map[string]any{"text": "hoi"}, chat.Said, "hoi", nil},
		{"markup stays words", map[string]any{"text": "*a* <b>&amp;</b>", "entities": []any{map[string]any{"type": "bold"}}}, chat.Said, "*a* <b>&amp;</b>", nil},
		{"start", map[string]any{"text": "/start"}, chat.Started, "", nil},
		{"start from a link", map[string]any{"text": "/start jongeren-2_b"}, chat.Started, "jongeren-2_b", nil},
		{"start with what no link has", map[string]any{"text": "/start <script>"}, chat.Started, "", nil},
		{"start, too long", map[string]any{"text": "/start " + strings.Repeat("a", 65)}, chat.Started, "", nil},
		{"start, and then somebody's words", map[string]any{"text": "/start ik wil niet meer"}, chat.Said, "/start ik wil niet meer", nil},
		{"starting is no start", map[string]any{"text": "/starten"}, chat.Said, "/starten", nil},
		{"another command is words", map[string]any{"text": "/help"}, chat.Said, "/help", nil},
		{"a voice", map[string]any{"voice": file("v")}, chat.Said, "", []chat.File{{Kind: "voice", ID: "v", At: Name, Size: 7}}},
		{"a video", map[string]any{"video": file("v"), "caption": "kijk"}, chat.Said, "kijk", []chat.File{{Kind: "video", ID: "v", At: Name, Size: 7}}},
		{"a round video", map[string]any{"video_note": file("v")}, chat.Said, "", []chat.File{{Kind: "video", ID: "v", At: Name, Size: 7}}},
		{"an animation comes as a document too", map[string]any{"animation": file("g"), "document": file("d")}, chat.Said, "", []chat.File{{Kind: "video", ID: "g", At: Name, Size: 7}}},
		{"a document", map[string]any{"document": map[string]any{"file_id": "d", "file_name": "brief.pdf"}}, chat.Said, "", []chat.File{{Kind: "document", ID: "d", At: Name}}},
		{"music", map[string]any{"audio": file("m")}, chat.Said, "", []chat.File{{Kind: "document", ID: "m", At: Name, Size: 7}}},
		{"a sticker says nothing", map[string]any{"sticker": map[string]any{"file_id": "s", "emoji": "👍"}}, chat.Said, "", []chat.File{{Kind: "sticker", ID: "s"}}},
		{"a place", map[string]any{"location": map[string]any{"latitude": 52.09, "longitude": 5.12}}, chat.Said, "", []chat.File{{Kind: "place", ID: "geo:52.090000,5.120000"}}},
		{"a place with a name", map[string]any{"venue": map[string]any{"title": "Station", "location": map[string]any{"latitude": 0, "longitude": 5}}}, chat.Said, "", []chat.File{{Kind: "place", ID: "geo:0.000000,5.000000", Name: "Station"}}},
		{"a contact", map[string]any{"contact": map[string]any{"phone_number": "+31612345678", "first_name": "Oma"}}, chat.Said, "", []chat.File{{Kind: "contact", ID: "tel:+31612345678", Name: "Oma"}}},
		{"a photo, the largest", map[string]any{"photo": []any{map[string]any{"file_id": "l", "width": 900}, map[string]any{"file_id": "s", "width": 90}}, "caption": "<b>ik</b>"}, chat.Said, "<b>ik</b>", []chat.File{{Kind: "photo", ID: "l", At: Name}}},
		{"what Telegram thinks of next year", map[string]any{"hologram": file("h")}, chat.Said, "", []chat.File{{Kind: "other", ID: "message:7"}}},
		{"a photo of another shape", map[string]any{"photo": "plaatje", "caption": "kijk dan"}, chat.Said, "kijk dan", []chat.File{{Kind: "other", ID: "message:7"}}},
		{"a sticker of another shape", map[string]any{"sticker": []any{1}}, chat.Said, "", []chat.File{{Kind: "other", ID: "message:7"}}},
		{"a sender of another shape spoils no words", map[string]any{"text": "help", "from": 7}, chat.Said, "help", nil},
		{"100,000 characters", map[string]any{"text": strings.Repeat("é😀", 50_000)}, chat.Said, strings.Repeat("é😀", 50_000), nil},
	}
	a := quiet(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := a.read(sampleUpdate(t, "message", tt.content))
			if got.why != "" {
				t.Fatalf("passed over: %s", got.why)
			}
			want := chat.Event{
				ID: "telegram:4711:9", Kind: tt.kind, Text: tt.text, Files: tt.files, Ref: "telegram:4711:message:7",
				From: chat.Address{Adapter: "telegram", Chat: "55"}, Author: chat.Author{Role: chat.RolePerson},
				Lang: "nl-BE", Sent: time.Unix(1_795_300_000, 0), At: a.Now(),
			}
			if _, odd := tt.content["from"].(int); odd {
				want.Lang = ""
			}
			if !reflect.DeepEqual(got.event, want) {
				t.Errorf("\n got %.300s\nwant %.300s", fmt.Sprintf("%+v", got.event), fmt.Sprintf("%+v", want))
			}
		})
	}
}

// quiet is an adapter that is not running, at a fixed time.
func quiet(t testing.TB) *Adapter {
	t.Helper()
	a, err := New(Config{Token: "4711:abc", Now: newClock().now})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// sampleUpdate is update 9: message 7 of chat 55, with this content over it.
func sampleUpdate(t testing.TB, kind string, content map[string]any) json.RawMessage {
	t.Helper()
	m := map[string]any{
		"message_id": 7, "date": 1_795_300_000, "chat": map[string]any{"id": 55, "type": "private", "first_name": "Sam"},
		"from": map[string]any{"id": 55, "first_name": "Sam", "language_code": "nl-BE"},
	}
	for name, value := range content {
		m[name] = value
	}
	raw, err := json.Marshal(map[string]any{"update_id": 9, kind: m})
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func TestWhatIsNotForUsIsPassedOver(t *testing.T) {
	in := func(kind string) map[string]any {
		return map[string]any{"chat": map[string]any{"id": -5, "type": kind}, "text": "hoi"}
	}
	tests := []struct {
		name string
		raw  json.RawMessage
		why  string
	}{
		{"a group", sampleUpdate(t, "message", in("group")), group},
		{"a large group", sampleUpdate(t, "message", in("supergroup")), group},
		{"a channel", sampleUpdate(t, "message", in("channel")), group},
		{"an edit in a group", sampleUpdate(t, "edited_message", in("group")), group},
		{"joining a group", sampleUpdate(t, "my_chat_member", in("group")), group},
		{"a kind we did not ask for", sampleUpdate(t, "channel_post", nil), unknown},
		{"a kind that does not exist yet", sampleUpdate(t, "dream", nil), unknown},
		{"another standing", sampleUpdate(t, "my_chat_member", map[string]any{"new_chat_member": map[string]any{"status": "restricted"}}), unknown},
		{"a pinned message", sampleUpdate(t, "message", map[string]any{"pinned_message": map[string]any{}}), service},
		{"a place that moves", sampleUpdate(t, "edited_message", map[string]any{"location": map[string]any{"latitude": 1, "longitude": 2}}), moved},
		{"no object", json.RawMessage(`[1]`), odd},
		{"half of one", json.RawMessage(`{"update_id":9,"message":{"text":"ho`), odd},
		{"an id that is none", json.RawMessage(`{"update_id":"negen"}`), odd},
		{"a chat that is none", sampleUpdate(t, "message", map[string]any{"chat": "hier"}), odd},
		{"no chat", json.RawMessage(`{"update_id":9,"message":{"message_id":1,"text":"hoi"}}`), odd},
		{"words that are none", sampleUpdate(t, "message", map[string]any{"text": 12}), odd},
		{"a message that is none", json.RawMessage(`{"update_id":9,"message":"hoi"}`), odd},
	}
	a := quiet(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := a.read(tt.raw); got.why != tt.why {
				t.Errorf("got %q, want %q", got.why, tt.why)
			}
		})
	}
}

// TestLaw15_NoNameComesIn: of all that Telegram tells of a person, an event has
// the talk's number and a language.
func TestLaw15_NoNameComesIn(t *testing.T) {
	r := start(t, telegramtest.New(t), nil, nil)
	sam := r.fake.Person(55)
	words := sam.Write("hoi")
	sam.Edit(words, "hoi!")
	sam.Query(42, "token:1")
	sam.Block()
	sam.Unblock()
	for range 5 {
		raw, err := json.Marshal(r.next())
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{sam.First, sam.Last, sam.User} {
			if strings.Contains(string(raw), name) {
				t.Errorf("an event carries %q: %s", name, raw)
			}
		}
	}
}

func TestEditsBlocksAndLinksComeIn(t *testing.T) {
	for _, way := range ways {
		t.Run(way.name, func(t *testing.T) {
			r := start(t, telegramtest.New(t), way.change, nil)
			r.until("the adapter is there", func() bool { return r.fake.Hooked() == r.url && len(r.fake.Calls("getUpdates", "setWebhook")) > 0 })
			sam := r.fake.Person(55)
			sam.Lang = "uk"
			sam.Start("jongeren")
			words := sam.Write("mijn naam is Sm")
			sam.Edit(words, "mijn naam is Sam")
			photo := sam.Photo("kijk")
			sam.Voice()
			sam.Block()
			sam.Unblock()

			got := []chat.Event{r.next(), r.next(), r.next(), r.next(), r.next(), r.next(), r.next()}
			for i, want := range []chat.Event{
				{Kind: chat.Started, Text: "jongeren"},
				{Kind: chat.Said, Text: "mijn naam is Sm"},
				{Kind: chat.Edited, Text: "mijn naam is Sam", Ref: ref(words)},
				{Kind: chat.Said, Text: "kijk", Ref: ref(photo), Files: []chat.File{{Kind: "photo", ID: "photo-large", At: Name, Size: 98000}}},
				{Kind: chat.Said, Files: []chat.File{{Kind: "voice", ID: "voice-1", At: Name, Size: 4000}}},
				{Kind: chat.Blocked},
				{Kind: chat.Back},
			} {
				ev := got[i]
				if ev.Kind != want.Kind || ev.Text != want.Text || want.Ref != "" && ev.Ref != want.Ref || !reflect.DeepEqual(ev.Files, want.Files) {
					t.Errorf("event %d: got %+v, want %+v", i, ev, want)
				}
				if ev.From != (chat.Address{Adapter: Name, Chat: "55"}) || ev.Lang != "uk" || ev.Sent.IsZero() {
					t.Errorf("event %d: from %+v, in %q, at %v", i, ev.From, ev.Lang, ev.Sent)
				}
			}
			if got[1].Ref != got[2].Ref {
				t.Errorf("the edit is about %q, the words were %q", got[2].Ref, got[1].Ref)
			}
		})
	}
}

// ways are both ways in.
var ways = []struct {
	name   string
	change func(*Config)
}{{"polling", nil}, {"webhook", webhook}}

// ref is what an event about this message refers to.
func ref(message int) string { return fmt.Sprint("telegram:", telegramtest.Bot, ":message:", message) }
