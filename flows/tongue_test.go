package flows

import (
	"slices"
	"testing"
)

var threeTongues = map[string]string{
	"locales/ar/x.po":          "msgid \"Wat is er?\"\nmsgstr \"ما الأمر؟\"\n",
	"locales/nl-x-simpel/x.po": "msgid \"Wat is er?\"\nmsgstr \"Wat?\"\n",
	"locales/tr/eigen.po":      "msgctxt \"u\"\nmsgid \"Goed, ik stop. U mag altijd weer schrijven. In nood belt u 112.\"\nmsgstr \"Tamam\"\n",
}

// The person's choice, then the channel's hint, then the organisation's; what
// nothing was translated to is no choice.
func TestWhichLanguageIsSpoken(t *testing.T) {
	p := translated(t, threeTongues)
	if got := p.Spoken(); !slices.Equal(got, []string{"nl", "ar", "nl-x-simpel"}) {
		t.Errorf("a talk can be had in %v", got)
	}
	for _, c := range []struct {
		hints []string
		want  string
	}{
		{nil, "nl"}, {[]string{"", ""}, "nl"}, {[]string{"", "ar-MA"}, "ar"}, {[]string{"nl-x-simpel", "ar"}, "nl-x-simpel"},
		{[]string{"", "nl-BE"}, "nl"}, {[]string{"", "NL-be"}, "nl"}, {[]string{"", "fr-BE"}, "nl"}, {[]string{"fr", "ar"}, "ar"},
		{[]string{"", "tr"}, "tr"}, {[]string{"", "en-gb"}, "en"}, {[]string{"", "nl-x-other"}, "nl"}, {[]string{"-", "x"}, "nl"},
	} {
		if got := p.Speaks(c.hints...); got != c.want {
			t.Errorf("hints %q give %q, want %q", c.hints, got, c.want)
		}
	}
}

func TestLanguagesByTheirOwnNames(t *testing.T) {
	for tag, want := range map[string]string{
		"nl": "Nederlands", "en": "English", "tr": "Türkçe", "ar": "العربية", "pl": "Polski", "uk": "Українська",
		"nl-x-simpel": "Eenvoudig Nederlands", "de": "Deutsch", "fa": "فارسی", "quatsch!": "quatsch!",
	} {
		if got := OwnName(tag); got != want {
			t.Errorf("%s is called %q", tag, got)
		}
	}
}

func TestAskingForALanguage(t *testing.T) {
	p := translated(t, threeTongues)
	for _, c := range []struct {
		text, lang string
		asked      bool
	}{
		{"taal", "", true}, {"Taal?", "", true}, {"language", "", true}, {"لغة", "", true},
		{"taal ar", "ar", true}, {"taal: Arabisch", "ar", true}, {"Language Arabic", "ar", true}, {"taal العربية", "ar", true},
		{"taal eenvoudig nederlands", "nl-x-simpel", true}, {"taal nl-x-simpel", "nl-x-simpel", true}, {"taal Nederlands", "nl", true},
		{"taal turks", "", false}, {"taal les", "", false}, {"taal is moeilijk", "", false}, {"arabisch", "", false}, {"", "", false}, {" ", "", false},
	} {
		if lang, asked := p.AsksLanguage(c.text); lang != c.lang || asked != c.asked {
			t.Errorf("%q asks %v for %q", c.text, asked, lang)
		}
	}
}
