package main

import (
	"sync"

	"omzien/bot/chat"
	"omzien/flows"
)

// pictures keeps what the bot shows in memory, as it is shown: a photo is turned
// and written anew, and a video is asked for in many pieces, by anybody. One is
// made ready at a time. The zero value is empty.
type pictures struct {
	mu   sync.Mutex
	book *flows.Playbook // that the files are of
	kept map[string]shownFile
	size int // bytes in kept
}

// mostPictures bounds what is kept, in bytes: all that a playbook may have, and
// what grows by being turned.
const mostPictures = 64 << 20

type shownFile struct {
	content []byte // shared: nobody writes to it
	medium  flows.Medium
}

// file gives a file of the playbook by its sum, as MediaFile does.
func (p *pictures) file(book *flows.Playbook, sum string) ([]byte, flows.Medium, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.book != book {
		p.book, p.kept, p.size = book, map[string]shownFile{}, 0
	}
	if f, ok := p.kept[sum]; ok {
		return f.content, f.medium, true
	}
	content, m, ok := book.MediaFile(sum)
	if ok && p.size+len(content) <= mostPictures {
		p.kept[sum], p.size = shownFile{content, m}, p.size+len(content)
	}
	return content, m, ok
}

// media gives what the bot shows, by the ID of the file.
func (o *omzien) media(id string) (content []byte, name, mime string, ok bool) {
	sum, ours := chat.File{ID: id}.MediaSum()
	if !ours {
		return nil, "", "", false
	}
	content, m, ok := o.pictures.file(o.current(), sum)
	return content, m.Name, m.Type, ok
}
