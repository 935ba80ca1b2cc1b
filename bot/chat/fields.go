package chat

// What storage seals of a talk, field by field, in the order of the types. A new
// field gets the next number of its type, at the end; TestState fails where it has
// none, and where a number stands twice.

func (c *Conversation) fields(w *wire) {
	w.text(1, &c.Nickname)
	w.text(2, &c.Lang)
	w.text(3, &c.Form)
	w.part(4, &c.Flow)
	w.text(5, &c.Step)
	w.count(6, &c.Missed)
	w.named(7, &c.Data)
	list(w, 8, &c.Calls)
	w.flag(9, &c.Private)
	w.texts(10, &c.Offered)
	w.texts(11, &c.Picked)
	w.flag(12, &c.Begun)
	list(w, 13, &c.Told)
	list(w, 14, &c.Sent)
	w.text(15, &c.Pending)
	w.text(16, &c.Reach)
	w.part(17, &c.Handoff)
	list(w, 18, &c.Raised)
	w.texts(19, &c.Alarms)
	w.flag(20, &c.Over)
	w.number(21, &c.Cleared)
	w.flag(22, &c.Unreachable)
	w.flag(23, &c.Erase)
	w.part(24, &c.Timers)
	w.part(25, &c.Rush)
	w.text(26, &c.Echo)
	w.time(27, &c.UnfitAt)
	w.time(28, &c.HeardAt)
	w.time(29, &c.LeftAt)
	w.time(30, &c.SpokeAt)
	w.time(31, &c.HoursAt)
	w.time(32, &c.FollowAt)
	maybe(w, 33, &c.Meldcode)
	list(w, 34, &c.Shown)
	w.text(35, &c.Invited)
	w.texts(36, &c.Choosing)
	w.part(37, &c.Counted)
	maybe(w, 38, &c.Approach)
	w.part(39, &c.Door)
	w.text(40, &c.Promise)
}

func (c *Counted) fields(w *wire) {
	w.text(1, &c.Talk)
	w.text(2, &c.Month)
	w.text(3, &c.Neighbourhood)
	list(w, 4, &c.Themes)
	w.texts(5, &c.Returns)
}

func (t *CountedTheme) fields(w *wire) {
	w.text(1, &t.Theme)
	w.text(2, &t.By)
}

func (t *Timers) fields(w *wire) {
	w.time(1, &t.UnreadAt)
	w.time(2, &t.NewsAt)
	w.time(3, &t.DangerAt)
	w.time(4, &t.AnswerAt)
	w.time(5, &t.LeaseAt)
	w.time(6, &t.MeldcodeAt)
	w.time(7, &t.CalmAt)
	w.time(8, &t.WaitUntil)
	w.time(9, &t.RemindAt)
	w.time(10, &t.GiveUpAt)
	w.time(11, &t.AgainAt)
}

func (s *Shown) fields(w *wire) {
	w.part(1, &s.By)
	w.time(2, &s.Until)
}

func (f *FlowRef) fields(w *wire) {
	w.text(1, &f.Name)
	w.text(2, &f.Version)
}

func (c *Call) fields(w *wire) {
	w.text(1, &c.Flow)
	w.text(2, &c.Step)
	w.named(3, &c.Data)
	w.text(4, &c.Team)
}

func (r *Rush) fields(w *wire) {
	w.number(1, &r.From)
	w.count(2, &r.N)
}

func (t *Told) fields(w *wire) {
	w.text(1, &t.Label)
	w.text(2, &t.Text)
	w.flag(3, &t.Contact)
	w.text(4, &t.Flow)
	w.text(5, &t.Teams)
}

func (h *Handoff) fields(w *wire) {
	w.text(1, (*string)(&h.State))
	w.text(2, &h.Team)
	w.count(3, (*int)(&h.Urgency))
	list(w, 4, &h.Card)
	w.time(5, &h.Since)
	w.part(6, &h.Worker)
	w.part(7, &h.Moments)
	w.flag(8, &h.Unsaid)
	w.text(9, &h.Resume)
	w.flag(10, &h.Foreign)
	w.text(11, &h.NotedBy)
	maybe(w, 12, &h.Held)
	list(w, 13, &h.Earlier)
	list(w, 14, &h.Leaving)
	list(w, 15, &h.Behind)
	w.count(16, &h.News)
	w.time(17, &h.Acked)
	list(w, 18, &h.Posted)
	w.text(19, &h.Beside)
	maybe(w, 20, &h.Offer)
	w.time(21, &h.Owed)
	w.count(22, &h.Nudges)
	list(w, 23, &h.Sending)
	list(w, 24, &h.Consults)
}

