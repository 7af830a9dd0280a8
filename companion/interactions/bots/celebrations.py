"""Celebrations: a film that plays once on the stream, and is over when it ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from companion.domain.on_air import CelebrationOnAir
from companion.domain.show.notes import Celebrated
from companion.domain.values import Timestamp
from companion.i18n import _
from companion.interactions.bots.causes import Media, refusal
from companion.interactions.bots.state import BotFold
from companion.interactions.record import Record

WITHOUT_FILM_S: Final = 10.0
"""How long a celebration is shown whose film does not tell its length."""

LONGEST_S: Final = 60.0
"""How long any is shown; the overlay may show it for less."""


class Celebrations:
    """Records celebrations, and says which one is on.

    fold: what is on record of bots now.
    """

    def __init__(
        self, *, record: Record, fold: Callable[[], BotFold], media: Media
    ) -> None:
        self._record = record
        self._fold = fold
        self._media = media

    async def celebrate(
        self,
        *,
        bot: str,
        title: str,
        video: str,
        callers: int = 0,
        of: int | None = None,
    ) -> str:
        """Begin one now. Raises CommandError between sessions, LedgerError."""
        await self._record.put(
            lambda: (
                Celebrated(
                    bot=bot,
                    title=title,
                    video=video,
                    at=self._record.now(),
                    callers=callers,
                    of=of,
                ),
            )
        )
        return title or video

    def on_air(self, now: Timestamp) -> CelebrationOnAir | None:
        """Return the one that plays, None when none does."""
        last = self._fold().celebrated
        if last is None:
            return None
        seq, note = last
        if not note.at <= now < note.at + round(self._seconds(note.video) * 1_000_000):
            return None
        return CelebrationOnAir(
            id=f"celebration-{seq}",
            phase="ongoing",
            title=note.title,
            video=note.video,
            began_at=note.at,
            callers=note.callers,
        )

    def _seconds(self, video: str) -> float:
        film = self._media(video) if video else None
        seconds = None if film is None else film.seconds
        return min(seconds or WITHOUT_FILM_S, LONGEST_S)

    def check(self, video: str, field: str) -> None:
        """Raise CommandError, naming the field, for what cannot play; "" can."""
        if not video:
            return
        film = self._media(video)
        if film is None:
            text = _("“{file}” is not in the media library.")
            raise refusal(field, text.format(file=video))
        if film.kind == "sound":
            text = _("“{file}” is a sound: choose a WebM film or a picture.")
            raise refusal(field, text.format(file=video))
