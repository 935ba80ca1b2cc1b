package webdesk

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
	"unicode"

	"omzien/bot/chat"
)

const (
	linkLife  = 10 * time.Minute
	idleLife  = 30 * time.Minute    // a session ends when nobody did anything for so long
	longest   = 12 * time.Hour      // ... and after so long in any case
	badgeLife = 30 * 24 * time.Hour // how long a browser remembers which worker used it
	keepEvery = 30 * time.Second    // a session's last use is written down at most so often
)

// Kinds of chat.Session that this page keeps. A badge opens nothing: it only
// lets a worker who signs in again under the same name, in the same browser,
// be the same worker, so that their conversations stay theirs.
const (
	kindDesk  = "desk"
	kindLink  = "link"
	kindBadge = "badge"
)

// Link makes a one-time link with which one worker can sign in, within ten
// minutes. Its secret stands in the fragment: no server log and no preview sees
// it, and opening the page does not use it up; only the button does.
//
// Where who has an ID, as another desk knows them, whoever uses the link is that
// worker here too: what is theirs there is theirs here. Without a name they say it
// themselves.
func (d *Desk) Link(ctx context.Context, who chat.Author) (string, error) {
	token, now := secret(), d.now()
	link := chat.Session{Kind: kindLink, Name: who.Name, ID: who.ID, Since: now, Seen: now, Until: now.Add(linkLife)}
	if err := d.sessions.OpenSession(ctx, token, link); err != nil {
		return "", fmt.Errorf("make a sign-in link: %w", err)
	}
	return d.public + "/desk/in#" + token, nil
}

// who finds the worker of a request; chat.ErrUnknown where there is none.
func (d *Desk) who(r *http.Request) (worker, error) {
	s, token, err := d.session(r, d.cookieName(kindDesk), kindDesk)
	return worker{s, token}, err
}

func (d *Desk) session(r *http.Request, cookie, kind string) (chat.Session, string, error) {
	c, err := r.Cookie(cookie)
	if err != nil || c.Value == "" {
		return chat.Session{}, "", chat.ErrUnknown
	}
	s, err := d.find(r.Context(), c.Value, kind)
	return s, c.Value, err
}

// find looks a token up as one kind of session; a token of another kind is unknown.
func (d *Desk) find(ctx context.Context, token, kind string) (chat.Session, error) {
	if len(token) != base64.RawURLEncoding.EncodedLen(32) {
		return chat.Session{}, chat.ErrUnknown
	}
	s, err := d.sessions.Session(ctx, token, d.now())
	if err == nil && s.Kind != kind {
		return chat.Session{}, chat.ErrUnknown
	}
	return s, err
}

// keep writes down that the worker did something. Looking at the page is not
// doing something; nor is the page's own asking for news.
func (d *Desk) keep(ctx context.Context, who worker) {
	now := d.now()
	if now.Sub(who.Seen) < keepEvery {
		return
	}
	if err := d.sessions.KeepSession(ctx, who.token, now, who.Until); err != nil {
		d.log.Warn("webdesk: a session's last use was not kept")
	}
}

type signIn struct {
	Token string `json:"token"`
	Name  string `json:"name"`
}

// lookAtLink tells whether a link still works, and for whom, without using it up.
func (d *Desk) lookAtLink(w http.ResponseWriter, r *http.Request) {
	var in signIn
	if !d.take(w, r, &in) {
		return
	}
	link, err := d.find(r.Context(), in.Token, kindLink)
	if err != nil {
		d.noLink(w, err)
		return
	}
	name := link.Name
	if name == "" {
		if badge, _, err := d.session(r, d.cookieName(kindBadge), kindBadge); err == nil {
			in.Name = badge.Name
		}
	}
	d.give(w, http.StatusOK, map[string]string{"name": name, "was": in.Name})
}

