package files

import (
	"bytes"
	"image"
	_ "image/gif" // image.Decode knows them: a GIF by its first picture
	"image/jpeg"
	"image/png"

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp"

	"omzien/bot/chat"
)

const (
	mostPixels  = 50_000_000 // a picture of more is not opened: it would cost the memory that others need
	longestSide = 2560       // pixels; a larger picture is drawn smaller
	mostDrawn   = 4 << 20    // bytes of a drawing without loss; above it, it becomes a photo
	quality     = 85
	steepest    = 20 // so many times one side may be the other: Telegram takes no narrower photo
)

// isPicture tells whether it begins as a picture that can be drawn anew.
func isPicture(b []byte) bool {
	switch {
	case bytes.HasPrefix(b, []byte("\xff\xd8\xff")), bytes.HasPrefix(b, []byte("\x89PNG\r\n\x1a\n")),
		bytes.HasPrefix(b, []byte("GIF87a")), bytes.HasPrefix(b, []byte("GIF89a")):
		return true
	}
	return len(b) > 15 && string(b[:4]) == "RIFF" && string(b[8:12]) == "WEBP"
}

// picture draws a picture anew: upright, no larger than longestSide, and with
// nothing besides.
func picture(raw []byte) (content chat.Content, why string) {
	size, format, err := image.DecodeConfig(bytes.NewReader(raw))
	switch {
	case err != nil || size.Width < 1 || size.Height < 1:
		return content, chat.FileBroken
	case size.Width > mostPixels/size.Height:
		return content, chat.FileLarge
	}
	drawn, _, err := image.Decode(bytes.NewReader(raw))
	if err != nil {
		return content, chat.FileBroken
	}
	drawn = smaller(drawn)
	if format == "jpeg" {
		if turn := JPEGTurn(raw); turn > 1 {
			drawn = Upright(drawn, turn)
		}
	}
	kind := "photo"
	if w, h := drawn.Bounds().Dx(), drawn.Bounds().Dy(); w > steepest*h || h > steepest*w {
		kind = "document"
	}
	var out bytes.Buffer
	if format != "jpeg" && png.Encode(&out, drawn) == nil && out.Len() <= mostDrawn {
		return chat.Content{Kind: kind, Type: "image/png", Name: "foto.png", Bytes: out.Bytes()}, ""
	}
	out.Reset()
	if jpeg.Encode(&out, drawn, &jpeg.Options{Quality: quality}) != nil {
		return content, chat.FileBroken
	}
	return chat.Content{Kind: kind, Type: "image/jpeg", Name: "foto.jpg", Bytes: out.Bytes()}, ""
}

// smaller draws a picture so that no side is over longestSide.
func smaller(p image.Image) image.Image {
	w, h := p.Bounds().Dx(), p.Bounds().Dy()
	if w <= longestSide && h <= longestSide {
		return p
	}
	if w >= h {
		w, h = longestSide, max(1, h*longestSide/w)
	} else {
		w, h = max(1, w*longestSide/h), longestSide
	}
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.ApproxBiLinear.Scale(out, out.Bounds(), p, p.Bounds(), draw.Src, nil)
	return out
}
