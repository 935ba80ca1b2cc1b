package main

import (
	"context"
	"fmt"
	"strconv"

	"omzien/bot/chat"
)

// pageFiles give pages the files that people send to each other. It is
// adapters.Files.
type pageFiles struct{ *omzien }

// Fit makes what somebody hands in fit to be shown.
func (p pageFiles) Fit(raw []byte) (chat.Content, string) { return p.board.Fit(raw) }

// AtPage gives what the i-th file of a line holds that the person at this address may see.
func (p pageFiles) AtPage(ctx context.Context, at chat.Address, line int64, i int) (chat.Content, error) {
	f, of, known, err := p.store.Sent(ctx, &at, "", line, i)
	if err != nil || !known {
		return chat.Content{}, orUnknown(err)
	}
	content, why, err := p.board.Content(ctx, of, f)
	if err == nil && why != "" { // a worker's: they hear of it, once
		err = p.board.TellUnfit(ctx, chat.Message{
			ID: "page:" + of + ":" + strconv.FormatInt(line, 10) + ":" + strconv.Itoa(i), To: at, Talk: of, Files: []chat.File{f},
			Speaker: chat.Author{Role: chat.RoleWorker},
		}, why)
		if err == nil {
			err = chat.ErrUnknown
		}
	}
	return shown(content, err)
}

// AtDesk gives what the i-th file of a line of the conversation holds.
func (p pageFiles) AtDesk(ctx context.Context, conversation string, line int64, i int) (chat.Content, error) {
	f, of, known, err := p.store.Sent(ctx, nil, conversation, line, i)
	if err != nil || !known {
		return chat.Content{}, orUnknown(err)
	}
	content, why, err := p.board.Content(ctx, of, f)
	if err == nil && why != "" {
		err = chat.ErrUnknown
	}
	return shown(content, err)
}

func shown(content chat.Content, err error) (chat.Content, error) {
	if err != nil {
		return chat.Content{}, fmt.Errorf("show a file: %w", err)
	}
	return content, nil
}

// orUnknown is err, or where there is none that there is no such file.
func orUnknown(err error) error {
	if err == nil {
		return chat.ErrUnknown
	}
	return err
}
