package files

import (
	"encoding/binary"
	"hash/crc32"
)

// seen is what is seen or heard in a file that a test makes.
const seen = "what was seen and heard"

func pngSum(b []byte) uint32 { return crc32.ChecksumIEEE(b) }

// boxed is a box of the MP4 family.
func boxed(name string, inner ...string) string {
	size := 8
	for _, i := range inner {
		size += len(i)
	}
	out := string(binary.BigEndian.AppendUint32(nil, uint32(size))) + name
	for _, i := range inner {
		out += i
	}
	return out
}

func long(n ...uint32) string {
	var b []byte
	for _, x := range n {
		b = binary.BigEndian.AppendUint32(b, x)
	}
	return string(b)
}

// track is one of kind whose only sample is size bytes at this place.
func track(kind string, at, size int, beside string) string {
	table := boxed("stbl", boxed("stsd", long(0, 0)), boxed("stsc", long(0, 1, 1, 1, 1)), boxed("stsz", long(0, 0, 1, uint32(size))), boxed("stco", long(0, 1, uint32(at))))
	return boxed("trak", boxed("tkhd", long(0)), boxed("udta", beside),
		boxed("mdia", boxed("mdhd", long(0)), boxed("hdlr", long(0, 0)+kind+long(0, 0, 0)), boxed("minf", table)))
}

// movie is a file with one track of this kind, and says where it was made wherever
// a telephone or a camera would: beside all, in a box of its own, and in a track.
func movie(kind, where string) []byte {
	head := boxed("ftyp", "isom", long(0), "isommp41")
	data := boxed("mdat", seen, where)
	at := len(head) + 8
	index := boxed("moov", boxed("mvhd", long(0)),
		track(kind, at, len(seen), where), track("meta", at+len(seen), len(where), where),
		boxed("udta", boxed("\xa9xyz", where)), boxed("meta", where), boxed("uuid", where))
	return []byte(head + data + index + boxed("uuid", where) + boxed("free", where))
}

// page is a page of Ogg with one packet.
func page(packet string) string {
	b := append([]byte("OggS"), make([]byte, oggTable-4)...)
	var table []byte
	n := len(packet)
	for ; n >= 255; n -= 255 {
		table = append(table, 255)
	}
	table = append(table, byte(n))
	b = append(append(append(b, byte(len(table))), table...), packet...)
	binary.LittleEndian.PutUint32(b[oggSum:], oggChecksum(b))
	return string(b)
}

func ogg(head, where string) []byte {
	remarks := map[string]string{"OpusHead": "OpusTags", "\x01vorbis": "\x03vorbis"}[head]
	little := func(s string) string {
		return string(binary.LittleEndian.AppendUint32(nil, uint32(len(s)))) + s
	}
	remarks += little("a program") + "\x01\x00\x00\x00" + little("LOCATION="+where)
	return []byte(page(head) + page(remarks) + page(seen))
}

func song(where string) []byte {
	frame := "\xff\xfb\x90\x00" + seen
	size := len(where)
	return []byte("ID3\x04\x00\x00\x00\x00" + string([]byte{byte(size >> 7), byte(size & 0x7f)}) + where + frame + "TAG" + where + string(make([]byte, 125-len(where))))
}
