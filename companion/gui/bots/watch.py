"""What the page knows of the bots: read anew while the page is in sight."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from PySide6.QtCore import QObject
from typing_extensions import override

from companion.domain.errors import CommandError
from companion.domain.ports import Engine
from companion.domain.show.bots import BotBook, CommandDef
from companion.domain.show.views import BotsView
from companion.domain.studio import HookView, MediaItem
from companion.gui.bridge import Bridge
from companion.gui.page_watch import PageWatch

REFRESH_MS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was read in one go.

    announcement: the post as it would be sent. media: the library; scenes: of OBS.
    """

    view: BotsView
    book: BotBook
    built_in: Sequence[CommandDef]
    webhooks: Sequence[str] = ()
    announcement: str = ""
    media: Sequence[MediaItem] = ()
    scenes: Sequence[str] = ()
    hooks: Sequence[HookView] = ()


class BotsWatch(PageWatch[Reading]):
    """changed: it was read, about twice a second."""

    def __init__(self, bridge: Bridge, *, parent: QObject | None = None) -> None:
        super().__init__(bridge, every_ms=REFRESH_MS, parent=parent)
        self.now: Reading | None = None

    @property
    def view(self) -> BotsView:
        """Return how the bots stand; nothing before the first reading."""
        return self.now.view if self.now else BotsView()

    @override
    def question(self) -> Callable[[Engine], Reading]:
        return _read

    @override
    def keep(self, reading: Reading) -> None:
        self.now = reading


def _read(engine: Engine) -> Reading:
    bots = engine.bots
    media: Sequence[MediaItem] = ()
    scenes: Sequence[str] = ()
    hooks: Sequence[HookView] = ()
    # Without the overlay server there is no studio; bots go on.
    with suppress(CommandError):
        hooks = tuple(engine.studio.hooks.all())
        media = tuple(engine.studio.media.items())
        scenes = engine.studio.obs.view().scenes
    return Reading(
        view=bots.view(),
        book=bots.book(),
        built_in=tuple(bots.built_in()),
        webhooks=tuple(bots.webhooks()),
        announcement=bots.announcement(),
        media=media,
        scenes=scenes,
        hooks=hooks,
    )
