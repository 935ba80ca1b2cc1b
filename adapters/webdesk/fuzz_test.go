package webdesk

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"omzien/bot/chat"
)

// FuzzPosted: whatever a signed-in browser posts is refused, or is an event of
// this worker about one named thing.
func FuzzPosted(f *testing.F) {
	f.Add(`{"kind":"answered","conversation":"c1","text":"hoi","tab":"0123456789ab","n":1,"as":"me"}`)
	f.Add(`{"kind":"ended","alarm":"a/crisis","tab":"0123456789ab","n":9223372036854775807,"as":"me"}`)
	f.Add(`{"kind":"read","conversation":"c1","ref":"1024","tab":"0123456789ab","n":2,"as":"me"}`)
	f.Add(`{"kind":"said","conversation":"c1","text":"ik ben een mens","tab":"0123456789ab","n":3,"as":"me"}`)
	f.Add(`{"kind":"claimed","conversation":"c1","takeover":"piet","tab":"0123456789ab","n":4,"as":"me"}`)
	f.Add(`{"kind":"asked","value":"registered","tab":"0123456789ab","n":5,"as":"me"}`)
	f.Add(`{"kind":"registered","form":{"bron":"balie"},"tab":"0123456789ab","n":6,"as":"me"}`)
	f.Add(`{"kind":"closed","conversation":"c1","form":{"soort":"grap"},"tab":"0123456789ab","n":7,"as":"me"}`)
	f.Add("[]")
	f.Fuzz(func(t *testing.T, body string) {
		b := newBench(t)
		const me, token = "me", "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopq"
		b.sessions[token] = chat.Session{Kind: kindDesk, Name: "Noor", ID: me, Since: b.now, Seen: b.now, Until: b.now.Add(time.Hour)}
		b.cookies = []*http.Cookie{{Name: "__Host-omzien-desk", Value: token}}
		var got []chat.Event
		b.routes = b.desk.Routes(func(_ context.Context, ev chat.Event) (chat.Answer, error) {
			got = append(got, ev)
			return chat.Answer{}, nil
		})
		w := b.ask(http.MethodPost, "/desk/events", body)
		if (w.Code == http.StatusOK) != (len(got) == 1) {
			t.Fatalf("%d, and %d events", w.Code, len(got))
		}
		for _, ev := range got {
			if !strings.HasPrefix(ev.ID, "desk:me:") || strings.Count(ev.ID, ":") != 3 || ev.Author.ID != me || ev.Author.Role != chat.RoleWorker ||
				(ev.Subject.ID == "") != (ev.Kind == chat.Next || ev.Kind == chat.Registered || ev.Value == string(chat.Registered)) ||
				len(ev.Form) > 0 && !slices.Contains([]chat.Kind{chat.Claimed, chat.Closed, chat.Registered, chat.Meldcode, chat.Revealed, chat.Consulted, chat.Invited, chat.CalledOff, chat.Canned, chat.Phoned, chat.LeftCard, chat.Visited}, ev.Kind) || (ev.Kind == chat.Ended) != (ev.Subject.Kind == chat.SubjectAlarm) {
				t.Fatalf("%+v", ev)
			}
		}
	})
}
