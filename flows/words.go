package flows

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Normal folds a text for comparison: lower case, no accents (ı and ł are i and
// l), single spaces, no punctuation or signs at the ends. A text of signs alone keeps them.
func Normal(text string) string {
	if plain, ok := normalASCII(text); ok {
		return plain
	}
	return normalAny(text)
}

// Reads tells whether Normal leaves these words of the text.
func Reads(text, normal string) bool {
	var room [64]byte
	if folded, ok := foldASCII(room[:0], text); ok {
		return string(folded) == normal
	}
	return normalAny(text) == normal
}

func normalAny(text string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(text) {
		switch {
		case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r):
		case unicode.IsSpace(r):
			b.WriteByte(' ')
		case r == 'ı': // has no accent to lose, and many keyboards do not have it
			b.WriteByte('i')
		case r == 'ł' || r == 'Ł':
			b.WriteByte('l')
		default:
			b.WriteRune(unicode.ToLower(r))
		}
	}
	folded := strings.Join(strings.Fields(b.String()), " ")
	trimmed := strings.TrimFunc(folded, func(r rune) bool {
		return unicode.IsPunct(r) || unicode.IsSymbol(r) || r == ' '
	})
	if trimmed == "" {
		return folded
	}
	return trimmed
}

// normalASCII is Normal for a text without other letters, which most are.
func normalASCII(text string) (string, bool) {
	var room [64]byte
	folded, ok := foldASCII(room[:0], text)
	if string(folded) == text {
		return text, ok
	}
	return string(folded), ok
}

// foldASCII is normalASCII in the room that it is given, which is empty.
func foldASCII(folded []byte, text string) ([]byte, bool) {
	const none = -1
	first, last := none, none // the letters and digits at the ends
	space := false
	for i := range len(text) {
		c := text[i]
		switch {
		case c >= 0x80:
			return nil, false
		case c == ' ' || c >= '\t' && c <= '\r':
			space = len(folded) > 0
			continue
		case c >= 'A' && c <= 'Z':
			c += 'a' - 'A'
		}
		if space {
			folded = append(folded, ' ')
			space = false
		}
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c < ' ' || c == 0x7f {
			last = len(folded)
			if first == none {
				first = last
			}
		}
		folded = append(folded, c)
	}
	if first != none {
		folded = folded[first : last+1]
	}
	return folded, true
}

// Figures writes the digits of Arabic and Persian as others do.
func Figures(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '٠' && r <= '٩':
			return '0' + r - '٠'
		case r >= '۰' && r <= '۹':
			return '0' + r - '۰'
		case r >= '０' && r <= '９':
			return '0' + r - '０'
		case r == '٫':
			return ','
		}
		return r
	}, text)
}

// Reserved is a word that wins over any flow when it is the whole message.
type Reserved int

const (
	NoReserved   Reserved = iota
	WantHuman             // mens, medewerker, iemand, echt persoon
	WantStop              // stop
	WantRestart           // opnieuw
	WantHelp              // nood, help, sos
	WantErase             // wis
	WantCode              // code, terugkomcode
	WantLanguage          // taal
	WantWithdraw          // intrekken
)

// ReservedWord reads a whole message as a reserved word, in any language that
// has them; case, accents and punctuation at the ends do not count.
func ReservedWord(text string) Reserved {
	return meaning(reserved, text)
}

// Yes and No are the closed lists of words that mean so.
func Yes(text string) bool { return meaning(yes, text) }

// No tells whether the whole message means no.
func No(text string) bool { return meaning(no, text) }

// Skips tells whether the whole message means that somebody would rather not
// answer. It counts only where a question can be passed over.
func Skips(text string) bool { return meaning(skips, text) }

// Thanks tells whether the whole message is thanks, and nothing else.
func Thanks(text string) bool { return meaning(thanks, text) }

// meaning looks a whole message up, commas aside. No word of a list is long.
func meaning[V any](list map[string]V, text string) V {
	if len(text) > 200 {
		var none V
		return none
	}
	var room [64]byte
	if folded, ok := foldASCII(room[:0], text); ok { // most messages, and without a copy of each
		return list[string(slices.DeleteFunc(folded, func(c byte) bool { return c == ',' }))]
	}
	return list[strings.ReplaceAll(Normal(text), ",", "")]
}

// reserved, yes and no hold the words as Normal leaves them.
var (
	reserved = wordList(reservedWords)
	yes      = wordList(map[bool]string{true: yesWords})
	no       = wordList(map[bool]string{true: noWords})
	skips    = wordList(map[bool]string{true: skipWords})
	thanks   = wordList(map[bool]string{true: thankWords})
)

// wordList reads words that are separated by commas and new lines.
func wordList[K comparable](lists map[K]string) map[string]K {
	all := map[string]K{}
	for k, list := range lists {
		for word := range strings.FieldsFuncSeq(list, func(r rune) bool { return r == ',' || r == '\n' }) {
			if w := Normal(word); w != "" {
				all[w] = k
			}
		}
	}
	return all
}

