"""One answer of YouTube's, by either way: its events, and where the next one begins."""

from __future__ import annotations

import base64
import json
import logging
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import msgspec
from msgspec import Struct

from companion.domain.errors import ProtocolChanged
from companion.domain.events import AnyEvent, StreamStatus, UnknownEvent, ViewerCount
from companion.domain.text import clean_text
from companion.domain.values import Platform, Timestamp
from companion.platforms.youtube.chat import PolledChat, polled_chat
from companion.platforms.youtube.fields import micros
from companion.platforms.youtube.parse import (
    UNNUMBERED,
    parse,
    parse_raw,
    parse_streamed,
    plain,
)

KEPT_UNREADABLE: Final = 20
"""Unreadable messages of one reason that are kept per attempt; the rest is counted."""

_KEPT_BYTES: Final = 16 * 1024
_MOST_PEOPLE: Final = 10_000_000_000
_MOST_INTERVAL_S: Final = 600.0

_log = logging.getLogger(__name__)


class Page(Struct, kw_only=True):
    """What one answer says.

    token: where the next answer begins; "" when it was not told. interval_s: how long
    YouTube asks to wait, 0 when it does not. has_ended: the stream is over.
    unknown: ids of messages whose kind the stream's schema does not know.
    """

    events: list[AnyEvent]
    token: str = ""
    interval_s: float = 0.0
    has_ended: bool = False
    unknown: frozenset[str] = frozenset()


class _Told(Struct, rename="camel", kw_only=True):
    """An answer of the list, but for its messages."""

    next_page_token: Any = None
    polling_interval_millis: Any = None
    active_poll_item: Any = None
    offline_at: Any = None


class _Answer(_Told, rename="camel", kw_only=True):
    """An answer whose messages are not decoded yet."""

    items: list[msgspec.Raw] = []


class _Chats(_Told, rename="camel", kw_only=True):
    """An answer whose messages are read as if each were a chat message."""

    items: list[PolledChat] = []


_ANSWER: Final = msgspec.json.Decoder(_Answer)
_CHATS: Final = msgspec.json.Decoder(_Chats)


