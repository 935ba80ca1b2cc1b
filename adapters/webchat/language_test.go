package webchat

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"omzien/bot/chat"
)

// arabicHouse is a house whose page speaks Dutch and Arabic, and whose bot goes
// on in the language that somebody asks for.
func arabicHouse() (*house, func(*Config)) {
	h := newHouse()
	h.bot = func(ev chat.Event) []chat.Line {
		t := h.talk(ev.From.Chat)
		switch {
		case ev.Kind == chat.Said && ev.Text == "taal العربية":
			t.Lang = "ar"
			return []chat.Line{{Text: "حسنًا. نتابع بهذه اللغة."}, {Text: "هل يمكنك التحدث بحرية الآن؟ اتصل بالرقم 112.", Choices: []chat.Choice{{Label: "نعم"}, {Label: "لا"}}}}
		case ev.Kind == chat.Started:
			t.Lang = "nl"
			return []chat.Line{{Text: "Kun je nu vrij praten?", Choices: []chat.Choice{{Label: "Ja"}, {Label: "Nee"}}}}
		}
		return nil
	}
	arabic := map[string]string{
		"Meer": "المزيد", "Praat met iemand": "تحدّث مع شخص", "Ik heb nu hulp nodig": "أحتاج إلى مساعدة الآن",
		"Sluit deze website meteen": "أغلق هذا الموقع فورًا", "Verstuur": "إرسال", "Onthoud dit gesprek op dit apparaat": "تذكّر هذه المحادثة على هذا الجهاز",
	}
	return h, func(c *Config) {
		c.Languages = []string{"nl", "ar", "nl-x-simpel"}
		c.Title = "Welzijn Waterkant"
		c.OwnName = func(tag string) string {
			return map[string]string{"nl": "Nederlands", "ar": "العربية", "nl-x-simpel": "Eenvoudig Nederlands"}[tag]
		}
		c.Translate = func(lang, _, text string) string {
			if s, ok := arabic[text]; ok && lang == "ar" {
				return s
			}
			return text
		}
	}
}

// A press on a language asks for it in words, and the page follows the talk:
// written from right to left where the language is.
func TestThePageFollowsTheLanguageOfTheTalk(t *testing.T) {
	h, config := arabicHouse()
	_, server := h.open(t, config)
	b := openTab(t)
	b.open(server.URL)
	b.until(`document.querySelectorAll('.choices button').length === 2`)
	b.press("Meer")
	b.press("العربية")
	b.until(`document.dir === 'rtl' && document.documentElement.lang === 'ar'`)
	b.until(`document.querySelectorAll('.choices button').length > 0 && document.body.innerText.includes('نعم')`)
	said := h.stored(chat.Said)
	if len(said) != 1 || said[0].Text != "taal العربية" {
		t.Errorf("stored %+v", said)
	}
	if starts := h.stored(chat.Started); len(starts) != 1 {
		t.Errorf("the talk began %d times", len(starts))
	}
	if get[bool](b, `[...document.querySelectorAll('.tongues button')].some(b => b.getAttribute('aria-current') && b.dataset.say)`) {
		t.Error("the language that is spoken can be asked for")
	}
	// What a person writes begins at the side where it is read from.
	b.write("Nederlands blijft van links")
	b.until(`[...document.querySelectorAll('.said')].some(s => s.innerText.includes('blijft'))`)
	if wide := get[bool](b, `document.scrollingElement.scrollWidth > innerWidth`); wide {
		t.Error("the page is wider than the screen")
	}
	if dir := os.Getenv("OMZIEN_PICTURES"); dir != "" {
		for _, name := range []string{"rtl", "rtl-more"} {
			png, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, "chat-"+name+".png"), png, 0o600); err != nil {
				t.Fatal(err)
			}
			b.press("المزيد")
		}
	}
	if strings.Contains(b.text("main"), "undefined") {
		t.Error(b.text("main"))
	}
}

// A number that is read in the wrong order is a wrong number. Beside Arabic
// letters the figures around a hyphen or a blank would change places.
func TestLaw5_NumbersStandInOrderOnAnArabicPage(t *testing.T) {
	h, config := arabicHouse()
	bot := h.bot
	h.bot = func(ev chat.Event) []chat.Line {
		if ev.Kind == chat.Said && ev.Text == "الرقم" {
			worker := chat.Author{Role: chat.RoleWorker, Name: "Noor"}
			return []chat.Line{{Text: "اتصل على 0800-0113 الآن"}, {Author: worker, Text: "رقمي 06 12345678 ليلًا"}}
		}
		return bot(ev)
	}
	_, server := h.open(t, config)
	b := openTab(t)
	b.open(server.URL + "/?lang=ar")
	b.until(`document.querySelectorAll('.choices button').length === 2`)
	b.write("الرقم")
	for _, number := range []string{"0800-0113", "06 12345678"} {
		// left is where the number's nth letter stands.
		left := func(n string) string {
			return `(() => {
				const talk = document.createTreeWalker(document.querySelector('#talk'), NodeFilter.SHOW_TEXT);
				while (talk.nextNode()) {
					const i = talk.currentNode.data.indexOf('` + number + `');
					if (i < 0) continue;
					const letter = document.createRange();
					letter.setStart(talk.currentNode, i + ` + n + `);
					letter.setEnd(talk.currentNode, i + ` + n + ` + 1);
					return letter.getBoundingClientRect().left;
				}
				return null;
			})()`
		}
		inOrder := left("0") + ` < ` + left(strconv.Itoa(len(number)-1)) // the page may still be drawing
		for i := 1; i < len(number); i++ {
			if number[i] != ' ' && number[i-1] != ' ' {
				inOrder += ` && ` + left(strconv.Itoa(i-1)) + ` < ` + left(strconv.Itoa(i))
			}
		}
		b.until(inOrder)
	}
}
