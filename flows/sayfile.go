package flows

import (
	"net/url"
	"strings"

	"go.yaml.in/yaml/v4"
)

// mostTexts is how many messages one say may be.
const mostTexts = 8

// compileSay reads one text or several, and what is shown with the last.
func (b *flowDraft) compileSay(d *stepDraft, s *Step) {
	if d.action.Kind == yaml.SequenceNode {
		list := b.items(d.action, "say")
		if len(list) > mostTexts {
			b.add(b.at(list[mostTexts]), tooManyTexts, len(list), mostTexts)
		}
		for i, n := range list {
			if text := b.counted(n, "say"); i == 0 {
				s.Text = text
			} else {
				s.More = append(s.More, text)
			}
		}
	} else {
		s.Text = b.counted(d.action, "say")
	}
	s.Media = b.media(d)
	s.Link = b.link(d.f.vals["link"])
}

// link reads a page to open; nil where there is none.
func (b *flowDraft) link(n *yaml.Node) *Link {
	if n == nil {
		return nil
	}
	f := b.mapping(n, "link", linkKeys)
	to := f.need("to")
	l := &Link{Label: b.said(f.need("label"), "label")}
	if to == nil {
		return l
	}
	if l.URL = b.text(to, "to"); l.URL == "" {
		return l
	}
	if u, err := url.Parse(l.URL); err != nil || u.Scheme != "https" || u.Host == "" || strings.ContainsAny(l.URL, " {}<>") {
		b.add(b.at(to), badURL, clip(l.URL))
	}
	return l
}

// compilePassing reads a notify or a handoff: to whom, how soon, what stands on
// the card, and what the person hears.
func (b *flowDraft) compilePassing(d *stepDraft, s *Step) {
	s.Team, s.Text = b.text(d.action, string(d.kind)), b.counted(d.f.vals["say"], "say")
	if s.Team != "" {
		b.c.teams = append(b.c.teams, teamUse{s.Team, b.at(d.action)})
	}
	if n := d.f.vals["closed"]; n != nil {
		if d.f.vals["say"] == nil {
			b.add(b.at(n), onlyClosed)
		}
		s.Closed = b.said(n, "closed")
	}
	s.Urgency = b.urgency(d.f.vals["urgency"])
	s.Card = b.card(d.f.vals["card"])
}

// compileConsent reads a question that asks for agreement. Its answers are ja
// and nee, in fixed words.
func (b *flowDraft) compileConsent(d *stepDraft, s *Step) {
	b.question(d, s)
	if n := d.f.need("for"); n != nil {
		s.For = b.said(n, "for").base
	}
	for i, id := range [...]TextID{TextConsentYes, TextConsentNo} {
		label := b.c.talks.catalogue.text("nl", b.flow.Form, texts[id].in(b.flow.Form))
		s.Options = append(s.Options, Option{Value: yesNo[i], Label: label, Goto: s.Goto})
	}
}
