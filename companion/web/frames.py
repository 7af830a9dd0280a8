"""What overlay pages are told: the messages, and one overlay's present state."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from pydantic import BaseModel

from companion.domain.ports import Clock
from companion.domain.text import clean_text
from companion.domain.values import Timestamp
from companion.domain.views import GatedView
from companion.pipeline.chosen import Chosen
from companion.pipeline.held_back import HeldBack
from companion.web.wire import encode
from overlays.look import OverlaySettings
from overlays.overlay import Overlay

PROTOCOL_VERSION = 1

AnyOverlay = Overlay[Any]
State = dict[str, Any]
PathOf = Callable[[str], str | None]
"""Gives the path on this server of a picture's https address, or of a file of the media
library by its name; None: not shown."""

PICTURE_KEYS = frozenset({"avatar", "icon"})
MEDIA_KEYS = frozenset({"picture", "sound", "speech", "video"})

NAME_LENGTH: Final = 50
"""Characters of a name that pages get, unless the settings say otherwise."""

_SOONEST: Final = 0.05


def envelope(seq: int, kind: str, data: bytes, part: str = "") -> bytes:
    """Return one message; seq rises per connection, data is shared by all of them.

    part: the overlay that it is about, on the page of a stage.
    """
    of_part = b',"part":"%b"' % part.encode() if part else b""
    return b'{"v":%d,"seq":%d,"kind":"%b"%b,"data":%b}' % (
        PROTOCOL_VERSION,
        seq,
        kind.encode(),
        of_part,
        data,
    )


def retraction(seqs: Sequence[int]) -> bytes:
    """Return the data of a retract message: entries that leave the screen."""
    # A delete of ours is told when it is asked for, and again when it is on record.
    return encode({"ids": list(dict.fromkeys(seqs))})


class Paths(NamedTuple):
    """Where on this server pictures and files of the media library are."""

    picture: PathOf
    media: PathOf = lambda _name: None


def for_pages(value: object, paths: Paths, *, name_length: int = NAME_LENGTH) -> object:
    """Return a copy of a state as pages may have it.

    Whatever stood there, under PICTURE_KEYS and MEDIA_KEYS only paths of this server
    and None are left, and names are at most `name_length` characters long.
    """

    def of_key(key: str, item: object) -> object:
        if not isinstance(item, str):
            return of(item)
        if key in PICTURE_KEYS:
            return paths.picture(item) if item.startswith("https://") else None
        if key in MEDIA_KEYS:
            return paths.media(item) if item else None
        is_long = len(item) > name_length and (key == "name" or key.endswith("_name"))
        return clean_text(item, limit=name_length) if is_long else item

    def of(item: object) -> object:
        if isinstance(item, dict):
            return {key: of_key(key, inner) for key, inner in item.items()}
        if isinstance(item, list | tuple):
            return [of(inner) for inner in item]
        return item

    return of(value)


class _Limits(NamedTuple):
    """What an overlay's settings keep from it."""

    connections: tuple[str, ...] = ()
    delay_s: float = 0
    approval: bool = False


class Projection:
    """One overlay as it stands: its state, and what is sent about it.

    version: the program's, so that a page can tell that it is older. name_length: most
    characters of a name.
    """

    def __init__(
        self,
        overlay: AnyOverlay,
        *,
        view: GatedView,
        settings_of: Callable[[str], BaseModel],
        paths: Paths,
        version: str,
        clock: Clock,
        name_length: int = NAME_LENGTH,
    ) -> None:
        self._overlay = overlay
        self._view = view
        self._clock = clock
        self._held_back: HeldBack | None = None
        self._limits = _Limits()
        self._seen = view
        self._settings_of = settings_of
        self._paths = paths
        self._version = version
        self._name_length = name_length
        self._preview: State | None = None
        self._sent = b""
        self._next_at: float | None = None

    @property
    def is_test(self) -> bool:
        """Whether the preview is shown instead of the session."""
        return self._preview is not None

    @property
    def next_due(self) -> float | None:
        """Monotonic second at which the last state is out of date by time alone."""
        if self.is_test:
            return None
        held = self._held_back.next_due if self._held_back else None
        return min(
            (due for due in (held, self._next_at) if due is not None), default=None
        )

    @property
    def parts(self) -> Sequence[str]:
        """Names of the overlays that this one shows within its page."""
        return self._overlay.parts(self._settings())

    def begin_test(self) -> None:
        """Show the overlay's preview from now on."""
        self._preview = self._overlay.preview()

    def end_test(self) -> None:
        """Show the session again."""
        self._preview = None

    def snapshot(self, *, parts: Sequence[str] = ()) -> bytes:
        """Return the data of a snapshot message: everything the page needs.

        parts: those of `parts` that there are.
        """
        return encode(self.seen(parts=parts))

    def seen(self, *, parts: Sequence[str] = (), sample: bool = False) -> State:
        """Return what a snapshot message says; sample: with the preview's state."""
        settings = self._settings()
        preview = self._overlay.preview() if sample else self._preview
        data: State = {
            "overlay": self._overlay.name,
            "labels": self._overlay.labels(),
            "settings": settings.model_dump(mode="json"),
            **self._state(settings, preview),
            "app": self._version,
            "now": self._clock.now() // 1000,
            "shell": True,
        }
        return {**data, "parts": list(parts)} if parts else data

    def change(self) -> bytes | None:
        """Return the data of an update message; None when nothing changed.

        Compared with what the last call returned, not with snapshots.
        """
        data = encode(self._state(self._settings(), self._preview))
        if data == self._sent:
            return None
        self._sent = data
        return data

    def _settings(self) -> BaseModel:
        return self._settings_of(self._overlay.name)

    def _state(self, settings: BaseModel, preview: State | None) -> State:
        state = preview
        if state is None:
            state = self._overlay.project(self._seen_with(settings), settings)
            self._next_at = self._due_at(state.get("next_at"))
        shown = {key: value for key, value in state.items() if key != "next_at"}
        local: State = {
            "state": for_pages(shown, self._paths, name_length=self._name_length)
        }
        return local if preview is None else {**local, "test": True}

    def _due_at(self, next_at: Timestamp | None) -> float | None:
        """Return the monotonic second of a time; never so soon that nothing rests."""
        if next_at is None:
            return None
        wait = (next_at - self._clock.now()) / 1_000_000
        return self._clock.monotonic() + max(_SOONEST, wait)

    def _seen_with(self, settings: BaseModel) -> GatedView | HeldBack:
        """Return the session as these settings let it be seen, for one look."""
        limits = _Limits()
        if isinstance(settings, OverlaySettings):
            limits = _Limits(settings.connections, settings.delay_s, settings.approval)
        if limits != self._limits:
            self._limits = limits
            self._seen, self._held_back = self._limited(limits)
        if self._held_back is None:
            return self._seen
        self._held_back.begin()
        return self._held_back

    def _limited(self, limits: _Limits) -> tuple[GatedView, HeldBack | None]:
        view = self._view
        if limits.connections:
            view = Chosen(view, limits.connections)
        if not limits.delay_s and not limits.approval:
            return view, None
        return view, HeldBack(
            view,
            clock=self._clock,
            delay_s=limits.delay_s,
            approval=limits.approval,
        )
