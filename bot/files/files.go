// Package files decides which files pass between a person and the people at the
// desk, and makes them fit to be shown (goal S11).
//
// What a file is, its content says, never its name or what somebody calls it. A
// list says what passes; all else is refused, pages and programs first of all. A
// picture is drawn anew, upright: nothing of the file that held it goes along, and
// neither does where it was taken. A video or a recording keeps its pictures and
// sound, and loses what the telephone wrote beside them. It is pure.
package files

import (
	"bytes"
	"encoding/binary"
	"errors"

	"omzien/bot/chat"
)

// kind is what a file is.
type kind struct {
	kind, mime, name string
	clean            func([]byte) ([]byte, error)
}

var (
	errSpoilt = errors.New("it is not whole")
	errOther  = errors.New("it is something else than it begins as")
)

// Fit makes of a file what may be shown to people, under a plain name. why is empty,
// or one of chat.FileLarge, FileKind and FileBroken; then there is no content. The
// content may share memory with raw.
func Fit(raw []byte) (content chat.Content, why string) {
	if len(raw) > chat.FileMost {
		return content, chat.FileLarge
	}
	if isPicture(raw) {
		return picture(raw)
	}
	k, known := sniff(raw)
	if !known {
		return content, chat.FileKind
	}
	clean, err := k.clean(raw)
	switch {
	case errors.Is(err, errOther):
		return content, chat.FileKind
	case err != nil:
		return content, chat.FileBroken
	}
	return chat.Content{Kind: k.kind, Type: k.mime, Name: k.name, Bytes: clean}, ""
}

// sniff tells what a file that is no picture is, by how it begins; false where it
// is nothing that passes.
func sniff(b []byte) (kind, bool) {
	switch {
	case bytes.HasPrefix(b, []byte("OggS")):
		return kind{"voice", "audio/ogg", "spraakbericht.ogg", cleanOgg}, true
	case bytes.HasPrefix(b, []byte("ID3")), soundMP3(b):
		return kind{"voice", "audio/mpeg", "spraakbericht.mp3", cleanMP3}, true
	case bytes.HasPrefix(b, []byte("%PDF-")):
		return kind{"document", "application/pdf", "document.pdf", whole}, true
	case len(b) < 12 || string(b[4:8]) != "ftyp":
		return kind{}, false
	}
	switch string(b[8:12]) {
	case "M4A ", "M4B ":
		return kind{"voice", "audio/mp4", "spraakbericht.m4a", cleanMP4}, true
	case "isom", "iso2", "iso4", "iso5", "iso6", "mp41", "mp42", "avc1", "M4V ", "M4VP", "dash", "MSNV":
		if !hasTrack(b, "vide") {
			return kind{"voice", "audio/mp4", "spraakbericht.m4a", cleanMP4}, true
		}
		return kind{"video", "video/mp4", "video.mp4", cleanMP4}, true
	case "qt  ":
		return kind{"video", "video/quicktime", "video.mov", cleanMP4}, true
	}
	return kind{}, false // what a telephone calls HEIC, and all that is new
}

// whole passes on what is only ever opened by a program of the reader's own.
func whole(b []byte) ([]byte, error) { return b, nil }

// soundMP3 tells whether it begins as a frame of MPEG sound, layer 3.
func soundMP3(b []byte) bool {
	if len(b) < 4 {
		return false
	}
	head := binary.BigEndian.Uint32(b)
	return head>>21 == 0x7ff && head>>17&3 == 1 && head>>19&3 != 1 && head>>12&0xf != 0xf && head>>12&0xf != 0 && head>>10&3 != 3
}
