package flows

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"omzien/bot/chat"
)

// whereabouts is what no file that is shown may hold.
const whereabouts = "52.370216N"

// picture is red at the left, and blue below at the right.
func picture(w, h int) image.Image {
	p := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			c := color.RGBA{230, 20, 20, 255}
			if x >= w/2 {
				c = color.RGBA{20, 200, 20, 255}
			}
			if y >= h/2 && x >= w/2 {
				c = color.RGBA{20, 20, 230, 255}
			}
			p.Set(x, y, c)
		}
	}
	return p
}

func jpegOf(t testing.TB, p image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, p, nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func pngOf(t testing.TB, p image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// segment is one of JPEG's.
func segment(mark byte, data string) []byte {
	s := []byte{0xff, mark, 0, 0}
	binary.BigEndian.PutUint16(s[2:], uint16(len(data)+2))
	return append(s, data...)
}

// exif is a block that says how the camera was held, and where.
func exif(turn uint16, order binary.AppendByteOrder) string {
	head := "II*\x00"
	if order.String() == binary.BigEndian.String() {
		head = "MM\x00*"
	}
	b := order.AppendUint32([]byte(head), 8)
	b = order.AppendUint16(b, 2)
	b = order.AppendUint16(b, 0x0110) // the camera's model
	b = append(b, make([]byte, 10)...)
	b = order.AppendUint16(b, 0x0112)
	b = order.AppendUint16(b, 3)
	b = order.AppendUint32(b, 1)
	b = order.AppendUint16(b, turn)
	b = append(b, 0, 0, 0, 0, 0, 0)
	return "Exif\x00\x00" + string(b) + whereabouts
}

// photographed is a JPEG as a telephone writes it: with where it was made in every place
// that there is, and something behind its end.
func photographed(t testing.TB, p image.Image, turn uint16, order binary.AppendByteOrder) []byte {
	b := jpegOf(t, p)
	return slices.Concat(b[:2], segment(0xe1, exif(turn, order)), segment(0xe1, "http://ns.adobe.com/xap/1.0/\x00"+whereabouts),
		segment(0xe2, "ICC_PROFILE\x00\x01\x01colours"), segment(0xe2, "MPF\x00"+whereabouts), segment(0xed, whereabouts), segment(0xfe, whereabouts),
		b[2:], []byte(whereabouts))
}

func chunk(name, data string) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	b = append(b, name+data...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE([]byte(name+data)))
}

func riff(name, data string) string {
	size := string(binary.LittleEndian.AppendUint32(nil, uint32(len(data))))
	if len(data)%2 == 1 {
		data += "\x00"
	}
	return name + size + data
}

func webp(flags byte, more string) []byte {
	canvas := string([]byte{flags, 0, 0, 0, 99, 0, 0, 49, 0, 0}) // 100 by 50
	return []byte(riff("RIFF", "WEBP"+riff("VP8X", canvas)+riff("VP8L", "\x2fpixels")+more))
}

func box(name string, parts ...string) string {
	data := strings.Join(parts, "")
	return string(binary.BigEndian.AppendUint32(nil, uint32(8+len(data)))) + name + data
}

func mp4() []byte {
	return []byte(box("ftyp", "isom\x00\x00\x02\x00isomavc1") +
		box("moov", box("mvhd", "head"), box("udta", box("\xa9xyz", whereabouts)), box("meta", whereabouts),
			box("trak", box("tkhd", "track"), box("udta", whereabouts))) +
		box("uuid", whereabouts) + box("mdat", "moving pictures"))
}

const talkWithMedia = "flow: x\ntitle: X\nlanguage: nl\nform: je\nstarts: [{default: webchat}]\nsteps:\n" +
	"  - say: Kijk.\n    picture: deur.jpg\n    about: Een rode deur.\n  - ask: Wat is er?\n"

func withMedia(t testing.TB, files map[string][]byte) (fstest.MapFS, *Playbook) {
	t.Helper()
	dir := folder(map[string]string{"flows/x.yaml": talkWithMedia})
	dir["media/deur.jpg"] = &fstest.MapFile{Data: photographed(t, picture(40, 20), 1, binary.LittleEndian)}
	for name, b := range files {
		dir["media/"+name] = &fstest.MapFile{Data: b}
	}
	p, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	return dir, p
}

// TestS11_NoFileTellsWhereItWasMade: what a camera writes besides is in no file
// that is shown; the picture is still the same.
func TestS11_NoFileTellsWhereItWasMade(t *testing.T) {
	source := pngOf(t, picture(40, 20))
	files := map[string][]byte{
		"deur.jpg":   photographed(t, picture(40, 20), 1, binary.LittleEndian),
		"schuin.jpg": photographed(t, picture(40, 20), 6, binary.BigEndian),
		"kaart.png":  slices.Concat(source[:33], chunk("eXIf", whereabouts), chunk("tEXt", whereabouts), chunk("gAMA", "\x00\x00\xb1\x8f"), source[33:], []byte(whereabouts)),
		"kaart.webp": append(webp(0x0c, riff("EXIF", whereabouts)+riff("XMP ", whereabouts)), whereabouts...),
		"hoe.mp4":    mp4(),
	}
	_, p := withMedia(t, files)
	types := map[string]string{"deur.jpg": "image/jpeg", "schuin.jpg": "image/jpeg", "kaart.png": "image/png", "kaart.webp": "image/webp", "hoe.mp4": "video/mp4"}
	for name, source := range files {
		content, m, ok := p.MediaFile(p.Media[name].Sum)
		if !ok || m.Name != name || m.Type != types[name] || m.Size != int64(len(source)) {
			t.Fatalf("%s: %+v, %v", name, m, ok)
		}
		if !bytes.Contains(source, []byte(whereabouts)) || bytes.Contains(content, []byte(whereabouts)) {
			t.Errorf("%s tells where it was made", name)
		}
		if strings.HasPrefix(m.Type, "image/") && name != "kaart.webp" {
			shown, _, err := image.Decode(bytes.NewReader(content))
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			before, _, _ := image.Decode(bytes.NewReader(source))
			if name != "schuin.jpg" && !slices.Equal(pixels(before), pixels(shown)) {
				t.Errorf("%s is another picture", name)
			}
		}
	}
	if content, _, _ := p.MediaFile(p.Media["deur.jpg"].Sum); !bytes.Contains(content, []byte("ICC_PROFILE\x00\x01\x01colours")) {
		t.Error("the picture lost its colours")
	}
	if content, _, _ := p.MediaFile(p.Media["kaart.png"].Sum); !bytes.Contains(content, []byte("gAMA")) {
		t.Error("the drawing lost its colours")
	}
	if content, _, _ := p.MediaFile(p.Media["kaart.webp"].Sum); !bytes.Equal(content, webp(0, "")) {
		t.Errorf("the WebP is %q", content)
	}
	if content, _, _ := p.MediaFile(p.Media["hoe.mp4"].Sum); len(content) != len(mp4()) || !bytes.HasSuffix(content, []byte("moving pictures")) {
		t.Errorf("the video is %q", content)
	}
}

func pixels(p image.Image) []color.RGBA {
	var all []color.RGBA
	for y := p.Bounds().Min.Y; y < p.Bounds().Max.Y; y++ {
		for x := p.Bounds().Min.X; x < p.Bounds().Max.X; x++ {
			all = append(all, color.RGBAModel.Convert(p.At(x, y)).(color.RGBA))
		}
	}
	return all
}

// TestPicturesStandUpright: a camera that was held on its side says so in what is
// taken out; the picture is turned instead.
func TestPicturesStandUpright(t *testing.T) {
	// Where the red left half and the blue corner are in a picture of 64 by 32 that
	// was stored so, once it is upright.
	tests := map[int]struct {
		w, h      int
		red, blue image.Point
	}{
		0: {64, 32, image.Pt(8, 8), image.Pt(56, 24)},
		1: {64, 32, image.Pt(8, 8), image.Pt(56, 24)},
		2: {64, 32, image.Pt(56, 8), image.Pt(8, 24)},
		3: {64, 32, image.Pt(56, 24), image.Pt(8, 8)},
		4: {64, 32, image.Pt(8, 24), image.Pt(56, 8)},
		5: {32, 64, image.Pt(8, 8), image.Pt(24, 56)},
		6: {32, 64, image.Pt(24, 8), image.Pt(8, 56)},
		7: {32, 64, image.Pt(24, 56), image.Pt(8, 8)},
		8: {32, 64, image.Pt(8, 56), image.Pt(24, 8)},
		9: {64, 32, image.Pt(8, 8), image.Pt(56, 24)}, // says nothing
	}
	for turn, want := range tests {
		for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
			content, err := presentable(photographed(t, picture(64, 32), uint16(turn), order), typeJPEG)
			if err != nil {
				t.Fatal(err)
			}
			got, err := jpeg.Decode(bytes.NewReader(content))
			if err != nil {
				t.Fatalf("turn %d: %v", turn, err)
			}
			red, blue := color.RGBAModel.Convert(got.At(want.red.X, want.red.Y)).(color.RGBA), color.RGBAModel.Convert(got.At(want.blue.X, want.blue.Y)).(color.RGBA)
			if got.Bounds().Dx() != want.w || got.Bounds().Dy() != want.h || red.R < 180 || red.B > 80 || blue.B < 180 || blue.R > 80 {
				t.Errorf("turn %d: %v, red is %v, blue is %v", turn, got.Bounds(), red, blue)
			}
		}
	}
}

