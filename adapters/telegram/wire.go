package telegram

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"strings"
	"sync/atomic"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

// largestAnswer is the most bytes that we read of an answer: a hundred updates
// are far less.
const largestAnswer = 32 << 20

// newClient is our own, so that an adapter shares no connection with anybody,
// follows no redirect, and leaves none open after Run. It speaks HTTP/1.1: there
// a request that ended in silence takes its connection with it, and no other
// request waits on a connection that has died.
func newClient() *http.Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.Protocols = new(http.Protocols)
	transport.Protocols.SetHTTP1(true)
	transport.ForceAttemptHTTP2 = false
	transport.MaxIdleConnsPerHost = 32
	transport.IdleConnTimeout = 30 * time.Second
	return &http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// fault is why a request did not succeed. Nothing of the request stands in it:
// the library's own errors carry the token, and Telegram's may repeat the text.
type fault struct {
	code    int           // Telegram's answer, as an HTTP status; 0: none that could be read
	after   time.Duration // with 429: no request before it has passed
	unknown bool          // with 400: there is no such talk
	large   bool          // with 400: the file is larger than a bot is given
	already bool          // with 400: it stands there so, or is gone, already
	written bool          // there was a connection: the request may have arrived
	cause   error         // the context's, where that ended it
}

func (f *fault) Error() string {
	switch {
	case f.code != 0:
		return fmt.Sprint("telegram answered ", f.code)
	case f.cause != nil && f.written:
		return "telegram did not answer in time"
	case f.written:
		return "telegram gave no answer that can be read"
	default:
		return "telegram could not be reached"
	}
}

func (f *fault) Unwrap() error { return f.cause }

// token tells whether Telegram does not know our token (any more).
func (f *fault) token() bool {
	return f.code == http.StatusUnauthorized || f.code == http.StatusNotFound
}

// call makes one request and gives its result; it carries the files, where there
// are any, as a form of several parts. The error is a *fault.
func (a *Adapter) call(ctx context.Context, within time.Duration, method string, params tgbotapi.Params, files ...tgbotapi.RequestFile) (json.RawMessage, *fault) {
	ctx, done := context.WithTimeout(ctx, within)
	defer done()
	line := &line{ctx: ctx, client: a.http}
	bot := tgbotapi.BotAPI{Token: a.Token, Client: line} // its constructor would make a call
	bot.SetAPIEndpoint(strings.ReplaceAll(a.URL, "%", "%%") + "/bot%s/%s")
	request := func() (*tgbotapi.APIResponse, error) { return bot.MakeRequest(method, params) }
	if len(files) > 0 {
		request = func() (*tgbotapi.APIResponse, error) { return bot.UploadFiles(method, params, files) }
	}
	answer, err := request()
	if err == nil {
		return answer.Result, nil
	}
	f := &fault{written: line.written.Load(), cause: ctx.Err()}
	var refused *tgbotapi.Error
	switch {
	case errors.As(err, &refused) && max(refused.Code, line.status) >= 400: // of an upload the library tells no code
		f.code = cmp.Or(refused.Code, line.status)
		f.after = time.Duration(refused.RetryAfter) * time.Second
		f.unknown = strings.Contains(refused.Message, "chat not found")
		f.large = strings.Contains(refused.Message, "file is too big")
		f.already = strings.Contains(refused.Message, "message is not modified") || strings.Contains(refused.Message, "message to delete not found")
	case line.status >= 500:
		f.code = line.status // a page of some proxy, not JSON
	}
	if f.code == http.StatusTooManyRequests {
		f.after = max(f.after, time.Second)
	}
	return nil, f
}

// line carries one request of the library, which knows no context itself.
type line struct {
	ctx     context.Context
	client  *http.Client
	written atomic.Bool
	status  int
}

var errNoAnswer = errors.New("no answer") // the client's own would show the token

// Do implements tgbotapi.HTTPClient.
func (l *line) Do(r *http.Request) (*http.Response, error) {
	if err := keep(r); err != nil {
		return nil, errNoAnswer
	}
	ctx := httptrace.WithClientTrace(l.ctx, &httptrace.ClientTrace{
		// The client takes another connection only where nothing went over the one before.
		GetConn: func(string) { l.written.Store(false) },
		GotConn: func(httptrace.GotConnInfo) { l.written.Store(true) },
	})
	answer, err := l.client.Do(r.WithContext(ctx))
	if err != nil {
		return nil, errNoAnswer
	}
	l.written.Store(true)
	l.status = answer.StatusCode
	answer.Body = struct {
		io.Reader
		io.Closer
	}{io.LimitReader(answer.Body, largestAnswer), answer.Body}
	return answer, nil
}

// keep reads the body of an upload whole, so that it can go over another connection
// where the first one turns out to have died, and has a length.
func keep(r *http.Request) error {
	if r.Body == nil || r.GetBody != nil {
		return nil
	}
	body, err := io.ReadAll(r.Body)
	r.Body.Close()
	if err != nil {
		return fmt.Errorf("read an upload: %w", err)
	}
	r.ContentLength = int64(len(body))
	r.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	r.Body, err = r.GetBody()
	return err
}

// Me asks Telegram who we are: the bot's username. The error is marked as one of
// Send: RouteClosed means that Telegram does not know our token.
func (a *Adapter) Me(ctx context.Context) (username string, err error) {
	raw, f := a.call(ctx, a.pace.call, "getMe", nil)
	if f != nil {
		return "", fmt.Errorf("ask telegram who we are: %w", a.judge(f))
	}
	var me struct {
		Username string `json:"username"`
	}
	if json.Unmarshal(raw, &me) != nil {
		return "", errors.New("ask telegram who we are: an answer that cannot be read")
	}
	return me.Username, nil
}
