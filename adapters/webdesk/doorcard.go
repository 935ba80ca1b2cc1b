package webdesk

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"omzien/bot/chat"
)

// DoorCard is what the card for the door of somebody who was registered leads to.
type DoorCard struct {
	Link string // begins a talk, and tells that this card did: once
	App  string // where it opens, as people call it; empty: in their browser
}

// doorView is the page with such a card. It is for the letter box: neither their name
// nor why we come stands on it.
type doorView struct {
	shown
	DoorCard
	Image   string
	Trouble string // why there is no card
}

const (
	doorPage    = "/desk/kaart"
	doorPicture = doorPage + ".png"

	textNoDoor = "Voor dit gesprek is er geen kaart: deze persoon schrijft ons zelf, of het gesprek is er niet meer."
)

func (d *Desk) doorRoutes(mux *http.ServeMux) {
	if d.doorCard == nil {
		return
	}
	mux.HandleFunc("GET "+doorPage, d.showDoorCard)
	mux.HandleFunc("GET "+doorPicture, d.asWorker(d.showDoorQR))
}

// doorOf is where the card of a talk is printed; empty where it has none.
func (d *Desk) doorOf(t chat.Thread) string {
	if d.doorCard == nil || t.Approach == nil || t.Over {
		return ""
	}
	return doorPage + "?" + url.Values{"gesprek": {t.ID}}.Encode()
}

// card gives the card of the talk that is asked for. chat.ErrUnknown: it has none.
func (d *Desk) card(ctx context.Context, id string) (DoorCard, error) {
	t, err := d.record.Thread(ctx, id, 0)
	if err != nil {
		return DoorCard{}, err
	}
	if d.doorOf(t) == "" {
		return DoorCard{}, chat.ErrUnknown
	}
	return d.doorCard(ctx, id)
}

func (d *Desk) showDoorCard(w http.ResponseWriter, r *http.Request) {
	d.showTo(w, r, func(who worker) (string, any) {
		v := doorView{shown: d.about(who)}
		id := r.URL.Query().Get("gesprek")
		var err error
		switch v.DoorCard, err = d.card(r.Context(), id); {
		case errors.Is(err, chat.ErrUnknown):
			v.Trouble = textNoDoor
		case err != nil:
			d.log.Warn("webdesk: a card for a door could not be made")
			v.Trouble = textNoLink
		default:
			v.Image = doorPicture + "?" + url.Values{"gesprek": {id}}.Encode()
		}
		return "deurkaart.html", v
	})
}

// showDoorQR gives the QR code of such a card as a picture.
func (d *Desk) showDoorQR(w http.ResponseWriter, r *http.Request, who worker) {
	c, err := d.card(r.Context(), r.URL.Query().Get("gesprek"))
	switch {
	case errors.Is(err, chat.ErrUnknown):
		d.refuse(w, http.StatusNotFound, "path", textNoDoor)
		return
	case err != nil:
		d.log.Warn("webdesk: a card for a door could not be made")
		d.refuse(w, http.StatusServiceUnavailable, "down", textNoLink)
		return
	}
	picture, err := qrPicture(c.Link)
	if err != nil {
		d.refuse(w, http.StatusInternalServerError, "draw", textDown)
		return
	}
	d.keep(r.Context(), who)
	d.write(w, "image/png", picture)
}
