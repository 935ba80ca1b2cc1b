package webdesk

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"rsc.io/qr"

	"omzien/adapters"
	"omzien/bot/chat"
)

// Invitation is what stands on the card of somebody who is invited to a circle.
type Invitation struct {
	Link   string // opens the talk in which they say yes; it works once
	Circle string // "belcirkel Noord"
	Form   string // je or u
	Rule   string // what they agree to, in plain words: a line for each thing
}

// ofMember makes the event of what a worker did about who is in a circle, for what
// is no pause. known is false where it is something else; ok, where the page sends
// nothing like it.
func (p posted) ofMember(ev *chat.Event) (known, ok bool) {
	enrols := p.Kind == chat.Enrolled || p.Kind == chat.Asked && p.Value == string(chat.Enrolled)
	if !enrols && p.Kind != chat.Leaves {
		return false, false
	}
	ev.Subject, ev.Value = chat.Subject{Kind: chat.SubjectMember, ID: p.Member}, p.Value
	switch p.Kind {
	case chat.Asked:
		ok = p.Form == nil
	case chat.Leaves:
		ok = p.Form == nil && p.Value == "" && p.Member != ""
	default:
		ev.Form = p.Form
		ok = (p.Value == "" || p.Value == chat.EnrolTry) && p.Form != nil && fits(p.Form) || p.Form == nil && p.Member != "" && slices.Contains([]string{chat.EnrolInvite, chat.EnrolEarlier, chat.EnrolLater}, p.Value)
	}
	rest := p.Conversation + p.Ref + p.TakeOver + p.Consult + p.Alarm + p.Round + p.Text
	return true, ok && rest == "" && len(p.Member) <= 300
}

// membersView is the page of who is in the circles.
type membersView struct {
	shown
	Circles      []circleView
	Coordinators []Coordinator // for whom workers make links
}

// circleView is one circle with its members, in its order.
type circleView struct {
	ID, Title string
	Chain     bool // each rings the next: the order counts
	Members   []memberRow
	Cards     string // where the cards of all those who have an invitation open are printed; empty: nobody has
}

type memberRow struct {
	ID, Name, Initials, State string
	Wanted                    bool // somebody has to do something: they did not say yes yet
	First, Last               bool // in the circle's order
}

// showMembers draws the page of who is in the circles.
func (d *Desk) showMembers(w http.ResponseWriter, r *http.Request) {
	d.showToKeeper(w, r, func(who worker) (string, any) {
		v := membersView{shown: d.about(who)}
		if !v.Keeper {
			v.Coordinators = d.coordinators()
		}
		if err := d.fillMembers(r.Context(), &v, who); err != nil {
			return "down.html", v.shown
		}
		return "deelnemers.html", v
	})
}

func (d *Desk) fillMembers(ctx context.Context, v *membersView, who worker) error {
	all, err := d.enrolled(ctx, who)
	if err != nil {
		return err
	}
	programmes := d.known()
	at := map[[2]string]int{}
	add := func(programme, circle string) int {
		i, ok := at[[2]string{programme, circle}]
		if !ok {
			i = len(v.Circles)
			at[[2]string{programme, circle}] = i
			v.Circles = append(v.Circles, circleView{
				ID: programme + "-" + circle, Title: circleTitle(programmes, programme, circle),
				Chain: slices.ContainsFunc(programmes, func(p adapters.Programme) bool { return p.Name == programme && p.Chain }),
			})
		}
		return i
	}
	together := map[string]bool{}  // who wants something together is named to nobody
	for _, p := range programmes { // also those with nobody in it yet
		if together[p.Name] = p.Group > 0; together[p.Name] {
			continue
		}
		for _, c := range p.Circles {
			if d.mine(who, p.Name, c.Name) {
				add(p.Name, c.Name)
			}
		}
	}
	for _, m := range all {
		if together[m.Programme] {
			continue
		}
		i := add(m.Programme, m.Circle)
		v.Circles[i].Members = append(v.Circles[i].Members, memberRow{
			ID: m.ID, Name: cmp.Or(m.Name, m.Full, m.Initials), Initials: m.Initials, State: memberInWords(m), Wanted: m.State == chat.MemberInvited,
		})
		if d.invitation != nil && m.InvitationID() != "" {
			v.Circles[i].Cards = cardPage + "?" + url.Values{"programma": {m.Programme}, "cirkel": {m.Circle}}.Encode()
		}
	}
	for _, c := range v.Circles {
		if n := len(c.Members); n > 0 {
			c.Members[0].First, c.Members[n-1].Last = true, true
		}
	}
	return nil
}

