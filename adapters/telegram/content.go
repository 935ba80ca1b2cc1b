package telegram

import (
	"encoding/json"
	"strconv"

	"omzien/bot/chat"
)

// attachment is any of Telegram's things that can be fetched later. What the person
// called it is not read: it may tell who they are.
type attachment struct {
	ID   string `json:"file_id"`
	Size int64  `json:"file_size"`
}

// attachments are where such things stand in a message, and what we call them.
// An animation comes as a document too, so it is looked for first.
var attachments = [...]struct{ at, kind string }{
	{"voice", "voice"},
	{"video", "video"},
	{"video_note", "video"},
	{"animation", "video"},
	{"sticker", "sticker"},
	{"audio", "document"},
	{"document", "document"},
}

// remarks are what Telegram itself says in a private talk; nobody wrote it.
var remarks = [...]string{
	"pinned_message", "message_auto_delete_timer_changed", "chat_background_set", "write_access_allowed", "connected_website",
}

// content is what a message without words shows, as references; nothing is
// fetched. A place is a geo: address and a contact a tel: one, because Telegram
// gives them only once. What we do not know is a file of kind "other": nothing
// that somebody sent may vanish. remark: nobody sent it.
func content(raw json.RawMessage, id int64) (files []chat.File, remark bool) {
	var parts map[string]json.RawMessage
	if json.Unmarshal(raw, &parts) != nil {
		return nil, false
	}
	for _, name := range remarks {
		if parts[name] != nil {
			return nil, true
		}
	}
	other := chat.File{Kind: "other", ID: "message:" + strconv.FormatInt(id, 10)}
	if photo := parts["photo"]; photo != nil {
		return []chat.File{largestPhoto(photo, other)}, false
	}
	for _, at := range attachments {
		if part := parts[at.at]; part != nil {
			var a attachment
			if json.Unmarshal(part, &a) != nil || a.ID == "" {
				return []chat.File{other}, false
			}
			file := chat.File{Kind: at.kind, ID: a.ID, Size: a.Size}
			if at.kind != "sticker" {
				file.At = Name
			}
			return []chat.File{file}, false
		}
	}
	if file, is := location(parts); is {
		return []chat.File{file}, false
	}
	var contact struct {
		Phone string `json:"phone_number"`
		First string `json:"first_name"`
	}
	if part := parts["contact"]; part != nil && json.Unmarshal(part, &contact) == nil && contact.Phone != "" {
		return []chat.File{{Kind: "contact", ID: "tel:" + contact.Phone, Name: contact.First}}, false
	}
	return []chat.File{other}, false
}

// largestPhoto is the largest size of a photo.
func largestPhoto(raw json.RawMessage, other chat.File) chat.File {
	var sizes []struct {
		attachment
		Width int64 `json:"width"`
	}
	if json.Unmarshal(raw, &sizes) != nil {
		return other
	}
	best := other
	width := int64(-1)
	for _, s := range sizes {
		if s.ID != "" && s.Width > width {
			best, width = chat.File{Kind: "photo", ID: s.ID, At: Name, Size: s.Size}, s.Width
		}
	}
	return best
}

// location is a place that was shared, or one with a name.
func location(parts map[string]json.RawMessage) (chat.File, bool) {
	var venue struct {
		Location json.RawMessage `json:"location"`
		Title    string          `json:"title"`
	}
	at := parts["location"]
	if part := parts["venue"]; part != nil && json.Unmarshal(part, &venue) == nil && at == nil {
		at = venue.Location
	}
	var point struct {
		Latitude  *float64 `json:"latitude"`
		Longitude *float64 `json:"longitude"`
	}
	if at == nil || json.Unmarshal(at, &point) != nil || point.Latitude == nil || point.Longitude == nil {
		return chat.File{}, false
	}
	degrees := func(f float64) string { return strconv.FormatFloat(f, 'f', 6, 64) }
	return chat.File{Kind: "place", ID: "geo:" + degrees(*point.Latitude) + "," + degrees(*point.Longitude), Name: venue.Title}, true
}
