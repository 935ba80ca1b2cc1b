package chat

import "strings"

// Code is the return code that a number stands for: four words of codeWords,
// joined by "-", as in "appel-brug-kaars-zomer". The lowest 36 bits count.
func Code(n uint64) string {
	var words [CodeLength]string
	for i := range words {
		words[i] = codeWords[n%uint64(len(codeWords))]
		n /= uint64(len(codeWords))
	}
	return strings.Join(words[:], "-")
}

// CodeLength is how many words a return code has.
const CodeLength = 4

// codeWords are short, common and kind, and no two are easily taken for each
// other when read aloud or written down in haste.
var codeWords = [512]string{
	"aardbei", "abrikoos", "agenda", "akkoord", "amandel", "ananas", "anker", "appel",
	"applaus", "april", "armband", "artisjok", "asperge", "atlas", "aubergine", "augurk",
	"augustus", "auto", "avond", "baby", "badkuip", "bakker", "balkon", "banaan",
	"bank", "basilicum", "batterij", "bed", "begin", "beker", "berk", "beschuit",
	"bezem", "bij", "blad", "blauw", "bloem", "bloemkool", "boon", "bord",
	"borstel", "boter", "boterham", "bouwen", "brief", "broccoli", "broek", "brood",
	"brug", "bruiloft", "bruin", "bus", "cadeau", "camera", "cavia", "ceintuur",
	"chocola", "circus", "citroen", "clown", "courgette", "dadel", "dal", "dans",
	"dansen", "dauw", "december", "deken", "deur", "dijk", "dinsdag", "doel",
	"dokter", "dorp", "douche", "draad", "drempel", "droom", "drop", "druif",
	"druppel", "duin", "egeltje", "eik", "eiland", "elfje", "elleboog", "emmer",
	"erwt", "esdoorn", "ezel", "feest", "fiets", "fietsbel", "fietsen", "fles",
	"fluit", "fontein", "framboos", "fris", "gang", "garnaal", "gedicht", "geduld",
	"geel", "geit", "geluk", "gezellig", "gieter", "gitaar", "glans", "gletsjer",
	"glijbaan", "globe", "golf", "gordijn", "goud", "gras", "groet", "gymzaal",
	"haar", "hagel", "hagelslag", "hamster", "handdoek", "handschoen", "haring", "harp",
	"haven", "hazelaar", "heelal", "heide", "hek", "helft", "hemd", "hemel",
	"hengel", "herfst", "heuvel", "hockey", "hond", "honing", "hoop", "hoorn",
	"horizon", "horloge", "huis", "hut", "hyacint", "iglo", "ijs", "ijsbeer",
	"ijzer", "inktvis", "jam", "januari", "jasmijn", "judo", "juf", "jungle",
	"kaas", "kabel", "kabouter", "kalm", "kamer", "kandelaar", "kaneel", "kano",
	"kapitein", "kapper", "kapstok", "kar", "karamel", "kast", "kastanje", "kasteel",
	"katoen", "kelder", "kers", "ketel", "ketting", "keuken", "kikkererwt", "klaver",
	"klei", "kleur", "klimmen", "klimrek", "klok", "knie", "knikker", "knoflook",
	"knoop", "knuffel", "koek", "koffer", "koffie", "kokos", "komeet", "komkommer",
	"kompas", "konijn", "kop", "koper", "korrel", "kraan", "krant", "krijt",
	"krokus", "kruimel", "kurk", "kussen", "laars", "lach", "lachen", "ladder",
	"laken", "lammetje", "lamp", "lantaarn", "lavendel", "lente", "lepel", "letter",
	"lezen", "liedje", "lief", "liefde", "limonade", "linde", "lint", "linzen",
	"lopen", "lucht", "luisteren", "lunch", "maan", "maandag", "madelief", "magneet",
	"mandarijn", "markt", "matroos", "medaille", "meester", "melk", "melodie", "meloen",
	"middag", "mier", "minuut", "mist", "moed", "molen", "moment", "mooi",
	"mos", "mossel", "motor", "munt", "museum", "muts", "muur", "muziek",
	"naald", "narcis", "neef", "nest", "neus", "nicht", "nieuw", "noot",
	"oase", "ochtend", "oktober", "olifant", "olijf", "ontbijt", "oor", "opa",
	"oranje", "orchidee", "orgel", "oven", "paard", "paleis", "pan", "pannenkoek",
	"pantoffel", "papier", "paprika", "parade", "paraplu", "parel", "park", "pasta",
	"peer", "perzik", "pet", "peterselie", "piano", "picknick", "piloot", "pinda",
	"pinguin", "pioenroos", "planeet", "plank", "plas", "plein", "plezier", "polder",
	"pomp", "pompelmoes", "pompoen", "pony", "potlood", "prei", "prins", "pruim",
	"puzzel", "pyjama", "raam", "rabarber", "radijs", "radio", "raket", "refrein",
	"regen", "regenboog", "regenbui", "regenjas", "ridder", "riem", "rijst", "ring",
	"ritme", "rivier", "robot", "roeiboot", "roer", "rok", "roos", "rooster",
	"roze", "rozijn", "rugzak", "rups", "rust", "sandaal", "savanne", "schaal",
	"schaats", "schaduw", "schat", "schelp", "scherm", "schilder", "schip", "schoen",
	"schommel", "school", "schouder", "schrift", "schroef", "schuur", "sjaal", "sla",
	"slager", "slapen", "slee", "sleutel", "slim", "sloot", "sneeuw", "sneeuwpop",
	"soep", "spar", "speeltuin", "spel", "spelen", "spiegel", "spijker", "spin",
	"spinazie", "spons", "springen", "sprookje", "stam", "station", "steen", "stekker",
	"ster", "stoel", "storm", "straat", "strand", "strandbal", "stroop", "struik",
	"suiker", "taart", "tak", "tante", "tapijt", "tekenen", "telefoon", "tennis",
	"tent", "terras", "theater", "thee", "tijm", "timmerman", "toeter", "toets",
	"tol", "tomaat", "toren", "touw", "tovenaar", "trap", "trein", "trommel",
	"trompet", "troost", "trots", "trui", "tuinman", "tulband", "tulp", "turnen",
	"vanille", "varen", "venkel", "verf", "verhaal", "verrassing", "veulen", "vijg",
	"vijver", "vilt", "vinger", "viool", "viooltje", "vis", "visser", "vlam",
	"vlieger", "vliegtuig", "vloer", "vlug", "voet", "voetbal", "vogel", "vork",
	"vrede", "vreugde", "vriend", "vrijheid", "vrolijk", "vulkaan", "vuurtoren", "wafel",
	"wagen", "walnoot", "wandelen", "warm", "warmte", "wasbeer", "water", "waterfles",
	"waterval", "week", "weg", "wens", "wereld", "wiel", "wilg", "wind",
	"winkel", "winter", "wit", "woensdag", "wolk", "wolkje", "wonder", "woord",
	"wortel", "yoghurt", "zaag", "zacht", "zand", "zandbak", "zee", "zeepaard",
	"zeil", "zijde", "zilver", "zingen", "zomer", "zomerjurk", "zon", "zonnebloem",
	"zonnebril", "zonnig", "zorg", "zout", "zuster", "zwart", "zwembad", "zwemmen",
}
