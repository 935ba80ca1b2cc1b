package telegram

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"omzien/adapters"
	"omzien/adapters/adaptertest/ports"
	"omzien/adapters/telegram/telegramtest"
	"omzien/bot/chat"
)

const aPicture = "\x89PNG\r\n\x1a\nkanarie"

// media has three files; what else is asked for is gone.
func media(id string) (content []byte, name, mime string, ok bool) {
	switch id {
	case "media:1":
		return []byte(aPicture), "deur.png", "image/png", true
	case "media:2":
		return []byte("film"), "route.mp4", "video/mp4", true
	case "media:3":
		return []byte("%PDF-1.7"), "folder.pdf", "application/pdf", true
	case "media:4":
		return bytes.Repeat([]byte("%PDF-1.7"), 1<<20), "groot.pdf", "application/pdf", true
	}
	return nil, "", "", false
}

func withMedia(c *Config) { c.Media = media }

// TestAFileIsOneCall: a picture, a video and a document each go out with one call
// that the Bot API takes, with the text below it, unchanged and without markup.
func TestAFileIsOneCall(t *testing.T) {
	link := &chat.Link{Label: "Bekijk de kaart", URL: "https://kaart.example.nl/?plek=7"}
	tests := []struct {
		name   string
		m      chat.Message
		method string
		params map[string]string
		file   *telegramtest.File
	}{
		{"a picture", chat.Message{Text: "*Kijk* <hier>", Files: []chat.File{{Kind: "photo", ID: "media:1"}}},
			"sendPhoto", map[string]string{"chat_id": "55", "caption": "*Kijk* <hier>"}, &telegramtest.File{Field: "photo", Name: "deur.png", Content: []byte(aPicture)}},
		{"a video", chat.Message{Text: "Zo kom je er.", Files: []chat.File{{Kind: "video", ID: "media:2"}}},
			"sendVideo", map[string]string{"chat_id": "55", "caption": "Zo kom je er.", "supports_streaming": "true"}, &telegramtest.File{Field: "video", Name: "route.mp4", Content: []byte("film")}},
		{"a document without words", chat.Message{Files: []chat.File{{Kind: "document", ID: "media:3"}}},
			"sendDocument", map[string]string{"chat_id": "55"}, &telegramtest.File{Field: "document", Name: "folder.pdf", Content: []byte("%PDF-1.7")}},
		{"with a link", chat.Message{Text: "Kijk", Files: []chat.File{{Kind: "photo", ID: "media:1"}}, Link: link},
			"sendPhoto", map[string]string{"chat_id": "55", "caption": "Kijk", "reply_markup": `{"inline_keyboard":[[{"text":"Bekijk de kaart","url":"https://kaart.example.nl/?plek=7"}]]}`},
			&telegramtest.File{Field: "photo", Name: "deur.png", Content: []byte(aPicture)}},
		{"a link alone", chat.Message{Text: "Kijk", Link: link},
			"sendMessage", map[string]string{"chat_id": "55", "text": "Kijk", "link_preview_options": `{"is_disabled":true}`,
				"reply_markup": `{"inline_keyboard":[[{"text":"Bekijk de kaart","url":"https://kaart.example.nl/?plek=7"}]]}`}, nil},
		{"a link above choices", chat.Message{Text: "Kijk", Link: link, Token: "t", Choices: []chat.Choice{{Label: "Ja"}, {Label: "Nee"}}},
			"sendMessage", map[string]string{"chat_id": "55", "text": "Kijk", "link_preview_options": `{"is_disabled":true}`,
				"reply_markup": `{"inline_keyboard":[[{"text":"Bekijk de kaart","url":"https://kaart.example.nl/?plek=7"}],[{"text":"Ja","callback_data":"t:0"},{"text":"Nee","callback_data":"t:1"}]]}`}, nil},
		{"a picture that is gone", chat.Message{Text: "Kijk", Files: []chat.File{{Kind: "photo", ID: "media:0", About: "Een rode deur"}}},
			"sendMessage", map[string]string{"chat_id": "55", "text": "Kijk\n(foto: Een rode deur)", "link_preview_options": `{"is_disabled":true}`}, nil},
	}
	fake := telegramtest.New(t)
	sam := fake.Person(55).Meet()
	r := ready(t, fake, withMedia, nil)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before := len(fake.Calls())
			tt.m.To.Chat = "55"
			receipt, err := r.send(tt.m)
			if err != nil || receipt.ID == "" {
				t.Fatalf("%+v, %v", receipt, err)
			}
			calls := fake.Calls()[before:]
			if want := (telegramtest.Call{Method: tt.method, Params: tt.params, File: tt.file}); len(calls) != 1 || !reflect.DeepEqual(calls[0], want) {
				t.Errorf("\n got %+v\nwant %+v", calls, want)
			}
			if screen := sam.Screen(); (screen[len(screen)-1].File != nil) != (tt.file != nil) {
				t.Errorf("on the screen: %+v", screen[len(screen)-1])
			}
		})
	}
}

// TestALongTextGoesBeforeItsPicture: Telegram takes 1,024 units below a picture.
func TestALongTextGoesBeforeItsPicture(t *testing.T) {
	fake := telegramtest.New(t)
	sam := fake.Person(55).Meet()
	r := ready(t, fake, withMedia, nil)
	for _, n := range []int{1024 - nameRoom, 1025 - nameRoom} {
		m := message55(strings.Repeat("a", n))
		m.Speaker = chat.Author{Role: chat.RoleWorker, Name: strings.Repeat("N", longestName)}
		m.Files = []chat.File{{Kind: "photo", ID: "media:1"}}
		for _, part := range adapters.Fit(m, r.a.Limits()) {
			if _, err := r.send(part); err != nil {
				t.Fatal(err)
			}
		}
	}
	screen := sam.Screen()
	if len(screen) != 3 || screen[0].File == nil || screen[1].File != nil || screen[2].File == nil || screen[2].Text != "" {
		t.Errorf("on the screen: %+v", screen)
	}
}