func TestMediaAreThoseOfTheFolder(t *testing.T) {
	dir, p := withMedia(t, map[string][]byte{"folder.pdf": []byte("%PDF-1.7\n"), ".DS_Store": []byte("x")})
	if names := mediaNames(p.Media); !slices.Equal(names, []string{"deur.jpg", "folder.pdf"}) {
		t.Errorf("media are %q", names)
	}
	if unused := p.UnusedMedia(); !slices.Equal(unused, []string{"folder.pdf"}) {
		t.Errorf("unused are %q", unused)
	}
	shown := p.Talks.Flows["x"].Steps[0].Media
	if shown == nil {
		t.Fatal("the step shows nothing")
	}
	deur := p.Media["deur.jpg"]
	if got, want := shown.Shown("een deur"), (chat.File{Kind: "photo", ID: chat.MediaID(deur.Sum), Name: "deur.jpg", Size: deur.Size, About: "een deur"}); got != want {
		t.Errorf("it is shown as %+v, want %+v", got, want)
	}
	if shown.About.In("nl") != "Een rode deur." {
		t.Errorf("about is %q", shown.About.In("nl"))
	}
	if _, _, ok := p.MediaFile(strings.Repeat("0", 64)); ok {
		t.Error("a file that never was is found")
	}
	dir["media/deur.jpg"] = &fstest.MapFile{Data: jpegOf(t, picture(10, 10))}
	if _, _, ok := p.MediaFile(deur.Sum); ok {
		t.Error("another picture is shown under the old one's sum")
	}
	delete(dir, "media/deur.jpg")
	if _, _, ok := p.MediaFile(deur.Sum); ok {
		t.Error("a file that is gone is found")
	}
}

