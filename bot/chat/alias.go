package chat

import "strconv"

// Alias is the n-th of the names by which the desk tells persons apart: a
// colour and an animal, as in "blauwe vos". The first Aliases of them are all
// different; after those a number follows: "blauwe vos 2".
func Alias(n uint64) string {
	name := colours[n%uint64(len(colours))] + " " + animals[n/uint64(len(colours))%uint64(len(animals))]
	if round := n / Aliases; round > 0 {
		return name + " " + strconv.FormatUint(round+1, 10)
	}
	return name
}

// Aliases is how many names there are before one needs a number.
const Aliases = uint64(len(colours) * len(animals))

// Colours as they stand before a de-word. No two are shades that a tired eye
// takes for each other at the start of the word.
var colours = [...]string{
	"blauwe", "groene", "rode", "gele", "witte", "zwarte", "bruine", "grijze",
	"paarse", "roze", "oranje", "gouden", "zilveren", "koperen", "turquoise", "beige",
	"lila", "crème", "gestreepte", "gestippelde", "bonte", "gevlekte", "glanzende", "donkere",
}

// Animals that are all de-words, so that the colour before them is right, and
// that nobody is insulted by.
var animals = [...]string{
	"vos", "das", "egel", "otter", "bever", "eekhoorn", "haas", "ree",
	"uil", "zwaan", "merel", "mus", "specht", "ooievaar", "reiger", "kievit",
	"zwaluw", "valk", "buizerd", "fazant", "pauw", "pelikaan", "pinguïn", "flamingo",
	"papegaai", "toekan", "kolibrie", "ijsvogel", "leeuwerik", "nachtegaal", "meeuw", "eend",
	"dolfijn", "zeehond", "walrus", "orka", "zalm", "snoek", "forel", "kreeft",
	"krab", "zeester", "schildpad", "kikker", "salamander", "hagedis", "vlinder", "libel",
	"krekel", "hommel", "lynx", "wolf", "beer", "panda", "koala", "kangoeroe",
	"giraffe", "zebra", "tijger", "leeuw", "panter", "kameel", "lama", "poolhaas",
}
