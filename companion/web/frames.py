"""What overlay pages are told: the messages, and one overlay's present state."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from pydantic import BaseModel

from companion.domain.ports import Clock
from companion.domain.views import GatedView
from companion.pipeline.held_back import HeldBack
from companion.web.wire import encode
from overlays.look import OverlaySettings
from overlays.overlay import Overlay

PROTOCOL_VERSION = 1

AnyOverlay = Overlay[Any]
State = dict[str, Any]
PathOf = Callable[[str], str | None]
"""Gives the path on this server of a picture's https address; None: not shown."""

PICTURE_KEYS = frozenset({"avatar", "icon"})


def envelope(seq: int, kind: str, data: bytes) -> bytes:
    """Return one message; seq rises per connection, data is shared by all of them."""
    return b'{"v":%d,"seq":%d,"kind":"%b","data":%b}' % (
        PROTOCOL_VERSION,
        seq,
        kind.encode(),
        data,
    )


def retraction(seqs: Sequence[int]) -> bytes:
    """Return the data of a retract message: entries that leave the screen."""
    # A delete of ours is told when it is asked for, and again when it is on record.
    return encode({"ids": list(dict.fromkeys(seqs))})


def with_local_pictures(value: object, path_of: PathOf) -> object:
    """Return a copy of a state whose pictures all come from this server.

    Under the keys of PICTURE_KEYS only paths of this server and None are left,
    whatever stood there.
    """
    if isinstance(value, dict):
        return {
            key: _local(item, path_of)
            if key in PICTURE_KEYS and isinstance(item, str)
            else with_local_pictures(item, path_of)
            for key, item in value.items()
        }
    if isinstance(value, list | tuple):
        return [with_local_pictures(item, path_of) for item in value]
    return value


def _local(address: str, path_of: PathOf) -> str | None:
    return path_of(address) if address.startswith("https://") else None


class Stage:
    """One overlay as it stands: its state, and what is sent about it.

    version: the program's, so that a page can tell that it is older.
    """

    def __init__(
        self,
        overlay: AnyOverlay,
        *,
        view: GatedView,
        settings_of: Callable[[str], BaseModel],
        path_of: PathOf,
        version: str,
        clock: Clock,
    ) -> None:
        self._overlay = overlay
        self._view = view
        self._clock = clock
        self._held_back: HeldBack | None = None
        self._waits: tuple[float, bool] = (0, False)
        self._settings_of = settings_of
        self._path_of = path_of
        self._version = version
        self._preview: State | None = None
        self._sent = b""

    @property
    def is_test(self) -> bool:
        """Whether the preview is shown instead of the session."""
        return self._preview is not None

    @property
    def next_due(self) -> float | None:
        """Monotonic second at which the last state is out of date by time alone."""
        if self._held_back is None or self.is_test:
            return None
        return self._held_back.next_due

    def begin_test(self) -> None:
        """Show the overlay's preview from now on."""
        self._preview = self._overlay.preview()

    def end_test(self) -> None:
        """Show the session again."""
        self._preview = None

    def snapshot(self) -> bytes:
        """Return the data of a snapshot message: everything the page needs."""
        settings = self._settings_of(self._overlay.name)
        data = {
            "overlay": self._overlay.name,
            "labels": self._overlay.labels(),
            "settings": settings.model_dump(mode="json"),
            **self._state(settings),
            "app": self._version,
        }
        return encode(data)

    def change(self) -> bytes | None:
        """Return the data of an update message; None when nothing changed.

        Compared with what the last call returned, not with snapshots.
        """
        data = encode(self._state(self._settings_of(self._overlay.name)))
        if data == self._sent:
            return None
        self._sent = data
        return data

    def _state(self, settings: BaseModel) -> State:
        if self._preview is not None:
            state: object = self._preview
        else:
            state = self._overlay.project(self._seen_with(settings), settings)
        local: State = {"state": with_local_pictures(state, self._path_of)}
        return {**local, "test": True} if self.is_test else local

    def _seen_with(self, settings: BaseModel) -> GatedView | HeldBack:
        """Return the session as these settings let it be seen, for one look."""
        waits: tuple[float, bool] = (0, False)
        if isinstance(settings, OverlaySettings):
            waits = (settings.delay_s, settings.approval)
        if waits != self._waits:
            self._waits = waits
            delay_s, approval = waits
            self._held_back = (
                HeldBack(
                    self._view, clock=self._clock, delay_s=delay_s, approval=approval
                )
                if any(waits)
                else None
            )
        if self._held_back is None:
            return self._view
        self._held_back.begin()
        return self._held_back
