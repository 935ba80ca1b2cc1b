package mail

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	netmail "net/mail"
	"strings"
	"time"
	"unicode"

	gomail "github.com/wneessen/go-mail"

	"omzien/bot/chat"
)

// letter is one mail, as the wire takes it.
type letter struct {
	id       string // Message-ID, without its brackets
	from, to string // as MAIL and RCPT want them: "<noor@example.nl>"
	bytes    []byte
}

// longestSubject is in characters, as Unicode counts them.
const longestSubject = 120

var errAddress = errors.New("the recipient is not an e-mail address")

// write makes a plain text of the message. Its headers hold nothing of the
// message but the address, the first line and what is derived from its ID.
func write(m chat.Message, from netmail.Address, now time.Time) (letter, error) {
	to, err := readAddress(m.To.Chat)
	if err != nil || to.Name != "" {
		return letter{}, errAddress
	}
	at := domain(from.Address)
	l := letter{
		id:   messageID(m.ID, at),
		from: (&netmail.Address{Address: from.Address}).String(),
		to:   to.String(),
	}
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent(), gomail.WithEncoding(gomail.EncodingQP))
	msg.FromMailAddress(&from)
	msg.SetAddrHeaderFromMailAddress(gomail.HeaderTo, to)
	msg.SetMessageIDWithValue(l.id)
	msg.SetDateWithValue(now)
	msg.Subject(subject(m.Text))
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no holiday answers to it
	msg.SetGenHeader("X-Auto-Response-Suppress", "All")
	if m.Class == chat.Crisis {
		msg.SetGenHeader(gomail.HeaderImportance, "high")
	}
	if m.Edits != "" { // a mail cannot be replaced; it stands below the one that it corrects
		before := "<" + messageID(m.Edits, at) + ">"
		msg.SetGenHeader(gomail.HeaderInReplyTo, before)
		msg.SetGenHeader(gomail.HeaderReferences, before)
	}
	msg.SetBodyString(gomail.TypeTextPlain, strings.ToValidUTF8(m.Text, "\uFFFD")+"\n")
	var b bytes.Buffer
	if _, err := msg.WriteTo(&b); err != nil {
		return letter{}, fmt.Errorf("encode: %w", err)
	}
	l.bytes = b.Bytes()
	return l, nil
}

// domain is the part of an address behind its last @.
func domain(address string) string { return address[strings.LastIndexByte(address, '@')+1:] }

// messageID is the same for the same message, and tells nothing about it.
func messageID(id, domain string) string {
	sum := sha256.Sum256([]byte(id))
	return hex.EncodeToString(sum[:16]) + "@" + domain
}

// subject is the first line that says something, in one line of characters that
// are seen. Nothing in it can begin another header.
func subject(text string) string {
	for line := range strings.FieldsFuncSeq(strings.ToValidUTF8(text, "\uFFFD"), breaksLine) {
		line = strings.Map(func(r rune) rune {
			switch {
			case unicode.IsControl(r):
				return ' '
			case unicode.Is(unicode.Bidi_Control, r):
				return -1 // it turns round what stands after it
			default:
				return r
			}
		}, line)
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			line = strings.ReplaceAll(line, "=?", "= ?") // a reader would decode what begins so
			return shortened(line, longestSubject)
		}
	}
	return "Bericht van Omzien"
}

// breaksLine tells the characters that end a line, somewhere.
func breaksLine(r rune) bool {
	return r == '\n' || r == '\r' || r == '\v' || r == '\f' || r == 0x85 || r == 0x2028 || r == 0x2029
}

// shortened cuts a line to so many runes, the last of which says that it was cut.
func shortened(line string, most int) string {
	runes := []rune(line)
	if len(runes) <= most {
		return line
	}
	return strings.TrimSpace(string(runes[:most-1])) + "…"
}

// readAddress reads one address. What could end a line or a command is none.
func readAddress(text string) (*netmail.Address, error) {
	if strings.ContainsFunc(text, unicode.IsControl) {
		return nil, errAddress
	}
	address, err := netmail.ParseAddress(text)
	if err != nil {
		return nil, errAddress
	}
	return address, nil
}
