package slack

import (
	"errors"
	"net/url"
	"strings"
	"testing"

	"omzien/adapters"
	"omzien/adapters/slack/slacktest"
	"omzien/bot/chat"
)

// photo is a person's photo as it goes to the thread.
func photo(id, thread, text string) chat.Message {
	m := inThread(id, thread, text)
	m.Files = []chat.File{{Kind: "photo", ID: "AgAC", At: "telegram"}}
	m.Content = &chat.Content{Kind: "photo", Type: "image/jpeg", Name: "foto.jpg", Bytes: []byte("\xff\xd8\xff a photo")}
	return m
}

func (b channelBench) thread(t *testing.T) string {
	t.Helper()
	return b.mustSend(t, handoff()).Thread
}

// shared is the one post of the thread that has a file.
func (b channelBench) shared(t *testing.T, thread string) slacktest.Post {
	t.Helper()
	var found []slacktest.Post
	for _, p := range b.desk.Thread(thread) {
		if p.Subtype == "file_share" {
			found = append(found, p)
		}
	}
	if len(found) != 1 {
		t.Fatalf("%d posts with a file:\n%s", len(found), b.fake.Dump())
	}
	return found[0]
}

// TestS11AFileStandsInItsThread: with who sent it and the words beside it, inert, and
// under a name that tells nothing (law 15, law 18).
func TestS11AFileStandsInItsThread(t *testing.T) {
	b := newChannelBench(t)
	thread := b.thread(t)
	r := b.mustSend(t, photo("e1/2", thread, "kijk <!channel> *hier*"))
	p := b.shared(t, thread)
	if !strings.Contains(plainly(p.Text), "Sam · blauwe vos") || !strings.Contains(p.Text, "kijk <!channel> *hier*") || strings.Contains(p.Text, slacktest.Mention) {
		t.Errorf("%q", p.Text)
	}
	name := opaque("e1/2") + ".jpg"
	if content, title := b.fake.Sent(name); string(content) != "\xff\xd8\xff a photo" || title != "Foto" {
		t.Errorf("%q, called %q", content, title)
	}
	if ts, file := placeOf(r.ID); ts != p.TS || file == "" || r.Thread != thread || r.At.IsZero() {
		t.Errorf("receipt %+v", r)
	}
	b.mustSend(t, photo("e1/3", thread, ""))
	last := b.desk.Thread(thread)
	if text := last[len(last)-1].Text; strings.Contains(text, "geen tekst") || !strings.Contains(text, "Sam") {
		t.Errorf("a photo without words: %q", text)
	}
}

// TestS11AFileInDoubtIsFoundByItsName, whatever became of the answer (law 1).
func TestS11AFileInDoubtIsFoundByItsName(t *testing.T) {
	b := newChannelBench(t)
	thread := b.thread(t)
	m := photo("e1/2", thread, "kijk")
	if _, found, err := b.Find(t.Context(), m, began); found || err != nil {
		t.Fatalf("found before it was sent: %v", err)
	}
	b.fake.LoseAnswers(1)
	_, err := b.Send(t.Context(), m)
	if got, _ := adapters.Judge(err); got != adapters.Unknown {
		t.Fatalf("judged %d: %v", got, err)
	}
	r, found, err := b.Find(t.Context(), m, began)
	if !found || err != nil {
		t.Fatalf("not found: %v", err)
	}
	if ts, file := placeOf(r.ID); ts != b.shared(t, thread).TS || file == "" {
		t.Errorf("receipt %+v", r)
	}
}

// TestS11NothingIsInDoubtBeforeItIsShown: what fails before is tried again.
func TestS11NothingIsInDoubtBeforeItIsShown(t *testing.T) {
	for _, how := range []string{"closed", "dropped", "broken"} {
		t.Run(how, func(t *testing.T) {
			b := newChannelBench(t)
			thread := b.thread(t)
			b.fake.Fail(how)
			_, err := b.Send(t.Context(), photo("e1/2", thread, ""))
			if got, _ := adapters.Judge(err); got != adapters.NotYet {
				t.Errorf("judged %d: %v", got, err)
			}
			b.fake.Fail("fine")
			b.mustSend(t, photo("e1/2", thread, ""))
			b.shared(t, thread)
		})
	}
}

// TestS11AFileWhoseThreadIsGoneIsShownNowhere: Slack would put it at the channel's root.
func TestS11AFileWhoseThreadIsGoneIsShownNowhere(t *testing.T) {
	b := newChannelBench(t)
	for name, lose := range map[string]func(thread string){
		"a tombstone": func(thread string) {
			b.mustSend(t, inThread("e9/"+thread, thread, "hoi"))
			b.noor.Delete(b.desk, thread)
		},
		"nothing at all": func(thread string) { b.desk.Vanish(thread) },
	} {
		thread := b.thread(t)
		lose(thread)
		_, err := b.Send(t.Context(), photo("e1/"+thread, thread, ""))
		if got, _ := adapters.Judge(err); got != adapters.NoThread {
			t.Errorf("%s: judged %d: %v", name, got, err)
		}
	}
	if n := b.fake.Calls("files.completeUploadExternal"); n > 0 {
		t.Errorf("it was shown %d times before that was known", n)
	}
	for _, p := range b.desk.Posts() {
		if p.Subtype == "file_share" {
			t.Errorf("it stands there: %+v", p)
		}
	}
}

