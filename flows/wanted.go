package flows

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"
)

// wanted is a text that a translator into one language is asked for.
type wanted struct {
	message
	many     string   // the text for several; empty: one form
	file     string   // the catalogue that it goes into: jongeren.po
	where    []string // where it is said, for the translator
	refs     []string // ... as file:line
	own      string   // the language that it is in
	optional bool     // it need not be there: what is said without it is right
	careful  bool     // somebody has to review it: danger, consent, stopping
}

// carefulTexts are the fixed texts that somebody has to review in each language.
var carefulTexts = [...]TextID{
	TextHelp, TextHelpBare, TextAutomatic, TextBroken, TextNight, TextShut, TextShutLong, TextTalkNow,
	TextConsentYes, TextConsentNo, TextWithdraw, TextWithdrawNone, TextWithdrawKeep, TextWithdrawn, TextWithdrawKept,
	TextStop, TextStopped, TextErase, TextEraseCircle, TextEraseYes, TextEraseNo, TextEraseKept, TextEraseLater,
	TextCheckNotWell, TextCheckBody, TextChainWorried, TextCircleStop, TextStopsToo, TextRuleCall, TextRuleSilence, TextRuleStop,
	TextRuleShare, TextRuleWho, TextRuleStopCall, TextRuleDays, TextRuleOther, TextRuleFeast, TextRuleOtherDays,
}

// outside are the texts that people read and that stand in no flow: names of
// teams and neighbourhoods, what the directory says, and texts for workers.
func (p *Playbook) outside() []spoken {
	var all []spoken
	in := func(form, file, what, text string) {
		if text != "" {
			all = append(all, spoken{lang: p.Organisation.Language, message: message{form, text}, file: file, what: what})
		}
	}
	add := func(file, what, text string) { in("", file, what, text) }
	for _, t := range p.Organisation.Teams {
		add("organisation.yaml", "naam van een team", t.Label)
	}
	for _, one := range p.Programmes {
		add("programmes.yaml", "naam van een programma", one.Label)
	}
	for _, c := range p.Calendars {
		for _, m := range c.Places {
			add("appointments.yaml", "waar we afspreken: "+m.Name, m.Label)
			add("appointments.yaml", "waar we afspreken: "+m.Name, m.Where)
		}
	}
	for _, n := range p.Directory.Neighbourhoods {
		add("directory.yaml", "naam van een buurt", n.Label)
	}
	for i := range p.Directory.Entries {
		e := &p.Directory.Entries[i]
		for _, text := range e.texts() {
			add("directory.yaml", "in de gids: "+e.ID, text)
		}
	}
	for _, c := range p.Canned {
		in("je", "texts.yaml", "standaardtekst: "+c.Name, c.Je)
		in("u", "texts.yaml", "standaardtekst: "+c.Name, c.U)
	}
	return all
}

// consented are the questions for consent, which somebody has to review.
func (t *Talks) consented() map[message]bool {
	all := map[message]bool{}
	for _, f := range t.Flows {
		for i := range f.Steps {
			if f.Steps[i].Kind == StepConsent {
				all[message{f.Form, f.Steps[i].Text.base}] = true
			}
		}
	}
	return all
}

// wants lists what a translator into the language is asked for, each text once,
// in the order in which it is said. program is what the program itself has
// translated, which a playbook need not translate again.
func (p *Playbook) wants(lang string, program catalogue) []wanted {
	list := wishes{at: map[message]int{}}
	consented := p.Talks.consented()
	for _, s := range append(slices.Clone(p.Talks.said), p.outside()...) {
		w := wanted{message: s.message, many: s.many, own: s.lang, careful: consented[s.message], refs: []string{s.file},
			file: strings.TrimSuffix(path.Base(s.file), path.Ext(s.file)) + ".po", where: []string{s.what}}
		if s.line > 0 {
			w.refs[0] = fmt.Sprintf("%s:%d", s.file, s.line)
		}
		if s.step != "" {
			w.where[0] = "stap " + s.step + ", " + s.what
		}
		w.optional = lang == s.lang && !w.careful
		list.add(w)
	}
	p.ours(&list, lang, program)
	return list.all
}

// ours adds what Omzien says by itself, and what stands on its pages.
func (p *Playbook) ours(list *wishes, lang string, program catalogue) {
	for _, id := range textIDs() {
		for _, m := range [...]message{{"je", texts[id].je}, {"u", texts[id].u}} {
			_, have := program.in(lang, m.form, m.base)
			careful := slices.Contains(carefulTexts[:], id)
			list.add(wanted{message: m, file: "omzien.po", own: "nl", careful: careful,
				where: []string{"vaste tekst: " + string(id)}, optional: have || lang == "nl" && !careful})
		}
	}
	pages := slices.DeleteFunc(slices.Clone(p.Talks.pages), func(m message) bool { return fixedText(m.base) })
	slices.SortFunc(pages, func(a, b message) int { return cmp.Or(cmp.Compare(a.base, b.base), cmp.Compare(a.form, b.form)) })
	for _, m := range pages {
		_, have := program.in(lang, m.form, m.base)
		list.add(wanted{message: m, file: "webchat.po", own: "nl", where: []string{"bladzijde van de chat"}, optional: have || lang == "nl"})
	}
}

// wishes are what is wanted, each text once.
type wishes struct {
	all []wanted
	at  map[message]int
}

func (l *wishes) add(w wanted) {
	i, ok := l.at[w.message]
	if !ok {
		l.at[w.message] = len(l.all)
		l.all = append(l.all, w)
		return
	}
	old := &l.all[i]
	old.many = cmp.Or(old.many, w.many)
	old.where, old.refs = append(old.where, w.where...), append(old.refs, w.refs...)
	old.optional, old.careful = old.optional && w.optional, old.careful || w.careful
}

// textIDs are the names of the fixed texts, in a lasting order.
func textIDs() []TextID {
	ids := make([]TextID, 0, len(texts))
	for id := range texts {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// fixedText tells whether the text is a fixed one of Omzien.
func fixedText(base string) bool {
	for _, t := range texts {
		if t.je == base || t.u == base {
			return true
		}
	}
	return false
}