// TestLaw17_WhatAFailedUploadSays: it says of the message what a failed text does,
// and nothing of what was in it.
func TestLaw17_WhatAFailedUploadSays(t *testing.T) {
	fake := telegramtest.New(t)
	sam := fake.Person(55).Meet()
	closed := ports.Free(t)
	large := func(f telegramtest.Failure) func() { return func() { fake.Fail(f) } }
	tests := []struct {
		name   string
		id     string
		before func()
		change func(*Config)
		want   adapters.Outcome
	}{
		{"well", "media:1", func() {}, nil, adapters.Arrived},
		{"large and well", "media:4", func() {}, nil, adapters.Arrived},
		{"no picture after all", "media:3", func() {}, nil, adapters.Refused},
		{"blocked", "media:1", sam.Block, nil, adapters.Unreachable},
		{"wrote to us again", "media:1", sam.Unblock, nil, adapters.Arrived},
		{"an answer that is lost", "media:1", func() { fake.Lose(1) }, nil, adapters.Unknown},
		{"cut off while it uploads", "media:4", large(telegramtest.Dropped), nil, adapters.Unknown},
		{"too many", "media:1", large(telegramtest.Busy), nil, adapters.NotYet},
		{"nothing listens", "media:1", large(telegramtest.Fine), func(c *Config) { c.URL = "http://" + closed }, adapters.NotYet},
		{"a revoked token", "media:1", fake.Revoke, nil, adapters.NoRoute},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := ready(t, fake, func(c *Config) {
				c.Media = media
				if tt.change != nil {
					tt.change(c)
				}
			}, nil)
			tt.before()
			kind := "photo"
			if tt.id == "media:4" {
				kind = "document"
			}
			m := message55("kanarie")
			m.Files = []chat.File{{Kind: kind, ID: tt.id, Name: "kanarie.png", About: "kanarie"}}
			_, err := r.send(m)
			if got, after := adapters.Judge(err); got != tt.want || tt.name == "too many" && after != telegramtest.Pause {
				t.Errorf("judged %d after %v, want %d: %v", got, after, tt.want, err)
			}
			if err != nil {
				for _, secret := range []string{"kanarie", "Samira", fake.Token, fake.URL, "127.0.0.1"} {
					if strings.Contains(err.Error(), secret) {
						t.Errorf("the error carries %q: %v", secret, err)
					}
				}
			}
		})
	}
}

// dying is a connection over which nothing goes any more once it is dead.
type dying struct {
	net.Conn
	dead *atomic.Bool
}

func (d dying) Write(b []byte) (int, error) {
	if d.dead.Load() {
		return 0, net.ErrClosed
	}
	return d.Conn.Write(b)
}

// TestAConnectionThatDiedIdleIsNoDoubt: nothing went over it. The message goes over
// another one; where there is none, it was not sent.
func TestAConnectionThatDiedIdleIsNoDoubt(t *testing.T) {
	for name, files := range map[string][]chat.File{"a text": nil, "a picture": {{Kind: "photo", ID: "media:1"}}} {
		for _, again := range []bool{true, false} {
			t.Run(fmt.Sprint(name, ", there is another: ", again), func(t *testing.T) {
				fake := telegramtest.New(t)
				sam := fake.Person(55).Meet()
				r := ready(t, fake, withMedia, nil)
				var dead atomic.Bool
				dials := 0
				r.a.http.Transport.(*http.Transport).DialContext = func(ctx context.Context, network, addr string) (net.Conn, error) {
					if dials++; dials > 1 && !again {
						return nil, net.ErrClosed
					}
					conn, err := (&net.Dialer{}).DialContext(ctx, network, addr)
					if dials == 1 {
						return dying{conn, &dead}, err
					}
					return conn, err
				}
				m := message55("hoi")
				if _, err := r.send(m); err != nil {
					t.Fatal(err)
				}
				dead.Store(true)
				m.Files = files
				_, err := r.send(m)
				want, screen := adapters.Arrived, 2
				if !again {
					want, screen = adapters.NotYet, 1
				}
				if got, _ := adapters.Judge(err); got != want || len(sam.Screen()) != screen || dials != 2 {
					t.Errorf("judged %d, want %d; %d on the screen, %d connections", got, want, len(sam.Screen()), dials)
				}
			})
		}
	}
}

// TestR4AnUploadHasTimeOfItsOwn: a video is not cut off when a text would be.
func TestR4AnUploadHasTimeOfItsOwn(t *testing.T) {
	fake := telegramtest.New(t)
	sam := fake.Person(55).Meet()
	r := ready(t, fake, withMedia, func(a *Adapter) {
		if a.pace.file != adapters.FileTime || a.pace.call >= a.pace.file {
			t.Errorf("a text has %v, a file %v", a.pace.call, a.pace.file)
		}
		a.pace.call = time.Nanosecond
	})
	m := message55("kijk")
	if _, err := r.send(m); err == nil {
		t.Fatal("a text has all the time in the world: this proves nothing")
	}
	m.Files = []chat.File{{Kind: "video", ID: "media:2"}}
	if _, err := r.send(m); err != nil {
		t.Error(err)
	}
	if screen := sam.Screen(); len(screen) != 1 || screen[0].File == nil {
		t.Errorf("on the screen: %+v", screen)
	}
}
