"""Counters and quotes: the fold of all that was ever recorded of them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from random import Random
from typing import Final, Protocol

from companion.domain.entries import Entry
from companion.domain.errors import CommandError
from companion.domain.show.notes import CounterSet, QuoteKept
from companion.i18n import _
from companion.interactions.commands.harmless import plain
from companion.interactions.record import Fold, Record

MOST_COUNTERS: Final = 500
MOST_QUOTES: Final = 10_000
QUOTE_LENGTH: Final = 400
LARGEST: Final = 10**12

_CAUSES: Final = 20_000


class Keepsakes:
    """Counters by name and quotes by number, of all sessions.

    entries: CounterSet and QuoteKept notes in order; each is taken once.
    """

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.counters: Final[dict[str, int]] = {}
        self.quotes: Final[dict[int, str]] = {}
        self.last_number = 0
        self._read_to = 0
        self._causes: Final[OrderedDict[tuple[str, int], int]] = OrderedDict()
        for entry in entries:
            self.take(entry)

    def take(self, entry: Entry) -> None:
        """Take the next entry."""
        note = entry.body
        if entry.seq <= self._read_to or not isinstance(note, CounterSet | QuoteKept):
            return
        self._read_to = entry.seq
        if isinstance(note, CounterSet):
            self.counters[note.name] = note.value
            self._caused(f"counter:{note.name}", note.of, note.value)
            return
        self.last_number = max(self.last_number, note.number)
        if note.is_dropped:
            self.quotes.pop(note.number, None)
        else:
            self.quotes[note.number] = note.text
            self._caused("quote", note.of, note.number)

    def _caused(self, what: str, of: int | None, value: int) -> None:
        if of is None:
            return
        self._causes[what, of] = value
        if len(self._causes) > _CAUSES:
            self._causes.popitem(last=False)

    def of_cause(self, what: str, of: int | None) -> int | None:
        """Return what an entry has made of a counter or quote already, or None."""
        return None if of is None else self._causes.get((what, of))


class Kept(Protocol):
    """Counters and quotes, to read and to write."""

    def counter(self, name: str) -> int:
        """Return a counter's value; 0 when nobody has counted."""

    def quotes(self) -> Mapping[int, str]:
        """Return the quotes by number."""

    async def count(self, name: str, by: int = 1, *, of: int | None = None) -> int:
        """Move a counter, once for each cause `of`; returns its value then."""

    async def keep_quote(
        self,
        text: str,
        *,
        number: int | None = None,
        of: int | None = None,
        who: str = "",
    ) -> int:
        """Keep a quote (None: under the next number); "" drops it. Returns the number.

        Raises CommandError when it is too long, or there is none to drop.
        """


class KeptOnRecord:
    """Counters and quotes on record; a Follower. Each write sees all before it."""

    def __init__(self, record: Record, keepsakes: Keepsakes | None = None) -> None:
        self._record = record
        self.all: Final = keepsakes or Keepsakes()

    def fresh(self) -> Fold:
        """Return the fold of no entries: what a session adds, all sessions have."""
        return Keepsakes()

    def turn_to(self, fold: Fold | None) -> None:
        """Turn to another session: counters and quotes go on."""

    def took(self, entries: Sequence[Entry]) -> None:
        """Take committed entries."""
        for entry in entries:
            self.all.take(entry)

    def counter(self, name: str) -> int:
        """Return a counter's value; 0 when nobody has counted."""
        return self.all.counters.get(name_of_counter(name), 0)

    def quotes(self) -> Mapping[int, str]:
        """Return the quotes by number."""
        return self.all.quotes

    async def count(self, name: str, by: int = 1, *, of: int | None = None) -> int:
        """Move a counter, once for each cause `of`; returns its value then."""
        counter = name_of_counter(name)
        value = 0

        def decide() -> Sequence[CounterSet]:
            nonlocal value
            before = self.all.of_cause(f"counter:{counter}", of)
            if before is not None:
                value = before
                return ()
            self._require_room(counter)
            value = min(LARGEST, max(-LARGEST, self.counter(counter) + by))
            return (CounterSet(name=counter, value=value, of=of),)

        await self._record.put(decide)
        return value

    async def set_counter(self, name: str, value: int, *, who: str = "") -> None:
        """Set a counter. Raises CommandError for a name or value that cannot be."""
        counter = name_of_counter(name)
        if abs(value) > LARGEST:
            raise CommandError(
                _("A counter goes to {most} at most.").format(most=LARGEST)
            )

        def decide() -> Sequence[CounterSet]:
            self._require_room(counter)
            return (CounterSet(name=counter, value=value, who=who),)

        await self._record.put(decide)

    def _require_room(self, counter: str) -> None:
        if counter not in self.all.counters and len(self.all.counters) >= MOST_COUNTERS:
            raise CommandError(
                _("There are {n} counters: no more can be had.").format(n=MOST_COUNTERS)
            )

    async def keep_quote(
        self,
        text: str,
        *,
        number: int | None = None,
        of: int | None = None,
        who: str = "",
    ) -> int:
        """Keep a quote, or drop it; see Kept."""
        said = quote_text(text)
        kept = 0

        def decide() -> Sequence[QuoteKept]:
            nonlocal kept
            before = self.all.of_cause("quote", of)
            if before is not None:
                kept = before
                return ()
            kept = next_number(self.all, number, is_drop=not said)
            return (
                QuoteKept(number=kept, text=said, is_dropped=not said, of=of, who=who),
            )

        await self._record.put(decide)
        return kept


