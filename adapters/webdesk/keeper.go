package webdesk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
)

// kindKeeper is the session of a coordinator: it opens who is in their own circles,
// and nothing else of the desk.
const kindKeeper = "keeper"

const keeperLife = 24 * time.Hour // of a coordinator's link, which is used once

// membersPage is where a coordinator's link leads in the end.
const membersPage = "/desk/belcirkels/deelnemers"

// memberPage is where one who takes part stands alone.
func memberPage(id string) string { return "/desk/belcirkels/deelnemer?id=" + url.QueryEscape(id) }

const textNotTheirs = "Dit is voor medewerkers. Jij ziet hier je eigen cirkels."

// Coordinator is somebody who looks after circles, as the playbook has them now.
type Coordinator struct {
	Key  string // anja
	Name string // Anja Bakker
	Mail string // empty: alarms do not reach them by mail
}

// keeper is the coordinator's key; empty for a worker.
func (w worker) keeper() string {
	if w.Kind != kindKeeper {
		return ""
	}
	return cmp.Or(chat.CoordinatorOf(w.ID), "-")
}

// whoKeeps finds the worker or the coordinator of a request.
func (d *Desk) whoKeeps(r *http.Request) (worker, error) {
	who, err := d.who(r)
	if errors.Is(err, chat.ErrUnknown) {
		s, token, err := d.session(r, d.cookieName(kindKeeper), kindKeeper)
		return worker{s, token}, err
	}
	return who, err
}

// mine tells whether somebody may see who is in the circle: workers do, coordinators
// where it is theirs.
func (d *Desk) mine(who worker, programme, circle string) bool {
	key := who.keeper()
	return key == "" || d.keeps != nil && d.keeps(key, programme, circle)
}

// theirs tells whether somebody may do this: workers anything, a coordinator what is
// about a member (what decides there knows whose they are), and how one of their own
// circles is today, who was spoken to.
func (d *Desk) theirs(ctx context.Context, who worker, ev chat.Event) (bool, error) {
	switch {
	case who.keeper() == "" || ev.Subject.Kind == chat.SubjectMember:
		return true, nil
	case ev.Kind != chat.CheckedIn || ev.Subject.Kind != chat.SubjectRound || d.circles == nil:
		return false, nil
	}
	day, err := d.circles.CircleDay(ctx, ev.Subject.ID)
	if errors.Is(err, chat.ErrUnknown) {
		return false, nil
	}
	return err == nil && day.Of(ev.Ref) != nil && d.mine(who, day.Programme, day.Circle), err
}

// enrolled are the members that somebody may see.
func (d *Desk) enrolled(ctx context.Context, who worker) ([]chat.Member, error) {
	all, err := d.circles.Enrolled(ctx, "", "")
	return slices.DeleteFunc(all, func(m chat.Member) bool { return !d.mine(who, m.Programme, m.Circle) }), err
}

// asKeeper lets signed-in workers and coordinators through.
func (d *Desk) asKeeper(next func(http.ResponseWriter, *http.Request, worker)) http.HandlerFunc {
	return d.as(d.whoKeeps, next)
}

// showToKeeper draws a page for the worker or the coordinator who asks for it.
func (d *Desk) showToKeeper(w http.ResponseWriter, r *http.Request, page func(worker) (name string, about any)) {
	d.showAs(d.whoKeeps, w, r, page)
}

// KeeperLink makes a link with which a coordinator (their key) gets to their own
// circles: once, within a day. chat.ErrUnknown: nobody has that key.
func (d *Desk) KeeperLink(ctx context.Context, key string) (string, error) {
	all := d.coordinators()
	i := slices.IndexFunc(all, func(c Coordinator) bool { return c.Key == key })
	if i < 0 {
		return "", fmt.Errorf("make a coordinator's link: %w", chat.ErrUnknown)
	}
	c, token, now := all[i], secret(), d.now()
	s := chat.Session{Kind: kindLink, Name: c.Name, ID: chat.CoordinatorID(c.Key), Since: now, Seen: now, Until: now.Add(keeperLife)}
	if err := d.sessions.OpenSession(ctx, token, s); err != nil {
		return "", fmt.Errorf("make a coordinator's link: %w", err)
	}
	return d.public + "/desk/in#" + token, nil
}

// keeperRequest is what a worker wants for a coordinator.
type keeperRequest struct {
	Key string `json:"key"`
	Way string `json:"way"` // circles: to their own circles. telegram: to a chat where alarms reach them
	As  string `json:"as"`
}

// giveKeeperLink makes a link for a coordinator; a worker hands it on.
func (d *Desk) giveKeeperLink(w http.ResponseWriter, r *http.Request, who worker) {
	var in keeperRequest
	if !d.take(w, r, &in) {
		return
	}
	if in.As != who.ID {
		d.refuse(w, http.StatusConflict, "other_worker", textOther)
		return
	}
	all := d.coordinators()
	i := slices.IndexFunc(all, func(c Coordinator) bool { return c.Key == in.Key })
	if i < 0 || in.Way != "circles" && in.Way != "telegram" {
		d.refuse(w, http.StatusBadRequest, "malformed", textMalformed)
		return
	}
	link, err := "", error(nil)
	words := "Stuur deze link alleen naar " + all[i].Name + ". Hij werkt één keer, tot morgen " + adapters.TimeInWords(d.now().Add(keeperLife)) + ". "
	switch {
	case in.Way == "circles":
		link, err = d.KeeperLink(r.Context(), in.Key)
	case d.watchLink == nil:
		d.refuse(w, http.StatusUnprocessableEntity, "telegram", "Telegram staat niet aan. Meldingen gaan per e-mail.")
		return
	default:
		link, err = d.watchLink(r.Context(), in.Key)
		words += "Daarna komen meldingen in die chat op Telegram. "
	}
	if err != nil {
		d.log.Warn("webdesk: a coordinator's link could not be made")
		d.down(w)
		return
	}
	d.keep(r.Context(), who)
	d.give(w, http.StatusOK, map[string]string{"text": words, "link": link})
}
