package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"omzien/bot/chat"
	"omzien/bot/checkin"
	"omzien/storage"
)

// lookAtCircles names the circles in which people take part and which the playbook has
// no more: nobody asks them how they are. That the database or the playbook cannot be
// read is for others to say.
func lookAtCircles(ctx context.Context, cfg Config) []finding {
	book, err := loadPlaybook(cfg.Playbook)
	if err != nil {
		return nil
	}
	if kind, path, err := storage.Kind(cfg.Database); err != nil || kind == storage.SQLite && missing(path) {
		return nil
	}
	store, err := storage.OpenRead(ctx, cfg.storage())
	if err != nil {
		return nil
	}
	defer store.Close(ctx)
	marks, err := store.Circles(ctx)
	if err != nil {
		return nil
	}
	var found []finding
	for _, m := range marks {
		if p := book.Programme(m.Programme); p != nil && p.Circle(m.Circle) != nil {
			continue
		}
		circle, err := store.Circle(ctx, m.Programme, m.Circle)
		if err != nil {
			return append(found, finding{wrong, "a circle's members cannot be read", "start Omzien, and look at Deelnemers on the web desk"})
		}
		if n := checkin.TakingPart(circle); n > 0 {
			found = append(found, lostCircle(m, n))
		}
	}
	return found
}

func lostCircle(m chat.CircleMark, people int) finding {
	who := "1 person takes"
	if people > 1 {
		who = fmt.Sprintf("%d people take", people)
	}
	return finding{wrong, fmt.Sprintf("%s part in circle %s of programme %s, which the playbook has no more: nobody asks them", who, onScreen(m.Circle), onScreen(m.Programme)),
		"put it back in programmes.yaml under the same name, or enrol them in another circle"}
}

func missing(path string) bool {
	_, err := os.Stat(path)
	return errors.Is(err, fs.ErrNotExist)
}
