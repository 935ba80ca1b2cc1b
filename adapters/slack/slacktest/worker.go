package slacktest

import "slices"

// Worker is somebody with an account in the workspace, or, as a stranger, in
// another one.
type Worker struct {
	f        *Fake
	ID, Name string

	// Guarded by f.mu.
	team     string
	bot      bool
	guest    bool
	stranger bool
	deleted  bool
	told     []string
	whispers []whisper
	links    []string // in what they were told last

	home      *view // what stands on their Home of the app; nil: never drawn
	published int   // how often it was
}

// Worker makes somebody with an account; they are in no channel yet.
func (f *Fake) Worker(id, name string) *Worker {
	f.mu.Lock()
	defer f.mu.Unlock()
	w := &Worker{f: f, ID: id, Name: name, team: Team}
	f.users[id] = w
	return w
}

// Stranger makes somebody from another workspace, as shared channels have them.
func (f *Fake) Stranger(id, name string) *Worker {
	w := f.Worker(id, name)
	f.mu.Lock()
	defer f.mu.Unlock()
	w.team, w.stranger = Other, true
	return w
}

// AppUser makes the user of another app.
func (f *Fake) AppUser(id, name string) *Worker {
	w := f.Worker(id, name)
	f.mu.Lock()
	defer f.mu.Unlock()
	w.bot = true
	return w
}

// Join lets them into a channel; the app is told.
func (w *Worker) Join(c *Channel) *Worker {
	w.f.mu.Lock()
	if !c.has(w.ID) {
		c.members = append(c.members, w.ID)
	}
	team, here := w.team, c.has(BotUser)
	w.f.mu.Unlock()
	if here {
		w.f.Event(object{"type": "member_joined_channel", "user": w.ID, "channel": c.ID, "channel_type": "G", "team": team})
	}
	return w
}

// Leave takes them out of a channel; the app is told.
func (w *Worker) Leave(c *Channel) *Delivery {
	w.f.mu.Lock()
	c.drop(w.ID)
	team := w.team
	w.f.mu.Unlock()
	return w.f.Event(object{"type": "member_left_channel", "user": w.ID, "channel": c.ID, "channel_type": "G", "team": team})
}

// Guest makes them a guest, from before the app looked; nobody is told.
func (w *Worker) Guest() *Worker {
	w.f.mu.Lock()
	defer w.f.mu.Unlock()
	w.guest = true
	return w
}

// Deactivate ends their account; the app is told.
func (w *Worker) Deactivate() *Delivery {
	w.f.mu.Lock()
	w.deleted = true
	for _, c := range w.f.channels {
		c.drop(w.ID)
	}
	user := w.wire()
	w.f.mu.Unlock()
	return w.f.Event(object{"type": "user_change", "user": user})
}

// Told is all that only they were shown, in its order: answers to their presses,
// ephemeral messages.
func (w *Worker) Told() []string {
	w.f.mu.Lock()
	defer w.f.mu.Unlock()
	return slices.Clone(w.told)
}

// ToldLinks are the addresses of the links in what they were told last.
func (w *Worker) ToldLinks() []string {
	w.f.mu.Lock()
	defer w.f.mu.Unlock()
	return slices.Clone(w.links)
}

// AwaitTold waits until they were shown something like this, and gives it.
func (w *Worker) AwaitTold(what string, is func(string) bool) string {
	w.f.t.Helper()
	var found string
	w.f.Wait(w.Name+" is told: "+what, func() bool {
		told := w.Told()
		i := slices.IndexFunc(told, is)
		if i >= 0 {
			found = told[i]
		}
		return i >= 0
	})
	return found
}

// tell shows something to them alone. f.mu is held.
func (w *Worker) tell(text string, blocks []any) {
	w.told, w.links = append(w.told, w.f.read1(text, blocks)), links(blocks)
	w.f.touch()
}

// wire is the account as users.info gives it. f.mu is held.
func (w *Worker) wire() object {
	u := object{"id": w.ID, "team_id": w.team, "name": "account." + w.ID, "deleted": w.deleted, "real_name": w.Name + " Achternaam",
		"tz": "Europe/Amsterdam", "is_bot": w.bot, "is_app_user": false, "is_restricted": w.guest, "is_ultra_restricted": false,
		"updated": 1760000000, "is_admin": false, "is_owner": false,
		"profile": object{"display_name": w.Name, "display_name_normalized": w.Name, "real_name": w.Name + " Achternaam", "team": w.team,
			"email": "iemand@example.org", "phone": "0612345678"}}
	if w.stranger {
		u["is_stranger"] = true
	}
	return u
}

func (w *Worker) teamObject() object { return object{"id": w.team, "domain": "omzien"} }

func (w *Worker) userObject() object {
	return object{"id": w.ID, "username": "account." + w.ID, "name": "account." + w.ID, "team_id": w.team}
}
