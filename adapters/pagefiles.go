package adapters

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"omzien/bot/chat"
)

// Files are what pages need for the files that people send to each other. Safe for
// concurrent use.
type Files interface {
	// Fit makes what somebody hands in fit to be shown; why is empty, or why it does
	// not pass (chat.FileKind and the like).
	Fit(raw []byte) (content chat.Content, why string)
	// AtPage gives what the i-th file of a line holds that the person at this address
	// may see, and AtDesk that of any line of a conversation. chat.ErrUnknown where
	// there is none, or it does not pass.
	AtPage(ctx context.Context, at chat.Address, line int64, i int) (chat.Content, error)
	AtDesk(ctx context.Context, conversation string, line int64, i int) (chat.Content, error)
}

// longestUpload is how long a client may take to hand files in.
const longestUpload = 2 * time.Minute

// UploadMost is the most bytes that a request with files may carry.
const UploadMost = chat.FileMost + 128<<10

// ReadFiles reads a form of several parts, of at most UploadMost bytes: first one
// named "event", a JSON value of the shape of into; then up to chat.FilesMost named
// "file". What a file is called is not read. The error is ErrType, ErrSize or ErrForm.
func ReadFiles(w http.ResponseWriter, r *http.Request, into any) (files [][]byte, err error) {
	kind, form, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/form-data" || form["boundary"] == "" {
		return nil, ErrType
	}
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(longestUpload))
	parts := multipart.NewReader(http.MaxBytesReader(w, r.Body, UploadMost), form["boundary"])
	for n := 0; ; n++ {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) && len(files) > 0 {
			return files, nil
		}
		if err != nil {
			return nil, formError(err)
		}
		body, err := io.ReadAll(part)
		switch {
		case err != nil:
			return nil, formError(err)
		case n == 0 && part.FormName() == "event":
			in := json.NewDecoder(bytes.NewReader(body))
			in.DisallowUnknownFields()
			if !utf8.Valid(body) || in.Decode(into) != nil || in.Decode(&struct{}{}) != io.EOF {
				return nil, ErrForm
			}
		case n > 0 && part.FormName() == "file" && len(files) < chat.FilesMost && len(body) > 0:
			files = append(files, body)
		default:
			return nil, ErrForm
		}
	}
}

func formError(err error) error {
	var long *http.MaxBytesError
	if errors.As(err, &long) {
		return ErrSize
	}
	return ErrForm
}

// Bring makes files part of an event: as what they are, and with what they hold. why
// is empty, or why one of them does not pass; then nothing may be stored.
func Bring(ev *chat.Event, raw [][]byte, fit func([]byte) (chat.Content, string)) (why string) {
	ev.Brought = make(map[string]chat.Content, len(raw))
	for i, b := range raw {
		content, why := fit(b)
		if why != "" {
			return why
		}
		f := chat.File{Kind: content.Kind, ID: chat.UploadID(ev.ID, i), At: chat.InStore, Size: int64(len(content.Bytes))}
		ev.Files, ev.Brought[f.ID] = append(ev.Files, f), content
	}
	return ""
}

// ShowFile answers with what a file holds. Pictures, videos and sound are shown
// within a page of ours; all else is for a program of the reader's own, and nothing
// of it runs here.
func ShowFile(w http.ResponseWriter, r *http.Request, c chat.Content) {
	h := w.Header()
	h.Set("Content-Type", c.Type)
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	class, _, _ := strings.Cut(c.Type, "/")
	if class != "image" && class != "video" && class != "audio" {
		h.Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", c.Name))
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(c.Bytes))
}
