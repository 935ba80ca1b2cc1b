package webdesk

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"omzien/adapters"
	"omzien/bot/chat"
)

// Where workers see what came of a survey, and the card by which people take part.
const (
	surveyPage     = "/desk/onderzoek"
	surveyCardPage = surveyPage + "/kaart"
	surveyQRPage   = surveyPage + "/kaart.png"
)

// surveyView is the page of one survey.
type surveyView struct {
	shown
	Je        bool       // people are spoken to with je
	All       []linkView // the others
	Survey    string     // the programme
	Label     string
	People    string
	Link      string
	Image     string
	Card      string
	Questions []questionView
	Waiting   []quoteView
	Checked   []quoteView
	Back      backView
}

// questionView is one question with its answers as a picture.
type questionView struct {
	ID, Text string
	Bars     []answerBar
	Alt      string
	Height   int
}

// answerBar is one answer: how long its bar is, of 100.
type answerBar struct {
	Label, Count string
	Y, Long      int
}

// quoteView is somebody's words.
type quoteView struct {
	ID, Question, Words, Stand string
	Taken                      bool
}

// backView is what goes back to those who answered.
type backView struct {
	List, Title, Text, Invite, People string
}

func (d *Desk) surveyRoutes(mux *http.ServeMux) {
	mux.HandleFunc("GET "+surveyPage, d.showSurvey)
	mux.HandleFunc("GET "+surveyCardPage, d.showSurveyCard)
	mux.HandleFunc("GET "+surveyQRPage, d.asWorker(d.showSurveyQR))
}

// surveyOf finds the survey that a request names; the first one where it names none.
func (d *Desk) surveyOf(r *http.Request) (adapters.SurveyForm, bool) {
	all, name := d.surveys(), r.URL.Query().Get("naam")
	i := slices.IndexFunc(all, func(s adapters.SurveyForm) bool { return s.Name == name || name == "" })
	if i < 0 {
		return adapters.SurveyForm{}, false
	}
	return all[i], true
}

func (d *Desk) showSurvey(w http.ResponseWriter, r *http.Request) {
	d.showTo(w, r, func(who worker) (string, any) {
		v := surveyView{shown: d.about(who)}
		if s, ok := d.surveyOf(r); ok {
			if err := d.fillSurvey(r.Context(), &v, s); err != nil {
				return "down.html", v.shown
			}
		}
		return "onderzoek.html", v
	})
}

func (d *Desk) fillSurvey(ctx context.Context, v *surveyView, s adapters.SurveyForm) error {
	came, err := d.answers(ctx, s.Name)
	if err != nil {
		return err
	}
	for _, o := range d.surveys() {
		if o.Name != s.Name {
			v.All = append(v.All, linkView{surveyPage + "?" + url.Values{"naam": {o.Name}}.Encode(), adapters.Headed(o.Label)})
		}
	}
	named := "?" + url.Values{"naam": {s.Name}}.Encode()
	v.Survey, v.Label, v.Link, v.Image, v.Card = s.Name, adapters.Headed(s.Label), d.door(ctx, s.Deeplink), surveyQRPage+named, surveyCardPage+named
	v.People = "Nog niemand deed mee."
	switch {
	case came.People >= chat.LeastShown:
		v.People = tookPart(came.People)
	case came.People > 0:
		v.People = fmt.Sprintf("Minder dan %d mensen deden mee. Getallen onder de %d laten we niet zien: dan is te raden wie het waren.", chat.LeastShown, chat.LeastShown)
	}
	for _, q := range s.Questions {
		if len(q.Options) > 0 {
			v.Questions = append(v.Questions, pictured(q, came.Counts[q.Name]))
		}
	}
	for _, q := range came.Quotes {
		one := quoteView{ID: q.ID, Words: q.Words, Taken: q.Stand == chat.QuoteTaken, Stand: "Weggelaten"}
		if i := slices.IndexFunc(s.Questions, func(o adapters.SurveyQuestion) bool { return o.Name == q.Question }); i >= 0 {
			one.Question = s.Questions[i].Text
		}
		if one.Taken {
			one.Stand = "Overgenomen"
		}
		if q.Stand == chat.QuoteWaits {
			v.Waiting = append(v.Waiting, one)
		} else {
			v.Checked = append(v.Checked, one)
		}
	}
	return d.fillBack(ctx, v, s, came)
}

// fillBack proposes what goes back to those who answered.
func (d *Desk) fillBack(ctx context.Context, v *surveyView, s adapters.SurveyForm, came chat.Survey) error {
	programme, circle, _ := strings.Cut(s.List, "/")
	members, err := d.circles.Enrolled(ctx, programme, circle)
	if err != nil {
		return err
	}
	members = slices.DeleteFunc(members, func(m chat.Member) bool { return m.State != chat.MemberActive })
	v.Back = backView{List: s.List, Title: "Terug naar de bewoners", Text: result(s, came), Invite: "Komt u erover praten?",
		People: adapters.Counted(len(members), "persoon wil", "mensen willen") + " horen wat eruit komt."}
	if s.Form == "je" {
		v.Back.Invite = "Kom je erover praten?"
	}
	return nil
}

