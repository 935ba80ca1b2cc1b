package chat

import "strings"

// Link is a page that a message offers to open.
type Link struct {
	Label string `json:"label"` // what stands on the button
	URL   string `json:"url"`   // https
}

// Plain is the message in words alone: the text, then a line for each file,
// "(foto: een rode deur)", then one for the link, "Ga naar de kaart: https://...".
// It is what stands where pictures and buttons cannot.
func (m Message) Plain() string { return plain(m.Text, m.Files, m.Link) }

// Plain is the line in words alone, as Message.Plain.
func (l Line) Plain() string { return plain(l.Text, l.Files, l.Link) }

func plain(text string, files []File, link *Link) string {
	var lines []string
	if text != "" {
		lines = append(lines, text)
	}
	for _, f := range files {
		lines = append(lines, f.Plain())
	}
	if link != nil {
		lines = append(lines, link.Plain())
	}
	return strings.Join(lines, "\n")
}

// Plain is the file in words: "(foto: een rode deur)". What has no words about it
// is called by its name, and what has none by its kind alone.
func (f File) Plain() string {
	kind := "bestand"
	switch f.Kind {
	case "photo":
		kind = "foto"
	case "video":
		kind = "video"
	case "voice":
		kind = "spraakbericht"
	case "document":
		kind = "document"
	}
	about := strings.Join(strings.Fields(f.About), " ")
	if about == "" {
		about = strings.Join(strings.Fields(f.Name), " ")
	}
	if about == "" {
		return "(" + kind + ")"
	}
	return "(" + kind + ": " + about + ")"
}

// Plain is the link in words: "Label: https://...".
func (l Link) Plain() string {
	return strings.TrimRight(strings.Join(strings.Fields(l.Label), " "), ": ") + ": " + l.URL
}
