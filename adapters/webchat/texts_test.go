package webchat

import (
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// pageTexts are all texts of the page and its script, in Dutch.
func pageTexts(t *testing.T) (all []string) {
	t.Helper()
	page, err := os.ReadFile("page/page.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`T ("[^"]*")`).FindAllSubmatch(page, -1) {
		text, err := strconv.Unquote(string(m[1]))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, text)
	}
	scriptTexts(func(text string) string { all = append(all, text); return text })
	slices.Sort(all)
	return slices.Compact(all)
}

func TestEveryTextOfThePageIsTranslatedToEnglish(t *testing.T) {
	po, err := os.ReadFile("../../flows/locales/en/webchat.po")
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range pageTexts(t) {
		if !strings.Contains(string(po), "\nmsgid \""+text+"\"\nmsgstr \"") {
			t.Errorf("webchat.po lacks %q", text)
		}
	}
	if n := strings.Count(string(po), "\nmsgid \"") - 1; n != len(pageTexts(t)) {
		t.Errorf("webchat.po has %d texts, the page %d", n, len(pageTexts(t)))
	}
	if strings.Contains(string(po), "msgstr \"\"\n\n") {
		t.Error("webchat.po has a text without its English")
	}
}

func TestTheScriptUsesEveryTextAndOnlyThose(t *testing.T) {
	var used []string
	for _, file := range []string{"page.js", "talk.js", "media.js", "attach.js", "clock.js", "outbox.js", "exit.js", "wire.js", "writing.js"} {
		script, err := os.ReadFile("page/" + file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`texts\.(\w+)`).FindAllStringSubmatch(string(script), -1) {
			used = append(used, m[1])
		}
	}
	used = append(used, "sending", "sent", "read", "unsent", "large", "kind", "broken") // states, and why a file is refused, by their own names
	texts := scriptTexts(func(text string) string { return text })
	for _, name := range used {
		if texts[name] == "" {
			t.Errorf("the script shows %q, which is no text", name)
		}
	}
	for name := range texts {
		if !slices.Contains(used, name) {
			t.Errorf("the script never shows %q", name)
		}
	}
}

func TestNoTextSaysJeOrU(t *testing.T) {
	form := regexp.MustCompile(`(?i)\b(je|jij|jou|jouw|u|uw)\b`)
	for _, text := range pageTexts(t) {
		if form.MatchString(text) {
			t.Errorf("%q is said to a girl of fifteen and to a widower of eighty", text)
		}
	}
}
