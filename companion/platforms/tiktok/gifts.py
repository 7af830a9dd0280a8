"""TikTok's list of gifts: what a gift is called, costs and looks like.

A gift message mostly describes its gift; some come without, and would count for
nothing. The list is read without a signature and kept in the data folder.
"""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Final

import msgspec

from companion.domain.events import Gift
from companion.domain.ports import Clock
from companion.domain.text import clean_name
from companion.kept_file import replace_whole
from companion.platforms.tiktok.asking import Asking, Unanswered
from companion.platforms.tiktok.bounds import ADDRESS, MOST_DIAMONDS

READ_AGAIN_S: Final = 3_600.0
"""Seconds before the list is read again, however often a connection is made."""

MOST_GIFTS: Final = 4_000
"""Gifts that are kept; TikTok has a few hundred in one country."""

_MOST_BYTES: Final = 4 * 1024 * 1024
_LONGEST_ICON: Final = 600

_log = logging.getLogger(__name__)


class KnownGift(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One gift; icon: https address of its picture, or None."""

    name: str
    diamonds: int
    icon: str | None = None


class _Picture(msgspec.Struct):
    url_list: list[str] = []


class _Listed(msgspec.Struct):
    id: int
    name: str
    diamond_count: int
    image: _Picture | None = None
    icon: _Picture | None = None


class _Data(msgspec.Struct):
    gifts: list[msgspec.Raw] = []


class _Answer(msgspec.Struct):
    data: _Data


_ANSWER: Final = msgspec.json.Decoder(_Answer)
_LISTED: Final = msgspec.json.Decoder(_Listed)
_KEPT: Final = msgspec.json.Decoder(dict[str, KnownGift])


class GiftCatalogue:
    """All gifts that are known, by their number; one catalogue for all channels.

    file: where it is kept between runs; None: nowhere. Losing it loses nothing.
    """

    def __init__(self, clock: Clock, *, file: Path | None = None) -> None:
        self._clock = clock
        self._file = file
        self._gifts: dict[str, KnownGift] | None = None
        self._read_at: float | None = None

    def __len__(self) -> int:
        return len(self._known)

    def described(self, gift: Gift) -> Gift:
        """Return the gift with what its message left out."""
        has_words = gift.diamonds_each > 0 or gift.name != f"#{gift.gift_id}"
        if has_words and gift.icon is not None:
            return gift
        known = self._known.get(gift.gift_id)
        if known is None:
            return gift
        if has_words:
            return msgspec.structs.replace(gift, icon=known.icon)
        return msgspec.structs.replace(
            gift,
            name=known.name,
            diamonds_each=known.diamonds,
            icon=gift.icon or known.icon,
        )

    async def read(self, asking: Asking, *, room: str) -> None:
        """Ask TikTok for its list, and keep it; never raises."""
        now = self._clock.monotonic()
        if self._read_at is not None and now - self._read_at < READ_AGAIN_S:
            return
        self._read_at = now
        try:
            answer = await asking.tiktok("webcast", "/gift/list/", room_id=room)
        except Unanswered as error:
            _log.info("TikTok's list of gifts cannot be read: %s", error)
            return
        if found := gifts_in(answer):
            # Gifts leave the list while some still have them to send.
            kept = {**self._known, **found}
            self._gifts = dict(list(kept.items())[-MOST_GIFTS:])
            await asyncio.to_thread(self._keep)

    @property
    def _known(self) -> dict[str, KnownGift]:
        if self._gifts is None:
            self._gifts = self._kept()
        return self._gifts

    def _kept(self) -> dict[str, KnownGift]:
        """Return what is in the file; nothing when it is not right."""
        try:
            if self._file is None or self._file.stat().st_size > _MOST_BYTES:
                return {}
            return _KEPT.decode(self._file.read_bytes())
        except (OSError, msgspec.DecodeError, RecursionError):
            return {}

    def _keep(self) -> None:
        if self._file is None:
            return
        text = msgspec.json.encode(self._gifts)
        if len(text) > _MOST_BYTES:
            return
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            replace_whole(self._file, text, lasts=False)
        except OSError as error:
            _log.info("TikTok's list of gifts cannot be kept: %s", error)


def gifts_in(answer: bytes) -> dict[str, KnownGift]:
    """Return the gifts of an answer by their number; those that make no sense, not."""
    try:
        raw = _ANSWER.decode(answer).data.gifts
    except (msgspec.DecodeError, RecursionError):
        return {}
    found = {}
    for one in raw[:MOST_GIFTS]:
        try:
            listed = _LISTED.decode(one)
        except (msgspec.DecodeError, RecursionError):
            continue
        name = clean_name(listed.name)
        if listed.id > 0 and name and 0 <= listed.diamond_count <= MOST_DIAMONDS:
            found[str(listed.id)] = KnownGift(
                name=name, diamonds=listed.diamond_count, icon=_icon(listed)
            )
    return found


def _icon(listed: _Listed) -> str | None:
    for picture in (listed.image, listed.icon):
        for address in picture.url_list if picture else ():
            if len(address) <= _LONGEST_ICON and ADDRESS.fullmatch(address):
                return address
    return None