class KeptInMemory:
    """Counters and quotes that nobody records: the sandbox's, over the real ones."""

    def __init__(self, real: Kept) -> None:
        self._real = real
        self._counters: dict[str, int] = {}
        self._own = Keepsakes()

    def counter(self, name: str) -> int:
        """Return a counter's value here."""
        counter = name_of_counter(name)
        return self._counters.get(counter, self._real.counter(counter))

    def quotes(self) -> Mapping[int, str]:
        """Return the real quotes and those of here."""
        return {**self._real.quotes(), **self._own.quotes}

    async def count(self, name: str, by: int = 1, *, of: int | None = None) -> int:
        """Move a counter here; no cause is looked at."""
        del of
        counter = name_of_counter(name)
        value = self.counter(counter) + by
        if len(self._counters) < MOST_COUNTERS:
            self._counters[counter] = value
        return value

    async def keep_quote(
        self,
        text: str,
        *,
        number: int | None = None,
        of: int | None = None,
        who: str = "",
    ) -> int:
        """Keep a quote here."""
        del of, who
        said = quote_text(text)
        kept = number or max(self.quotes(), default=0) + 1
        if said and len(self._own.quotes) < MOST_QUOTES:
            self._own.quotes[kept] = said
        return kept


def name_of_counter(name: str) -> str:
    """Return a counter's one name. Raises CommandError when it can be none."""
    counter = "_".join(name.casefold().split())
    if not 0 < len(counter) <= 50 or not counter.isprintable() or "}" in counter:
        raise CommandError(_("counter: a name of 1 to 50 letters is needed."))
    return counter


def quote_text(text: str) -> str:
    """Return a quote as it is kept. Raises CommandError when it is too long."""
    said = plain(text, limit=10 * QUOTE_LENGTH)
    if len(said) > QUOTE_LENGTH:
        raise CommandError(
            _("A quote has {most} letters at most.").format(most=QUOTE_LENGTH)
        )
    return said


def next_number(kept: Keepsakes, number: int | None, *, is_drop: bool) -> int:
    """Return under which number a quote is kept or dropped; CommandError if none."""
    if is_drop and number not in kept.quotes:
        raise CommandError(_("There is no quote with this number."))
    if number is not None:
        if not 1 <= number <= 10 * MOST_QUOTES:
            raise CommandError(_("There is no quote with this number."))
        return number
    if len(kept.quotes) >= MOST_QUOTES:
        raise CommandError(
            _("There are {n} quotes: no more can be had.").format(n=MOST_QUOTES)
        )
    return kept.last_number + 1


def picked_quote(
    quotes: Mapping[int, str], number: int | None, chance: Random
) -> tuple[int, str] | None:
    """Return a quote by its number, any of them for None; None when there is none."""
    if number is None:
        number = chance.choice(sorted(quotes)) if quotes else 0
    text = quotes.get(number)
    return None if text is None else (number, text)
