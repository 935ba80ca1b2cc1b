package mail

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime"
	"mime/quotedprintable"
	netmail "net/mail"
	"slices"
	"strings"
	"testing"
	"testing/quick"
	"time"
	"unicode"
	"unicode/utf8"

	"omzien/adapters/adaptertest"
	"omzien/bot/chat"
)

// open reads a mail as a reader would.
func open(raw []byte) (opened, error) {
	m, err := netmail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return opened{}, fmt.Errorf("read a mail: %w", err)
	}
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "text/plain" || !strings.EqualFold(params["charset"], "utf-8") || m.Header.Get("Content-Transfer-Encoding") != "quoted-printable" {
		return opened{}, fmt.Errorf("not plain text: %q, %w", m.Header, err)
	}
	text, err := io.ReadAll(quotedprintable.NewReader(m.Body))
	if err != nil {
		return opened{}, fmt.Errorf("decode a mail: %w", err)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get("Subject"))
	if err != nil {
		return opened{}, fmt.Errorf("decode a subject: %w", err)
	}
	return opened{m.Header, subject, strings.TrimSuffix(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n")}, nil
}

const public = "smtp://omzien%40example.nl:" + encoded + "@" + host

func TestExam(t *testing.T) {
	adaptertest.Run(t, adaptertest.Exam{
		Sender: true, Deaf: true,
		New: func(t testing.TB, s adaptertest.Setup) adaptertest.Bench {
			o := newOffice(t)
			return adaptertest.Bench{
				Adapter: o.adapter(t, public, Config{Log: s.Log}), Platform: o, Close: o.stop,
				Secrets: func() []string { return []string{password, encoded, name, o.addr} },
			}
		},
	})
}

// sent sends a message through an office and gives the mail that came of it.
func sent(t *testing.T, m chat.Message) opened {
	t.Helper()
	o := newOffice(t)
	m.To = o.Address(0)
	if _, err := o.adapter(t, public, Config{}).Send(t.Context(), m); err != nil {
		t.Fatalf("send: %v", err)
	}
	got := o.mails()
	if len(got) != 1 {
		t.Fatalf("%d mails", len(got))
	}
	if got[0].from != name || got[0].to != m.To.Chat || !got[0].secured || got[0].user != name {
		t.Fatalf("the mail travelled as %+v", got[0])
	}
	read, err := open(got[0].raw)
	if err != nil {
		t.Fatal(err)
	}
	return read
}

func TestMailArrivesAsItWasWritten(t *testing.T) {
	text := "Crisis: blauwe vos wacht al 5 minuten 😟\n\nGeïnteresseerd? “Ja”, zei ze. É è ñ مرحبا 👩‍👧‍👦\n.\n.begint met een punt\n" +
		strings.Repeat("heel lang ", 300) + "\nFrom hier\n=3D & <b>\tslot  "
	m := sent(t, chat.Message{ID: "m", Text: text})
	if m.text != text {
		t.Errorf("arrived as %q", m.text)
	}
	if m.subject != "Crisis: blauwe vos wacht al 5 minuten 😟" {
		t.Errorf("subject %q", m.subject)
	}
	for header, want := range map[string]string{
		"From": `"Omzien" <omzien@example.nl>`, "To": "<achterwacht-0@team.example.nl>",
		"Auto-Submitted": "auto-generated", "Mime-Version": "1.0", "Importance": "high",
	} {
		if got := m.Get(header); got != want {
			t.Errorf("%s: %q, want %q", header, got, want)
		}
	}
	known := []string{"Auto-Submitted", "Content-Transfer-Encoding", "Content-Type", "Date", "From", "Importance",
		"Message-Id", "Mime-Version", "Subject", "To", "X-Auto-Response-Suppress"}
	for header, values := range m.Header {
		if !slices.Contains(known, header) || len(values) != 1 {
			t.Errorf("header %s: %q", header, values)
		}
	}
	if m := sent(t, chat.Message{ID: "m", Class: chat.Bulk, Text: "hoi"}); m.Get("Importance") != "" {
		t.Error("a bulk message calls itself important")
	}
}

func TestOddBytesArriveAsSomethingReadable(t *testing.T) {
	if m := sent(t, chat.Message{ID: "m", Text: "een\rtwee\r\ndrie\xff\x00"}); m.text != "een\ntwee\ndrie\uFFFD\x00" {
		t.Errorf("arrived as %q", m.text)
	}
}

func TestTheSameMessageHasTheSameMessageID(t *testing.T) {
	const secret = "telegram:4711:99/0"
	first := sent(t, chat.Message{ID: secret, Text: "een"})
	again := sent(t, chat.Message{ID: secret, Text: "een"})
	other := sent(t, chat.Message{ID: "m2", Edits: secret, Text: "een"})
	id := first.Get("Message-Id")
	if id == "" || id != again.Get("Message-Id") || id == other.Get("Message-Id") {
		t.Errorf("ids %q, %q, %q", id, again.Get("Message-Id"), other.Get("Message-Id"))
	}
	if strings.Contains(id, "4711") || !strings.HasSuffix(id, "@example.nl>") || !strings.HasPrefix(id, "<") {
		t.Errorf("id %q", id)
	}
	if other.Get("In-Reply-To") != id || other.Get("References") != id {
		t.Errorf("a correction of %q answers %q", id, other.Get("In-Reply-To"))
	}
}

func TestReceiptIsTheMessageIDAndOurTime(t *testing.T) {
	o := newOffice(t)
	at := time.Date(2026, 10, 25, 2, 30, 0, 0, time.FixedZone("", 3600))
	a := o.adapter(t, public, Config{Now: func() time.Time { return at }})
	r, err := a.Send(t.Context(), chat.Message{ID: "m", To: o.Address(0), Text: "hoi"})
	if err != nil {
		t.Fatal(err)
	}
	m, err := open(o.mails()[0].raw)
	if err != nil {
		t.Fatal(err)
	}
	if date, err := m.Date(); err != nil || !date.Equal(at) || !r.At.Equal(at) || "<"+r.ID+">" != m.Get("Message-Id") {
		t.Errorf("receipt %+v, date %v, error %v", r, date, err)
	}
}

func TestNothingInAMessageBecomesAHeader(t *testing.T) {
	for _, text := range []string{
		"Alarm\r\nBcc: vreemde@example.com", "Alarm\rBcc: vreemde@example.com", "Alarm\nBcc: vreemde@example.com\n\nweg",
		"Alarm\x00\x0bBcc: x", "Alarm\u2028Bcc: vreemde@example.com", "Alarm\u0085Bcc: x", "=?utf-8?q?Alarm=0D=0ABcc:_x?=",
		"\r\n\r\nBcc: vreemde@example.com", strings.Repeat("a", 75) + "\r\nBcc: x", "é\r\n Bcc: x",
	} {
		m := sent(t, chat.Message{ID: "m\r\nBcc: x", Edits: "e\r\nBcc: x", Text: text})
		if m.Get("Bcc") != "" || len(m.Header) != 13 {
			t.Errorf("%q made headers %q", text, m.Header)
		}
		if strings.ContainsFunc(m.subject, unicode.IsControl) {
			t.Errorf("%q made subject %q", text, m.subject)
		}
	}
}

func TestSubjectIsTheFirstLine(t *testing.T) {
	for text, want := range map[string]string{
		"":                              "Bericht van Omzien",
		" \n\t\n ":                      "Bericht van Omzien",
		"\n\n  Blauwe  vos\twacht  \nx": "Blauwe vos wacht",
		strings.Repeat("é", 120):        strings.Repeat("é", 120),
		strings.Repeat("é", 121):        strings.Repeat("é", 119) + "…",
		"a\u202Egnp.exe\u2066":          "agnp.exe",
		"kapot\xff":                     "kapot\uFFFD",
		"\x1b[31mrood":                  "[31mrood",
	} {
		if got := subject(text); got != want {
			t.Errorf("subject of %q is %q, want %q", text, got, want)
		}
	}
	sound := func(text string) bool {
		s := subject(text)
		return utf8.RuneCountInString(s) <= longestSubject && s != "" && !strings.ContainsFunc(s, unicode.IsControl)
	}
	if err := quick.Check(sound, &quick.Config{MaxCount: 5000}); err != nil {
		t.Error(err)
	}
}

func TestOneConversationForEachMail(t *testing.T) {
	o := newOffice(t)
	a := o.adapter(t, public, Config{})
	for i := range 3 {
		if _, err := a.Send(t.Context(), chat.Message{ID: fmt.Sprint(i), To: o.Address(i), Text: "hoi"}); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(o.mails()); n != 3 {
		t.Errorf("%d mails", n)
	}
}

func TestAddressWithLettersBeyondASCII(t *testing.T) {
	o := newOffice(t)
	a := o.adapter(t, public, Config{})
	for i, to := range []string{"zoë@team.example.nl", "noor@team.example.nl"} {
		if _, err := a.Send(context.Background(), chat.Message{ID: to, To: chat.Address{Adapter: Name, Chat: to}, Text: "é"}); err != nil {
			t.Fatal(err)
		}
		if d := o.mails()[i]; d.to != to || d.utf8 != (i == 0) {
			t.Errorf("%q went to %q, SMTPUTF8 %v", to, d.to, d.utf8)
		}
	}
}
