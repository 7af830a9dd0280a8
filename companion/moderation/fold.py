"""Letters as eyes read them: look-alikes of other scripts, digits, signs.

Folding makes candidates only. Whether a word that was written is meant as another is
`is_disguise`, which asks what was done to it: "1001" is a number and "fall" is not
"fail", although both fold to the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from importlib import resources
from itertools import groupby
from typing import Final, Literal, NamedTuple

from companion.moderation.automaton import Automaton
from companion.moderation.skeleton import VOWEL_SIGNS, skeleton_of

_DIGITS: Final = dict(zip("0123456789", "oizeasgtbg", strict=True))
_ASCII_SIGNS: Final = {"@": "a", "$": "s", "!": "i", "|": "i", "+": "t"}
_LEET: Final = _DIGITS | _ASCII_SIGNS | dict(zip("€£¢§¡¥ß", "eicsiys", strict=True))
_EDGE_SIGNS: Final = "!|+"
"""Signs that more often end or begin a word than are a letter of it."""

_RARE: Final = frozenset("ѕӏԁԛԝһҽү")
"""Letters of no alphabet that many people write: who uses them copied them."""

_LONGEST_SHORT: Final = 4
"""Words up to this length look like too many others: they need more proof."""

_DOUBLE: Final = re.compile(r"(\S)(?=\1)")

_MONEY: Final = re.compile(
    r"[A-Za-z]{0,3}[$€£¥¢]\d+(?:[.,]\d+)?[kKmMbB]?|\d+(?:[.,]\d+)?[kKmMbB]?[$€£¥¢]"
)


class _Table(dict[int, str]):
    """For str.translate: small letters for all that the table does not name."""

    def __missing__(self, code: int) -> str:
        return chr(code).lower()


def _tables() -> tuple[_Table, frozenset[str]]:
    """Return what each character is read as, and what surely looks like a letter."""
    lines = (
        (resources.files("companion.moderation") / "data" / "confusables.txt")
        .read_text(encoding="utf-8")
        .splitlines()
    )
    letters: dict[str, str] = {}
    sure: set[str] = set()
    for line in lines[1:]:
        about, chars = line.split(": ", 1)
        letter, strength = about.split()
        letters |= dict.fromkeys(chars, letter)
        if strength == "strong":
            sure.update(chars)
    for char, letter in list(letters.items()):
        for form in (char.lower(), char.upper()):
            if len(form) == 1:
                letters.setdefault(form, letter)
    letters = {chr(code): chr(code).lower() for code in range(128)} | letters | _LEET
    # i, l, 1, ! and | look alike in most fonts: one class, on both sides.
    read = {ord(c): "i" if letter == "l" else letter for c, letter in letters.items()}
    return _Table(read | {ord("l"): "i", ord("L"): "i"}), frozenset(sure)


_TABLE, _SURE = _tables()
_FOREIGN: Final = "".join(
    re.escape(chr(code)) for code in _TABLE if code > 127 and chr(code) != "ß"
)
_SIGNS: Final = "0123456789@$|+"


def _odd_pieces() -> list[str]:
    """Return what no plain text of small letters has: stretches, signs in words."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    stretched = [char * 3 for char in letters]
    doubled = [one * 2 + other * 2 for one in letters for other in letters]
    signs = [
        pair
        for letter in letters
        for sign in _SIGNS
        for pair in (letter + sign, sign + letter)
    ]
    marks = ["!" + sign for sign in letters + "0123456789"]
    dollars = [one + other for one in "@$" for other in "@$"]
    foreign = [chr(code) for code in _TABLE if code > 127]
    return [*stretched, *doubled, *signs, *marks, *dollars, *foreign]


_ODD: Final = Automaton((piece, None) for piece in _odd_pieces())
TOKEN: Final = re.compile(rf"(?:[^\W_]|[{VOWEL_SIGNS}@$!|+{_FOREIGN}])+")
"""One word of a text, with signs that may be letters of it."""


Reading = Literal["plain", "edged", "numbered"]
"""How the edges of words are read: without signs; with signs that may be letters of it
("!diot", but "!play"); without numbers too ("loser99")."""

_NUMBERED: Final = re.compile(r"[^\W\d_]\d+(?![^\W_])|(?<![^\W_])\d+[^\W\d_]")
_TRIMMED: Final[dict[Reading, Callable[[str], str]]] = {
    "plain": lambda word: word.strip(_EDGE_SIGNS),
    "edged": lambda word: word.rstrip("!"),
    "numbered": lambda word: word.strip(_EDGE_SIGNS + "0123456789"),
}


class Token(NamedTuple):
    """A word as it was written, and where it starts."""

    raw: str
    start: int


def is_odd(bare: str) -> bool:
    """Tell whether a text has anything by which a word could be disguised."""
    return _ODD.is_in(bare.lower())


def folded(bare: str) -> str:
    """Return what words are read as, stretched letters once."""
    return _DOUBLE.sub("", bare.translate(_TABLE))


def loose(skeleton: str) -> str:
    """Return a skeleton with i and l made one, which look alike as I and l."""
    return skeleton.replace("l", "i")


def unstroked(skeleton: str) -> str:
    """Return a skeleton with ł, ø and ı as people without such keys write them."""
    return "".join(
        char if char.isascii() or not _is_latin(char) else _TABLE[ord(char)]
        for char in skeleton
    )


def readings_of(bare: str) -> Sequence[Reading]:
    """Return the ways to read the edges of a text's words that may differ."""
    if _NUMBERED.search(bare):
        return ("plain", "edged", "numbered")
    has_edges = "!" in bare or "|" in bare or "+" in bare
    return ("plain", "edged") if has_edges else ("plain",)


