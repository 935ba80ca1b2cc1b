package telegram

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"omzien/adapters"
	"omzien/bot/chat"
)

var errPath = errors.New("telegram named no file of its own")

// Open fetches what somebody sent: it asks Telegram where it lies, and gets it from
// the host of the Bot API, and no other. The address holds our token, and goes
// nowhere.
func (a *Adapter) Open(ctx context.Context, f chat.File) ([]byte, error) {
	raw, fault := a.call(ctx, a.pace.call, "getFile", tgbotapi.Params{"file_id": f.ID})
	switch {
	case fault != nil && fault.large:
		return nil, fmt.Errorf("open a file at telegram: %w", adapters.Permanent(adapters.ErrLarge))
	case fault != nil:
		return nil, fmt.Errorf("open a file at telegram: %w", a.judge(fault))
	}
	var file struct {
		Path string `json:"file_path"`
		Size int64  `json:"file_size"`
	}
	switch {
	case json.Unmarshal(raw, &file) != nil || !plainPath(file.Path):
		return nil, fmt.Errorf("open a file at telegram: %w", adapters.Permanent(errPath))
	case file.Size > chat.FileMost:
		return nil, fmt.Errorf("open a file at telegram: %w", adapters.Permanent(adapters.ErrLarge))
	}
	content, _, err := a.downloads.Get(ctx, a.URL+"/file/bot"+a.Token+"/"+file.Path, nil)
	if err != nil {
		return nil, fmt.Errorf("open a file at telegram: %w", err)
	}
	return content, nil
}

// plainPath tells whether a path leads to a file below the one that it follows.
func plainPath(path string) bool {
	const signs = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/_.-"
	return path != "" && !strings.HasPrefix(path, "/") && !strings.Contains(path, "..") && strings.Trim(path, signs) == ""
}
