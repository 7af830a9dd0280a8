"""Messages in turn, while the stream is on and somebody writes: each chat on its own.

What was said last, when, and how many lines have come since is read from the record, so
that a restart neither begins anew nor says the same again.
"""

from __future__ import annotations

from typing import Final

from companion.domain.ports import Clock
from companion.domain.show.bots import BotBook, PeriodicDef
from companion.domain.values import Platform, Timestamp
from companion.domain.views import Shown
from companion.i18n import _
from companion.interactions.bots.actions import Actions
from companion.interactions.bots.causes import TIME, Hands, Texts, check_text, refusal
from companion.interactions.bots.runs import Runs

LOOK_S: Final = 1.0
"""Seconds between two looks at what is due."""

KIND: Final = "periodic"

_SECOND: Final = 1_000_000


class Periodic:
    """The BotPart of periodic messages."""

    def __init__(
        self, *, runs: Runs, hands: Hands, actions: Actions, texts: Texts, clock: Clock
    ) -> None:
        self._runs = runs
        self._hands = hands
        self._actions = actions
        self._texts = texts
        self._clock = clock
        self._defs: tuple[PeriodicDef, ...] = ()
        runs.remakes(KIND, lambda note: lambda: self._again(note.run, note.text))

    def check(self, book: BotBook) -> None:
        """Raise CommandError, naming the field, for what cannot be in the book."""
        ids: set[str] = set()
        for number, one in enumerate(book.periodic):
            field = f"periodic[{number}]"
            if one.id in ids:
                raise refusal(f"{field}.id", _("two have the same"))
            ids.add(one.id)
            for place, text in enumerate(one.texts):
                check_text(text, f"{field}.texts[{place}]", self._texts, needed=True)

    def use(self, book: BotBook) -> None:
        """Work by another book from now on."""
        self._defs = tuple(one for one in book.periodic if one.is_on)

    def hear(self, item: Shown) -> None:
        """Lines are counted on record, not here."""

    async def run(self) -> None:
        """Say what is due, for ever; cancel to stop."""
        while True:
            await self.say_due()
            await self._clock.sleep(LOOK_S)

    async def say_due(self) -> None:
        """Say what is due now."""
        if not self._runs.fold.is_live or not self._defs:
            return
        there = self._hands.platforms()
        for one in self._defs:
            for platform in there:
                wanted = not one.platforms or platform in one.platforms
                if wanted and self._is_due(one, platform):
                    await self._say(one, platform)

    def _is_due(self, one: PeriodicDef, platform: Platform) -> bool:
        fold, series = self._runs.fold, _series(one, platform)
        tally = fold.runs.tally(series)
        last: Timestamp = tally.at if tally.count else fold.began_at or 0
        if self._clock.now() - last < one.every_s * _SECOND:
            return False
        return fold.lines_since(series, platform) >= one.after_lines

    async def _say(self, one: PeriodicDef, platform: Platform) -> None:
        series = _series(one, platform)
        number = self._runs.fold.runs.tally(series).count
        text = self._texts.fill(one.texts[number % len(one.texts)], TIME)
        await self._runs.do(
            f"{series}:{number}",
            bot=one.id,
            name=one.name,
            action="message",
            text=text,
            work=lambda: self._actions.say(text, platforms=(platform,)),
        )

    async def _again(self, run: str, text: str) -> str:
        platform = Platform(run.split(":")[-2])
        return await self._actions.say(text, platforms=(platform,))


def _series(one: PeriodicDef, platform: Platform) -> str:
    return f"{KIND}:{one.id}:{platform}"