// signIn uses a link up and gives this browser a session.
func (d *Desk) signIn(w http.ResponseWriter, r *http.Request) {
	var in signIn
	if !d.take(w, r, &in) {
		return
	}
	ctx := r.Context()
	link, err := d.find(ctx, in.Token, kindLink)
	if err != nil {
		d.noLink(w, err)
		return
	}
	name, ok := firstName(in.Name)
	if link.Name != "" {
		name, ok = link.Name, true
	}
	if !ok {
		d.refuse(w, http.StatusUnprocessableEntity, "name", textName)
		return
	}
	now := d.now()
	s := chat.Session{Kind: kindDesk, Name: name, Since: now, Seen: now, Until: now.Add(longest), Idle: idleLife}
	if chat.CoordinatorOf(link.ID) != "" {
		s.Kind, s.ID = kindKeeper, link.ID
	}
	badge, _, err := d.session(r, d.cookieName(kindBadge), kindBadge)
	known := s.Kind == kindKeeper || err == nil && strings.EqualFold(badge.Name, name) && (link.ID == "" || link.ID == badge.ID)
	switch {
	case s.Kind == kindKeeper:
	case known:
		s.ID = badge.ID
	case link.ID != "":
		s.ID = link.ID
	default:
		s.ID = rand.Text()
	}
	// The session is made before the link is used up: when the database goes
	// away in between, the link still works.
	token := secret()
	if err := d.sessions.OpenSession(ctx, token, s); err != nil {
		d.down(w)
		return
	}
	if !known {
		b := chat.Session{Kind: kindBadge, Name: name, ID: s.ID, Since: now, Seen: now, Until: now.Add(badgeLife)}
		mark := secret()
		if err := d.sessions.OpenSession(ctx, mark, b); err != nil {
			d.down(w)
			return
		}
		http.SetCookie(w, d.cookie(kindBadge, mark, badgeLife))
	}
	if _, err := d.sessions.TakeSession(ctx, in.Token, now); err != nil {
		if d.sessions.EndSession(ctx, token) != nil {
			d.log.Warn("webdesk: a session that nobody holds was left behind")
		}
		w.Header().Del("Set-Cookie")
		d.noLink(w, err)
		return
	}
	http.SetCookie(w, d.cookie(s.Kind, token, longest))
	d.give(w, http.StatusOK, map[string]string{"name": name})
}

// noLink answers alike for a link that is old, used or was never made.
func (d *Desk) noLink(w http.ResponseWriter, err error) {
	if !errors.Is(err, chat.ErrUnknown) {
		d.down(w)
		return
	}
	d.refuse(w, http.StatusForbidden, "link", textLinkGone)
}

func (d *Desk) signOut(w http.ResponseWriter, r *http.Request) {
	var in struct{}
	if !d.take(w, r, &in) {
		return
	}
	if c, err := r.Cookie(d.cookieName(kindDesk)); err == nil {
		if err := d.sessions.EndSession(r.Context(), c.Value); err != nil {
			d.down(w)
			return
		}
	}
	http.SetCookie(w, d.cookie(kindDesk, "", -1))
	w.Header().Set("Clear-Site-Data", `"cache"`)
	d.give(w, http.StatusOK, struct{}{})
}

func (d *Desk) whoIsHere(w http.ResponseWriter, _ *http.Request, who worker) {
	d.give(w, http.StatusOK, map[string]string{"worker": who.ID, "name": who.Name})
}

func (d *Desk) stillHere(w http.ResponseWriter, r *http.Request, who worker) {
	var in struct{}
	if !d.take(w, r, &in) {
		return
	}
	d.keep(r.Context(), who)
	d.whoIsHere(w, r, who)
}

func (d *Desk) cookieName(kind string) string {
	if d.secure {
		return "__Host-omzien-" + kind
	}
	return "omzien-" + kind
}

// cookie makes one that no script reads and no other site brings. A negative
// life removes it.
func (d *Desk) cookie(kind, value string, life time.Duration) *http.Cookie {
	age := int(life / time.Second)
	if life < 0 {
		age = -1
	}
	return &http.Cookie{
		Name: d.cookieName(kind), Value: value, Path: "/", MaxAge: age,
		Secure: d.secure, HttpOnly: true, SameSite: http.SameSiteStrictMode,
	}
}

// secret makes 256 random bits, as text.
func secret() string {
	var b [32]byte
	rand.Read(b[:]) // never returns an error
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// firstName tidies what a worker typed as their name. Persons will read it.
func firstName(typed string) (string, bool) {
	name := strings.Join(strings.Fields(typed), " ")
	letters, all := 0, 0
	for _, r := range name {
		all++
		switch {
		case unicode.IsLetter(r):
			letters++
		case unicode.IsMark(r), strings.ContainsRune(" -'’.", r):
		default:
			return "", false
		}
	}
	return name, letters >= 2 && all <= 40
}
