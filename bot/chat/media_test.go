package chat

import "testing"

func TestPlain(t *testing.T) {
	link := &Link{Label: "Bekijk de kaart:", URL: "https://kaart.example.nl/?a=1"}
	door := File{Kind: "photo", ID: MediaID("ab12"), Name: "deur.png", About: "Een rode deur\nmet een bel."}
	tests := []struct {
		name string
		m    Message
		want string
	}{
		{"words alone", Message{Text: "Hoi!\n"}, "Hoi!\n"},
		{"a link", Message{Text: "Hier is het.", Link: link}, "Hier is het.\nBekijk de kaart: https://kaart.example.nl/?a=1"},
		{"a picture", Message{Text: "Hier is het.", Files: []File{door}}, "Hier is het.\n(foto: Een rode deur met een bel.)"},
		{"both", Message{Text: "Hier.", Files: []File{door}, Link: link}, "Hier.\n(foto: Een rode deur met een bel.)\nBekijk de kaart: https://kaart.example.nl/?a=1"},
		{"no words", Message{Files: []File{door}}, "(foto: Een rode deur met een bel.)"},
		{"a video", Message{Files: []File{{Kind: "video", About: "Hoe je er komt"}}}, "(video: Hoe je er komt)"},
		{"nothing about it", Message{Files: []File{{Kind: "document", Name: "folder.pdf"}}}, "(document: folder.pdf)"},
		{"nothing at all", Message{Files: []File{{Kind: "sticker"}}}, "(bestand)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.m.Plain(); got != tt.want {
				t.Errorf("\n got %q\nwant %q", got, tt.want)
			}
			line := Line{Text: tt.m.Text, Files: tt.m.Files, Link: tt.m.Link}
			if got := line.Plain(); got != tt.want {
				t.Errorf("a line:\n got %q\nwant %q", got, tt.want)
			}
		})
	}
}

func TestMediaSum(t *testing.T) {
	if sum, ok := (File{ID: MediaID("ab12")}).MediaSum(); !ok || sum != "ab12" {
		t.Errorf("the playbook's: %q, %v", sum, ok)
	}
	if _, ok := (File{ID: "AgACAgQAAx"}).MediaSum(); ok {
		t.Error("a person's photo is none of the playbook's")
	}
}
