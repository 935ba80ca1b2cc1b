package flows

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	_ "image/jpeg" // image.DecodeConfig knows them
	_ "image/png"
	"strings"
)

// sniff tells what a file is, by what it begins with; empty where it is nothing
// that a step can show.
func sniff(b []byte) (kind, mime string) {
	switch {
	case bytes.HasPrefix(b, []byte("\xff\xd8\xff")):
		return "photo", typeJPEG
	case bytes.HasPrefix(b, []byte(pngSignature)):
		return "photo", typePNG
	case len(b) > 15 && string(b[:4]) == "RIFF" && string(b[8:12]) == "WEBP":
		return "photo", typeWebP
	case bytes.HasPrefix(b, []byte("%PDF-")):
		return "document", "application/pdf"
	}
	switch brand(b) {
	case "isom", "iso2", "iso4", "iso5", "iso6", "mp41", "mp42", "avc1", "M4V ", "M4VP", "dash", "MSNV", "f4v ":
		return "video", typeMP4
	}
	return "", ""
}

const (
	typeJPEG = "image/jpeg"
	typePNG  = "image/png"
	typeWebP = "image/webp"
	typeMP4  = "video/mp4"

	pngSignature = "\x89PNG\r\n\x1a\n"
)

// brand is that of a file of the MP4 family; empty where it is none.
func brand(b []byte) string {
	if len(b) < 12 || string(b[4:8]) != "ftyp" {
		return ""
	}
	return string(b[8:12])
}

// instead is what the author of a file that cannot be shown could do.
func instead(b []byte) phrase {
	start := strings.ToLower(strings.TrimSpace(string(b[:min(len(b), 500)])))
	switch {
	case strings.HasPrefix(start, "gif8"):
		return phrased("This is a GIF. Save it as PNG, or as MP4 if it moves.")
	case strings.Contains(start, "<svg"):
		return phrased("This is an SVG drawing. Save it as PNG.")
	case strings.HasPrefix(start, "<"):
		return phrased("This is a web page. Save it as PDF, or make it a link.")
	case brand(b) == "qt  ":
		return phrased("This is a QuickTime video. Save it as MP4.")
	case strings.HasPrefix(brand(b), "hei"), strings.HasPrefix(brand(b), "mif"), strings.HasPrefix(brand(b), "avif"):
		return phrased("This is a HEIC or AVIF photo. Save it as JPEG.")
	case strings.HasPrefix(start, "pk\x03\x04"):
		return phrased("This may be a Word document. Save it as PDF.")
	}
	return phrased("Save it as JPEG or PNG (picture), MP4 (video) or PDF (document).")
}

// What Telegram takes as a photo: its width and height together, and how many
// times one may be the other.
const (
	longestSides = 10_000 // pixels
	steepestSide = 20
)

// unfit tells why a file cannot be shown as it is.
func unfit(b []byte, mime string) (why phrase, is bool) {
	switch _, err := cleaned(b, mime); {
	case errors.Is(err, errMoving):
		return phrased("it moves, and nobody could stop it"), true
	case err != nil:
		return phrased("it ends before the picture does"), true
	}
	w, h := 0, 0
	switch mime {
	case typeJPEG, typePNG:
		if c, _, err := image.DecodeConfig(bytes.NewReader(b)); err == nil {
			w, h = c.Width, c.Height
		}
	case typeWebP:
		w, h = webpSize(b)
	default:
		return phrase{}, false
	}
	switch {
	case w < 1 || h < 1:
		return phrased("it cannot be read as a picture"), true
	case w+h > longestSides:
		return phrased("it has %[1]d by %[2]d pixels, and both together must not be over %[3]d", w, h, longestSides), true
	case w > steepestSide*h || h > steepestSide*w:
		return phrased("with %[1]d by %[2]d pixels it is too narrow", w, h), true
	}
	return phrase{}, false
}

// webpSize is the size of a WebP picture, by its first chunk; 0 where that says
// nothing.
func webpSize(b []byte) (width, height int) {
	if len(b) < 30 {
		return 0, 0
	}
	switch d := b[20:]; string(b[12:16]) {
	case "VP8X":
		at := func(i int) int { return int(d[i]) | int(d[i+1])<<8 | int(d[i+2])<<16 }
		return at(4) + 1, at(7) + 1
	case "VP8L":
		bits := binary.LittleEndian.Uint32(d[1:])
		return int(bits&0x3fff) + 1, int(bits>>14&0x3fff) + 1
	case "VP8 ":
		return int(binary.LittleEndian.Uint16(d[6:]) & 0x3fff), int(binary.LittleEndian.Uint16(d[8:]) & 0x3fff)
	}
	return 0, 0
}
