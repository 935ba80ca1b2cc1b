package webdesk

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"omzien/adapters"
	"omzien/bot/chat"
)

const (
	picturePage = "/desk/wijken"
	pictureList = "/desk/wijken.csv" // the same as a spreadsheet reads it
)

// pictureView is what the page of neighbourhoods shows: one month.
type pictureView struct {
	shown
	Month, Label string
	Before       linkView
	After        linkView // empty in the month of today
	Writes       bool     // stories of this month are kept, and can be told
	Longest      int      // runes of a story
	Places       []placeView
}

// placeView is one neighbourhood: themes by how many people told them, and stories.
type placeView struct {
	Key, Label string
	Inside     string // the label within a sentence
	Bars       []barView
	Few        string // the themes that too few people told, or nobody
	Empty      string // stands in place of bars
	Writes     bool
	Stories    []storyView
}

// barView is one theme. Width is in hundredths of the widest bar of the month.
type barView struct {
	Label, People string
	Width         int
}

// storyView is one story. Nobody reads whose it is; Mine is for whoever wrote it.
type storyView struct {
	ID, Text, When string
	Mine           bool
}

// showPicture draws the month that is asked for (?maand=2026-11), or that of today.
func (d *Desk) showPicture(w http.ResponseWriter, r *http.Request) {
	d.showTo(w, r, func(who worker) (string, any) {
		v := pictureView{shown: d.about(who)}
		if err := d.fillPicture(r.Context(), &v, d.monthAsked(r), who.ID); err != nil {
			return "down.html", v.shown
		}
		return "wijken.html", v
	})
}

// monthAsked is the month of the request, that of today where it names none, or one
// that has not begun.
func (d *Desk) monthAsked(r *http.Request) string {
	today, month := chat.MonthsBack(d.now(), 0), r.URL.Query().Get("maand")
	if _, err := time.Parse(chat.MonthLayout, month); err != nil || month > today {
		return today
	}
	return month
}

// drawn reads the picture of a month.
func (d *Desk) drawn(ctx context.Context, month string) (adapters.MonthPicture, error) {
	counts, err := d.picture.Themes(ctx, month)
	if err != nil {
		return adapters.MonthPicture{}, err
	}
	return adapters.DrawMonth(month, counts, d.region()), nil
}

func (d *Desk) fillPicture(ctx context.Context, v *pictureView, month, worker string) error {
	m, err := d.drawn(ctx, month)
	if err != nil {
		return err
	}
	stories, err := d.picture.Stories(ctx, month)
	if err != nil {
		return err
	}
	now := d.now()
	v.Month, v.Label, v.Longest = month, adapters.MonthInWords(month), chat.LongestWords
	v.Before = monthLink(besides(month, -1))
	if month < chat.MonthsBack(now, 0) {
		v.After = monthLink(besides(month, 1))
	}
	v.Writes = month >= chat.MonthsBack(now, chat.MonthsTold-1)
	at := map[string]int{}
	for _, p := range m.Places {
		at[p.Key] = len(v.Places)
		v.Places = append(v.Places, placeOf(p, m.Most, v.Writes))
	}
	for _, st := range stories {
		i, known := at[st.Neighbourhood]
		if !known { // the directory has it no more
			i, at[st.Neighbourhood] = len(v.Places), len(v.Places)
			v.Places = append(v.Places, placeView{Key: st.Neighbourhood, Label: adapters.Headed(st.Neighbourhood), Empty: adapters.FewInWords})
		}
		v.Places[i].Stories = append(v.Places[i].Stories, storyOf(st, worker))
	}
	return nil
}

func placeOf(p adapters.PlacePicture, most int, writes bool) placeView {
	v := placeView{Key: p.Key, Label: adapters.Headed(p.Label), Inside: p.Label, Writes: writes && p.Known}
	for _, b := range p.Bars {
		v.Bars = append(v.Bars, barView{b.Label, adapters.Counted(b.People, "mens", "mensen"), max(100*b.People/most, 1)})
	}
	if len(v.Bars) == 0 {
		v.Empty = adapters.FewInWords
	} else {
		v.Few = strings.Join(p.Few, ", ")
	}
	return v
}

func storyOf(st chat.Story, worker string) storyView {
	when := adapters.DayInWords(dayOf(st.Written))
	switch changed := dayOf(st.Changed); {
	case st.Changed.IsZero():
	case changed == dayOf(st.Written):
		when += ", die dag aangepast"
	default:
		when += ", aangepast op " + adapters.DayInWords(changed)
	}
	return storyView{ID: st.ID, Text: st.Text, When: when, Mine: st.By == worker}
}

func monthLink(month string) linkView {
	return linkView{picturePage + "?maand=" + month, adapters.MonthInWords(month)}
}

// besides is the month so many months behind this one.
func besides(month string, n int) string {
	t, err := time.Parse(chat.MonthLayout, month)
	if err != nil {
		return month
	}
	return t.AddDate(0, n, 0).Format(chat.MonthLayout)
}

// givePicture gives the counts of a month as a list: what the page shows, and no more.
func (d *Desk) givePicture(w http.ResponseWriter, r *http.Request, who worker) {
	month := d.monthAsked(r)
	m, err := d.drawn(r.Context(), month)
	if err != nil {
		d.down(w)
		return
	}
	list, err := pictureCSV(m)
	if err != nil {
		d.log.Error("webdesk: a list could not be made", "list", "picture")
		d.down(w)
		return
	}
	d.keep(r.Context(), who)
	w.Header().Set("Content-Disposition", `attachment; filename="wijkbeeld-`+month+`.csv"`)
	d.write(w, "text/csv; charset=utf-8", list)
}

func pictureCSV(m adapters.MonthPicture) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString("\ufeff") // else spreadsheets take it for another encoding
	c := csv.NewWriter(&b)
	c.Comma = ';'
	err := c.Write([]string{"maand", "buurt", "thema", "mensen"})
	for _, p := range m.Places {
		for _, bar := range p.Bars {
			err = cmp.Or(err, c.Write([]string{m.Month, adapters.Headed(p.Label), bar.Label, strconv.Itoa(bar.People)}))
		}
	}
	c.Flush()
	if cmp.Or(err, c.Error()) != nil {
		return nil, errors.New("write a list of counts")
	}
	return b.Bytes(), nil
}

// longestStory bounds what is posted of a story, in bytes; how long it may be is decided
// elsewhere.
const longestStory = 4 * chat.LongestWords

// ofStory makes the event of what a worker told beside the picture of a month: Story
// is theirs, empty for a new one of this month (Value) and neighbourhood (Ref).
// known is false where it is something else; ok, where the page sends nothing like it.
func (p posted) ofStory(ev *chat.Event) (known, ok bool) {
	if p.Kind != chat.Recounted {
		return false, false
	}
	ev.Subject = chat.Subject{Kind: chat.SubjectStory, ID: p.Story}
	ev.Value, ev.Ref, ev.Text = p.Value, p.Ref, strings.TrimSpace(p.Text)
	ok = len(p.Story) <= 300 && len(p.Ref) <= 300 && len(ev.Text) <= longestStory &&
		p.Conversation+p.Alarm+p.Round+p.Member+p.TakeOver+p.Consult == "" && p.Form == nil
	if p.Story != "" {
		return true, ok && p.Value+p.Ref == ""
	}
	_, err := time.Parse(chat.MonthLayout, p.Value)
	return true, ok && err == nil && p.Ref != "" && ev.Text != ""
}
