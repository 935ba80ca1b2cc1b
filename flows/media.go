package flows

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"regexp"
	"strconv"
	"strings"

	"omzien/bot/chat"
)

// Medium is a file in the playbook's folder media: a picture, a video or a
// document that a step may show.
type Medium struct {
	Name string // in the folder
	Kind string // photo, video, document: as in chat.File
	Type string // MIME
	Sum  string // SHA-256 of the file, in small hexadecimal digits
	Size int64  // of the file, in bytes
}

const (
	largestMedium = 10 << 20 // bytes of one file: what Telegram takes as a photo
	largestMedia  = 50 << 20 // ... and of all together
	mediaFolder   = "media"
)

// mediumName is how a file in the folder may be called.
var mediumName = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,99}$`)

// MediaFile gives the content of a file by its sum, as it may be shown: without
// what a camera writes into a picture or a video besides, such as where it was.
// False where the folder has no such file (any more): a talk that runs on an
// older version may name one that is gone. It reads the playbook's folder.
func (p *Playbook) MediaFile(sum string) (content []byte, m Medium, ok bool) {
	for _, m := range p.Media {
		if m.Sum != sum {
			continue
		}
		content, err := readMedium(p.dir, m.Name)
		if err != nil || sumOf(content) != sum { // changed since it was loaded
			return nil, Medium{}, false
		}
		content, err = presentable(content, m.Type)
		return content, m, err == nil
	}
	return nil, Medium{}, false
}

// UnusedMedia are the files of the folder media that no step shows, in order.
func (p *Playbook) UnusedMedia() []string {
	used := map[string]bool{}
	for _, f := range p.Talks.Flows {
		for i := range f.Steps {
			if m := f.Steps[i].Media; m != nil {
				used[m.File] = true
			}
		}
	}
	var unused []string
	for _, name := range mediaNames(p.Media) {
		if !used[name] {
			unused = append(unused, name)
		}
	}
	return unused
}

var (
	errTooLarge = errors.New("too large")
	errNoFile   = errors.New("not a file")
)

func readMedium(dir fs.FS, name string) ([]byte, error) {
	if info, err := fs.Stat(dir, mediaFolder+"/"+name); err == nil && !info.Mode().IsRegular() {
		return nil, errNoFile
	}
	f, err := dir.Open(mediaFolder + "/" + name)
	if err != nil {
		return nil, fmt.Errorf("open it: %w", err)
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, largestMedium+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("read it: %w", err)
	case len(content) > largestMedium:
		return nil, errTooLarge
	}
	return content, nil
}

func sumOf(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// readMedia reads the folder media, which a playbook need not have. It keeps what
// each file is, and not what is in it.
func readMedia(dir fs.FS, r *report) map[string]Medium {
	entries, err := fs.ReadDir(dir, mediaFolder)
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) {
			r.add(place{file: mediaFolder}, unreadable)
		}
		return nil
	}
	found := map[string]Medium{}
	all := int64(0)
	for _, e := range entries {
		at := place{file: mediaFolder + "/" + e.Name()}
		switch {
		case strings.HasPrefix(e.Name(), "."):
		case e.IsDir():
			r.add(at, mediaDeep, clip(e.Name()))
		default:
			m := medium(dir, e.Name(), at, r)
			all += m.Size
			found[m.Name] = m
		}
	}
	if all > largestMedia {
		r.add(place{file: mediaFolder}, mediaMany, (all+1<<20-1)>>20, largestMedia>>20)
	}
	return found
}

// brokenKind is the kind of a file that was reported: a step that shows it is no
// second mistake.
const brokenKind = "?"

// medium reads one file.
func medium(dir fs.FS, name string, at place, r *report) Medium {
	m := Medium{Name: name, Kind: brokenKind, Type: "?", Sum: "?"}
	if !mediumName.MatchString(name) {
		r.add(at, mediaName, clip(name))
		return m
	}
	content, err := readMedium(dir, name)
	if errors.Is(err, errTooLarge) {
		r.add(at, mediaLarge, largestMedium>>20)
		return m
	}
	if err != nil {
		r.add(at, unreadable)
		return m
	}
	kind, mime := sniff(content)
	if kind == "" {
		r.add(at, mediaUnknown, instead(content))
		return m
	}
	if why, is := unfit(content, mime); is {
		r.add(at, mediaBroken, why)
		return m
	}
	return Medium{Name: name, Kind: kind, Type: mime, Sum: sumOf(content), Size: int64(len(content))}
}

// A version of the talks knows its media by what each file was, under the name
// that the file has in the playbook: "photo image/png <sum> <size>". The content
// is no part of it.

func indexMedia(files map[string][]byte, media map[string]Medium) {
	for name, m := range media {
		files[mediaFolder+"/"+name] = fmt.Appendf(nil, "%s %s %s %d", m.Kind, m.Type, m.Sum, m.Size)
	}
}

func indexedMedia(files map[string][]byte) map[string]Medium {
	media := map[string]Medium{}
	for path, line := range files {
		name, is := strings.CutPrefix(path, mediaFolder+"/")
		if !is {
			continue
		}
		words := strings.Fields(string(line))
		if len(words) != 4 {
			continue
		}
		size, err := strconv.ParseInt(words[3], 10, 64)
		if err != nil {
			continue
		}
		media[name] = Medium{Name: name, Kind: words[0], Type: words[1], Sum: words[2], Size: size}
	}
	return media
}

func mediaNames(media map[string]Medium) []string {
	files := make(map[string][]byte, len(media))
	for name := range media {
		files[name] = nil
	}
	return sorted(files)
}

// mediaKey is a key of a step that shows a file, and what that must be.
type mediaKey struct {
	key, kind string
	said      phrase
}

var mediaKeys = [...]mediaKey{
	{"picture", "photo", phrased("the picture")},
	{"video", "video", phrased("the video")},
	{"document", "document", phrased("the document")},
}

// media compiles what a step shows; nil where it shows nothing, or what it names
// cannot be shown.
func (b *flowDraft) media(d *stepDraft) *Media {
	var shown *Media
	about := d.f.vals["about"]
	found := ""
	for _, key := range d.f.keys {
		k, is := mediaKeyOf(key.Value)
		if !is {
			continue
		}
		n := d.f.vals[k.key]
		if found != "" {
			b.add(b.at(key), mediaTwice, found, k.key)
			continue
		}
		found = k.key
		name := b.text(n, k.key)
		if name == "" {
			continue
		}
		if about == nil && k.kind != "document" {
			b.add(b.at(n), missingKey, k.said, "about")
		}
		m, known := b.c.talks.media[name]
		switch {
		case !known:
			b.add(b.at(n), mediaMissing, clip(name), meant(name, mediaNames(b.c.talks.media)))
		case m.Kind == brokenKind: // told already, at the file
		case m.Kind != k.kind:
			b.add(b.at(n), mediaKind, name, keyOfKind(m.Kind), k.key)
		default:
			shown = &Media{Kind: m.Kind, File: name, Sum: m.Sum, Size: m.Size}
		}
	}
	if about == nil {
		return shown
	}
	text := b.said(about, "about")
	switch {
	case found == "":
		b.add(b.at(about), mediaNone)
	case shown != nil:
		shown.About = text
	}
	return shown
}

func mediaKeyOf(word string) (mediaKey, bool) {
	for _, k := range mediaKeys {
		if k.key == word {
			return k, true
		}
	}
	return mediaKey{}, false
}

func keyOfKind(kind string) string {
	for _, k := range mediaKeys {
		if k.kind == kind {
			return k.key
		}
	}
	return kind
}

// Shown is the file as a message carries it. about is About in the person's
// language, with its places filled.
func (m *Media) Shown(about string) chat.File {
	return chat.File{Kind: m.Kind, ID: chat.MediaID(m.Sum), Name: m.File, Size: m.Size, About: about}
}

// Shown is the link as a message carries it. label is Label in the person's
// language, with its places filled.
func (l *Link) Shown(label string) *chat.Link { return &chat.Link{Label: label, URL: l.URL} }
