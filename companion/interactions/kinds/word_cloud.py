"""A word cloud: what everybody says in a word, and how many say it."""

from __future__ import annotations

from bisect import insort
from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, Final

from msgspec import Struct

from companion.domain.entries import Entry
from companion.domain.on_air import WordCloudOnAir
from companion.domain.show.notes import InteractionMade
from companion.domain.show.specs import WordCloudSpec
from companion.domain.show.steps import AnyStep, Closing
from companion.domain.show.views import AnswerView
from companion.domain.values import Timestamp
from companion.interactions.ballot import Moved, Voter
from companion.interactions.heard import Heard
from companion.interactions.kind import Interaction
from companion.interactions.options import folded
from companion.interactions.stop_words import stop_words
from companion.interactions.word_ranks import WordRanks, forms
from companion.interactions.words import words_of

SHOWN: Final = 60
"""Words in a cloud; more cannot be read."""


class _Said(Struct):
    """The words of one message: how each is compared and how it is written.

    is_outside: when it was last looked at, it was said or let through out of time.
    """

    order: tuple[Timestamp, int]
    by: int
    person: str
    viewer_id: str
    is_test: bool
    words: tuple[tuple[str, str], ...]
    is_outside: bool = False

    @property
    def voter(self) -> Voter:
        """Return whose words these are: the person's, or those of their tests."""
        return self.person, self.is_test


