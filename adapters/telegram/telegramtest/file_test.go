package telegramtest

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
)

// upload calls a method with a file.
func (b bot) upload(t *testing.T, method, field, content string) string {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	form.WriteField("chat_id", "5")
	part, err := form.CreateFormFile(field, "a.png")
	if err != nil {
		t.Fatal(err)
	}
	io.WriteString(part, content)
	form.Close()
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Post(b.URL+"/bot"+b.Token+"/"+method, form.FormDataContentType(), &body)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	answer, _ := io.ReadAll(resp.Body)
	return string(answer)
}

func TestUploads(t *testing.T) {
	const picture = "\x89PNG\r\n\x1a\n"
	b := newBot(t)
	sam := b.Person(5).Meet()
	tests := []struct{ method, field, content, want string }{
		{"sendPhoto", "photo", picture, `"ok":true`},
		{"sendVideo", "video", "film", `"ok":true`},
		{"sendDocument", "document", "brief", `"ok":true`},
		{"sendPhoto", "photo", "brief", "IMAGE_PROCESS_FAILED"},
		{"sendPhoto", "photo", "", "file must be non-empty"},
		{"sendPhoto", "photo", picture + strings.Repeat("x", 10<<20), "too big for a photo"},
	}
	for _, tt := range tests {
		if got := b.upload(t, tt.method, tt.field, tt.content); !strings.Contains(got, tt.want) {
			t.Errorf("%s of %.20q: %s", tt.method, tt.content, got)
		}
	}
	screen := sam.Screen()
	if len(screen) != 3 || string(screen[0].File.Content) != picture || screen[2].File.Field != "document" {
		t.Errorf("on the screen: %+v", screen)
	}
	if b.oracle == nil {
		return
	}
	b.upload(t, "sendPhoto", "video", picture)
	if said := b.t.take(); !strings.Contains(said, "photo is missing") {
		t.Errorf("a photo under another name: %q", said)
	}
	b.upload(t, "sendMessage", "text", picture)
	if said := b.t.take(); !strings.Contains(said, "text is no file") {
		t.Errorf("a text as a file: %q", said)
	}
}
