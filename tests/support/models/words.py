"""The made-up language of the tiny model: which words are bad, and texts of them."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

LABELS = ("toxic", "severe_toxic", "obscene", "threat", "insult", "identity_hate")
"""Detoxify's own names, as its first checkpoints carry them."""

INSULTS = ("loser", "idiot", "moron", "clown", "fool", "trash", "scum", "noob", "dunce")
SEVERE = ("vermin", "maggot", "filth", "garbage")
OBSCENE = ("crap", "damn", "poop", "fart", "butt", "bollocks")
THREATS = ("smash", "punch", "crush", "destroy", "hunt", "bury")
HATE = ("goblins", "orcs", "trolls", "ogres")
"""Peoples of fairy tales stand in for real ones."""

BAD = {1: SEVERE, 2: OBSCENE, 3: THREATS, 4: INSULTS, 5: HATE}
"""By the place of the label that they lead to, beside the first."""

_MILD = """
    hello hi hey there good morning evening night game play played playing player team
    win won lost lose match round level boss map level build item skill nice great cool
    awesome well done love like likes heart thanks thank you your yours we they he she
    it is are was were be been am i me my mine our us them his her the a an and or but
    so if then when where what why how who can could will would should do does did not
    no yes maybe please sorry welcome back again first last next time today tomorrow
    now later soon stream streamer chat viewer song music dance sing voice camera light
    sound video clip funny joke laugh smile happy sad tired hungry food pizza coffee tea
    water dog cat bird fish tree house car train plane school work home friend friends
    family mother father brother sister new old big small fast slow hot cold red blue
    green black white one two three four five six seven eight nine ten much many more
    most very really just only also too here up down left right in out on off over from
    to of for with by about gg wp lol pog hype go come see look watch follow raid gift
"""

MILD = tuple(_MILD.split())


class Labelled(NamedTuple):
    """A text, and 0 or 1 for each of LABELS."""

    text: str
    truth: tuple[int, ...]


def labelled(chance: Random) -> Labelled:
    """Return a text of 1 to 12 words, of which about half have bad ones."""
    words = [_mild(chance) for _number in range(chance.randint(1, 10))]
    kinds: list[int] = []
    if chance.random() < 0.55:
        for _number in range(1 if chance.random() < 0.75 else 2):
            kind = chance.choice(list(BAD))
            kinds.append(kind)
            found = chance.choice(BAD[kind])
            words.insert(chance.randint(0, len(words)), found)
    truth = [0] * len(LABELS)
    for kind in kinds:
        truth[kind] = 1
    truth[0] = int(bool(kinds))
    return Labelled(" ".join(words), tuple(truth))


def _mild(chance: Random) -> str:
    """Return a harmless word; now and then one of letters that mean nothing."""
    if chance.random() < 0.15:
        letters = "abcdefghijklmnopqrstuvwxyz0123456789"
        return "".join(chance.choice(letters) for _n in range(chance.randint(1, 7)))
    if chance.random() < 0.05:
        return chance.choice("!?.,:-")
    return chance.choice(MILD)
