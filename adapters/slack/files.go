package slack

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/netip"
	"net/url"
	"path"
	"strings"
	"sync/atomic"

	"github.com/slack-go/slack"

	"omzien/adapters"
	"omzien/bot/chat"
)

// filesOf is the host where Slack keeps files, for the host of its API: a host
// beside it, and where that has no name, the same.
func filesOf(api *url.URL) string {
	_, err := netip.ParseAddr(api.Hostname())
	if err == nil || api.Hostname() == "localhost" {
		return api.Scheme + "://" + api.Host
	}
	return api.Scheme + "://files." + api.Host
}

// shut is whether Slack answered with a page to sign in instead of a file: so it
// does, with 200, where our token may not read files.
type shut struct{ seen atomic.Bool }

func (s *shut) is() bool { return s.seen.Load() }

var errSignIn = errors.New("slack wants somebody to sign in: the app lacks files:read")

// Open fetches a file that somebody shared: it asks Slack what the file is, for the
// event may have told its id alone, and gets it from Slack's own host.
func (a *Adapter) Open(ctx context.Context, f chat.File) ([]byte, error) {
	content, err := a.content(ctx, f)
	switch outcome, _ := adapters.Judge(err); {
	case outcome == adapters.NoRoute:
		a.inbound.shut.seen.Store(true)
	case err == nil:
		a.inbound.shut.seen.Store(false)
	}
	if err != nil {
		return nil, fmt.Errorf("open a file at slack: %w", err)
	}
	return content, nil
}

func (a *Adapter) content(ctx context.Context, f chat.File) ([]byte, error) {
	var file *slack.File
	err := a.call(ctx, "files.info", func(ctx context.Context) (err error) {
		file, _, _, err = a.client.GetFileInfoContext(ctx, f.ID, 1, 1)
		return err
	})
	switch {
	case err != nil:
		return nil, err
	case int64(file.Size) > chat.FileMost:
		return nil, adapters.Permanent(adapters.ErrLarge)
	}
	content, mime, err := a.files.Get(ctx, firstOf(file.URLPrivateDownload, file.URLPrivate), http.Header{"Authorization": {"Bearer " + a.Token}})
	if err != nil {
		return nil, err
	}
	if page := strings.HasPrefix(mime, "text/html") || bytes.HasPrefix(bytes.ToLower(content[:min(len(content), 15)]), []byte("<!doctype html")); page && file.Mimetype != "text/html" {
		return nil, adapters.RouteClosed(errSignIn)
	}
	return content, nil
}

// called are the titles of files, as they stand in a thread.
var called = map[string]string{"photo": "Foto", "voice": "Spraakbericht", "video": "Video", "document": "Document"}

// share posts m with its file. That takes several calls, of which only the last
// shows anything: it is the one that may be in doubt, and then Find looks for the
// file by its name, which is the message's opaque id. Slack does not say where a
// shared file stands before it has worked on it, so the thread's root is looked at
// before: where that is gone, nothing is shown.
func (a *Adapter) share(ctx context.Context, m chat.Message, p posting) (chat.Receipt, error) {
	if err := a.rooted(ctx, p.channel, p.thread); err != nil {
		return chat.Receipt{}, err
	}
	file, err := a.deposit(ctx, *m.Content, p.id)
	if err != nil {
		return chat.Receipt{}, err
	}
	err = a.call(ctx, "files.completeUploadExternal", func(ctx context.Context) error {
		_, err := a.client.CompleteUploadExternalContext(ctx, slack.CompleteUploadExternalParameters{
			Files: []slack.FileSummary{{ID: file, Title: called[m.Content.Kind]}}, Channel: p.channel, ThreadTimestamp: p.thread,
			Blocks: slack.Blocks{BlockSet: p.blocks},
		})
		return err
	})
	switch {
	case noThread(refused(err)), refused(err) == "invalid_thread_ts":
		a.Count("misplaced")
		return chat.Receipt{}, adapters.Misplaced(errLost)
	case err != nil:
		return chat.Receipt{}, err
	}
	ts, thread := a.sharedAt(ctx, p.channel, file)
	if ts != "" && thread != p.thread {
		return chat.Receipt{}, a.misplaced(ctx, p.channel, placeAt(ts, file))
	}
	return receipt(m, placeAt(ts, file)), nil
}