def raws_of(bare: str, reading: Reading = "plain") -> list[str]:
    """Return the words of a text as they were written, signs in them kept."""
    trim = _TRIMMED[reading]
    return [raw for word in TOKEN.findall(bare) if (raw := trim(word))]


def tokens_of(bare: str, reading: Reading = "plain") -> list[Token]:
    """Return the same words with their places."""
    trim = _TRIMMED[reading]
    return [
        Token(raw, match.start() + match[0].index(raw))
        for match in TOKEN.finditer(bare)
        if (raw := trim(match[0]))
    ]


def is_disguise(raw: str, wanted: str, *, among: str = "") -> bool:
    """Tell whether a written word is meant as the skeleton `wanted`.

    Both fold to the same, or the answer is no. among: the whole text, whose script
    tells whether a word that looks Latin is one.
    """
    if raw == wanted or skeleton_of(raw) == wanted:
        return True
    if not _is_stretched_only_so(raw, wanted):
        return False
    if raw.isascii() and raw.isalpha():
        return _swaps_looks(raw, wanted) if wanted.isascii() else _is_latin(wanted)
    return _reads_by_signs(raw) and _reads_by_script(raw, wanted, among)


def runs_of(bare: str) -> list[tuple[str, int, int]]:
    """Return each run of signs that are read alike: as what, where it starts, ends."""
    runs: list[tuple[str, int, int]] = []
    place = 0
    for read, group in groupby(bare.translate(_TABLE)):
        length = sum(1 for _ in group)
        runs.append((read, place, place + length))
        place += length
    return runs


def _is_stretched_only_so(raw: str, wanted: str) -> bool:
    """Tell whether letters stand as often as wanted, or more often on purpose.

    "looser" is a word and "loooser" a stretched one; a single letter more counts only
    at the ends of longer words, or when it is not the only one.
    """
    written, meant = runs_of(raw), runs_of(wanted)
    if [run[0] for run in written] != [run[0] for run in meant]:
        return False
    lengths = [end - start for _, start, end in written]
    extra = [
        length - (end - start)
        for length, (_, start, end) in zip(lengths, meant, strict=True)
    ]
    if min(extra, default=0) < 0:
        return False
    more = [place for place, number in enumerate(extra) if number]
    if len(more) != 1:
        return True
    at_end = more[0] in (0, len(extra) - 1)
    return lengths[more[0]] > 2 or (at_end and len(wanted) > _LONGEST_SHORT)


def _swaps_looks(raw: str, wanted: str) -> bool:
    """Tell whether a word of plain letters differs by I for l or l for I at most."""
    others = [char.isupper() for char in raw if char not in "Il"]
    capitals = sum(others)
    small = len(others) - capitals
    for (_, start, end), (_, first, last) in zip(
        runs_of(raw), runs_of(wanted), strict=True
    ):
        written, meant = set(raw[start:end]), set(wanted[first:last])
        if {char.lower() for char in written} == meant:
            continue
        is_l_meant = meant == {"l"} and written <= {"I", "l"} and small > capitals
        is_i_meant = meant == {"i"} and written <= {"I", "l"} and 1 < capitals > small
        if not is_l_meant and not is_i_meant:
            return False
    return True


def _reads_by_signs(raw: str) -> bool:
    """Tell whether digits and signs in a word stand for letters."""
    digits = sum(map(str.isdigit, raw))
    signs = sum(char in _LEET and not char.isdigit() for char in raw)
    letters = len(raw) - digits - signs
    if not digits and not signs:
        return True
    if _MONEY.fullmatch(raw):
        return False
    if len(raw) <= _LONGEST_SHORT:
        return letters + signs >= 2 and (letters > 0 or not digits)
    return letters > 0 or (signs > digits and signs > 2)


def _reads_by_script(raw: str, wanted: str, among: str) -> bool:
    """Tell whether letters of other scripts, or with strokes, are there to deceive."""
    meant = set(wanted) | set(wanted.upper())
    strange = [c for c in raw if c.isalpha() and not c.isascii() and c not in meant]
    if not strange:
        return not any(c.isalpha() for c in raw) or _shares_script(raw, wanted)
    if all(map(_is_latin, strange)):
        # ı, ł and ø are letters of their own: in a short word they may be meant.
        return len(wanted) > _LONGEST_SHORT
    if any(c.isalpha() and (_is_latin(c) or c in meant) for c in raw):
        return True
    if any(char in _LEET for char in raw):
        return True
    if not _RARE.isdisjoint(strange) or any(map(_is_phonetic, strange)):
        return True
    return all(char in _SURE for char in strange) and not _is_decided(strange, among)


def _shares_script(raw: str, wanted: str) -> bool:
    """Tell whether a letter of the word is one of those that are wanted."""
    return any(char in wanted for char in raw.lower()) or _is_latin(wanted)


def _is_decided(strange: list[str], among: str) -> bool:
    """Tell whether the text is written in the script of these letters.

    Then it has letters near them in Unicode that look like no Latin one.
    """
    block = {ord(char) >> 8 for char in strange}
    return any(
        char.isalpha() and ord(char) >> 8 in block and char not in _SURE
        for char in among
        if not char.isascii()
    )


def _is_phonetic(char: str) -> bool:
    """Tell whether it is a sign of dictionaries, small capitals among them."""
    return "\u0250" <= char <= "\u02af" or "\u1d00" <= char <= "\u1dbf"


def _is_latin(text: str) -> bool:
    return all(char < "\u0250" or "\u1e00" <= char <= "\u1eff" for char in text)
