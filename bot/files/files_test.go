package files

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"omzien/bot/chat"
)

// whereabouts is what no file that passes may hold.
const whereabouts = "+52.3702+004.8952/"

// scene is red at the left and blue at the right.
func scene(w, h int) image.Image {
	p := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{230, 20, 20, 255}
			if x >= w/2 {
				c = color.RGBA{20, 20, 230, 255}
			}
			p.Set(x, y, c)
		}
	}
	return p
}

// photograph is a JPEG as a telephone writes it: on its side, and with where it was.
func photograph(t testing.TB, w, h int, turn uint16) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, scene(w, h), nil); err != nil {
		t.Fatal(err)
	}
	exif := []byte("Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00")
	exif = binary.LittleEndian.AppendUint16(exif, turn)
	exif = append(exif, "\x00\x00"+whereabouts...)
	out := append([]byte("\xff\xd8\xff\xe1"), binary.BigEndian.AppendUint16(nil, uint16(len(exif)+2))...)
	out = append(out, exif...)
	return append(out, b.Bytes()[2:]...)
}

func drawing(t testing.TB, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, scene(w, h)); err != nil {
		t.Fatal(err)
	}
	// A remark before the picture's data.
	raw, remark := b.Bytes(), append([]byte("tEXt"), whereabouts...)
	chunk := append(binary.BigEndian.AppendUint32(nil, uint32(len(whereabouts))), remark...)
	chunk = binary.BigEndian.AppendUint32(chunk, pngSum(remark))
	return append(append(bytes.Clone(raw[:33]), chunk...), raw[33:]...)
}

// TestS11PicturesAreDrawnAnew: upright, small enough, and without where they were taken.
func TestS11PicturesAreDrawnAnew(t *testing.T) {
	var moving bytes.Buffer
	if err := gif.Encode(&moving, scene(40, 20), nil); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name       string
		raw        []byte
		w, h       int
		left, mime string // the colour at the left
	}{
		{"as it was held", photograph(t, 64, 32, 1), 64, 32, "red", "image/jpeg"},
		{"upside down", photograph(t, 64, 32, 3), 64, 32, "blue", "image/jpeg"},
		{"on its side", photograph(t, 64, 32, 6), 32, 64, "red", "image/jpeg"},
		{"large", photograph(t, 5120, 2000, 1), 2560, 1000, "red", "image/jpeg"},
		{"large, on its side", photograph(t, 5120, 2000, 6), 1000, 2560, "red", "image/jpeg"},
		{"a drawing", drawing(t, 64, 32), 64, 32, "red", "image/png"},
		{"the first of a GIF", moving.Bytes(), 40, 20, "red", "image/png"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, why := Fit(tt.raw)
			if why != "" || c.Kind != "photo" || c.Type != tt.mime || !strings.HasPrefix(c.Name, "foto.") {
				t.Fatalf("%q, %q, %q, %q", why, c.Kind, c.Type, c.Name)
			}
			if bytes.Contains(c.Bytes, []byte(whereabouts)) || bytes.Contains(c.Bytes, []byte("Exif")) {
				t.Error("it says where it was taken")
			}
			p, _, err := image.Decode(bytes.NewReader(c.Bytes))
			if err != nil {
				t.Fatal(err)
			}
			if p.Bounds().Dx() != tt.w || p.Bounds().Dy() != tt.h {
				t.Errorf("it has %v", p.Bounds())
			}
			left := "red"
			if r, _, b, _ := p.At(2, 2).RGBA(); b > r {
				left = "blue"
			}
			if left != tt.left {
				t.Errorf("%s at the left", left)
			}
		})
	}
}

