package slack

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"github.com/slack-go/slack"

	"omzien/bot/chat"
)

// whispered are words for one worker only, about what they just did. Slack keeps
// none of them and may lose them: nothing depends on their arrival.
type whispered struct {
	to      chat.Address
	user    string
	respond string // the address that Slack gave for an answer to a press
	text    string
	home    bool        // it stands on their Home
	press   chat.Choice // what they may press below it; zero: nothing
	token   string      // ... and what opens it
	instead bool        // it stands where the whisper stood that they pressed

	look command // what they asked to read, instead of a text; empty: nothing

	modal *modal                  // that they have before them; nil: none
	view  *slack.ModalViewRequest // what stands in it from now on
}

const (
	waiting        = 64   // whispers at most; what does not fit is not said
	longestWhisper = 3000 // in UTF-16 units
)

// whispers wait to be said. The zero value is ready.
type whispers struct {
	made sync.Once
	list chan whispered
}

func (w *whispers) queue() chan whispered {
	w.made.Do(func() { w.list = make(chan whispered, waiting) })
	return w.list
}

// tell has words said, after what they are about was acknowledged.
func (a *Adapter) tell(words []whispered) {
	for _, w := range words {
		select {
		case a.inbound.whispers.queue() <- w:
		default:
			a.Count("unsaid")
		}
	}
}

// whisper says what waits, until ctx ends. A few at a time: one that hangs must
// not keep the others.
func (a *Adapter) whisper(ctx context.Context) {
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for {
				select {
				case w := <-a.inbound.whispers.queue():
					if err := a.say(ctx, w); err != nil && ctx.Err() == nil {
						a.Log.Warn("slack: somebody was not told what came of what they did", "err", err)
						a.Count("unsaid")
					}
				case <-ctx.Done():
					return
				}
			}
		})
	}
	all.Wait()
}

// say shows the words to one worker: by the address that came with a press,
// else in the thread.
func (a *Adapter) say(ctx context.Context, w whispered) error {
	if w.modal != nil {
		if err := a.redraw(ctx, *w.modal, *w.view); err == nil {
			return nil
		} else if w.text == "" {
			w.text = textNotDrawn
			a.Log.Warn("slack: a form could not be drawn; they are told", "err", err)
		}
	}
	if w.home {
		a.inbound.homes.ask(w.user, w.text, a.Now())
		return nil
	}
	blocks := []slack.Block{paragraph(cut(w.text, longestWhisper))}
	if w.press != (chat.Choice{}) {
		blocks = append(blocks, actions(chat.Message{Choices: []chat.Choice{w.press}, Token: w.token}))
	}
	if w.look != "" {
		blocks = a.lookUp(ctx, w.user, w.look)
	}
	if w.respond != "" && a.mayRespond(w.respond) && a.respond(ctx, w.respond, blocks, w.instead) == nil {
		return nil
	}
	return a.call(ctx, "chat.postEphemeral", func(ctx context.Context) error {
		_, err := a.client.PostEphemeralContext(ctx, w.to.Chat, w.user,
			slack.MsgOptionText(textWhisper, false), slack.MsgOptionBlocks(blocks...), slack.MsgOptionTS(w.to.Thread))
		return err
	})
}

// respond answers a press through its own address; instead: in the place of the
// whisper that was pressed.
func (a *Adapter) respond(ctx context.Context, address string, blocks []slack.Block, instead bool) error {
	body, err := json.Marshal(said{Type: "ephemeral", Text: textWhisper, Blocks: blocks, Replace: instead})
	if err != nil {
		return errUnread
	}
	ctx, done := context.WithTimeout(ctx, a.Timeout)
	defer done()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return errUnwritten
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	resp, err := a.transport.RoundTrip(req) // and so follows no redirect
	if err != nil {
		return errUnknown
	}
	defer resp.Body.Close()
	io.Copy(io.Discard, io.LimitReader(resp.Body, 1<<16))
	if resp.StatusCode != http.StatusOK {
		return errors.New("refused")
	}
	return nil
}

// mayRespond tells whether the address is Slack's own, or that of the API that
// we were told to call. A press is signed, but what it says is not ours to trust
// with where words go.
func (a *Adapter) mayRespond(address string) bool {
	to, err := url.Parse(address)
	api, err2 := url.Parse(a.URL)
	if err != nil || err2 != nil || to.User != nil {
		return false
	}
	if to.Scheme == api.Scheme && to.Host == api.Host {
		return true
	}
	slacks := to.Host == "slack.com" || strings.HasSuffix(to.Host, ".slack.com") || strings.HasSuffix(to.Host, ".slack-gov.com")
	return to.Scheme == "https" && slacks
}
