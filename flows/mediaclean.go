package flows

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image/jpeg"
	"slices"

	"omzien/bot/files"
)

// Cameras write into a file where and when it was made, and with what (goal S11).
// Nothing of that is shown to anybody: a picture keeps its pixels and colours, a
// video its pictures and sound. What is left out is cut out, so that a picture
// loses nothing by it; only one that was taken with the camera on its side, and
// says so, is turned and written anew.

var (
	errCutShort = errors.New("cut short")
	errMoving   = errors.New("moving")
)

// presentable is a file as it may be shown.
func presentable(b []byte, mime string) ([]byte, error) {
	clean, err := cleaned(b, mime)
	if err != nil || mime != typeJPEG {
		return clean, err
	}
	turned := files.JPEGTurn(b)
	if turned < 2 {
		return clean, nil
	}
	picture, err := jpeg.Decode(bytes.NewReader(clean))
	if err != nil {
		return nil, fmt.Errorf("decode a picture: %w", err)
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, files.Upright(picture, turned), &jpeg.Options{Quality: 90}); err != nil {
		return nil, fmt.Errorf("encode a picture: %w", err)
	}
	return out.Bytes(), nil
}

// cleaned is a file without what its camera wrote besides. The error is errMoving,
// or that the file is not whole.
func cleaned(b []byte, mime string) ([]byte, error) {
	switch mime {
	case typeJPEG:
		return cleanJPEG(b)
	case typePNG:
		return cleanPNG(b)
	case typeWebP:
		return cleanWebP(b)
	case typeMP4:
		return cleanMP4(b), nil
	}
	return b, nil
}

// Markers of JPEG.
const (
	markSOI, markEOI, markSOS = 0xd8, 0xd9, 0xda
	markAPP0, markAPP1        = 0xe0, 0xe1
	markAPP2, markAPP14       = 0xe2, 0xee
	markAPP15, markCOM        = 0xef, 0xfe
)

// cleanJPEG keeps of what is no picture only how its colours are to be read, and
// nothing that stands behind the picture's end.
func cleanJPEG(b []byte) ([]byte, error) {
	out := make([]byte, 0, len(b))
	out = append(out, b[:2]...)
	for i := 2; ; {
		mark, data, end := jpegSegment(b, i)
		switch {
		case end == 0:
			return nil, errCutShort
		case mark == markEOI:
			return append(out, 0xff, markEOI), nil
		case mark == markSOS:
			end = scanEnd(b, end)
			out = append(out, b[i:end]...)
		case mark < markAPP0 || mark > markAPP15 && mark != markCOM || coloursJPEG(mark, data):
			out = append(out, b[i:end]...)
		}
		i = end
	}
}

func coloursJPEG(mark byte, data []byte) bool {
	return mark == markAPP0 && bytes.HasPrefix(data, []byte("JFIF\x00")) ||
		mark == markAPP2 && bytes.HasPrefix(data, []byte("ICC_PROFILE\x00")) ||
		mark == markAPP14 && bytes.HasPrefix(data, []byte("Adobe"))
}

// jpegSegment reads the segment at i: its marker, its data, and where it ends; 0
// where there is no whole segment.
func jpegSegment(b []byte, i int) (mark byte, data []byte, end int) {
	for i+1 < len(b) && b[i] == 0xff && b[i+1] == 0xff {
		i++ // what fills up to the marker
	}
	if i+2 > len(b) || b[i] != 0xff {
		return 0, nil, 0
	}
	mark = b[i+1]
	if mark == markEOI {
		return mark, nil, i + 2
	}
	if i+4 > len(b) {
		return 0, nil, 0
	}
	size := int(binary.BigEndian.Uint16(b[i+2:]))
	if end = i + 2 + size; size < 2 || end > len(b) {
		return 0, nil, 0
	}
	return mark, b[i+4 : end], end
}

// scanEnd is where the picture's data that begins at i ends: at the next marker
// that is no part of it.
func scanEnd(b []byte, i int) int {
	for {
		at := bytes.IndexByte(b[i:], 0xff)
		if at < 0 || i+at+1 >= len(b) {
			return len(b)
		}
		i += at
		if next := b[i+1]; next == 0 || next >= 0xd0 && next <= 0xd7 {
			i += 2
			continue
		}
		if b[i+1] == 0xff {
			i++
			continue
		}
		return i
	}
}

// cleanPNG keeps the chunks without which a picture is another one. It takes the
// first picture of one that moves.
func cleanPNG(b []byte) ([]byte, error) {
	out := append(make([]byte, 0, len(b)), pngSignature...)
	keep := []string{"tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "sBIT", "bKGD", "pHYs"}
	for i := len(pngSignature); ; {
		if i+12 > len(b) {
			return nil, errCutShort
		}
		size := int(binary.BigEndian.Uint32(b[i:]))
		end := i + 12 + size
		if size > largestMedium || end > len(b) {
			return nil, errCutShort
		}
		name := string(b[i+4 : i+8])
		if critical := name[0]&0x20 == 0; critical || slices.Contains(keep, name) {
			out = append(out, b[i:end]...)
		}
		if name == "IEND" {
			return out, nil
		}
		i = end
	}
}

// What the first chunk of a WebP picture says that follows.
const webpMoves, webpXMP, webpEXIF = 0x02, 0x04, 0x08

func cleanWebP(b []byte) ([]byte, error) {
	all := 8 + int(binary.LittleEndian.Uint32(b[4:]))
	if all > len(b) || all < 12 {
		return nil, errCutShort
	}
	out := append(make([]byte, 0, all), b[:12]...)
	for i := 12; i < all; {
		if i+8 > all {
			return nil, errCutShort
		}
		size := int(binary.LittleEndian.Uint32(b[i+4:]))
		end := i + 8 + size + size&1
		if size > largestMedium || end > all {
			return nil, errCutShort
		}
		switch name := string(b[i : i+4]); name {
		case "VP8 ", "VP8L", "ALPH", "ICCP":
			out = append(out, b[i:end]...)
		case "VP8X":
			if size < 1 {
				return nil, errCutShort
			}
			if b[i+8]&webpMoves != 0 {
				return nil, errMoving
			}
			out = append(out, b[i:end]...)
			out[len(out)-(end-i)+8] &^= webpXMP | webpEXIF
		}
		i = end
	}
	binary.LittleEndian.PutUint32(out[4:], uint32(len(out)-8))
	return out, nil
}

// cleanMP4 empties the boxes in which a telephone writes where it was. All others
// stay at their places, because a video's index counts bytes. What a track of its
// own holds is not looked at.
func cleanMP4(b []byte) []byte {
	out := bytes.Clone(b)
	emptyBoxes(out)
	return out
}

func emptyBoxes(b []byte) {
	for len(b) >= 8 {
		size, head := int64(binary.BigEndian.Uint32(b)), 8
		switch {
		case size == 1 && len(b) >= 16:
			size, head = int64(binary.BigEndian.Uint64(b[8:])), 16
		case size == 0: // up to the end
			size = int64(len(b))
		}
		if size < int64(head) || size > int64(len(b)) {
			return
		}
		box := b[head:size]
		switch string(b[4:8]) {
		case "moov", "trak":
			emptyBoxes(box)
		case "udta", "meta", "uuid":
			copy(b[4:8], "free")
			clear(box)
		}
		b = b[size:]
	}
}
