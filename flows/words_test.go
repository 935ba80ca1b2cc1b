package flows

import (
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

func TestNormal(t *testing.T) {
	for text, want := range map[string]string{
		"  Één   café! ":  "een cafe",
		"STOP!!!":         "stop",
		"stop 😭":          "stop",
		"/help":           "help",
		"«Ja»":            "ja",
		"Ja, alles goed.": "ja, alles goed",
		"regel\neen":      "regel een",
		"ja\u200d":        "ja",
		"İmdat":           "imdat",
		"yardım, HAYIR":   "yardim, hayir",
		"Człowiek ŁÓDŹ":   "czlowiek lodz",
		"قِفْ":            "قف",
		"👍":               "👍",
		"?!":              "?!",
		"":                "",
		"   ":             "",
		"ﬁets":            "fiets",
	} {
		if got := Normal(text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}

// The short way for plain letters gives what the long way gives.
func TestNormalOfPlainLetters(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.RuneFrom(nil, &unicode.RangeTable{R16: []unicode.Range16{{Lo: 0, Hi: 0x7f, Stride: 1}}, LatinOffset: 1})).Draw(t, "text")
		short, ok := normalASCII(text)
		if long := normalAny(text); !ok || short != long {
			t.Fatalf("%q becomes %q by the short way, %q by the long one", text, short, long)
		}
	})
}

func TestNormalOfNormalIsTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		once := Normal(rapid.String().Draw(t, "text"))
		if twice := Normal(once); twice != once {
			t.Fatalf("%q becomes %q", once, twice)
		}
	})
}

func TestReservedWords(t *testing.T) {
	for text, want := range map[string]Reserved{
		"mens": WantHuman, "Medewerker": WantHuman, "iemand?": WantHuman, "echt persoon": WantHuman,
		"Praat met iemand": WantHuman, "human": WantHuman, "İnsan": WantHuman, "إنسان": WantHuman, "انسان": WantHuman,
		"بدي أحكي مع حدا": WantHuman, "Хочу поговорити з людиною!": WantHuman, "نجدة.": WantHelp, "ساعدني": WantHelp, "Допоможіть": WantHelp,
		"رمز": WantCode, "لغة": WantLanguage, "код.": WantCode,
		"człowiek": WantHuman, "Працівник": WantHuman,
		"stop": WantStop, "STOP.": WantStop, "توقف": WantStop, "стоп": WantStop,
		"opnieuw": WantRestart, "start over": WantRestart,
		"nood": WantHelp, "help": WantHelp, "SOS!": WantHelp, "Ik heb nu hulp nodig": WantHelp, "imdat": WantHelp,
		"النجدة": WantHelp, "ratunku": WantHelp, "рятуйте": WantHelp, "help 😭😭": WantHelp,
		"wis": WantErase, "Wis alles": WantErase, "erase": WantErase, "usuń": WantErase,
		"taal": WantLanguage, "Andere taal!": WantLanguage, "language": WantLanguage, "dil": WantLanguage, "اللغة": WantLanguage,
		"ŞİMDİ YARDIMA İHTİYACIM VAR": WantHelp, "simdi yardima ihtiyacim var!": WantHelp, "Czlowiek": WantHuman, "iznimi geri al": WantWithdraw,
		"yeniden basla": WantRestart, "usun": WantErase, "Hepsini sil": WantErase, "kod": WantCode, "Wycofaj zgode": WantWithdraw,
		"język": WantLanguage, "Мова": WantLanguage, "taalles": NoReserved, "taal geld": NoReserved,
		"code": WantCode, "terugkomcode": WantCode,
		"": NoReserved, "hulp": NoReserved, "ik kan niet stoppen met huilen": NoReserved, "stop niet": NoReserved,
		"mensen": NoReserved, "ja": NoReserved, "wis en waarachtig": NoReserved,
		"ik wil dat mijn vader stopt": NoReserved, "nood breekt wet": NoReserved, "👍": NoReserved,
	} {
		if got := ReservedWord(text); got != want {
			t.Errorf("%q is %d, want %d", text, got, want)
		}
	}
}

// No word means two things, and none that means yes or no is reserved.
func TestWordsMeanOneThing(t *testing.T) {
	seen := map[string]Reserved{}
	for want, list := range reservedWords {
		for w := range wordList(map[Reserved]string{want: list}) {
			if other, ok := seen[w]; ok && other != want {
				t.Errorf("%q means %d and %d", w, want, other)
			}
			seen[w] = want
			if Yes(w) || No(w) {
				t.Errorf("%q is reserved, and yes or no", w)
			}
		}
	}
	for w := range yes {
		if no[w] {
			t.Errorf("%q is yes and no", w)
		}
	}
}

func TestYesAndNo(t *testing.T) {
	for _, w := range []string{"ja", "Ja!", "ja hoor", "goed", "prima", "OK", "oké", "👍", "👍🏽", "yes", "evet", "نعم", "tak", "так", "Ja, alles goed"} {
		if !Yes(w) || No(w) {
			t.Errorf("%q is not yes", w)
		}
	}
	for _, w := range []string{"nee", "NEE.", "liever niet", "no", "hayır", "HAYIR", "لا", "nie", "ні", "👎"} {
		if !No(w) || Yes(w) {
			t.Errorf("%q is not no", w)
		}
	}
	for _, w := range []string{"", "ja maar ik ben gevallen", "niet goed", "gaat wel", "nee hij slaat me", "jaren"} {
		if Yes(w) || No(w) {
			t.Errorf("%q is yes or no", w)
		}
	}
}

func TestRatherNot(t *testing.T) {
	for _, w := range []string{"weet ik niet", "Sla over", "skip", "bilmiyorum", "Söylemek istemiyorum.", "nie wiem", "Wole nie mowic", "не знаю"} {
		if !Skips(w) {
			t.Errorf("%q does not pass a question over", w)
		}
	}
	for _, w := range []string{"", "ik weet niet wat ik moet doen", "bilmiyorum ne yapacağım", "nie"} {
		if Skips(w) {
			t.Errorf("%q passes a question over", w)
		}
	}
}

func BenchmarkReservedWord(b *testing.B) {
	for b.Loop() {
		ReservedWord("Ik weet niet zo goed hoe ik dit moet zeggen, maar het gaat niet goed thuis.")
	}
}