func (m *Moments) fields(w *wire) {
	w.time(1, &m.Claimed)
	w.time(2, &m.Picked)
	w.time(3, &m.Wrote)
	w.time(4, &m.Typed)
}

func (p *Posted) fields(w *wire) {
	w.part(1, &p.Desk)
	w.text(2, &p.Card)
	w.text(3, &p.Instead)
	w.count(4, &p.Lost)
	w.text(5, &p.Change)
	w.flag(6, &p.Away)
}

func (o *Offer) fields(w *wire) {
	w.part(1, &o.To)
	w.part(2, &o.By)
}

func (r *RaisedAt) fields(w *wire) {
	w.part(1, &r.Posted)
	w.text(2, &r.Alarm)
	w.text(3, &r.Why)
}

func (h *Held) fields(w *wire) {
	w.text(1, &h.Ref)
	w.part(2, &h.Worker)
	w.text(3, &h.Text)
	list(w, 4, &h.Files)
	w.time(5, &h.At)
	w.time(6, &h.Said)
	w.time(7, &h.Leaves)
	maybe(w, 8, &h.Desk)
	maybe(w, 9, &h.Asked)
	maybe(w, 10, &h.Goes)
}

func (g *Company) fields(w *wire) {
	w.text(1, &g.Programme)
	w.text(2, &g.Day)
	w.text(3, &g.Promise)
}

func (s *Steps) fields(w *wire) {
	list(w, 1, &s.Done)
	w.text(2, &s.Advice)
	w.text(3, &s.Filed)
}

func (s *StepDone) fields(w *wire) {
	w.count(1, &s.Step)
	w.text(2, &s.Day)
	w.part(3, &s.By)
}

func (a *Approach) fields(w *wire) {
	w.flag(1, &a.Signal)
	list(w, 2, &a.Tries)
	w.text(3, &a.Heard)
}

func (t *Try) fields(w *wire) {
	w.text(1, (*string)(&t.How))
	w.flag(2, &t.Spoke)
	w.time(3, &t.At)
	w.part(4, &t.By)
}

func (d *AtDoor) fields(w *wire) {
	w.text(1, &d.Item)
	w.text(2, &d.Name)
}

func (k *Consult) fields(w *wire) {
	w.text(1, &k.ID)
	w.part(2, &k.By)
	w.text(3, &k.Question)
	w.flag(4, &k.Case)
	list(w, 5, &k.Asked)
	w.texts(6, &k.Teams)
	w.time(7, &k.Since)
	w.time(8, &k.Ended)
	list(w, 9, &k.Posted)
}

func (i *Invitee) fields(w *wire) {
	w.part(1, &i.Author)
	w.texts(2, &i.At)
}

func (k *Kept) fields(w *wire) {
	w.named(1, &k.Data)
	list(w, 2, &k.Consents)
	w.text(3, &k.Lang)
	w.texts(4, &k.Circles)
	w.part(5, &k.Appointment)
}

func (a *Appointment) fields(w *wire) {
	w.text(1, &a.ID)
	w.text(2, &a.Team)
	w.text(3, &a.Place)
	w.part(4, &a.Slot)
	w.flag(5, &a.Quiet)
	w.flag(6, &a.Sure)
	w.time(7, &a.NextAt)
	w.text(8, &a.Lang)
	w.text(9, &a.Form)
}

func (s *Slot) fields(w *wire) {
	w.time(1, &s.Start)
	w.time(2, &s.End)
	w.count(3, &s.Seat)
}

func (c *Consent) fields(w *wire) {
	w.text(1, &c.For)
	w.text(2, &c.Lang)
	w.part(3, &c.Flow)
	w.text(4, &c.Step)
	w.time(5, &c.Given)
	w.time(6, &c.Withdrawn)
}

func (f *CardFact) fields(w *wire) {
	w.text(1, &f.Label)
	w.text(2, &f.Text)
	w.flag(3, &f.Contact)
	w.flag(4, &f.Chosen)
	w.flag(5, &f.Inside)
}

func (a *Address) fields(w *wire) {
	w.text(1, &a.Adapter)
	w.text(2, &a.Chat)
	w.text(3, &a.Thread)
}

func (a *Author) fields(w *wire) {
	w.text(1, (*string)(&a.Role))
	w.text(2, &a.ID)
	w.text(3, &a.Name)
}

func (f *File) fields(w *wire) {
	w.text(1, &f.Kind)
	w.text(2, &f.ID)
	w.text(3, &f.At)
	w.text(4, &f.Name)
	w.number(5, &f.Size)
	w.text(6, &f.About)
}

func (c *Content) fields(w *wire) {
	w.text(1, &c.Kind)
	w.text(2, &c.Type)
	w.text(3, &c.Name)
	w.bytes(4, &c.Bytes)
}
