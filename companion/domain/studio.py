"""Overlays where they are shown: pages, OBS, media; read models and ports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, Protocol

from msgspec import Struct

from companion.domain.values import Timestamp


class PageView(Struct, frozen=True, kw_only=True):
    """One connected page of an overlay.

    heard_at: its last sign of life. is_showing: it says that viewers see it. obs:
    version of OBS's browser plug-in, "" in another program. delay_ms: from a message
    until it was drawn, None before. stage: it shows the overlay as a part of a stage.
    """

    overlay: str
    since: Timestamp
    heard_at: Timestamp
    is_showing: bool = False
    obs: str = ""
    delay_ms: float | None = None
    stage: str = ""


class OverlayView(Struct, frozen=True, kw_only=True):
    """One overlay that can be shown; name: its own, kind: its folder's.

    link: "" while the server is off.
    """

    name: str
    kind: str
    title: str
    description: str
    width: int
    height: int
    link: str = ""
    pages: tuple[PageView, ...] = ()


class SourceView(Struct, frozen=True, kw_only=True):
    """One browser source in OBS that is ours.

    source: its name in OBS. scenes: that hold it. is_visible: in some scene that is on
    air now its eye is open. state: "showing" (the page says so), "hidden", "silent" (no
    heartbeat although visible), "stale" (its link opens nothing any more), "waiting"
    (just made, its page has not answered yet). detail: one sentence, "" when all is
    well.
    """

    source: str
    overlay: str
    scenes: tuple[str, ...] = ()
    is_visible: bool = False
    state: Literal["showing", "hidden", "silent", "stale", "waiting"] = "waiting"
    detail: str = ""


class ObsView(Struct, frozen=True, kw_only=True):
    """How we stand with OBS.

    state: "off" (not asked for), "absent" (nothing answers at its address), "locked"
    (it wants a password that we do not have), "refused" (the password is wrong),
    "connecting", "connected". detail: one sentence with the way out. scene: on air.
    width, height: of the canvas. is_privacy: the privacy scene is on air.
    """

    state: Literal["off", "absent", "locked", "refused", "connecting", "connected"] = (
        "off"
    )
    detail: str = ""
    version: str = ""
    scene: str = ""
    scenes: tuple[str, ...] = ()
    width: int = 1920
    height: int = 1080
    sources: tuple[SourceView, ...] = ()
    is_streaming: bool = False
    is_recording: bool = False
    is_replaying: bool = False
    is_privacy: bool = False


class ObsAdded(Struct, frozen=True, kw_only=True):
    """A source that is in OBS now; created: it was not before."""

    source: str
    scene: str
    created: bool


class Check(Struct, frozen=True, kw_only=True):
    """One line of the pre-flight check. fix: what to do, "" when nothing is.

    about: "obs", "overlay", "platform", "gate", "disk", "budget" or "port".
    """

    name: str
    about: str
    state: Literal["good", "look", "bad"]
    detail: str = ""
    fix: str = ""


ObsAct = Literal[
    "stream_start",
    "stream_stop",
    "record_start",
    "record_stop",
    "replay_start",
    "replay_stop",
    "replay_save",
]


class Obs(Protocol):
    """OBS by its WebSocket; every method runs on the engine's loop.

    Raises CommandError, which says what to do, when OBS is not connected or refuses.
    """

    def view(self) -> ObsView:
        """Return how we stand with OBS; cheap, asked twice a second."""

    async def look(self) -> ObsView:
        """Look for OBS now, instead of at the next try, and return how it stands."""

    async def log_in(self, password: str) -> ObsView:
        """Connect with a password and keep it in the keyring when OBS takes it."""

    async def add(self, overlay: str, scene: str = "") -> ObsAdded:
        """Put an overlay into a scene ("" : the one on air), once; returns when it is.

        A source of ours whose link is out of date is repaired instead.
        """

    async def repair(self, overlay: str) -> int:
        """Give all sources of an overlay its present link; returns how many."""

    async def reload(self, overlay: str) -> int:
        """Have OBS load all pages of an overlay again; returns how many."""

    async def show_source(self, source: str, scene: str, *, visible: bool) -> None:
        """Show or hide one of our sources in a scene."""

    async def switch_scene(self, scene: str) -> None:
        """Bring a scene on air."""

    async def act(self, act: ObsAct) -> None:
        """Start or stop the stream, a recording or the replay buffer, or save it."""

    async def panic(self) -> bool:
        """Go to the privacy scene, or back when it is on air; returns which it is now.

        CommandError when no privacy scene is set or OBS does not have it.
        """

    async def preflight(self) -> Sequence[Check]:
        """Check all that a stream needs; asks OBS and the disk, costs no quota."""


class MediaItem(Struct, frozen=True, kw_only=True):
    """One file of the media library.

    name: its file's name, unique. id: hash of its content. size: bytes. width, height:
    pixels, 0 for a sound. seconds: None for a picture that does not move. has_alpha: of
    a video. used_by: overlays and rules, by name.
    """

    name: str
    id: str
    kind: Literal["image", "sound", "video"]
    media_type: str
    size: int
    width: int = 0
    height: int = 0
    seconds: float | None = None
    has_alpha: bool = False
    used_by: tuple[str, ...] = ()


class Media(Protocol):
    """Pictures, sounds and videos of the Broadcaster; on the engine's loop.

    Raises CommandError that names the file and says what is accepted; nothing is
    changed then.
    """

    def items(self) -> Sequence[MediaItem]:
        """Return every file, by name."""

    def path_of(self, name: str) -> Path | None:
        """Return where a file lies, None when there is none of that name."""

    async def add(self, file: str) -> MediaItem:
        """Take a copy of a file; one with the same content is there only once."""

    async def rename(self, name: str, new_name: str) -> MediaItem:
        """Give a file another name; what uses it uses it still."""

    async def remove(self, name: str) -> None:
        """Remove a file; CommandError names what uses it."""

    async def export_pack(self, file: str, names: Sequence[str] = ()) -> int:
        """Write a pack (zip) of files, () for all; returns how many."""

    async def import_pack(self, file: str) -> Sequence[MediaItem]:
        """Take every file of a pack, or none when one is not accepted."""


class Overlays(Protocol):
    """The overlays of this data folder; every method runs on the engine's loop.

    Raises CommandError for what cannot be, SettingsError naming overlay and field.
    """

    def views(self) -> Sequence[OverlayView]:
        """Return every overlay in the order of the catalogue, with its pages."""

    def show_test(self, name: str) -> None:
        """Show an overlay's example for some seconds, marked as a test."""

    async def test_event(self, kind: str) -> int:
        """Take a simulated event of a kind through the whole line; returns its seq."""

    async def busy(self, seconds: float = 30.0) -> None:
        """Simulate a busy stream for a while: marked, never scored; cancel to stop."""

    async def rotate(self, name: str) -> str:
        """Give an overlay a new link; OBS sources that we know get it at once."""

    def try_look(self, name: str, values: Mapping[str, Any] | None) -> None:
        """Show an overlay by other settings without saving them; None: as saved."""

    def state(self, name: str, *, sample: bool) -> dict[str, Any]:
        """Return what an overlay's page gets first: its snapshot, live or sample."""


class HookView(Struct, frozen=True, kw_only=True):
    """A hook: where other programs call it, and the bearer token that opens it."""

    name: str
    address: str
    token: str


class Hooks(Protocol):
    """The hooks of this data folder. All raise CommandError or ServerError."""

    def all(self) -> Sequence[HookView]:
        """Return every hook by name."""

    def make(self, name: str) -> HookView:
        """Return the hook of that name, made when there is none."""

    def rotate(self, name: str) -> HookView:
        """Give a hook another token; who has the old one calls it no more."""

    def forget(self, name: str) -> None:
        """Delete a hook: nobody calls it any more."""


class Studio(Protocol):
    """Everything about overlays where they are shown, in one place."""

    @property
    def overlays(self) -> Overlays:
        """Return the overlays of this data folder."""

    @property
    def hooks(self) -> Hooks:
        """Return the hooks that other programs call."""

    @property
    def obs(self) -> Obs:
        """Return OBS."""

    @property
    def media(self) -> Media:
        """Return the media library."""
