"""The page for people in the room."""

from __future__ import annotations

from pydantic import Field

from companion.i18n import N_
from companion.settings.sections import Flag, Section, Whole


class RoomSettings(Section):
    """Where the page is served on the local network, and when."""

    port: Whole = Field(
        default=7718,
        ge=1024,
        le=65535,
        title=N_("Port"),
        description=N_("Port of the page; it must be another than that of overlays."),
    )
    opens_at_start: Flag = Field(
        default=False,
        title=N_("Open at start"),
        description=N_(
            "Serve the page on the local network as soon as Companion runs. Everybody"
            " in that network can reach it; they need the code to take part."
        ),
    )