// The words, one language a line: Dutch, English, Turkish, Arabic, Polish,
// Ukrainian. A person who is not understood in one goes on to people anyway.
var reservedWords = map[Reserved]string{
	WantHuman: `mens, een mens, echt mens, een echt mens, medewerker, iemand, echt persoon, een echt persoon, praat met iemand, praten met iemand, ik wil met iemand praten
human, a human, person, a person, real person, a real person, someone, somebody, talk to someone, talk to a person, talk to a human
insan, gerçek kişi, biriyle konuşmak istiyorum, biriyle konuş
إنسان, شخص حقيقي, موظف, أريد التحدث مع شخص, تحدث مع شخص, أريد التحدث مع إنسان, بدي احكي مع حدا
człowiek, pracownik, prawdziwa osoba, porozmawiaj z kimś, chcę z kimś porozmawiać
людина, працівник, справжня людина, поговорити з кимось, хочу поговорити з кимось, жива людина, хочу поговорити з людиною`,
	WantStop: `stop, stoppen, stop ermee, ik wil stoppen
stop please, unsubscribe
dur, durdur
توقف, قف, أوقف
zatrzymaj, koniec
стоп, зупинити`,
	WantRestart: `opnieuw, opnieuw beginnen, begin opnieuw
restart, start over, start again
yeniden başla, baştan, baştan başla
من جديد, ابدأ من جديد
od nowa, zacznij od nowa
спочатку, почати спочатку, заново`,
	WantHelp: `nood, help, sos, noodgeval, ik heb nu hulp nodig, help me, help mij
emergency, i need help now
imdat, acil, acil yardım, şimdi yardıma ihtiyacım var
نجدة, النجدة, طوارئ, ساعدوني, ساعدني, أنقذوني, أحتاج إلى مساعدة الآن
pomocy, ratunku, potrzebuję teraz pomocy
допоможіть, допоможіть мені, допоможи, рятуйте, мені зараз потрібна допомога`,
	WantErase: `wis, wis alles, wissen, alles wissen
erase, erase everything, delete, delete everything
sil, hepsini sil
امسح, امسح كل شيء, احذف
usuń, usuń wszystko
видалити, видалити все, стерти`,
	WantCode: `code, terugkomcode, mijn code, bewaar mijn gesprek
return code, my code, save my conversation
kod, dönüş kodu
رمز, رمز العودة
mój kod, kod powrotu
код, мій код, код повернення`,
	WantWithdraw: `intrekken, toestemming intrekken, trek in, ik wil mijn toestemming intrekken
withdraw, withdraw consent, withdraw my consent, take back my consent
iznimi geri al, onayımı geri al, izni geri çek
سحب الموافقة, اسحب موافقتي, أريد سحب موافقتي
wycofaj zgodę, wycofuję zgodę, cofnij zgodę
відкликати згоду, відкликаю згоду`,
	WantLanguage: `taal, talen, andere taal, een andere taal
language, languages, another language, change language
dil, diller, dil değiştir, başka dil
لغة, اللغة, لغات, لغة أخرى, تغيير اللغة
język, języki, inny język, zmień język
мова, мови, інша мова, змінити мову
язык, другой язык, sprache, andere sprache, langue, idioma, langues`,
}

const yesWords = `ja, jaa, jaaa, ja hoor, ja graag, jawel, jazeker, zeker, yep, jep, ok, oke, okay, goed, is goed, prima, graag, alles goed, ja alles goed, ja dat is goed
yes, yes please, yeah, yup, sure, fine
evet, tamam, olur
نعم, أجل, حسنا, ايوه
tak, dobrze
так, добре
👍, 👍🏻, 👍🏼, 👍🏽, 👍🏾, 👍🏿`

const skipWords = `weet ik niet, ik weet het niet, weet niet, weet ik nog niet, geen idee, sla over, overslaan, liever niet, zeg ik liever niet, wil ik niet zeggen
i don't know, dont know, don't know, no idea, skip, skip this, rather not, i'd rather not say
bilmiyorum, geç, söylemek istemiyorum
لا أعرف, لا أدري, تخطي, أفضل ألا أقول
nie wiem, pomiń, wolę nie mówić, nie chcę mówić
не знаю, пропустити, краще не скажу, не хочу казати`

const thankWords = `dank je, dank u, dankje, danku, dank je wel, dank u wel, dankjewel, dankuwel, bedankt, heel erg bedankt, ok dank je, ok dank u, oke bedankt, top bedankt, fijn dank je, fijn dank u, thanks
thank you, thank you very much, ok thanks
teşekkürler, teşekkür ederim, sağ ol, sağol
شكرا, شكرا جزيلا, شكرا لك
dziękuję, dzięki
дякую, дуже дякую, спасибі
🙏, ❤️`

const noWords = `nee, neen, nee hoor, nee dank je, nee dank u, nee bedankt, nope, liever niet, niet, nu niet
no, no thanks, no thank you, nah, not now
hayır, hayir, yok
لا, كلا
nie, nie teraz
ні, не зараз
👎, 👎🏻, 👎🏼, 👎🏽, 👎🏾, 👎🏿`