class WordCloud(Interaction[WordCloudSpec]):
    """Counts for each word how many people said it; a person's word counts once.

    Spellings that differ in case, accents or a plural s are one word, shown as most
    write it. With `words_each` the first ones of a person count.
    """

    repeats_words: ClassVar[bool] = True

    def __init__(
        self, made: InteractionMade, spec: WordCloudSpec, at: Timestamp
    ) -> None:
        super().__init__(made, spec, at)
        self._stop: Final = stop_words(spec.language)
        self._prefix: Final = folded(spec.prefix)
        self._said: dict[int, _Said] = {}
        self._of_voter: dict[Voter, list[_Said]] = {}
        self._counted: dict[Voter, dict[str, str]] = {}
        self._ranks: Final = WordRanks()

    def hear(self, heard: Heard) -> bool:
        """Take the words of a message."""
        text = self._without_prefix(heard.text)
        words: dict[str, str] = {}
        for key, spelling in words_of(text, self._stop):
            words.setdefault(key, spelling)
        if not words or heard.entry.seq in self._said:
            return False
        said = _Said(
            order=(heard.said_at, heard.entry.seq),
            by=heard.by,
            person=heard.person,
            viewer_id=heard.viewer.id,
            is_test=heard.is_test,
            words=tuple(words.items()),
        )
        self._said[heard.entry.seq] = said
        mine = self._of_voter.setdefault(said.voter, [])
        insort(mine, said, key=_order_of)
        if mine[-1] is not said:
            return self._count(said.voter)
        # The usual case: what is said last changes nothing of what was said before.
        return self._take(said)

    def _without_prefix(self, text: str) -> str:
        """Return what a message says after the prefix, "" where it has none."""
        wanted = self._prefix.split()
        rest = text
        for place, word in enumerate(wanted):
            said, rest = [*rest.split(maxsplit=1), "", ""][:2]
            is_last = place == len(wanted) - 1
            if said.casefold() == word:
                continue
            # A sign needs no space after it: "#cozy", but "wordy" is not "word y".
            is_sign = is_last and not word[-1].isalnum()
            if not is_sign or not said.casefold().startswith(word):
                return ""
            rest = f"{said[len(word) :]} {rest}"
        return rest.strip()

    def answer_of(self, person: str) -> AnswerView:
        """Return the words of a person that count, as they wrote them."""
        said = self._of_voter.get((person, False), [])
        mine = self._counted.get((person, False), {})
        inside = [one for one in said if self.counts(one.order[0], one.by)]
        return AnswerView(
            said=tuple(mine.values()),
            seqs=tuple(one.order[1] for one in inside if _is_among(one, mine)),
            is_late=bool(said) and said[-1] not in inside,
        )

    def unhear(self, seq: int) -> bool:
        """Take out the words of an entry that is no longer allowed, at any time."""
        return self.unhear_all((seq,))

    def unhear_all(self, seqs: Iterable[int]) -> bool:
        """Take out the words of many entries; each person's are counted anew once."""
        found = [self._said.pop(seq, None) for seq in seqs]
        is_changed = False
        for voter in dict.fromkeys(one.voter for one in found if one is not None):
            mine = self._of_voter[voter]
            self._of_voter[voter] = [one for one in mine if one.order[1] in self._said]
            is_changed |= self._count(voter)
        return is_changed

    def relink(self, person_of: Callable[[str], str], moved: Moved) -> None:
        """Count anew whose words are another person's now; the others stay."""
        theirs = [
            said
            for account, before in moved.items()
            for is_test in (False, True)
            for said in self._of_voter.get((before, is_test), ())
            if said.viewer_id == account
        ]
        changed: dict[Voter, None] = {}
        for said in theirs:
            changed[said.voter] = None
            self._of_voter[said.voter].remove(said)
            said.person = person_of(said.viewer_id)
            changed[said.voter] = None
            insort(self._of_voter.setdefault(said.voter, []), said, key=_order_of)
        for voter in changed:
            self._count(voter)

    def stepped(self, step: AnyStep, entry: Entry) -> None:
        """Leave out what was said after it closed."""
        if isinstance(step, Closing):
            self._count_anew()

    def moved(self, entry: Entry) -> None:
        """Count anew where the windows have changed."""
        self._count_anew()

    def _count_anew(self) -> None:
        """Count the words of those anew of whom something counts otherwise now."""
        counts = self.counts
        changed = {
            said.voter
            for said in self._said.values()
            if counts(said.order[0], said.by) is said.is_outside
        }
        for voter in changed:
            self._count(voter)

    def _count(self, voter: Voter) -> bool:
        """Count a person's words in place of those before; returns if they differ."""
        before = self._counted.pop(voter, {})
        for key, spelling in before.items():
            self._ranks.drop(key, spelling)
        for said in self._of_voter[voter]:
            self._take(said)
        return before != self._counted.get(voter, {})

    def _take(self, said: _Said) -> bool:
        said.is_outside = not self.counts(said.order[0], said.by)
        return not said.is_outside and self._add(said)

    def _add(self, said: _Said) -> bool:
        """Count the words of a message that are new of their person, while it may."""
        most = self.spec.words_each
        mine = self._counted.get(said.voter, {})
        had = len(mine)
        for key, spelling in said.words:
            if most and len(mine) >= most:
                break
            if any(one in mine for one in forms(key)):
                continue
            mine[key] = spelling
            self._ranks.add(key, spelling)
        if mine:
            self._counted[said.voter] = mine
        return len(mine) > had

    def words(self, limit: int = SHOWN) -> tuple[tuple[str, int], ...]:
        """Return the words that most people said, most first, and how many did."""
        return self._ranks.best(limit)

    def on_air(self) -> WordCloudOnAir:
        """Return what viewers see of it now."""
        return WordCloudOnAir(
            id=self.id,
            phase=self.phase,
            title=self.spec.title,
            words=self.words(),
            voters=len(self._counted),
        )

    def described(self) -> Mapping[str, Any]:
        """Return what the Broadcaster sees of it beyond what all kinds tell."""
        return {
            "voters": len(self._counted),
            "numbers": {"words": len(self._ranks)},
        }


def _is_among(said: _Said, counted: Mapping[str, str]) -> bool:
    """Return whether a word of a message is counted, or another form of it."""
    return any(one in counted for key, _spelling in said.words for one in forms(key))


def _order_of(said: _Said) -> tuple[Timestamp, int]:
    return said.order
