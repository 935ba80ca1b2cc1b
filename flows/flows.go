// Package flows reads, checks and translates a playbook: the folder of plain
// files in which an organisation says what its bot says. Loading is strict:
// every mistake is reported at once, with file, line, column and what would be
// right. What Load accepts never fails at run time.
//
// A loaded Playbook is immutable and safe for concurrent use.
package flows

import (
	"io/fs"
	"time"

	"omzien/bot/chat"
)

// Playbook is an organisation's content, compiled.
type Playbook struct {
	Organisation Organisation
	Numbers      []Number
	Canned       []Canned          // what workers choose from, in the order of its file
	Directory    *Directory        // never nil in a loaded playbook
	Programmes   []Programme       // in the order of programmes.yaml
	Calendars    []Calendar        // in the order of appointments.yaml
	Talks        *Talks            // the current version of the flows and their translations
	Media        map[string]Medium // the files of the folder media, by name
	older        map[string]*Talks // versions that running conversations began with
	dir          fs.FS             // where the media are read again
}

// Load reads the playbook in dir. The error is Mistakes where the files could
// be read but are not right.
func Load(dir fs.FS) (*Playbook, error) { return load(dir) }

// Talks are all flows and translations together, in one version. A
// conversation stays on the version that it began with.
type Talks struct {
	Version string // content hash
	Source  []byte // all that LoadTalks needs to compile the same again
	Flows   map[string]*Flow

	media     map[string]Medium           // what steps may show, by name
	order     []string                    // the flows' names, by the names of their files
	texts     map[string]map[TextID]fixed // translations of the fixed texts, by language
	catalogue catalogue                   // all translations
	said      []spoken                    // the flows' texts, for translators
	spoken    []string                    // the languages that any of them is in
	pages     []message                   // what the program itself has translations of
}

// LoadTalks compiles a version that was kept in the database. A program that
// has become stricter since still takes what runs.
func LoadTalks(source []byte) (*Talks, error) { return loadTalks(source) }

// Pin adds an older version for the conversations that began with it.
func (p *Playbook) Pin(t *Talks) *Playbook {
	if t.Version == p.Talks.Version || p.older[t.Version] != nil {
		return p
	}
	q := *p
	q.older = make(map[string]*Talks, len(p.older)+1)
	for v, o := range p.older {
		q.older[v] = o
	}
	q.older[t.Version] = t
	return &q
}

// Has tells whether the version is at hand.
func (p *Playbook) Has(version string) bool {
	return version == "" || version == p.Talks.Version || p.older[version] != nil
}

// Flow finds a flow in the version of the reference; nil where there is none.
func (p *Playbook) Flow(ref chat.FlowRef) *Flow {
	if t := p.older[ref.Version]; t != nil {
		return t.Flows[ref.Name]
	}
	return p.Talks.Flows[ref.Name]
}

// Organisation is who it is, with its teams.
type Organisation struct {
	Name      string
	Language  string   // BCP 47; the language where nobody said otherwise
	Languages []string // that its workers read
	Region    string
	Holidays  Holidays      // on which nobody works, unless they say so
	TalkAge   time.Duration // a talk with the bot that was left for longer than this is over
	Talks     int           // a worker who has so many is handed no more; 0: no limit
	Kept      time.Duration // how long what was said in a talk stays after it was closed (law 20)
	Undo      time.Duration // how long a worker's text waits before it leaves, so that it can be taken back; 0: not at all
	Teams     []Team        // the first is the default

	Coordinators []Coordinator // who look after circles
}

// Team is a group of workers with a desk.
type Team struct {
	Name        string // the key in flows: jongerenwerk
	Label       string // as people read it: het jongerenwerk
	Channel     string // its Slack channel's id; empty: the default desk
	Achterwacht bool   // somebody is called when nobody is on shift
	Hours       []Hours
	Holidays    Holidays // on which the team is closed; none where it works on them
	Closed      []Days   // other days on which it is closed
	Dagstart    int      // when its day begins at the desk, in minutes after local midnight; 0: it does not
	begins      place    // where the playbook says so
}

// Hours are opening hours on one weekday, in minutes after local midnight.
type Hours struct {
	Day      time.Weekday
	From, To int
}

// Number is a help number with what it is for.
type Number struct {
	Name    string
	Phone   string   // as one dials it
	Chat    string   // address of its chat page; empty: none
	For     []string // suicide, violence, sexual, body, money, child, worried, anything
	Hours   []Hours  // empty: day and night
	Ages    [2]int   // from, to; 0, 0: everybody
	Region  string
	Checked time.Time // when somebody last dialled it; zero: nobody wrote it down
	Owner   string    // who keeps it right
}

// Flow is a scripted talk.
type Flow struct {
	Name     string
	Title    string
	Language string // of its base text
	Form     string // je or u
	Starts   []Start
	Moves    bool // who waits in it goes on in the current version, where their step is still there
	Data     map[string]Var
	Counts   Counts // in the neighbourhood picture
	Steps    []Step
	index    map[string]int      // step id -> index
	handed   map[string][]source // what calls hand over: where a variable may have its values from
	at       []place             // of each step
}

// Start is one way in.
type Start struct {
	Deeplink string   // payload of a deep link
	Words    []string // whole message
	Default  string   // adapter whose first words begin here
}
