package slack

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// longestAnswer is how much of an answer is read, in bytes.
const longestAnswer = 16 << 20

// answered passes on Slack's answers to methods, whole and only where they say
// whether it was done. The client takes silence on that for a yes; a look-up
// would then prove the absence of what stands there.
type answered struct {
	http.RoundTripper
	api string
}

func (a answered) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := a.RoundTripper.RoundTrip(r)
	if err != nil || resp.StatusCode != http.StatusOK || !strings.HasPrefix(r.URL.String(), a.api) {
		return resp, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, longestAnswer))
	if err != nil {
		return nil, fmt.Errorf("read the answer: %w", err)
	}
	var answer struct {
		OK    *bool  `json:"ok"`
		Error string `json:"error"`
	}
	if json.Unmarshal(body, &answer) != nil || answer.OK == nil || !*answer.OK && answer.Error == "" {
		return nil, errUnread
	}
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return resp, nil
}
