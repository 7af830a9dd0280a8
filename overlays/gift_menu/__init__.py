"""The gift menu: what each gift does, and which one has just done it."""

from __future__ import annotations

from typing import Final

from pydantic import Field

from companion.domain.on_air import GiftMenuOnAir, MenuLine
from companion.domain.views import StreamView
from companion.i18n import N_, _
from overlays.interaction import interaction_words, milliseconds, on_screen
from overlays.look import Align, OverlaySettings
from overlays.overlay import Overlay, State

MOST: Final = 60
"""Lines that are sent to the page at all."""


class GiftMenuSettings(OverlaySettings):
    """What a Broadcaster chooses for the gift menu."""

    align: Align = Field(
        default="bottom-left", description=N_("Where in the browser source it stands")
    )
    width: int = Field(
        default=640, ge=480, le=1200, description=N_("Width in pixels, at 100 %")
    )
    lines: int = Field(
        default=5, ge=1, le=12, description=N_("Lines at once; more take turns")
    )
    turn_s: int = Field(
        default=10, ge=5, le=120, description=N_("Seconds until the next lines")
    )
    lit_s: int = Field(
        default=6, ge=2, le=60, description=N_("Seconds that a line stays lit")
    )
    heading: str = Field(
        default="", max_length=60, description=N_("Empty: “Gifts do this”")
    )
    icons: bool = Field(default=True, description=N_("The gift's picture"))


class GiftMenu(Overlay[GiftMenuSettings]):
    """Gifts with what they do; a line lights when its gift has come."""

    kind = "gift_menu"
    width = 672
    height = 760
    settings_type = GiftMenuSettings

    def title(self) -> str:
        """Return what the overlay is called."""
        return _("Gift menu")

    def description(self) -> str:
        """Return in one sentence what viewers see."""
        return _("What each gift does, and who has just made it happen")

    def words(self) -> dict[str, str]:
        """Return the overlay's own words."""
        return {
            **interaction_words(),
            # Translators: above a list of gifts and what each of them does.
            "menu": _("Gifts do this"),
            # Translators: so many of a gift.
            "times": _("×{n}"),
        }

    def project(self, view: StreamView, settings: GiftMenuSettings) -> State:
        """Return `{"shown": {…}}`, or null in it while there is no menu.

        lit_at: in milliseconds since 1970. lit_line: id of one that is lit whatever the
        time; only in examples.
        """
        menu = on_screen(view, GiftMenuOnAir)
        if menu is None or not menu.lines:
            return {"shown": None}
        return {
            "shown": {
                "id": menu.id,
                "phase": menu.phase,
                "title": settings.heading,
                "lit_line": None,
                "lines": [
                    _told(number, one, icons=settings.icons)
                    for number, one in enumerate(menu.lines[:MOST])
                ],
            }
        }


def _told(number: int, line: MenuLine, *, icons: bool) -> State:
    is_address = line.picture.startswith("https://")
    by = line.by
    return {
        "id": f"line-{number}",
        "gift_name": line.gift,
        "label": line.label,
        "icon": line.picture if icons and is_address else None,
        "picture": line.picture if icons and line.picture and not is_address else None,
        "count": line.count,
        "lit_at": milliseconds(line.lit_at),
        "lit": None,
        "by": by.id if by is not None else "",
        "by_name": by.name if by is not None else "",
    }
