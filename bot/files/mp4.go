package files

import (
	"bytes"
	"encoding/binary"
	"slices"
)

// box is one box of the MP4 family: its name, and what is in it.
type box struct {
	name  []byte // four letters, in the file itself
	inner []byte
}

// boxes takes a run of boxes apart; false where they do not fill it exactly.
func boxes(b []byte) (all []box, ok bool) {
	for len(b) > 0 {
		if len(b) < 8 {
			return nil, false
		}
		size, head := uint64(binary.BigEndian.Uint32(b)), uint64(8)
		switch {
		case size == 1 && len(b) >= 16:
			size, head = binary.BigEndian.Uint64(b[8:]), 16
		case size == 0: // up to the end
			size = uint64(len(b))
		}
		if size < head || size > uint64(len(b)) {
			return nil, false
		}
		all = append(all, box{name: b[4:8], inner: b[head:size]})
		b = b[size:]
	}
	return all, true
}

// within gives what is in the box that the path leads to; nil where there is none.
func within(b []byte, path ...string) []byte {
	for _, name := range path {
		all, _ := boxes(b)
		i := slices.IndexFunc(all, func(x box) bool { return string(x.name) == name })
		if i < 0 {
			return nil
		}
		b = all[i].inner
	}
	return b
}

// empty makes room of a box: it stays as long as it was, for a video's index counts
// bytes, and says nothing.
func (x box) empty() {
	copy(x.name, "free")
	clear(x.inner)
}

// hasTrack tells whether a file has a track of this kind: vide, soun.
func hasTrack(b []byte, kind string) bool {
	all, _ := boxes(within(b, "moov"))
	return slices.ContainsFunc(all, func(x box) bool { return string(x.name) == "trak" && trackKind(x.inner) == kind })
}

func trackKind(track []byte) string {
	if handler := within(track, "mdia", "hdlr"); len(handler) >= 12 {
		return string(handler[8:12])
	}
	return ""
}

// cleanMP4 empties all in which a telephone or a camera writes where it was: the
// boxes beside pictures and sound, and every track that is neither, with what lies
// in the file for it.
func cleanMP4(raw []byte) ([]byte, error) {
	b := bytes.Clone(raw)
	all, ok := boxes(b)
	if !ok {
		return nil, errSpoilt
	}
	seen := false
	for _, x := range all {
		switch string(x.name) {
		case "moov":
			seen = true
			if err := cleanMovie(b, x.inner); err != nil {
				return nil, err
			}
		case "moof": // of a video in pieces, whose index stands with each: nothing says which piece is whose
			return nil, errOther
		case "ftyp", "mdat":
		default:
			x.empty()
		}
	}
	if !seen || !hasTrack(b, "vide") && !hasTrack(b, "soun") {
		return nil, errSpoilt
	}
	return b, nil
}

func cleanMovie(file, movie []byte) error {
	all, ok := boxes(movie)
	if !ok {
		return errSpoilt
	}
	for _, x := range all {
		switch name := string(x.name); {
		case name == "mvhd":
		case name != "trak":
			x.empty()
		case trackKind(x.inner) == "vide" || trackKind(x.inner) == "soun":
			if err := cleanTrack(x.inner); err != nil {
				return err
			}
		default:
			if err := clearSamples(file, within(x.inner, "mdia", "minf", "stbl")); err != nil {
				return err
			}
			x.empty()
		}
	}
	return nil
}

func cleanTrack(track []byte) error {
	all, ok := boxes(track)
	if !ok {
		return errSpoilt
	}
	for _, x := range all {
		switch string(x.name) {
		case "tkhd", "mdia", "edts", "tref", "tapt":
		default:
			x.empty()
		}
	}
	return nil
}

// mostSamples bounds the index of a track that is to be emptied.
const mostSamples = 1 << 20

// clearSamples empties the places in the file that a track's index names. Which
// chunk has how many samples stands in stsc, how long each is in stsz, and where
// each chunk begins in stco or co64.
func clearSamples(file, table []byte) error {
	sizes, err := sampleSizes(within(table, "stsz"))
	if err != nil {
		return err
	}
	places, err := chunkPlaces(within(table, "stco"), within(table, "co64"))
	if err != nil {
		return err
	}
	runs := within(table, "stsc")
	if len(places) > 0 && (len(runs) < 8 || uint64(len(runs)-8) < 12*uint64(binary.BigEndian.Uint32(runs[4:]))) {
		return errSpoilt
	}
	next := func(chunk int) int { // how many samples the chunk has, counted from 1
		n := 0
		for i := 8; i+12 <= len(runs) && int64(binary.BigEndian.Uint32(runs[i:])) <= int64(chunk); i += 12 {
			n = int(binary.BigEndian.Uint32(runs[i+4:]))
		}
		return n
	}
	for i, at := range places {
		for range min(next(i+1), len(sizes)) {
			end := at + uint64(sizes[0])
			if at > uint64(len(file)) || end > uint64(len(file)) {
				return errSpoilt
			}
			clear(file[at:end])
			at, sizes = end, sizes[1:]
		}
	}
	if len(sizes) > 0 {
		return errSpoilt // something would be left
	}
	return nil
}

func sampleSizes(stsz []byte) ([]uint32, error) {
	if len(stsz) < 12 {
		return nil, nil
	}
	each, n := binary.BigEndian.Uint32(stsz[4:]), int(binary.BigEndian.Uint32(stsz[8:]))
	if n > mostSamples || each == 0 && len(stsz) < 12+4*n {
		return nil, errSpoilt
	}
	sizes := make([]uint32, n)
	for i := range sizes {
		if sizes[i] = each; each == 0 {
			sizes[i] = binary.BigEndian.Uint32(stsz[12+4*i:])
		}
	}
	return sizes, nil
}

func chunkPlaces(stco, co64 []byte) (places []uint64, err error) {
	list, width := stco, 4
	if stco == nil {
		list, width = co64, 8
	}
	if len(list) < 8 {
		return nil, nil
	}
	n := int(binary.BigEndian.Uint32(list[4:]))
	if n > mostSamples || len(list) < 8+width*n {
		return nil, errSpoilt
	}
	for i := range n {
		if width == 4 {
			places = append(places, uint64(binary.BigEndian.Uint32(list[8+4*i:])))
		} else {
			places = append(places, binary.BigEndian.Uint64(list[8+8*i:]))
		}
	}
	return places, nil
}
