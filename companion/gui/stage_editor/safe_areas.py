"""Where nothing cuts off or covers what stands on a canvas."""

from __future__ import annotations

from dataclasses import dataclass

from companion.gui.stage_editor.box import Box
from companion.i18n import _
from overlays.stage import CANVAS

SIDES, TOP = 64, 48
"""Kept free of everything that must be read, in pixels of the canvas."""

TIKTOK_TOP, TIKTOK_RIGHT, TIKTOK_BOTTOM = 180, 120, 320
"""How much of 1080 by 1920 the app's own parts cover at least, in pixels.

It is not told by TikTok and differs from phone to phone: published measures agree on
180 to 250 above, 120 to 180 at the right, 320 to 460 below.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """A part of the canvas that an app covers, and with what."""

    box: Box
    words: str


def whole(canvas: str) -> Box:
    """Return all of a canvas."""
    width, height = CANVAS[canvas]
    return Box(x=0, y=0, width=width, height=height)


def safe_box(canvas: str) -> Box:
    """Return the part of a canvas that is seen on every screen."""
    width, height = CANVAS[canvas]
    return Box(x=SIDES, y=TOP, width=width - 2 * SIDES, height=height - TOP)


def covered(canvas: str) -> tuple[Covered, ...]:
    """Return what the TikTok app covers; nothing of a landscape canvas."""
    if canvas != "portrait":
        return ()
    width, height = CANVAS[canvas]
    between = height - TIKTOK_TOP - TIKTOK_BOTTOM
    return (
        Covered(
            box=Box(x=0, y=0, width=width, height=TIKTOK_TOP),
            words=_("TikTok: who is live, viewers"),
        ),
        Covered(
            box=Box(
                x=width - TIKTOK_RIGHT, y=TIKTOK_TOP, width=TIKTOK_RIGHT, height=between
            ),
            words=_("Buttons"),
        ),
        Covered(
            box=Box(x=0, y=height - TIKTOK_BOTTOM, width=width, height=TIKTOK_BOTTOM),
            words=_("TikTok: its chat and gifts"),
        ),
    )
