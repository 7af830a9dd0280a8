"""Reading aloud: what is read, in which order, and when it is too late.

Listens to what went through the gate. A text is read only when a model or a person has
allowed it; what is retracted is dropped wherever it is on its way.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Final, Protocol, TypeVar

import msgspec
from msgspec import Struct

from companion.domain.entries import Entry, Featured, Judgement, Verdict, VerdictGiven
from companion.domain.errors import WorkerError
from companion.domain.events import (
    Cheer,
    Membership,
    Redemption,
    Subscription,
    SuperChat,
)
from companion.domain.judged import text_of
from companion.domain.ports import Clock
from companion.domain.views import ConnectionView, Review, SessionView, Shown
from companion.i18n import _, language
from companion.media.cache import CachePart
from companion.media.speech import Manner, Speaker, speech, spoken_text
from companion.moderation.policy import is_proved_clean
from companion.settings.media import SpeechSettings, SpokenKind

PREFIX: Final = "speech:"
"""Names of speech in an overlay's state: this and the seq of the entry."""

MOST_WAITING: Final = 20
"""Texts that wait to be synthesised; those that came first are left out."""

LATE_S: Final = 20.0
"""Seconds after which a text that still waits is not read any more."""

_REMEMBERED: Final = 500
_NAME: Final = re.compile(rf"{PREFIX}[0-9]{{1,18}}(,[0-9]{{1,18}}){{0,99}}")

log = logging.getLogger(__name__)
T = TypeVar("T")


class Featuring(Protocol):
    """What a LiveView is asked."""

    def featured(self) -> Entry | None:
        """Return the entry that a person has put on screen, or None."""


class _Waiting(Struct, frozen=True):
    seq: int
    text: str
    due: float


