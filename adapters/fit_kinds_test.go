package adapters

import (
	"testing"

	"omzien/bot/chat"
)

// TestS11PeoplesFilesGoWhereTheyCan: one with a message, the first with its words;
// what cannot be sent there is named.
func TestS11PeoplesFilesGoWhereTheyCan(t *testing.T) {
	files := []chat.File{{Kind: "photo", ID: "1", At: "telegram"}, {Kind: "video", ID: "2", At: "telegram"}, {Kind: "sticker", ID: "3"}}
	parts := Fit(chat.Message{ID: "m", Text: "Kijk", Files: files, Report: true}, Limits{Files: true, Kinds: []string{"photo", "document"}})
	if len(parts) != 2 {
		t.Fatalf("%d parts", len(parts))
	}
	if p := parts[0]; p.Text != "Kijk\n(video)" || len(p.Files) != 1 || p.Files[0].ID != "1" || p.Report {
		t.Errorf("%+v", p)
	}
	if p := parts[1]; p.Text != "" || len(p.Files) != 1 || p.Files[0].ID != "3" || !p.Report { // as one of the playbook
		t.Errorf("%+v", p)
	}
	only := Fit(chat.Message{ID: "m", Text: "Kijk", Files: files[:2]}, Limits{})
	if len(only) != 1 || only[0].Text != "Kijk\n(foto)\n(video)" || only[0].Files != nil {
		t.Errorf("%+v", only)
	}
}