// TestS11WhatIsErasedGoesWithItsFile: from the thread, and from Slack's store.
func TestS11WhatIsErasedGoesWithItsFile(t *testing.T) {
	b := newChannelBench(t)
	thread := b.thread(t)
	r := b.mustSend(t, photo("e1/2", thread, "kijk"))
	erased := chat.Message{ID: "e1/2/erased", To: chat.Address{Adapter: Name, Chat: channel, Thread: thread}, Speaker: chat.Program, Text: "(gewist)", Edits: "e1/2", Place: r.ID}
	for range 2 { // saying it twice changes nothing
		b.mustSend(t, erased)
	}
	if content, _ := b.fake.Sent(opaque("e1/2") + ".jpg"); content != nil {
		t.Error("Slack still has the file")
	}
	for _, p := range b.desk.Thread(thread) {
		if strings.Contains(p.Text, "kijk") {
			t.Errorf("it still stands there: %q", p.Text)
		}
	}
}

// TestS10FilesOfSlackComeFromItsOwnHost, also where the event told the id alone.
func TestS10FilesOfSlackComeFromItsOwnHost(t *testing.T) {
	b := newChannelBench(t)
	thread := b.thread(t)
	b.noor.Share(b.desk, thread, "", slacktest.File{ID: "F1", Mimetype: "image/png", Content: []byte("a drawing")},
		slacktest.File{ID: "F2", Mimetype: "application/pdf", Size: chat.FileMost + 1, Content: []byte("x")}, slacktest.File{ID: "F3", Mimetype: "video/mp4"})
	stub := file{ID: "F1", Mode: "file_access"} // of a channel that is shared with others: the id alone
	if got := (message{Files: []file{stub}}).files(); len(got) != 1 || got[0] != (chat.File{Kind: "document", ID: "F1", At: Name}) {
		t.Errorf("a file of which the event told the id alone: %+v", got)
	}
	content, err := b.Open(t.Context(), chat.File{Kind: "document", ID: "F1", At: Name})
	if err != nil || string(content) != "a drawing" {
		t.Errorf("%q, %v", content, err)
	}
	for id, large := range map[string]bool{"F2": true, "F3": false, "F4": false} {
		_, err := b.Open(t.Context(), chat.File{ID: id, At: Name})
		if got, _ := adapters.Judge(err); got != adapters.Refused || errors.Is(err, adapters.ErrLarge) != large {
			t.Errorf("%s: judged %d: %v", id, got, err)
		}
		if strings.Contains(err.Error(), b.fake.Token()) {
			t.Error("a token in an error")
		}
	}
	for api, want := range map[string]string{
		API: "https://files.slack.com", "https://slack-gov.com/api/": "https://files.slack-gov.com", "http://127.0.0.1:80/api/": "http://127.0.0.1:80",
	} {
		u, _ := url.Parse(api)
		if got := filesOf(u); got != want {
			t.Errorf("%s keeps files at %s", api, got)
		}
	}
}

// TestS10APageToSignInIsNoFile: openclaw #14258. It is trouble of the route, which
// names the right that is missing, until a file comes.
func TestS10APageToSignInIsNoFile(t *testing.T) {
	b := newChannelBench(t)
	thread := b.thread(t)
	b.noor.Share(b.desk, thread, "", slacktest.File{ID: "F1", Mimetype: "image/png", Content: []byte("a drawing")})
	b.fake.Fail("sign in")
	_, err := b.Open(t.Context(), chat.File{ID: "F1", At: Name})
	if got, _ := adapters.Judge(err); got != adapters.NoRoute {
		t.Fatalf("judged %d: %v", got, err)
	}
	words, err := b.look(t.Context())
	if err != nil || len(words) != 1 || !strings.Contains(textTrouble(words[0]), "files:read") {
		t.Errorf("the desk hears %q, %v", words, err)
	}
	b.fake.Fail("fine")
	if _, err := b.Open(t.Context(), chat.File{ID: "F1", At: Name}); err != nil {
		t.Fatal(err)
	}
	if words, err := b.look(t.Context()); err != nil || len(words) > 0 {
		t.Errorf("the desk still hears %q, %v", words, err)
	}
}

// TestS11WhatAFileSeemsToBe is said before it is opened; a name is not read at all.
func TestS11WhatAFileSeemsToBe(t *testing.T) {
	for mime, want := range map[string]string{
		"image/jpeg": "photo", "image/heic": "other", "image/svg+xml": "other", "audio/mp4": "voice", "video/mp4": "video", "application/pdf": "document",
		"": "document", "text/plain": "other", "text/html": "other", "application/zip": "other",
	} {
		if got := (file{Type: mime}).kind(); got != want {
			t.Errorf("%s: %s", mime, got)
		}
	}
}
