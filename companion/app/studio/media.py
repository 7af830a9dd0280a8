"""The media library as the running app has it: who uses what, packs, own sounds."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from msgspec import structs

from companion.domain.errors import CommandError
from companion.domain.ports import Clock
from companion.domain.studio import MediaItem
from companion.i18n import _
from companion.interactions.pack import NOTE
from companion.media.kinds import Caps
from companion.media.library import Library, MediaFile
from companion.media.pack import Wanted, read_pack, write_pack
from companion.settings.media import MediaSettings
from overlays.overlay import SHARED
from overlays.sounds import shared_path

LOOK_S: Final = 3.0
"""Seconds between two looks at the folder: another computer may have changed it."""

_MOST_OF_SHOW: Final = 400_000_000
"""Bytes of a pack of the show, unpacked."""

Uses = Callable[[], Mapping[str, object]]
"""Gives all that can name a file (settings), by what a person calls it."""

log = logging.getLogger(__name__)
T = TypeVar("T")


class MediaDesk:
    """Implements domain.studio.Media over a Library.

    uses: whose settings name files. on_change: called on the loop when a file came,
    went or changed.
    """

    def __init__(
        self,
        library: Library,
        *,
        uses: Uses,
        clock: Clock,
        on_change: Callable[[], None],
    ) -> None:
        self._library = library
        self._uses = uses
        self._clock = clock
        self._on_change = on_change
        self._one_at_a_time = asyncio.Lock()
        self._passed_over: dict[str, str] = {}

    @property
    def trouble(self) -> str:
        """Why the folder cannot be read, "" when it can."""
        return self._library.trouble

    async def run(self) -> None:
        """Look at the folder again and again; cancel to stop."""
        while True:
            await self.look()
            await self._clock.sleep(LOOK_S)

    async def look(self) -> None:
        """Look at the folder now."""
        if await self._do(self._library.look):
            self._on_change()
        passed_over = dict(self._library.passed_over)
        for name in passed_over.keys() - self._passed_over.keys():
            log.info("not in the media library: %r, %s", name, passed_over[name])
        self._passed_over = passed_over

    def apply(self, settings: MediaSettings) -> None:
        """Take other caps; they count for what comes from now on."""
        self._library.caps = caps_of(settings)

    def items(self) -> Sequence[MediaItem]:
        """Return every file, by name."""
        used_by = self._used_by()
        return [self._item(file, used_by) for file in self._library.files.values()]

    def path_of(self, name: str) -> Path | None:
        """Return where a file lies, by its name; None when it is not there.

        Also of a built-in sound ("builtin:chime").
        """
        built_in = shared_path(name)
        if built_in is not None:
            return SHARED / built_in
        file = self._library.file(name)
        return None if file is None else file.path

    async def add(self, file: str) -> MediaItem:
        """Take a copy of a file; see the port."""
        return await self._change(partial(self._library.add, Path(file)))

    async def rename(self, name: str, new_name: str) -> MediaItem:
        """Give a file another name; by its former one it is still found."""
        return await self._change(partial(self._library.rename, name, new_name))

    async def remove(self, name: str) -> None:
        """Remove a file; CommandError names what uses it."""
        file = self._library.known(name)
        users = self._used_by().get(file.name)
        if users:
            text = _("“{file}” is used by {users}: choose another one there first.")
            raise CommandError(text.format(file=file.name, users=", ".join(users)))
        await self._do(partial(self._library.remove, name))
        self._on_change()

    async def export_pack(self, file: str, names: Sequence[str] = ()) -> int:
        """Write a pack of files, () for all; returns how many."""
        chosen = [self._library.known(name) for name in names]
        files = chosen or list(self._library.files.values())
        if not files:
            raise CommandError(_("The media library is empty."))
        await self._do(partial(write_pack, files, Path(file)))
        return len(files)

    async def import_pack(self, file: str) -> Sequence[MediaItem]:
        """Take every file of a pack, or none when one is not accepted."""
        files = await self._do(partial(read_pack, self._library, Path(file)))
        self._on_change()
        used_by = self._used_by()
        return [self._item(one, used_by) for one in files.values()]

    # Packs of the show, with the pictures that its cards show.

    async def pack(self, path: Path, note: bytes, names: Collection[str]) -> int:
        """Write a pack of the show; see CardPictures."""
        found = {name: self._library.file(name) for name in sorted(names)}
        files = [
            structs.replace(file, name=name)
            for name, file in found.items()
            if file is not None and file.kind.kind == "image"
        ]
        if sum(file.size for file in files) > _MOST_OF_SHOW:
            raise CommandError(_("The pictures are too large for a pack."))
        if files:
            write = partial(write_pack, files, path, note=(NOTE, note))
            await self._do(write)
        return len(files)

    async def unpack(
        self, path: Path, names: Collection[str]
    ) -> tuple[Mapping[str, str], Sequence[str]]:
        """Take the pictures of a pack of the show; see CardPictures."""
        before = set(self._library.files)
        wanted = Wanted(NOTE, names, _MOST_OF_SHOW)
        files = await self._do(partial(read_pack, self._library, path, wanted))
        self._on_change()
        found = {name: file.name for name, file in files.items()}
        return found, sorted(set(found.values()) - before)

    async def give_back(self, names: Sequence[str]) -> None:
        """Remove pictures that were taken for nothing."""
        for name in names:
            await self._do(partial(self._library.remove, name))
        self._on_change()

    async def _change(self, call: Callable[[], MediaFile]) -> MediaItem:
        file = await self._do(call)
        self._on_change()
        return self._item(file, self._used_by())

    async def _do(self, call: Callable[[], T]) -> T:
        """Return what a call returns, on a thread, one call after the other."""
        async with self._one_at_a_time:
            return await asyncio.to_thread(call)

    def _item(
        self, file: MediaFile, used_by: Mapping[str, tuple[str, ...]]
    ) -> MediaItem:
        kind = file.kind
        return MediaItem(
            name=file.name,
            id=file.id,
            kind=kind.kind,
            media_type=kind.media_type,
            size=file.size,
            width=kind.width,
            height=kind.height,
            seconds=kind.seconds,
            has_alpha=kind.has_alpha,
            used_by=used_by.get(file.name, ()),
        )

    def _used_by(self) -> dict[str, tuple[str, ...]]:
        """Return by file's name which settings name it."""
        found: dict[str, tuple[str, ...]] = {}
        for user, settings in self._uses().items():
            names = {self._library.present_name(text) for text in texts_in(settings)}
            for name in names & self._library.files.keys():
                found[name] = (*found.get(name, ()), user)
        return found


def caps_of(settings: MediaSettings) -> Caps:
    """Return the caps that settings mean."""
    return Caps(
        image=settings.image_mb * 1_000_000,
        sound=settings.sound_mb * 1_000_000,
        video=settings.video_mb * 1_000_000,
    )


def library_folder(settings: MediaSettings, data_folder: Path) -> Path:
    """Return where the library lies."""
    if not settings.folder:
        return data_folder / "media"
    chosen = Path(settings.folder).expanduser()
    return chosen if chosen.is_absolute() else data_folder / chosen


def texts_in(value: object) -> set[str]:
    """Return every text in nested settings that could be a file's name."""
    match value:
        case str():
            return {value} if 0 < len(value) <= 200 else set()
        case Mapping():
            return set().union(*(texts_in(inner) for inner in value.values()))
        case list() | tuple():
            return set().union(*(texts_in(inner) for inner in value))
    return set()
