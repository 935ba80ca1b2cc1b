package telegram

import (
	"errors"
	"strings"
	"testing"

	"omzien/adapters"
	"omzien/adapters/telegram/telegramtest"
	"omzien/bot/chat"
)

// TestS10FilesOfTelegramComeFromItsOwnHost, and whatever it answers, no address and
// no token stands in an error.
func TestS10FilesOfTelegramComeFromItsOwnHost(t *testing.T) {
	tests := []struct {
		name  string
		do    func(f *telegramtest.Fake)
		id    string
		want  adapters.Outcome
		large bool
	}{
		{"there", func(*telegramtest.Fake) {}, "a", adapters.Arrived, false},
		{"gone", func(*telegramtest.Fake) {}, "b", adapters.Refused, false},
		{"too large", func(f *telegramtest.Fake) { f.Hold("a", make([]byte, chat.FileMost+1)) }, "a", adapters.Refused, true},
		{"elsewhere", func(f *telegramtest.Fake) { f.Misdirect("http://169.254.169.254/latest") }, "a", adapters.Refused, false},
		{"dropped", func(f *telegramtest.Fake) { f.Fail(telegramtest.Dropped) }, "a", adapters.Unknown, false},
		{"broken", func(f *telegramtest.Fake) { f.Fail(telegramtest.Broken) }, "a", adapters.Unknown, false},
		{"without a token", func(f *telegramtest.Fake) { f.Revoke() }, "a", adapters.NoRoute, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := telegramtest.New(t)
			f.Hold("a", []byte("a voice"))
			a, err := New(Config{Token: f.Token, URL: f.URL})
			if err != nil {
				t.Fatal(err)
			}
			defer a.http.CloseIdleConnections()
			defer a.rested()
			tt.do(f)
			content, err := a.Open(t.Context(), chat.File{Kind: "voice", ID: tt.id, At: Name})
			if got, _ := adapters.Judge(err); got != tt.want || errors.Is(err, adapters.ErrLarge) != tt.large {
				t.Errorf("%v: %v", got, err)
			}
			if (tt.want == adapters.Arrived) != (string(content) == "a voice") {
				t.Errorf("%d bytes", len(content))
			}
			if err != nil && (strings.Contains(err.Error(), f.Token) || strings.Contains(err.Error(), "127.0.0.1") || strings.Contains(err.Error(), "169.254")) {
				t.Errorf("the error tells too much: %v", err)
			}
		})
	}
}

func TestS10PathsOfFiles(t *testing.T) {
	for path, want := range map[string]bool{
		"photos/file_1.jpg": true, "voice/file-2.oga": true,
		"": false, "/etc/passwd": false, "../bot4711:geheim/getMe": false, "a/../../b": false, "https://example.com/x": false, "a?b": false, "a%2e": false, "a b": false,
	} {
		if plainPath(path) != want {
			t.Errorf("%q: %v", path, !want)
		}
	}
}

// TestS11AWorkersFileGoesAsWhatItIs: with the words below it, under its worker's name.
func TestS11AWorkersFileGoesAsWhatItIs(t *testing.T) {
	tests := []struct{ kind, mime, name, content, method, field string }{
		{"photo", "image/jpeg", "foto.jpg", "\xff\xd8\xffphoto", "sendPhoto", "photo"},
		{"voice", "audio/ogg", "spraakbericht.ogg", "OggS", "sendVoice", "voice"},
		{"video", "video/mp4", "video.mp4", "film", "sendVideo", "video"},
		{"video", "video/quicktime", "video.mov", "film", "sendDocument", "document"},
		{"document", "application/pdf", "document.pdf", "%PDF-", "sendDocument", "document"},
		{"photo", "image/png", "foto.png", "\x89PNG" + strings.Repeat("x", mostPhoto), "sendDocument", "document"},
	}
	for _, tt := range tests {
		t.Run(tt.mime+" by "+tt.method, func(t *testing.T) {
			f := telegramtest.New(t)
			f.Person(55).Meet()
			a, err := New(Config{Token: f.Token, URL: f.URL})
			if err != nil {
				t.Fatal(err)
			}
			defer a.http.CloseIdleConnections()
			_, err = a.Send(t.Context(), chat.Message{
				ID: "m", To: chat.Address{Adapter: Name, Chat: "55"}, Text: "Kijk maar.", Speaker: chat.Author{Role: chat.RoleWorker, ID: "w", Name: "Noor"},
				Files: []chat.File{{Kind: "document", ID: "F1", At: "slack"}}, Content: &chat.Content{Kind: tt.kind, Type: tt.mime, Name: tt.name, Bytes: []byte(tt.content)},
			})
			if err != nil {
				t.Fatal(err)
			}
			calls := f.Calls(tt.method)
			if len(calls) != 1 || calls[0].Text() != "Noor:\nKijk maar." || calls[0].File == nil || calls[0].File.Field != tt.field ||
				calls[0].File.Name != tt.name || string(calls[0].File.Content) != tt.content {
				t.Errorf("%d calls", len(calls))
			}
		})
	}
}