class SpeechDesk:
    """An EngineListener that makes speech of texts, one after the other.

    speaker: None where the computer has no voice. kept: where speech is cached.
    on_ready: called when speech can be played that could not before.
    """

    def __init__(
        self,
        settings: SpeechSettings,
        *,
        speaker: Speaker | None,
        kept: CachePart,
        view: Featuring,
        clock: Clock,
        on_ready: Callable[[], None],
    ) -> None:
        self._settings = settings
        self._speaker = speaker
        self._kept = kept
        self._view = view
        self._clock = clock
        self._on_ready = on_ready
        self._waiting: deque[_Waiting] = deque()
        self._proved: OrderedDict[int, None] = OrderedDict()
        self._taken: OrderedDict[int, None] = OrderedDict()
        self._clips: OrderedDict[int, str] = OrderedDict()
        self._has_work = asyncio.Event()
        self._failure = ""

    @property
    def trouble(self) -> str:
        """Why nothing is read although it should be, "" when all is well."""
        if not self._settings.enabled:
            return ""
        if self._speaker is None:
            return _("This computer has no voice: install espeak-ng.")
        return self._failure

    def apply(self, settings: SpeechSettings) -> None:
        """Read by other settings from now on."""
        self._settings = settings
        if not settings.enabled:
            self._waiting.clear()
            self._clips.clear()

    def path_of(self, name: str) -> Path | None:
        """Return where the speech "speech:<seq>" lies; None while there is none.

        Of several, "speech:<seq>,<seq>", that of the first that has one.
        """
        if not _NAME.fullmatch(name):
            return None
        for number in name.removeprefix(PREFIX).split(","):
            key = self._clips.get(int(number))
            if key is not None and key in self._kept:
                return self._kept.path(key)
        return None

    # EngineListener

    def shown(self, items: Sequence[Shown]) -> None:
        """Take what is to be read."""
        if not self._settings.enabled or self._speaker is None:
            return
        for item in items:
            self._take(item.entry)

    def retracted(self, seqs: Sequence[int]) -> None:
        """Drop what must not be heard any more."""
        for seq in seqs:
            self._drop(seq)

    def reviewing(self, items: Sequence[Review]) -> None:
        """Nothing that waits for a verdict is read."""

    def connections(self, items: Sequence[ConnectionView]) -> None:
        """Nothing is read of connections."""

    def session(self, view: SessionView | None) -> None:
        """Drop what waits when a session has ended."""
        if view is None:
            self._waiting.clear()

    def alarm(self, text: str) -> None:
        """Nothing is read of it."""

    def _take(self, entry: Entry) -> None:
        match entry.body:
            case VerdictGiven() as given:
                self._note_verdict(given)
            case Featured():
                featured = self._view.featured()
                if featured is not None and "highlighted" in self._settings.kinds:
                    self._want(featured)
            case _:
                if self._is_read(entry):
                    self._want(entry)

    def _note_verdict(self, given: VerdictGiven) -> None:
        """Remember that a text is proved clean: what is shown late says not why."""
        said = Judgement(text=given.text, reasons=given.reasons, scores=given.scores)
        if is_proved_clean(said):
            _remember(self._proved, given.of, None)
        elif given.text is not Verdict.ALLOW:
            self._drop(given.of)

    def _is_read(self, entry: Entry) -> bool:
        event = entry.event
        if _KINDS.get(type(event)) not in self._settings.kinds:
            return False
        match event:
            case Cheer():
                return event.bits >= self._settings.least_bits
            case SuperChat():
                return event.amount_micros >= self._settings.least_amount * 1_000_000
        return True

    def _want(self, entry: Entry) -> None:
        """Queue an entry's text once, if it is proved clean."""
        event = entry.event
        is_proved = entry.seq in self._proved or is_proved_clean(entry.judgement)
        if event is None or not is_proved or entry.seq in self._taken:
            return
        text = spoken_text(text_of(event), self._settings.longest)
        if not text:
            return
        _remember(self._taken, entry.seq, None)
        due = self._clock.monotonic() + LATE_S
        self._waiting.append(_Waiting(entry.seq, text, due))
        if len(self._waiting) > MOST_WAITING:
            self._waiting.popleft()
        self._has_work.set()

    def _drop(self, seq: int) -> None:
        self._proved.pop(seq, None)
        self._clips.pop(seq, None)
        self._waiting = deque(one for one in self._waiting if one.seq != seq)

    async def run(self) -> None:
        """Make speech of what waits, one after the other; cancel to stop."""
        while True:
            await self._has_work.wait()
            self._has_work.clear()
            while self._waiting:
                await self._speak(self._waiting.popleft())

    async def _speak(self, one: _Waiting) -> None:
        speaker = self._speaker
        if speaker is None or one.due < self._clock.monotonic():
            return
        # While it is under way it can still be retracted.
        self._clips[one.seq] = ""
        try:
            key = await self._key_of(speaker, one.text)
        except WorkerError as error:
            self._clips.pop(one.seq, None)
            if str(error) != self._failure:
                log.warning("speech: %s", error)
            self._failure = str(error)
            return
        self._failure = ""
        if one.seq in self._clips and one.due >= self._clock.monotonic():
            _remember(self._clips, one.seq, key)
            self._on_ready()
        else:
            self._clips.pop(one.seq, None)

    async def _key_of(self, speaker: Speaker, text: str) -> str:
        """Return the key of a text's speech, made if it is not kept."""
        manner = self._manner()
        whole = msgspec.json.encode((speaker.kind, manner, text))
        key = blake2b(whole, digest_size=16).hexdigest()
        if key in self._kept:
            await self._kept.use(key)
        else:
            await self._kept.put(key, await speech(speaker, text, manner))
        return key

    def _manner(self) -> Manner:
        chosen = self._settings
        return Manner(
            language=chosen.language or language(),
            voice=chosen.voice,
            rate=chosen.rate,
            volume=chosen.volume,
        )


_KINDS: Final[Mapping[type[object], SpokenKind]] = {
    SuperChat: "superchat",
    Cheer: "cheer",
    Subscription: "subscription",
    Membership: "subscription",
    Redemption: "redemption",
}


def _remember(known: OrderedDict[int, T], seq: int, value: T) -> None:
    known[seq] = value
    known.move_to_end(seq)
    if len(known) > _REMEMBERED:
        known.popitem(last=False)