class PageReader:
    """Reads the answers of one connection.

    channel: the Broadcaster's channel. video: its id, for what concerns the stream.
    """

    def __init__(self, *, channel: str, video: str) -> None:
        self._channel = channel
        self._video = video
        self._unreadable: Counter[str] = Counter()
        self._poll = ""

    def polled(self, answer: Any) -> Page:  # noqa: ANN401  # whatever JSON holds
        """Read an answer of liveChatMessages.list; raises ProtocolChanged."""
        items = answer.get("items", []) if isinstance(answer, Mapping) else None
        if not isinstance(items, list):
            raise ProtocolChanged("an answer without messages", payload=_bytes(answer))
        return self._page(answer, self._events(items, parse))

    def polled_raw(self, body: bytes) -> Page:
        """Read the bytes of such an answer; raises ProtocolChanged."""
        answer: _Told
        try:
            answer = chats = _CHATS.decode(body)
            events = self._mostly_chat(chats.items, body)
        except msgspec.DecodeError:
            # One message that is written otherwise: each is read for itself.
            try:
                answer = raw = _ANSWER.decode(body)
            except msgspec.DecodeError:
                return self.polled(_decoded(body))
            events = self._events(raw.items, parse_raw)
        told = {
            "nextPageToken": answer.next_page_token,
            "pollingIntervalMillis": answer.polling_interval_millis,
            "activePollItem": answer.active_poll_item,
            "offlineAt": answer.offline_at,
        }
        return self._page(told, events)

    def _mostly_chat(self, items: list[PolledChat], body: bytes) -> list[AnyEvent]:
        """Return the events; only what is no chat message is decoded once more."""
        found: list[AnyEvent] = []
        raw: list[msgspec.Raw] = []
        channel = self._channel
        for number, item in enumerate(items):
            if item.snippet.type == "textMessageEvent":
                try:
                    found.append(polled_chat(item, channel))
                    continue
                except ProtocolChanged:
                    # The long way says what is wrong with it.
                    pass
            raw = raw or _ANSWER.decode(body).items
            found += self._events((raw[number],), parse_raw)
        return found

    def _page(self, answer: Mapping[str, Any], events: list[AnyEvent]) -> Page:
        page = Page(
            events=events,
            token=_string(answer.get("nextPageToken")),
            interval_s=_seconds(answer.get("pollingIntervalMillis")),
        )
        self._finish(page, answer.get("activePollItem"), answer.get("offlineAt"))
        return page

    def streamed(self, response: Any) -> Page:  # noqa: ANN401  # made from the table
        """Read a schema.ListResponse."""
        page = Page(
            events=self._events(response.items, parse_streamed),
            token=_told(response, "next_page_token"),
        )
        page.unknown = frozenset(
            event.id
            for event in page.events
            if isinstance(event, UnknownEvent) and event.name == UNNUMBERED
        )
        poll = response.active_poll_item
        has_poll = response.HasField("active_poll_item")
        self._finish(page, plain(poll) if has_poll else None,
                     _told(response, "offline_at"))  # fmt: skip
        return page

    def named(
        self,
        answer: Any,  # noqa: ANN401  # whatever JSON holds
        ids: frozenset[str],
    ) -> dict[str, tuple[AnyEvent, ...]]:
        """Return what an answer of the list says of the messages with these ids."""
        items = answer.get("items", ()) if isinstance(answer, Mapping) else ()
        wanted = [
            item
            for item in (items if isinstance(items, list) else ())
            if f"youtube:{_native_of(item)}" in ids
        ]
        return {
            f"youtube:{_native_of(item)}": tuple(self._events([item], parse))
            for item in wanted
        }

    def watching(self, item: Any, *, at: Timestamp) -> ViewerCount | None:  # noqa: ANN401  # JSON
        """Read viewers and likes of a video of videos.list; None: not told.

        at: now; makes the id.
        """
        try:
            live = item.get("liveStreamingDetails", {})
            viewers = _people(live.get("concurrentViewers"))
            likes = _people(item.get("statistics", {}).get("likeCount"))
        except AttributeError:
            return None
        if viewers is None:
            return None
        return ViewerCount(
            id=f"youtube:{self._video}/viewers/{at}",
            platform=Platform.YOUTUBE,
            channel=self._channel,
            viewers=viewers,
            likes_total=likes,
        )

    def ended(self, at: object = None) -> StreamStatus:
        """Return the event that the stream is over; at: as YouTube writes times."""
        return StreamStatus(
            id=f"youtube:{self._video}/ended",
            platform=Platform.YOUTUBE,
            channel=self._channel,
            platform_at=micros(at),
            status="ended",
        )

    def _finish(self, page: Page, poll: object, offline_at: object) -> None:
        if poll:
            found = self._events([poll], parse)
            # Every answer repeats the poll that is running: news are its votes only.
            if found and found[0].id != self._poll:
                self._poll = found[0].id
                page.events += found
        page.has_ended = any(
            isinstance(event, StreamStatus) and event.status == "ended"
            for event in page.events
        )
        if offline_at and not page.has_ended:
            page.events.append(self.ended(offline_at))
            page.has_ended = True

    def _events(
        self, items: Iterable[Any], read: Callable[..., tuple[AnyEvent, ...]]
    ) -> list[AnyEvent]:
        found: list[AnyEvent] = []
        channel = self._channel
        for item in items:
            try:
                found += read(item, channel=channel)
            except ProtocolChanged as error:
                found += self._kept(item, error)
        return found

    def _kept(self, item: object, error: ProtocolChanged) -> tuple[AnyEvent, ...]:
        """Report once; keep the first ones as they came, to be read later perhaps."""
        reason = str(error)[:80]
        self._unreadable[reason] += 1
        if self._unreadable[reason] == 1:
            _log.warning("YouTube has changed: %s", clean_text(reason))
        native = _native_of(item)
        if self._unreadable[reason] > KEPT_UNREADABLE or not native:
            return ()
        raw = base64.b64encode(error.payload[:_KEPT_BYTES]).decode("ascii")
        return (
            UnknownEvent(
                id=f"youtube:{native}",
                platform=Platform.YOUTUBE,
                channel=self._channel,
                name="unreadable",
                payload={"base64": raw},
            ),
        )


def _decoded(body: bytes) -> Any:  # noqa: ANN401  # whatever JSON holds
    try:
        return json.loads(body)
    except ValueError as error:
        raise ProtocolChanged("an answer that is no JSON", payload=body) from error


def _native_of(item: Any) -> str:  # noqa: ANN401  # whatever came
    try:
        if isinstance(item, msgspec.Raw):
            item = json.loads(bytes(item))
        native = item.get("id") if isinstance(item, Mapping) else item.id
    except (AttributeError, ValueError):
        return ""
    if not isinstance(native, str) or not 0 < len(native) <= 500:
        return ""
    return clean_text(native)


def _told(response: Any, name: str) -> str:  # noqa: ANN401  # made from the table
    """Return a text of the stream; one that is no UTF-8 counts as none."""
    try:
        return str(getattr(response, name))
    except ValueError:
        return ""


def _string(value: object) -> str:
    return value if isinstance(value, str) else ""


def _seconds(millis: object) -> float:
    is_number = isinstance(millis, int | float) and not isinstance(millis, bool)
    if not is_number or not isinstance(millis, int | float):
        return 0.0
    # Bounded before it is divided: JSON has numbers that no float holds, and NaN.
    return min(_MOST_INTERVAL_S * 1000, max(0, millis)) / 1000


def _people(value: object) -> int | None:
    if isinstance(value, str) and value.isascii() and value.isdecimal():
        value = int(value[:20])
    is_number = isinstance(value, int) and not isinstance(value, bool)
    if is_number and isinstance(value, int) and 0 <= value <= _MOST_PEOPLE:
        return value
    return None


def _bytes(answer: object) -> bytes:
    return repr(answer)[:_KEPT_BYTES].encode("utf-8", "replace")
