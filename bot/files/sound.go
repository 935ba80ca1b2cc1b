package files

import (
	"bytes"
	"encoding/binary"
)

// cleanMP3 cuts off what stands before and behind the sound: names, pictures, and
// whatever a program put there.
func cleanMP3(b []byte) ([]byte, error) {
	for len(b) >= 10 && string(b[:3]) == "ID3" {
		size, footer := 0, int(b[5]>>4&1)*10
		for _, part := range b[6:10] {
			if part > 0x7f {
				return nil, errSpoilt
			}
			size = size<<7 | int(part)
		}
		if 10+size+footer > len(b) {
			return nil, errSpoilt
		}
		b = b[10+size+footer:]
	}
	b = bytes.TrimLeft(b, "\x00") // room that was left
	if len(b) > 128 && string(b[len(b)-128:len(b)-125]) == "TAG" {
		b = b[:len(b)-128]
	}
	if !soundMP3(b) {
		return nil, errOther
	}
	return b, nil
}

// An Ogg page: a head of 27 bytes, how long its parts are, and the parts.
const (
	oggHead  = 27
	oggTable = 26 // where the number of parts stands
	oggSum   = 22 // where the checksum stands
)

// cleanOgg takes a voice message in Opus or Vorbis whole, and empties its second
// packet's remarks, in which a program may have written anything. Video in Ogg
// does not pass.
func cleanOgg(raw []byte) ([]byte, error) {
	b := bytes.Clone(raw)
	page, first, rest := oggPage(b)
	opus := bytes.HasPrefix(first, []byte("OpusHead"))
	if page == nil || !opus && !bytes.HasPrefix(first, []byte("\x01vorbis")) {
		return nil, errOther
	}
	second, remarks, more := oggPage(rest)
	head := "OpusTags"
	if !opus {
		head = "\x03vorbis"
	}
	words, is := bytes.CutPrefix(remarks, []byte(head))
	if second == nil || !is {
		return nil, errSpoilt
	}
	for next := more; len(next) > 0; {
		if page, _, next = oggPage(next); page == nil {
			return nil, errSpoilt
		}
	}
	if !emptyRemarks(words) {
		return nil, errOther // they go on over several pages: a picture, hardly somebody's voice
	}
	binary.LittleEndian.PutUint32(second[oggSum:], 0)
	binary.LittleEndian.PutUint32(second[oggSum:], oggChecksum(second))
	return b, nil
}

// oggPage takes the first page off; page is nil where none is whole.
func oggPage(b []byte) (page, inner, rest []byte) {
	if len(b) < oggHead || string(b[:4]) != "OggS" {
		return nil, nil, nil
	}
	parts := int(b[oggTable])
	size := oggHead + parts
	if size > len(b) {
		return nil, nil, nil
	}
	for _, n := range b[oggHead:size] {
		size += int(n)
	}
	if size > len(b) {
		return nil, nil, nil
	}
	return b[:size], b[oggHead+parts : size], b[size:]
}

// emptyRemarks overwrites each remark, and who made the file, with blanks. Their
// lengths stay. False: they do not end here.
func emptyRemarks(b []byte) bool {
	blank := func() bool {
		if len(b) < 4 {
			return false
		}
		n := uint64(binary.LittleEndian.Uint32(b))
		if n > uint64(len(b)-4) {
			return false
		}
		for i := range b[4 : 4+n] {
			b[4+i] = ' '
		}
		b = b[4+n:]
		return true
	}
	if !blank() || len(b) < 4 {
		return false
	}
	n := binary.LittleEndian.Uint32(b)
	for b = b[4:]; n > 0; n-- {
		if !blank() {
			return false
		}
	}
	return true
}

// oggChecksum is Ogg's own: the polynomial 0x04c11db7, the highest bit first.
func oggChecksum(b []byte) (sum uint32) {
	for _, x := range b {
		sum ^= uint32(x) << 24
		for range 8 {
			if sum>>31 == 1 {
				sum = sum<<1 ^ 0x04c11db7
			} else {
				sum <<= 1
			}
		}
	}
	return sum
}