// TestAVersionKnowsItsMedia: a talk goes on with the picture that it began with,
// and another picture under the same name is another version.
func TestAVersionKnowsItsMedia(t *testing.T) {
	_, p := withMedia(t, nil)
	kept, err := LoadTalks(p.Talks.Source)
	if err != nil {
		t.Fatal(err)
	}
	if kept.Version != p.Talks.Version || kept.Flows["x"].Steps[0].Media.Sum != p.Media["deur.jpg"].Sum {
		t.Errorf("version %s shows %+v", kept.Version, kept.Flows["x"].Steps[0].Media)
	}
	if len(p.Talks.Source) > 1500 {
		t.Errorf("a version holds %d bytes: the picture too?", len(p.Talks.Source))
	}
	_, other := withMedia(t, map[string][]byte{"deur.jpg": jpegOf(t, picture(10, 10))})
	if other.Talks.Version == p.Talks.Version {
		t.Error("another picture, and the same version")
	}
}

func TestMediaThatCannotBeShown(t *testing.T) {
	jpg, drawing := jpegOf(t, picture(64, 32)), pngOf(t, picture(8, 8))
	tests := []struct {
		name    string
		content []byte
		want    string
	}{
		{"kort.jpg", jpg[:len(jpg)-10], "this file cannot be shown: it ends before the picture does"},
		{"kop.jpg", jpg[:30], "this file cannot be shown: it ends before the picture does"},
		{"kort.png", drawing[:len(drawing)-5], "this file cannot be shown: it ends before the picture does"},
		{"niets.png", append([]byte(pngSignature), chunk("IEND", "")...), "this file cannot be shown: it cannot be read as a picture"},
		{"lang.png", pngOf(t, image.NewGray(image.Rect(0, 0, 9000, 1001))), "this file cannot be shown: it has 9000 by 1001 pixels, and both together must not be over 10000"},
		{"smal.png", pngOf(t, image.NewGray(image.Rect(0, 0, 210, 10))), "this file cannot be shown: with 210 by 10 pixels it is too narrow"},
		{"kort.webp", webp(0, "")[:40], "this file cannot be shown: it ends before the picture does"},
		{"danst.webp", webp(0x02, ""), "this file cannot be shown: it moves"},
		{"film.mov", []byte(box("ftyp", "qt  \x00\x00\x00\x00")), "this is no picture, video or document that every telephone can show. This is a QuickTime video"},
		{"foto.heic", []byte(box("ftyp", "heic\x00\x00\x00\x00")), "this is no picture, video or document that every telephone can show. This is a HEIC"},
		{"brief.docx", []byte("PK\x03\x04"), "this is no picture, video or document that every telephone can show. This may be a Word"},
		{"groot.pdf", append([]byte("%PDF-1.7"), make([]byte, largestMedium)...), "the file is larger than 10 MiB"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := folder(nil)
			dir["media/"+tt.name] = &fstest.MapFile{Data: tt.content}
			_, err := Load(dir)
			var found Mistakes
			if !errors.As(err, &found) || len(found) != 1 || found[0].File != "media/"+tt.name ||
				!strings.HasPrefix(found[0].What+". "+found[0].Remedy, tt.want) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestMediaHaveRoomTogether(t *testing.T) {
	dir := folder(nil)
	for _, name := range []string{"a", "b", "c", "d", "e", "f"} {
		dir["media/"+name+".pdf"] = &fstest.MapFile{Data: append([]byte("%PDF-1.7"), make([]byte, 9<<20)...), ModTime: time.Time{}}
	}
	_, err := Load(dir)
	var found Mistakes
	if !errors.As(err, &found) || len(found) != 1 || !strings.HasPrefix(found[0].String(), "media: the files in media are 55 MiB together, and 50 is the most") {
		t.Errorf("got %v", err)
	}
}

// FuzzMedia: no file breaks the reader, and what it lets pass can be shown and
// tells nothing of where it was made.
func FuzzMedia(f *testing.F) {
	f.Add(photographed(f, picture(16, 8), 6, binary.BigEndian))
	f.Add(pngOf(f, picture(16, 8)))
	f.Add(webp(0x0c, riff("EXIF", whereabouts)))
	f.Add(mp4())
	f.Add([]byte("%PDF-1.7"))
	f.Fuzz(func(t *testing.T, b []byte) {
		kind, mime := sniff(b)
		if kind == "" {
			if instead(b).in(false) == "" {
				t.Error("nothing to do instead")
			}
			return
		}
		if _, is := unfit(b, mime); is {
			return
		}
		clean, err := cleaned(b, mime)
		if err != nil {
			t.Fatalf("it fits, and cannot be cleaned: %v", err)
		}
		if again, err := cleaned(clean, mime); err != nil || !bytes.Equal(again, clean) {
			t.Errorf("cleaned once more it is another file, or %v", err)
		}
		if again, _ := sniff(clean); again != kind {
			t.Errorf("a %s became a %s", kind, again)
		}
		_, _ = presentable(b, mime) // a broken picture that says it was turned: no panic
	})
}
