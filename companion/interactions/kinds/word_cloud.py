"""A word cloud: what everybody says in a word, and how many say it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from heapq import nsmallest
from typing import Any, Final

from msgspec import Struct

from companion.domain.entries import Entry
from companion.domain.on_air import WordCloudOnAir
from companion.domain.show.notes import InteractionMade
from companion.domain.show.specs import WordCloudSpec
from companion.domain.show.steps import AnyStep, Closing
from companion.domain.values import Timestamp
from companion.interactions.heard import Heard
from companion.interactions.kind import Interaction
from companion.interactions.options import folded
from companion.interactions.stop_words import stop_words
from companion.interactions.words import words_of

SHOWN: Final = 60
"""Words in a cloud; more cannot be read."""


class _Said(Struct):
    """The words of one message: how each is compared and how it is written."""

    order: tuple[Timestamp, int]
    by: int
    person: str
    viewer_id: str
    words: tuple[tuple[str, str], ...]


class WordCloud(Interaction[WordCloudSpec]):
    """Counts for each word how many people said it; a person's word counts once.

    Spellings that differ in case, accents or a plural s are one word, shown as most
    write it. With `words_each` the first ones of a person count.
    """

    def __init__(
        self, made: InteractionMade, spec: WordCloudSpec, at: Timestamp
    ) -> None:
        super().__init__(made, spec, at)
        self._stop: Final = stop_words(spec.language)
        self._prefix: Final = folded(spec.prefix)
        self._said: dict[int, _Said] = {}
        self._of_person: dict[str, list[_Said]] = {}
        self._counted: dict[str, tuple[tuple[str, str], ...]] = {}
        self._people: Counter[str] = Counter()
        self._spelt: dict[str, Counter[str]] = {}
        self._came: dict[str, int] = {}

    def hear(self, heard: Heard) -> bool:
        """Take the words of a message."""
        text = self._without_prefix(heard.text)
        words = tuple(dict(words_of(text, self._stop)).items()) if text else ()
        if not words or heard.entry.seq in self._said:
            return False
        said = _Said(
            order=(heard.said_at, heard.entry.seq),
            by=heard.by,
            person=heard.person,
            viewer_id=heard.viewer.id,
            words=words,
        )
        self._said[heard.entry.seq] = said
        self._of_person.setdefault(said.person, []).append(said)
        return self._count(said.person)

    def _without_prefix(self, text: str) -> str:
        if not self._prefix:
            return text
        is_meant = folded(text).startswith(self._prefix)
        return text.strip()[len(self.spec.prefix.strip()) :] if is_meant else ""

    def unhear(self, seq: int) -> bool:
        """Take out the words of an entry that is no longer allowed, at any time."""
        said = self._said.pop(seq, None)
        if said is None:
            return False
        self._of_person[said.person].remove(said)
        return self._count(said.person)

    def relink(self, person_of: Callable[[str], str]) -> None:
        """Count anew: two may have become one person."""
        self._of_person.clear()
        for said in self._said.values():
            said.person = person_of(said.viewer_id)
            self._of_person.setdefault(said.person, []).append(said)
        self._count_anew()

    def stepped(self, step: AnyStep, entry: Entry) -> None:
        """Leave out what was said after it closed."""
        if isinstance(step, Closing):
            self._count_anew()

    def moved(self, entry: Entry) -> None:
        """Count anew where the windows have changed."""
        self._count_anew()

    def _count_anew(self) -> None:
        self._counted.clear()
        self._people.clear()
        self._spelt.clear()
        for person in self._of_person:
            self._count(person)

    def _count(self, person: str) -> bool:
        """Count a person's words in place of those before; returns if they differ."""
        before, now = self._counted.get(person, ()), self._words_that_count(person)
        if before == now:
            return False
        for key, spelling in before:
            self._people[key] -= 1
            self._spelt[key][spelling] -= 1
        for key, spelling in now:
            self._came.setdefault(key, len(self._came))
            self._people[key] += 1
            self._spelt.setdefault(key, Counter())[spelling] += 1
        if now:
            self._counted[person] = now
        else:
            self._counted.pop(person, None)
        return True

    def _words_that_count(self, person: str) -> tuple[tuple[str, str], ...]:
        in_time = [
            one for one in self._of_person[person] if self.counts(one.order[0], one.by)
        ]
        in_time.sort(key=lambda one: one.order)
        words: dict[str, str] = {}
        for said in in_time:
            for key, spelling in said.words:
                words.setdefault(key, spelling)
        chosen = list(words.items())
        return tuple(chosen[: self.spec.words_each or None])

    def words(self, limit: int = SHOWN) -> tuple[tuple[str, int], ...]:
        """Return the words that most people said, most first, and how many did."""
        together: dict[str, list[str]] = {}
        for key, people in self._people.items():
            if people > 0:
                together.setdefault(self._singular(key), []).append(key)
        counted = (
            (-sum(self._people[one] for one in keys), self._came[keys[0]], keys)
            for keys in together.values()
        )
        most = nsmallest(limit, counted)
        return tuple((self._as_written(keys), -count) for count, _came, keys in most)

    def _singular(self, key: str) -> str:
        """Return a word without its plural s, where somebody wrote it so."""
        single = key[:-1]
        return single if key.endswith("s") and self._people[single] > 0 else key

    def _as_written(self, keys: Sequence[str]) -> str:
        spelt: Counter[str] = Counter()
        for key in keys:
            spelt.update(+self._spelt[key])
        return max(spelt, key=lambda one: spelt[one])

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
            "numbers": {
                "words": sum(1 for count in self._people.values() if count > 0)
            },
        }