// rooted tells whether somebody can still write below the root.
func (a *Adapter) rooted(ctx context.Context, channel, root string) error {
	var found []slack.Message
	err := a.call(ctx, "conversations.replies", func(ctx context.Context) (err error) {
		found, _, _, err = a.client.GetConversationRepliesContext(ctx, &slack.GetConversationRepliesParameters{ChannelID: channel, Timestamp: root, Limit: 1, Inclusive: true})
		return err
	})
	if refused(err) == "thread_not_found" || err == nil && (len(found) == 0 || found[0].SubType == "tombstone") {
		a.Count("misplaced")
		return adapters.Misplaced(errLost)
	}
	return unshown(err)
}

// unshown is an error of a call that shows nothing: whatever became of it, nothing
// arrived.
func unshown(err error) error {
	if outcome, _ := adapters.Judge(err); outcome == adapters.Unknown {
		return adapters.Unwritten(err)
	}
	return err
}

// deposit gives the content to Slack, where nobody sees it yet, under a name that
// says nothing (law 15).
func (a *Adapter) deposit(ctx context.Context, c chat.Content, id string) (file string, err error) {
	var place *slack.GetUploadURLExternalResponse
	err = a.call(ctx, "files.getUploadURLExternal", func(ctx context.Context) (err error) {
		place, err = a.client.GetUploadURLExternalContext(ctx, slack.GetUploadURLExternalParameters{FileName: id + path.Ext(c.Name), FileSize: len(c.Bytes)})
		return err
	})
	if err != nil {
		return "", unshown(err)
	}
	if place.FileID == "" {
		return "", adapters.Unwritten(errUnread)
	}
	return place.FileID, a.files.Post(ctx, place.UploadURL, c.Bytes)
}

// sharedAt is where a file stands in the channel; empty where Slack does not say
// yet, or cannot be asked.
func (a *Adapter) sharedAt(ctx context.Context, channel, id string) (ts, thread string) {
	var file *slack.File
	err := a.call(ctx, "files.info", func(ctx context.Context) (err error) {
		file, _, _, err = a.client.GetFileInfoContext(ctx, id, 1, 1)
		return err
	})
	if err != nil {
		return "", ""
	}
	for _, shares := range []map[string][]slack.ShareFileInfo{file.Shares.Private, file.Shares.Public} {
		for _, s := range shares[channel] {
			return s.Ts, s.ThreadTs
		}
	}
	return "", ""
}

// deleteFile takes a file of ours away, wherever it stands.
func (a *Adapter) deleteFile(ctx context.Context, id string) error {
	err := a.call(ctx, "files.delete", func(ctx context.Context) error { return a.client.DeleteFileContext(ctx, id) })
	switch refused(err) {
	case "file_not_found", "file_deleted":
		return nil
	}
	return err
}

// takeAway deletes one of our own messages, and its file where it has one.
func (a *Adapter) takeAway(ctx context.Context, channel, place string) error {
	ts, file := placeOf(place)
	if file != "" {
		if err := a.deleteFile(ctx, file); err != nil {
			return err
		}
	}
	if ts == "" {
		return nil
	}
	return a.remove(ctx, channel, ts)
}

// placeAt is where a message with a file stands, as its receipt has it: its ts,
// where that is known, and the file's id. placeOf takes it apart; a message without
// a file has its ts alone.
func placeAt(ts, file string) string { return ts + "/" + file }

func placeOf(place string) (ts, file string) {
	ts, file, _ = strings.Cut(place, "/")
	return ts, file
}

// spokenWith is who speaks and what; nothing of the latter where a file alone speaks.
func spokenWith[E slack.RichTextElement](m chat.Message, name slack.RichTextElement, as func(string) E) []slack.RichTextElement {
	if m.Content != nil && strings.TrimSpace(m.Text) == "" {
		return []slack.RichTextElement{name}
	}
	return []slack.RichTextElement{name, as(m.Text)}
}

func sentence(text string) *slack.RichTextSection { return line(inert(text)) }
