"""Pictures of every page and overlay, from one fixed scene: for docs and review."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtWidgets import QApplication

# After PySide6, so that it finds that binding.
from qasync import QEventLoop  # isort: skip

from companion.app.overlay_pictures import draw_overlays
from companion.app.scene.gallery import Gallery
from companion.app.scene.moments import MOMENTS, Moment
from companion.app.scene.stage import open_stage, settle
from companion.domain.errors import CommandError
from companion.gui.theme.theme import Theme, ThemeMode, apply
from companion.i18n import _, ngettext, set_language

SIZES = ((1440, 900), (1024, 640))
THEMES: tuple[ThemeMode, ...] = ("dark", "light")

_EVERYWHERE = {
    "QT_QPA_PLATFORM": "offscreen",
    "QT_LOGGING_RULES": "qt.text.font.db=false;qt.qpa.*=false",
    "TZ": "UTC",
}


def take_screenshots(
    out: Path, *, language: str = "en", moments: Sequence[Moment] = MOMENTS
) -> int:
    """Draw every page and state into `out`, and the overlays; return the exit code.

    Raises CommandError when `out` cannot be written or Chromium does not work.
    """
    _make_folder(out)
    with _same_everywhere():
        set_language(language)
        app = QApplication.instance()
        if not isinstance(app, QApplication):
            app = QApplication(sys.argv[:1])
        theme = Theme("dark", reduced_motion=True)
        apply(app, theme)
        with QEventLoop(app) as loop:
            drawn = loop.run_until_complete(_draw_all(out, theme, moments))
        overlays = asyncio.run(draw_overlays(out))
    if not overlays:
        print(_("No Chromium here, so no pictures of the overlays."), file=sys.stderr)  # noqa: T201  # the command line speaks here
    drawn += overlays
    told = ngettext("{n} picture in {folder}", "{n} pictures in {folder}", drawn)
    sys.stdout.write(told.format(n=drawn, folder=out) + "\n")
    return 0


@contextmanager
def _same_everywhere() -> Iterator[None]:
    """No screen, and the time zone of the scene: the same pictures on any machine."""
    before = {name: os.environ.get(name) for name in _EVERYWHERE}
    os.environ.update(_EVERYWHERE)
    _take_zone()
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            if value is not None:
                os.environ[name] = value
        _take_zone()


def _take_zone() -> None:
    if hasattr(time, "tzset"):
        time.tzset()


async def _draw_all(out: Path, theme: Theme, moments: Sequence[Moment]) -> int:
    drawn = 0
    for mode in THEMES:
        theme.set_mode(mode)
        for size in SIZES:
            for moment in moments:
                await _draw_window(out, theme, size, moment)
                drawn += 1
        gallery = Gallery(theme=theme)
        gallery.show()
        await settle()
        gallery.grab().save(str(out / f"states-{mode}.png"))
        gallery.hide()
        gallery.deleteLater()
        drawn += 1
    return drawn


async def _draw_window(
    out: Path, theme: Theme, size: tuple[int, int], moment: Moment
) -> None:
    stage = await open_stage(theme, size, alone=moment.alone)
    moment.act(stage)
    # Twice: what a moment asked the engine for is answered, then drawn.
    await settle()
    await settle()
    name = f"{moment.name}-{theme.mode}-{size[0]}x{size[1]}.png"
    stage.picture().save(str(out / name))
    await stage.close()


def _make_folder(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        text = _("{folder} cannot be written: {reason}")
        reason = error.strerror or str(error)
        raise CommandError(text.format(folder=out, reason=reason)) from error
