"""Blocked words as people write them to get past a filter.

The tables are an attacker's, written by hand from what keyboards, pickers and web
pages of "fancy text" offer; nothing of the code under test is used here.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import NamedTuple
from unicodedata import lookup

WORDS = (
    *("loser", "idiot", "moron", "scum", "garbage", "trash"),
    *("clown", "stupid", "pathetic", "coward", "creep", "noob"),
)
FOREIGN = ("arsch", "trottel", "abruti", "salak", "sukkel", "scemo")

LEET = {"a": "4@", "e": "3", "i": "1!|", "l": "1|", "o": "0", "s": "5$", "t": "7+"}
SCRIPTS: dict[str, dict[str, str]] = {
    "cyrillic": dict(zip("aceopisxyhdlmtk", "асеорізхуһԁӏмтк", strict=True))
    | {"s": "ѕ"},
    "cyrillic-capitals": dict(zip("abcehkmoptxy", "АВСЕНКМОРТХУ", strict=True)),
    "greek": dict(zip("aoiptnuvkxe", "αοιρτηυνκχε", strict=True)),
    "greek-capitals": dict(zip("abehikmnoptxyz", "ΑΒΕΗΙΚΜΝΟΡΤΧΥΖ", strict=True)),
    "armenian": dict(zip("ounhg", "օսոհց", strict=True)),
    "cherokee": dict(zip("abcdeghijklmprstvwyz", "ᎪᏴᏟᎠᎬᏀᎻᎥᎫᏦᏞᎷᏢᏒᏚᎢᏙᎳᎩᏃ", strict=True)),
    "lisu": dict(
        zip("abcdefghijklmnoprstuvwxyz", "ꓮꓐꓚꓓꓰꓝꓖꓧꓲꓙꓗꓡꓟꓠꓳꓑꓣꓢꓔꓴꓦꓪꓫꓬꓜ", strict=True)
    ),
    "coptic": dict(zip("ocpimktx", "ⲟⲥⲣⲓⲙⲕⲧⲭ", strict=True)),
    "small-capitals": dict(
        zip("abcdeghijklmnoprtuvwz", "ᴀʙᴄᴅᴇɢʜɪᴊᴋʟᴍɴᴏᴘʀᴛᴜᴠᴡᴢ", strict=True)
    ),
}
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u180e\u034f\u2063"
MARKS = "\u0301\u0308\u0303\u0332\u0336\u0338\u0489\u20e3"
STYLES = (
    "MATHEMATICAL BOLD SMALL {}",
    "MATHEMATICAL FRAKTUR SMALL {}",
    "MATHEMATICAL MONOSPACE SMALL {}",
    "CIRCLED LATIN SMALL LETTER {}",
    "NEGATIVE SQUARED LATIN CAPITAL LETTER {}",
    "SQUARED LATIN CAPITAL LETTER {}",
)
CARRIERS = ("{}", "you {}", "{} streamer", "what a {} lol", "u r a {} !", "{}!!!")


class Evasive(NamedTuple):
    technique: str
    text: str
    is_name: bool = False


def _each(word: str, table: dict[str, str], chance: random.Random) -> str:
    """Replace at least one letter, each with a chance of two in three."""
    places = [n for n, char in enumerate(word) if char in table]
    chosen = {n for n in places if chance.random() < 0.67} or set(places[:1])
    return "".join(
        chance.choice(table[char]) if n in chosen else char
        for n, char in enumerate(word)
    )


def leet(word: str, chance: random.Random) -> str:
    return _each(word, LEET, chance)


def invisible(word: str, chance: random.Random) -> str:
    return chance.choice(INVISIBLE).join(word)


def marked(word: str, chance: random.Random) -> str:
    return "".join(char + chance.choice(MARKS) for char in word)


def piled(word: str, chance: random.Random) -> str:
    return "".join(char + "".join(chance.choices(MARKS[:6], k=3)) for char in word)


def stretched(word: str, chance: random.Random) -> str:
    place = chance.randrange(len(word))
    return word[:place] + word[place] * chance.randint(3, 7) + word[place + 1 :]


def doubled(word: str, chance: random.Random) -> str:
    return "".join(char * 2 for char in word)


def spaced(word: str, chance: random.Random) -> str:
    return chance.choice([" ", ".", "-", "_", "*", " . ", "/", "  "]).join(word)


def full_width(word: str, chance: random.Random) -> str:
    return "".join(chr(ord(char) + 0xFEE0) for char in word)


def fancy(word: str, chance: random.Random) -> str:
    style = chance.choice(STYLES)
    return "".join(lookup(style.format(char.upper())) for char in word)


def random_case(word: str, chance: random.Random) -> str:
    return "".join(chance.choice([char, char.upper()]) for char in word)


def homoglyphs(script: str) -> Callable[[str, random.Random], str]:
    return lambda word, chance: _each(word, SCRIPTS[script], chance)


def mixed(*steps: Callable[[str, random.Random], str]) -> Callable[..., str]:
    def together(word: str, chance: random.Random) -> str:
        for step in steps:
            word = step(word, chance)
        return word

    return together


def look_alike_i(word: str, chance: random.Random) -> str:
    return word.replace("l", "I") if "l" in word else word.upper().replace("I", "l")


TECHNIQUES: dict[str, Callable[[str, random.Random], str]] = {
    "leet": leet,
    "leet again": leet,
    "leet, any case": mixed(leet, random_case),
    **{f"homoglyphs: {script}": homoglyphs(script) for script in SCRIPTS},
    "zero-width": invisible,
    "combining marks": marked,
    "piled marks": piled,
    "stretched": stretched,
    "all doubled": doubled,
    "spaced": spaced,
    "spaced again": spaced,
    "full-width": full_width,
    "fancy letters": fancy,
    "fancy again": fancy,
    "mixed: leet, stretched": mixed(leet, stretched),
    "mixed: cyrillic, zero-width": mixed(homoglyphs("cyrillic"), invisible),
    "mixed: greek, marks": mixed(homoglyphs("greek"), marked),
    "mixed: leet, cyrillic": mixed(leet, homoglyphs("cyrillic")),
    "mixed: leet, spaced": mixed(leet, spaced),
    "mixed: cyrillic, spaced": mixed(homoglyphs("cyrillic"), spaced),
    "mixed: stretched, full-width": mixed(stretched, full_width),
    "mixed: leet, zero-width": mixed(leet, invisible),
}
NAMES: dict[str, Callable[[str, random.Random], str]] = {
    "name: decorated": lambda word, _: f"xX_{word}_Xx",
    "name: decorated tightly": lambda word, _: f"xX{word.title()}Xx",
    "name: with digits": lambda word, chance: f"{word}{chance.randint(1, 9999)}",
    "name: in one": lambda word, _: f"TheReal{word.title()}King",
    "name: with dots": lambda word, _: f"the.{word}.2009",
    "name: leet": lambda word, chance: f"{leet(word, chance)}_official",
    "name: cyrillic": lambda word, chance: f"{homoglyphs('cyrillic')(word, chance)}_tv",
    "name: stretched": lambda word, chance: f"{stretched(word, chance)}99",
}
BY_HAND = """\
5hut up
shut üp
ѕhut up
sh\u200but up
SHUUUT UP
ｓｈｕｔ ｕｐ
shut, up!
shut...up
g3t lo$t
get l0st
лoх
л0х
лооох
ЛОX
дуpaк
дурааак
гaд
г а д
л.о.х
1d10t
!d!ot
1o$er
tr4$h
5tup1d
@ss
a$$
4ss
@$$
aßs
tw4t
t w a t
5l4g
cr4p
¢rap
d1ck
c0ck
h3ll
IoseR you Ioser
clоwn
ßtupid
p@theti¢
бa\u200bka baka ばか
ば\u200bか
傻\u200b瓜
傻 瓜
g\u0142upek
d e b i l e
d3bile
ABRUTl
trotte1
5ukkel
scem0
0tario
k.u.t
a r s c h
4rsch
"""


def corpus(seed: int = 4) -> Iterator[Evasive]:
    """Yield every text, the same at each call with the same seed."""
    chance = random.Random(seed)
    for technique, change in TECHNIQUES.items():
        for word in (*WORDS, *chance.sample(FOREIGN, 2)):
            changed = change(word, chance)
            if changed != word:
                yield Evasive(technique, chance.choice(CARRIERS).format(changed))
    for technique, change in NAMES.items():
        for word in WORDS:
            yield Evasive(technique, change(word, chance), is_name=True)
    for word in WORDS:
        if (changed := look_alike_i(word, chance)) != word.upper():
            yield Evasive("I for l", f"what a {changed}")
    for line in BY_HAND.splitlines():
        yield Evasive("by hand", line)