// pictured is a question with a bar for each answer.
func pictured(q adapters.SurveyQuestion, counts map[string]int) questionView {
	v := questionView{ID: q.Name, Text: q.Text}
	most := chat.LeastShown
	for _, n := range counts {
		most = max(most, n)
	}
	var words []string
	for i, o := range q.Options {
		n := counts[o.Value]
		b := answerBar{Label: o.Label, Count: shownCount(n), Y: i * barStep}
		if n >= chat.LeastShown {
			b.Long = max(1, 100*n/most)
		}
		v.Bars = append(v.Bars, b)
		words = append(words, o.Label+": "+b.Count)
	}
	v.Alt, v.Height = strings.Join(words, ", ")+".", len(q.Options)*barStep
	return v
}

const barStep = 34 // between two bars, in pixels of the picture

// shownCount is how many, where that tells nothing of who.
func shownCount(n int) string {
	if n < chat.LeastShown {
		return "minder dan " + strconv.Itoa(chat.LeastShown)
	}
	return strconv.Itoa(n)
}

// tookPart says how many people took part, in fives: together with the counts that are
// shown, all of them would tell how many the few are that are not.
func tookPart(people int) string {
	return fmt.Sprintf("Minstens %d mensen deden mee.", people/chat.LeastShown*chat.LeastShown)
}

// longestResult is how much of a result is proposed, in letters: an invitation fits
// behind it.
const longestResult = 1300

// result puts counts and checked words into a text that people read.
func result(s adapters.SurveyForm, came chat.Survey) string {
	thanks := "Dank u wel voor uw antwoorden."
	if s.Form == "je" {
		thanks = "Dank je wel voor je antwoorden."
	}
	lines := []string{thanks}
	if came.People >= chat.LeastShown {
		lines[0] += " " + tookPart(came.People)
	}
	for _, q := range s.Questions {
		if words := answered(q, came.Counts[q.Name]); words != "" {
			lines = append(lines, q.Text+" "+words)
		}
	}
	first := true
	for _, q := range came.Quotes {
		if q.Stand != chat.QuoteTaken {
			continue
		}
		line := "“" + q.Words + "”"
		if first {
			line = "Buren schreven:\n" + line
		}
		if utf8.RuneCountInString(strings.Join(append(lines, line), "\n")) > longestResult {
			break
		}
		first, lines = false, append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// answered is what was answered most, or the mean of a scale; empty where too few did.
func answered(q adapters.SurveyQuestion, counts map[string]int) string {
	if q.Numbers {
		n, sum := 0, 0
		for value, many := range counts {
			if score, err := strconv.Atoi(value); err == nil {
				n, sum = n+many, sum+many*score
			}
		}
		few := 0
		for _, o := range q.Options {
			if many := counts[o.Value]; many < chat.LeastShown {
				few += many
			}
		}
		// From a mean, and the counts that are shown, it follows what the few answered.
		if n < chat.LeastShown || few > 0 && few < chat.LeastShown {
			return ""
		}
		return "Gemiddeld: ongeveer een " + strconv.FormatFloat(float64(sum)/float64(n), 'f', 0, 64) + "."
	}
	options := slices.DeleteFunc(slices.Clone(q.Options), func(o chat.Option) bool { return counts[o.Value] < chat.LeastShown })
	slices.SortStableFunc(options, func(a, b chat.Option) int { return counts[b.Value] - counts[a.Value] })
	var words []string
	for _, o := range options {
		words = append(words, o.Label+" ("+strconv.Itoa(counts[o.Value])+")")
	}
	if len(words) == 0 {
		return ""
	}
	return strings.Join(words, ", ") + "."
}

// showSurveyCard draws a card by which people take part, to be printed.
func (d *Desk) showSurveyCard(w http.ResponseWriter, r *http.Request) {
	d.showTo(w, r, func(who worker) (string, any) {
		v := surveyView{shown: d.about(who)}
		if s, ok := d.surveyOf(r); ok {
			v.Je = s.Form == "je"
			v.Survey, v.Label, v.Link, v.Image = s.Name, adapters.Headed(s.Label), d.door(r.Context(), s.Deeplink), surveyQRPage+"?"+url.Values{"naam": {s.Name}}.Encode()
		}
		return "onderzoekskaart.html", v
	})
}

func (d *Desk) showSurveyQR(w http.ResponseWriter, r *http.Request, who worker) {
	s, ok := d.surveyOf(r)
	if !ok {
		d.refuse(w, http.StatusNotFound, "path", "Dit onderzoek is er niet.")
		return
	}
	picture, err := qrPicture(d.door(r.Context(), s.Deeplink))
	if err != nil {
		d.refuse(w, http.StatusInternalServerError, "draw", textDown)
		return
	}
	d.keep(r.Context(), who)
	d.write(w, "image/png", picture)
}

// ofSurvey makes the event of what a worker made of somebody's words.
func (p posted) ofSurvey(ev *chat.Event) (known, ok bool) {
	if p.Kind != chat.QuoteChecked {
		return false, false
	}
	ev.Subject = chat.Subject{Kind: chat.SubjectSurvey, ID: p.Survey}
	ev.Ref, ev.Value, ev.Text = p.Ref, p.Value, strings.TrimSpace(p.Text)
	rest := p.Conversation + p.TakeOver + p.Consult + p.Alarm + p.Round + p.Member
	stand := chat.QuoteStand(p.Value)
	return true, rest == "" && p.Form == nil && isWord(strings.ReplaceAll(p.Survey, "_", "-"), 1, 60) && p.Ref != "" && len(p.Ref) <= 300 &&
		len(ev.Text) <= longestQuote && (stand == chat.QuoteTaken || stand == chat.QuoteLeft)
}

// longestQuote is how much of somebody's words is taken over, in bytes.
const longestQuote = 8 << 10
