package adapters

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"omzien/bot/chat"
)

// part is one of a form, by its name.
type part struct {
	name    string
	content []byte
}

func posted(t *testing.T, parts ...part) *http.Request {
	t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	for _, p := range parts {
		w, err := form.CreateFormFile(p.name, "Sam de Vries.jpg")
		if err != nil {
			t.Fatal(err)
		}
		w.Write(p.content)
	}
	form.Close()
	r := httptest.NewRequest(http.MethodPost, "/files", &b)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return r
}

// TestS11FormsWithFilesAreReadStrictly: an event and then files, not too many, not
// too large, and nothing else.
func TestS11FormsWithFilesAreReadStrictly(t *testing.T) {
	event, file := part{"event", []byte(`{"n": 7}`)}, part{"file", []byte("a photo")}
	plain := posted(t, event, file)
	plain.Header.Set("Content-Type", "application/json")
	many := []part{event}
	for range chat.FilesMost + 1 {
		many = append(many, file)
	}
	cut := posted(t, event, file)
	cut.Body = http.NoBody
	tests := []struct {
		name string
		r    *http.Request
		want error
	}{
		{"right", posted(t, event, file, file), nil},
		{"JSON", plain, ErrType},
		{"no file", posted(t, event), ErrForm},
		{"no event", posted(t, file, event), ErrForm},
		{"an event that is none", posted(t, part{"event", []byte(`{"x": 1}`)}, file), ErrForm},
		{"two in one", posted(t, part{"event", []byte(`{"n": 1}{"n": 2}`)}, file), ErrForm},
		{"an empty file", posted(t, event, part{"file", nil}), ErrForm},
		{"something else", posted(t, event, file, part{"more", []byte("x")}), ErrForm},
		{"too many", posted(t, many...), ErrForm},
		{"too large", posted(t, event, part{"file", make([]byte, UploadMost)}), ErrSize},
		{"cut off", cut, ErrForm},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var in struct {
				N int `json:"n"`
			}
			files, err := ReadFiles(httptest.NewRecorder(), tt.r, &in)
			if err != tt.want {
				t.Fatalf("%v", err)
			}
			if tt.want == nil && (in.N != 7 || len(files) != 2 || string(files[0]) != "a photo") {
				t.Errorf("%d, %q", in.N, files)
			}
		})
	}
}

// TestS11OneFileThatDoesNotPassStopsAll: an event is stored whole or not at all.
func TestS11OneFileThatDoesNotPassStopsAll(t *testing.T) {
	fit := func(b []byte) (chat.Content, string) {
		if string(b) == "page" {
			return chat.Content{}, chat.FileKind
		}
		return chat.Content{Kind: "photo", Type: "image/png", Name: "foto.png", Bytes: b}, ""
	}
	ev := chat.Event{ID: "web:1"}
	if why := Bring(&ev, [][]byte{[]byte("one"), []byte("two")}, fit); why != "" || len(ev.Files) != 2 || ev.Files[0].ID == ev.Files[1].ID {
		t.Errorf("%q, %+v", why, ev.Files)
	}
	for _, f := range ev.Files {
		if f.At != chat.InStore || f.Name != "" || ev.Brought[f.ID].Bytes == nil {
			t.Errorf("%+v", f)
		}
	}
	if why := Bring(&chat.Event{ID: "web:2"}, [][]byte{[]byte("one"), []byte("page")}, fit); why != chat.FileKind {
		t.Errorf("%q", why)
	}
}

// TestS11NothingOfAFileRunsOnAPage: it is shown, or saved, and no more.
func TestS11NothingOfAFileRunsOnAPage(t *testing.T) {
	for mime, saved := range map[string]bool{"image/png": false, "video/mp4": false, "audio/ogg": false, "application/pdf": true, "text/html": true} {
		w := httptest.NewRecorder()
		PageHeaders(w.Header(), true)
		ShowFile(w, httptest.NewRequest(http.MethodGet, "/", nil), chat.Content{Type: mime, Name: "document.pdf", Bytes: []byte("x")})
		h := w.Result().Header
		if h.Get("Content-Type") != mime || h.Get("X-Content-Type-Options") != "nosniff" || !strings.Contains(h.Get("Content-Security-Policy"), "sandbox") || h.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: %v", mime, h)
		}
		if got := strings.HasPrefix(h.Get("Content-Disposition"), "attachment"); got != saved {
			t.Errorf("%s is saved: %v", mime, got)
		}
	}
}
