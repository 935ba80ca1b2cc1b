package slacktest

import (
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// sharedFile is a file in the workspace's store. Guarded by f.mu.
type sharedFile struct {
	id, user, name, title, mime string
	size                        int64
	content                     []byte
	handedIn                    bool // by upload, and not completed yet
	channel, ts, thread         string
}

// stow puts what somebody shares into the store, and gives it as events carry it.
func (f *Fake) stow(user string, file File) object {
	f.mu.Lock()
	defer f.mu.Unlock()
	size := max(file.Size, int64(len(file.Content)))
	f.files[file.ID] = &sharedFile{id: file.ID, user: user, name: file.Name, title: file.Name, mime: file.Mimetype, size: size, content: file.Content}
	if file.Stub {
		return object{"id": file.ID, "mode": "file_access", "file_access": "check_file_info"}
	}
	return f.fileWire(f.files[file.ID])
}

// fileWire is a file as the Web API carries it. f.mu is held.
func (f *Fake) fileWire(s *sharedFile) object {
	place := "http://" + f.addr + "/files-pri/" + s.id
	w := object{"id": s.id, "name": s.name, "title": s.title, "mimetype": s.mime, "size": s.size, "mode": "hosted", "user": s.user,
		"url_private": place, "url_private_download": place, "is_public": false, "public_url_shared": false, "created": 1760000000}
	if s.ts != "" {
		w["shares"] = object{"private": object{s.channel: []any{object{"ts": s.ts, "thread_ts": s.thread}}}}
	}
	return w
}

// Sent is what the app shared: the content of the file by its id, as a Post names it.
func (f *Fake) Sent(name string) (content []byte, title string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, s := range f.files {
		if s.name == name {
			return s.content, s.title
		}
	}
	return nil, ""
}

func (f *Fake) uploadURL(c call) (object, string) {
	f.checkName(c)
	f.mu.Lock()
	defer f.mu.Unlock()
	size, err := strconv.ParseInt(c.text("length"), 10, 64)
	if err != nil || size <= 0 {
		return nil, "invalid_arguments"
	}
	s := &sharedFile{id: f.id("F"), user: BotUser, name: c.text("filename"), size: size, handedIn: true}
	f.files[s.id] = s
	return object{"file_id": s.id, "upload_url": "http://" + f.addr + "/upload/" + s.id}, ""
}

// serveUpload takes the content of a file in. It wants no token: the address is one.
func (f *Fake) serveUpload(w http.ResponseWriter, r *http.Request) {
	content, err := io.ReadAll(io.LimitReader(r.Body, 1<<30))
	f.mu.Lock()
	defer f.mu.Unlock()
	s := f.files[r.PathValue("id")]
	switch {
	case err != nil || s == nil || !s.handedIn || int64(len(content)) != s.size:
		w.WriteHeader(http.StatusBadRequest)
	case f.failure == "broken":
		w.WriteHeader(http.StatusBadGateway)
	default:
		if r.Header.Get("Authorization") != "" {
			f.t.Error("slacktest: an upload carries the token")
		}
		s.content = content
		io.WriteString(w, "OK - "+strconv.Itoa(len(content)))
	}
}

// completeUpload shows what was handed in, in a thread.
func (f *Fake) completeUpload(c call) (object, string) {
	f.mu.Lock()
	channel, word := f.reach(c.text("channel_id"))
	var s *sharedFile
	for _, one := range c.list("files") {
		if s = f.files[str(one, "id")]; s != nil {
			s.title = str(one, "title")
		}
	}
	switch {
	case word != "":
	case channel.archived:
		word = "is_archived"
	case s == nil || !s.handedIn || s.content == nil:
		word = "file_not_found"
	}
	if word != "" {
		f.mu.Unlock()
		return nil, word
	}
	m := &message{ts: f.stamp(), user: BotUser, app: true, subtype: "file_share", blocks: c.list("blocks"), at: f.now()}
	if root := channel.find(c.text("thread_ts")); root != nil && root.subtype != "tombstone" && root.thread == "" {
		m.thread = root.ts
	}
	s.handedIn, s.channel, s.ts, s.thread = false, channel.ID, m.ts, m.thread
	m.files = []any{f.fileWire(s)}
	channel.messages = append(channel.messages, m)
	id, _, _ := strings.Cut(s.name, ".")
	f.posted[id]++
	event := f.messageEvent(channel, m)
	wire := f.fileWire(s)
	f.touch()
	f.mu.Unlock()
	f.Event(event)
	return object{"files": []any{wire}}, ""
}

func (f *Fake) fileInfo(c call) (object, string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	s := f.files[c.text("file")]
	if s == nil {
		return nil, "file_not_found"
	}
	return object{"file": f.fileWire(s), "comments": []any{}, "response_metadata": object{"next_cursor": ""}}, ""
}

// deleteFile takes a file of the app's away; where it stood stays its message, with
// what was said beside it.
func (f *Fake) deleteFile(c call) (object, string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	s := f.files[c.text("file")]
	switch {
	case s == nil:
		return nil, "file_not_found"
	case s.user != BotUser:
		return nil, "cant_delete_file"
	}
	delete(f.files, s.id)
	for _, channel := range f.channels {
		for _, m := range channel.messages {
			m.files = slices.DeleteFunc(slices.Clone(m.files), func(one any) bool { return str(one, "id") == s.id })
		}
	}
	f.touch()
	return object{}, ""
}

// serveFile is a download. Who may not read files gets a page to sign in, with 200.
func (f *Fake) serveFile(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	s := f.files[r.PathValue("id")]
	may := r.Header.Get("Authorization") == "Bearer "+botToken && slices.Contains(f.scopes, "files:read") && f.lost == ""
	failure := f.failure
	f.mu.Unlock()
	switch {
	case failure == "silent":
		<-r.Context().Done()
	case failure == "dropped":
		cut(w, "")
	case failure == "broken":
		w.WriteHeader(http.StatusBadGateway)
	case failure == "sign in", !may:
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		io.WriteString(w, "<!DOCTYPE html><html><head><title>Slack</title></head><body>Sign in</body></html>")
	case s == nil || s.content == nil:
		http.NotFound(w, r)
	default:
		w.Header().Set("Content-Type", s.mime)
		w.Write(s.content)
	}
}
