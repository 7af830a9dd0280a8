"""Write companion/moderation/data/confusables.txt: letters that look like a to z.

Usage: confusables.py CONFUSABLES_JSON — the file of that name in the PyPI package
confusable-homoglyphs (MIT), which holds Unicode's own table (UTS 39).

Two lines a letter, "a strong: …" and "a weak: …". Strong: Unicode's table says that it
looks like the letter. Weak: a small capital, a letter with a stroke, a letter in a box,
or one that people use for its shape although it looks different. What compatibility
decomposition or dropping accents already turns into the letter is left out.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Final
from unicodedata import category, combining, name, normalize

OUT: Final = Path(__file__).parent.parent / "companion/moderation/data/confusables.txt"
LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"

# "Faux Cyrillic" and its kin: used for their shape, not in Unicode's table.
FAUX: Final = {
    "a": "дλΛ",
    "b": "вВьъБбβ",
    "c": "ϲς¢",
    "d": "δ",
    "e": "эєεΣξΞ€ҽ",
    "f": "ƒ",
    "g": "ցǥ",
    "h": "нҺ",
    "k": "кκΚ",
    "l": "Ł£",
    "m": "мΜ",
    "n": "иИйпηπΠ",
    "o": "θΘφΦ",
    "r": "яЯгΓ",
    "s": "§",
    "t": "тτ†",
    "u": "цμυ",
    "v": "ν",
    "w": "шШщЩωψ",
    "x": "жЖχ×",
    "y": "чуγ¥",
    "z": "ζ",
}
_NAMED: Final = re.compile(
    r"LATIN (?:CAPITAL |SMALL )?LETTER (?:SMALL CAPITAL )?([A-Z])(?: WITH .*)?"
    r"|(?:NEGATIVE|REGIONAL INDICATOR SYMBOL|CROSSED NEGATIVE)"
    r"(?: CIRCLED| SQUARED)?(?: LATIN CAPITAL)?(?: LETTER) ([A-Z])"
)


def main() -> int:
    """Write the file; returns 0, or 2 when no table was given."""
    if len(sys.argv) != 2:
        sys.stderr.write(__doc__ or "")
        return 2
    table = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    strong, weak = _strong(table), _weak()
    lines = [f"# Made by packaging/{Path(__file__).name} from Unicode's confusables.\n"]
    for letter in LETTERS:
        sure = sorted(char for char, found in strong.items() if found == letter)
        rest = sorted(
            char
            for char, found in weak.items()
            if found == letter and char not in strong
        )
        lines.append(f"{letter} strong: {''.join(sure)}\n")
        lines.append(f"{letter} weak: {''.join(rest)}\n")
    OUT.write_text("".join(lines), encoding="utf-8")
    return 0


def _strong(table: dict[str, list[dict[str, str]]]) -> dict[str, str]:
    """Return what Unicode says looks like one letter; I, 1 and | are an l."""
    found: dict[str, str] = {}
    for letter in LETTERS:
        for form in (letter.upper(), letter):
            for alike in table.get(form, ()):
                if _is_wanted(alike["c"]):
                    found[alike["c"]] = letter
    return found


def _weak() -> dict[str, str]:
    found = {
        chr(code): letter
        for code in range(0x80, 0x1FBFF)
        if _is_wanted(chr(code)) and (letter := _named(chr(code)))
    }
    for letter, chars in FAUX.items():
        found |= dict.fromkeys(filter(_is_wanted, chars), letter)
    return found


def _named(char: str) -> str:
    match = _NAMED.fullmatch(name(char, ""))
    return next(filter(None, match.groups()), "").lower() if match else ""


def _is_wanted(char: str) -> bool:
    """Tell whether no earlier step turns it into plain letters, or drops it."""
    if len(char) != 1 or char.isascii() or combining(char):
        return False
    if category(char) in ("Cc", "Cf", "Cn", "Co", "Zs"):
        return False
    return normalize("NFKD", char) == char


if __name__ == "__main__":
    sys.exit(main())