// TestS11WhatDoesNotPass: by its content, whatever it was called, and at little cost.
func TestS11WhatDoesNotPass(t *testing.T) {
	bomb := drawing(t, 8, 8)
	binary.BigEndian.PutUint32(bomb[16:], 60_000)
	binary.BigEndian.PutUint32(bomb[20:], 60_000)
	binary.BigEndian.PutUint32(bomb[29:], pngSum(bomb[12:29]))
	tests := []struct {
		name string
		raw  []byte
		want string
	}{
		{"nothing", nil, chat.FileKind},
		{"words", []byte("Hoi, hoe gaat het?"), chat.FileKind},
		{"a page", []byte("<!DOCTYPE html><html><script>alert(1)</script>"), chat.FileKind},
		{"a drawing that runs programs", []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>`), chat.FileKind},
		{"a program", []byte("MZ\x90\x00\x03\x00\x00\x00"), chat.FileKind},
		{"a program of Linux", []byte("\x7fELF\x02\x01\x01"), chat.FileKind},
		{"a folder", []byte("PK\x03\x04\x14\x00"), chat.FileKind},
		{"HEIC", []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"), chat.FileKind},
		{"too large", make([]byte, chat.FileMost+1), chat.FileLarge},
		{"more pixels than memory", bomb, chat.FileLarge},
		{"half a photo", photograph(t, 64, 32, 1)[:300], chat.FileBroken},
		{"a page that begins as a photo", []byte("\xff\xd8\xff<html>"), chat.FileBroken},
		{"a page that begins as a song", []byte("ID3\x04\x00\x00\x00\x00\x00\x00<html>"), chat.FileKind},
		{"half a video", movie("vide", whereabouts)[:200], chat.FileBroken},
		{"a video without pictures or sound", movie("text", whereabouts), chat.FileBroken},
		{"a film in Ogg", ogg("\x80theora", whereabouts), chat.FileKind},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if c, why := Fit(tt.raw); why != tt.want || c.Bytes != nil {
				t.Errorf("%q, with %d bytes; want %q", why, len(c.Bytes), tt.want)
			}
		})
	}
}

// TestS11WhatPassesAsItIs tells whereabouts from what is seen and heard.
func TestS11WhatPassesAsItIs(t *testing.T) {
	tests := []struct {
		name, kind, mime, called string
		raw                      []byte
	}{
		{"a video", "video", "video/mp4", "video.mp4", movie("vide", whereabouts)},
		{"a recording", "voice", "audio/mp4", "spraakbericht.m4a", movie("soun", whereabouts)},
		{"a voice message", "voice", "audio/ogg", "spraakbericht.ogg", ogg("OpusHead", whereabouts)},
		{"a voice message in Vorbis", "voice", "audio/ogg", "spraakbericht.ogg", ogg("\x01vorbis", whereabouts)},
		{"a song", "voice", "audio/mpeg", "spraakbericht.mp3", song(whereabouts)},
		{"a document", "document", "application/pdf", "document.pdf", []byte("%PDF-1.7 " + seen)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before := bytes.Clone(tt.raw)
			c, why := Fit(tt.raw)
			if why != "" || c.Kind != tt.kind || c.Type != tt.mime || c.Name != tt.called {
				t.Fatalf("%q, %q, %q, %q", why, c.Kind, c.Type, c.Name)
			}
			if bytes.Contains(c.Bytes, []byte(whereabouts)) {
				t.Error("it says where it was made")
			}
			if !bytes.Contains(c.Bytes, []byte(seen)) {
				t.Error("what is seen and heard is gone")
			}
			if !bytes.Equal(tt.raw, before) {
				t.Error("what was given is changed")
			}
			if again, why := Fit(c.Bytes); why != "" || !bytes.Equal(again.Bytes, c.Bytes) {
				t.Errorf("fitted again it is another: %q", why)
			}
		})
	}
}

// TestS11OggKeepsItsChecksum, by which a player tells a page from noise.
func TestS11OggKeepsItsChecksum(t *testing.T) {
	c, _ := Fit(ogg("OpusHead", whereabouts))
	for b := c.Bytes; len(b) > 0; {
		page, _, rest := oggPage(b)
		sum := binary.LittleEndian.Uint32(page[oggSum:])
		page = bytes.Clone(page)
		clear(page[oggSum : oggSum+4])
		if oggChecksum(page) != sum {
			t.Fatal("a page's checksum is wrong")
		}
		b = rest
	}
	if got := oggChecksum([]byte("123456789")); got != 0x89a1897f { // as the catalogue of CRCs has it
		t.Errorf("%#x", got)
	}
}

func FuzzFit(f *testing.F) {
	for _, raw := range [][]byte{photograph(f, 8, 8, 6), drawing(f, 8, 8), movie("vide", "x"), movie("meta", "x"), ogg("OpusHead", "x"), song("x"), []byte("%PDF-")} {
		f.Add(raw)
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		c, why := Fit(raw)
		if (why == "") != (c.Bytes != nil) {
			t.Fatalf("%q with %d bytes", why, len(c.Bytes))
		}
		if why == "" {
			if again, why := Fit(c.Bytes); why != "" || again.Kind != c.Kind {
				t.Fatalf("what is fit does not fit: %q", why)
			}
		}
	})
}
