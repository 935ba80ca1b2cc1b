package files

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
)

// JPEGTurn is how the camera was held, as Exif's Orientation counts it: 1 is
// upright, and so is 0, where the picture does not say.
func JPEGTurn(b []byte) int {
	const app1, sos = 0xe1, 0xda
	for i := 2; i+4 <= len(b) && b[i] == 0xff; {
		if b[i+1] == 0xff { // what fills up to the marker
			i++
			continue
		}
		end := i + 2 + int(binary.BigEndian.Uint16(b[i+2:]))
		if b[i+1] == sos || end < i+4 || end > len(b) {
			return 0
		}
		if exif, is := bytes.CutPrefix(b[i+4:end], []byte("Exif\x00\x00")); is && b[i+1] == app1 {
			return exifTurn(exif)
		}
		i = end
	}
	return 0
}

// exifTurn finds the Orientation in the first directory of an Exif block.
func exifTurn(exif []byte) int {
	const orientation, entry = 0x0112, 12
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(exif, []byte("II*\x00")):
		order = binary.LittleEndian
	case bytes.HasPrefix(exif, []byte("MM\x00*")):
		order = binary.BigEndian
	default:
		return 0
	}
	if len(exif) < 8 {
		return 0
	}
	at := int64(order.Uint32(exif[4:]))
	if at+2 > int64(len(exif)) {
		return 0
	}
	list := exif[at:]
	n := int(order.Uint16(list))
	list = list[2:]
	for range n {
		if len(list) < entry {
			return 0
		}
		if order.Uint16(list) == orientation {
			if turn := int(order.Uint16(list[8:])); turn >= 1 && turn <= 8 {
				return turn
			}
			return 0
		}
		list = list[entry:]
	}
	return 0
}

// Upright turns a picture as Exif's Orientation says.
func Upright(picture image.Image, turn int) image.Image {
	from := picture.Bounds()
	w, h := from.Dx(), from.Dy()
	to := image.Rect(0, 0, w, h)
	if turn >= 5 { // on its side
		to = image.Rect(0, 0, h, w)
	}
	out := image.NewRGBA(to)
	for y := range to.Dy() {
		for x := range to.Dx() {
			sx, sy := x, y
			switch turn {
			case 2:
				sx = w - 1 - x
			case 3:
				sx, sy = w-1-x, h-1-y
			case 4:
				sy = h - 1 - y
			case 5:
				sx, sy = y, x
			case 6:
				sx, sy = y, h-1-x
			case 7:
				sx, sy = w-1-y, h-1-x
			case 8:
				sx, sy = w-1-y, x
			}
			out.SetRGBA(x, y, color.RGBAModel.Convert(picture.At(from.Min.X+sx, from.Min.Y+sy)).(color.RGBA))
		}
	}
	return out
}