// memberInWords says how a member stands in the circle.
func memberInWords(m chat.Member) string {
	switch {
	case m.State == chat.MemberPaused:
		return "Is afgemeld. We vragen weer vanaf " + adapters.DayInWords(m.Until) + "."
	case m.State != chat.MemberInvited:
		return "Doet mee."
	case !m.Declined.IsZero():
		return "Zei nee op de uitnodiging. Bel even, als dat goed is."
	case !m.Opened.IsZero():
		return "Opende de uitnodiging, en heeft nog geen ja gezegd."
	}
	return "Is uitgenodigd, en heeft de uitnodiging nog niet geopend."
}

const cardPage = "/desk/belcirkels/kaart"

// cardsView is a page of cards to be printed, each with its invitation.
type cardsView struct {
	shown
	Cards   []cardView
	Trouble string // why there is no card
}

type cardView struct {
	ID, Name, Image string
	Agree           []string // the rule, a line for each thing
	Invitation
}

const (
	textNoCards = "Er is geen uitnodiging die nog open staat. Wie al meedoet, of per telefoon meedoet, heeft geen kaart."
	textNoLink  = "De kaart kan nu niet worden gemaakt: Telegram zegt niet hoe onze bot heet. Probeer het over een minuut nog eens."
)

// showCards draws the cards of those who are asked for (?id=, several), or of all in a
// circle (?programma=&cirkel=).
func (d *Desk) showCards(w http.ResponseWriter, r *http.Request) {
	d.showToKeeper(w, r, func(who worker) (string, any) {
		v := cardsView{shown: d.about(who)}
		q := r.URL.Query()
		all, err := d.invited(r.Context(), who, func(m chat.Member) bool {
			return slices.Contains(q["id"], m.ID) || m.Programme == q.Get("programma") && m.Circle == q.Get("cirkel")
		})
		if err != nil {
			return "down.html", v.shown
		}
		for _, m := range all {
			i, err := d.invitation(r.Context(), m)
			if err != nil {
				d.log.Warn("webdesk: an invitation could not be made")
				v.Cards, v.Trouble = nil, textNoLink
				break
			}
			v.Cards = append(v.Cards, cardView{m.ID, m.Name, qrPage + "?" + url.Values{"id": {m.ID}}.Encode(), strings.Split(i.Rule, "\n"), i})
		}
		if len(v.Cards) == 0 && v.Trouble == "" {
			v.Trouble = textNoCards
		}
		return "kaart.html", v
	})
}

// invited are those of the wanted members who have an invitation that opens something.
func (d *Desk) invited(ctx context.Context, who worker, wanted func(chat.Member) bool) ([]chat.Member, error) {
	if d.invitation == nil {
		return nil, nil
	}
	all, err := d.enrolled(ctx, who)
	return slices.DeleteFunc(all, func(m chat.Member) bool { return m.InvitationID() == "" || !wanted(m) }), err
}

const qrPage = cardPage + ".png"

// showQR gives the QR code of a member's invitation (?id=) as a picture.
func (d *Desk) showQR(w http.ResponseWriter, r *http.Request, who worker) {
	all, err := d.invited(r.Context(), who, func(m chat.Member) bool { return m.ID == r.URL.Query().Get("id") })
	if err != nil {
		d.down(w)
		return
	}
	if len(all) == 0 {
		d.refuse(w, http.StatusNotFound, "path", textNoCards)
		return
	}
	i, err := d.invitation(r.Context(), all[0])
	if err != nil {
		d.log.Warn("webdesk: an invitation could not be made")
		d.refuse(w, http.StatusServiceUnavailable, "down", textNoLink)
		return
	}
	picture, err := qrPicture(i.Link)
	if err != nil {
		d.refuse(w, http.StatusInternalServerError, "draw", textDown)
		return
	}
	d.keep(r.Context(), who)
	d.write(w, "image/png", picture)
}

// Of a QR code's picture, in pixels of its own and in modules: what stands around it
// is white, so that a camera finds it, also on a dark screen.
const (
	qrScale  = 10
	qrMargin = 4
)

// qrPicture is the link as a QR code, as PNG. It can still be read where a quarter
// of it is dirty or creased.
func qrPicture(link string) ([]byte, error) {
	code, err := qr.Encode(link, qr.Q)
	if err != nil {
		return nil, errors.New("make a QR code: the link is too long")
	}
	side := (code.Size + 2*qrMargin) * qrScale
	picture := image.NewPaletted(image.Rect(0, 0, side, side), color.Palette{color.White, color.Black})
	for y := range side {
		for x := range side {
			if code.Black(x/qrScale-qrMargin, y/qrScale-qrMargin) {
				picture.SetColorIndex(x, y, 1)
			}
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, picture); err != nil {
		return nil, errors.New("make a QR code: it cannot be drawn")
	}
	return b.Bytes(), nil
}
