package telegramtest

import (
	"bytes"
	"io"
	"mime"
	"net/http"
	"strings"
)

// File is what a bot uploaded with a call.
type File struct {
	Field   string // photo, video or document
	Name    string
	Content []byte
}

// mostUpload is the most bytes that a bot may upload.
const mostUpload = 50 << 20

// read reads a request's form, of one part or of several.
func read(r *http.Request, method string) (Call, error) {
	call := Call{Method: method, Params: map[string]string{}}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind != "multipart/form-data" {
		if err := r.ParseForm(); err != nil {
			return call, err
		}
	} else if err := r.ParseMultipartForm(mostUpload); err != nil {
		return call, err
	}
	for name, values := range r.Form {
		call.Params[name] = values[0]
	}
	if r.MultipartForm == nil {
		return call, nil
	}
	for field, files := range r.MultipartForm.File {
		opened, err := files[0].Open()
		if err != nil {
			return call, err
		}
		content, err := io.ReadAll(opened)
		opened.Close()
		if err != nil {
			return call, err
		}
		call.File = &File{Field: field, Name: files[0].Filename, Content: content}
	}
	return call, r.MultipartForm.RemoveAll()
}

// Text is what a call says: a text, or what stands below a file.
func (c Call) Text() string {
	if c.Method == "sendMessage" {
		return c.Params["text"]
	}
	return c.Params["caption"]
}

// Says tells whether the call brings something to read or to see.
func (c Call) Says() bool {
	switch c.Method {
	case "sendMessage", "sendPhoto", "sendVideo", "sendVoice", "sendDocument":
		return true
	}
	return false
}

// badFile tells what Telegram would not take of a call's file; empty: nothing.
func (c Call) badFile() string {
	field, _ := strings.CutPrefix(c.Method, "send")
	field = strings.ToLower(field)
	switch {
	case c.Method == "sendMessage" && c.File == nil:
		return ""
	case c.File == nil || c.File.Field != field:
		return "there is no " + field + " in the request"
	case len(c.File.Content) == 0:
		return "file must be non-empty"
	case field == "photo" && len(c.File.Content) > 10<<20:
		return "too big for a photo"
	case field == "photo" && !picture(c.File.Content):
		return "IMAGE_PROCESS_FAILED"
	case field == "voice" && !sound(c.File.Content):
		return "voice must be Opus in Ogg, MP3 or M4A"
	}
	return ""
}

// sound tells whether it begins as one that Telegram plays as a voice message.
func sound(b []byte) bool {
	return bytes.HasPrefix(b, []byte("OggS")) || bytes.HasPrefix(b, []byte("\xff")) || len(b) > 11 && string(b[4:8]) == "ftyp"
}

// picture tells whether it begins as one that Telegram reads.
func picture(b []byte) bool {
	return bytes.HasPrefix(b, []byte("\xff\xd8\xff")) || bytes.HasPrefix(b, []byte("\x89PNG")) || bytes.HasPrefix(b, []byte("RIFF"))
}
