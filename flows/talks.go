package flows

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

// loadTalks compiles what pack packed, as strictly as its talks need to run.
func loadTalks(source []byte) (*Talks, error) {
	files, err := unpack(source)
	if err != nil {
		return nil, fmt.Errorf("unpack talks: %w", err)
	}
	r := &report{lenient: true}
	t, _ := compile(files, r)
	if err := r.err(); err != nil {
		return nil, err
	}
	t.Source = source
	return t, nil
}

// uses are the places in flows that name something of another file.
type uses struct {
	teams      []teamUse
	books      []teamUse // steps that make appointments
	finds      []findUse
	programmes []programmeUse
	counts     []countUse
}

// teamUse is a place in a flow that names a team.
type teamUse struct {
	team string
	at   place
}

// compile makes the talks of the files under flows/ and locales/. What it
// returns is whole only where nothing was reported.
func compile(files map[string][]byte, r *report) (*Talks, uses) {
	t := &Talks{Version: version(files), Flows: map[string]*Flow{}}
	t.catalogue = ownCatalogue(r)
	for _, texts := range t.catalogue {
		for m := range texts {
			t.pages = append(t.pages, m)
		}
	}
	t.catalogue = t.catalogue.over(readCatalogue(r, files))
	t.texts = fixedTexts(t.catalogue)
	t.media = indexedMedia(files)
	c := &compiler{report: r, talks: t, starts: map[string]place{}, names: map[string]place{}, kept: map[string]*keptName{}}
	var names []string
	for _, name := range sorted(files) {
		if path.Ext(name) == ".yaml" && strings.HasPrefix(name, "flows/") {
			names = append(names, name)
		}
	}
	atOnce(r, names, func(own *report, name string) *document { return open(own, name, files[name]) }, func(_ int, d *document) {
		d.report = r
		c.flow(d)
	})
	c.neverSaved()
	c.together()
	t.spoken = t.spokenIn()
	switch {
	case len(t.order) == 0 && len(r.found) == 0:
		r.add(place{file: "flows"}, emptyList, phrased("the folder of flows"))
	case len(t.order) > 1 && c.starts["default webchat"] == place{}:
		r.add(place{file: "flows"}, noDefault)
	}
	return t, c.uses
}

// version is the content hash of the files, names and all.
func version(files map[string][]byte) string {
	h := sha256.New()
	for _, name := range sorted(files) {
		fmt.Fprintf(h, "%d %s %d ", len(name), name, len(files[name]))
		h.Write(files[name])
	}
	return hex.EncodeToString(h.Sum(nil))
}

// unpacked bounds what a packed version may grow to, in bytes: of each byte of
// its files, JSON may make six, and the list of the media is small.
const unpacked = 6*whole + largestMedia

// pack makes one string of the files, the same for the same files.
func pack(files map[string][]byte) []byte {
	texts := make(map[string]string, len(files))
	for name, source := range files {
		texts[name] = string(source)
	}
	var out bytes.Buffer
	// None can fail: the level is one that there is, the values are texts and the
	// buffer takes all. What a start waits for is quick rather than small.
	z, _ := gzip.NewWriterLevel(&out, gzip.BestSpeed)
	_ = json.NewEncoder(z).Encode(texts)
	_ = z.Close()
	return out.Bytes()
}

// unpack is pack read back.
func unpack(source []byte) (map[string][]byte, error) {
	z, err := gzip.NewReader(bytes.NewReader(source))
	if err != nil {
		return nil, err
	}
	raw, err := io.ReadAll(io.LimitReader(z, unpacked+1))
	if err != nil {
		return nil, err
	}
	if len(raw) > unpacked {
		return nil, errors.New("too large")
	}
	var texts map[string]string
	if err := json.Unmarshal(raw, &texts); err != nil {
		return nil, errors.New("not a list of files")
	}
	files := make(map[string][]byte, len(texts))
	for name, text := range texts {
		files[name] = []byte(text)
	}
	return files, nil
}
