package chat

import (
	"fmt"
	"strings"
)

// File is a reference to something that was sent; its content stays where it is,
// and is fetched from there each time that it is shown. One that the bot says is a
// photo, a video or a document of the playbook.
type File struct {
	Kind  string `json:"kind"`            // photo, voice, video, document, sticker, place, contact; other words mean "something else"
	ID    string `json:"id"`              // the platform's reference; of the playbook's: MediaID
	At    string `json:"at,omitempty"`    // the adapter that can open it, or InStore; empty: one of the playbook's, or nothing that can be opened
	Name  string `json:"name,omitempty"`  // of the playbook's: its name in the folder media. A person's or a worker's is not kept: it may tell who they are
	Size  int64  `json:"size,omitempty"`  // bytes, 0 where unknown
	About string `json:"about,omitempty"` // what it shows, for who cannot see it; only what the bot says has it
}

// InStore is At of a file that no platform keeps for us: it came by a page, and
// its content is sealed in the database.
const InStore = "store"

// FileMost is the largest file that passes between people, in bytes. Telegram
// gives no larger one to a bot.
const FileMost = 20 << 20

// FilesMost is how many files go with one text.
const FilesMost = 10

// Content is what a file holds.
type Content struct {
	Kind  string // photo, voice, video or document: what it is, not what it was called
	Type  string // MIME
	Name  string // a plain one, made up: "foto.jpg"
	Bytes []byte // shared: nobody writes to it
}

// Why a file does not pass, in one word.
const (
	FileLarge  = "large"  // over FileMost
	FileKind   = "kind"   // of a kind that does not pass, whatever it was called
	FileBroken = "broken" // it is not whole, or too many pixels
	FileGone   = "gone"   // where it was sent it is no more, or it cannot be fetched from there
)

// Unsendable says to a worker why their file does not pass, and what would be right.
func Unsendable(why string) string {
	switch why {
	case FileLarge:
		return "het bestand is te groot. Het mag 20 MB zijn."
	case FileKind:
		return "dit soort bestand gaat niet mee. Een foto (jpg of png), een video (mp4), geluid of een pdf wel. Bewaar een ander bestand als pdf."
	case FileBroken:
		return "het bestand is niet heel. Bewaar het opnieuw, en stuur het nog eens."
	}
	return "we konden het bestand niet ophalen. Stuur het nog eens."
}

// Opens tells whether the content can be fetched, from a platform or the database.
func (f File) Opens() bool { return f.At != "" }

// Openable are those of the files whose content can be fetched.
func Openable(files []File) []File {
	var found []File
	for _, f := range files {
		if f.Opens() {
			found = append(found, f)
		}
	}
	return found
}

// mediaPrefix begins the ID of a File that lies in the playbook.
const mediaPrefix = "media:"

// MediaID is the ID of a File of the playbook whose content has this SHA-256, in
// small hexadecimal digits.
func MediaID(sum string) string { return mediaPrefix + sum }

// MediaSum gives the sum of a File of the playbook; false where it is a person's
// or a worker's.
func (f File) MediaSum() (sum string, ok bool) {
	sum, ok = strings.CutPrefix(f.ID, mediaPrefix)
	return sum, ok && f.At == ""
}

// Marshal encodes what a file holds: what storage seals. UnmarshalContent reads it back.
func (c Content) Marshal() []byte { return toWire(make([]byte, 0, len(c.Bytes)+128), &c) }

// UnmarshalContent decodes what Marshal gave.
func UnmarshalContent(b []byte) (c Content, err error) {
	if err := fromWire(b, &c); err != nil {
		return Content{}, fmt.Errorf("decode a file: %w", err)
	}
	return c, nil
}

// UploadID is the ID of the i-th file that an event brought.
func UploadID(event string, i int) string { return Key(event, i) + "/file" }
