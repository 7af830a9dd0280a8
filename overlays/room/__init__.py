"""The room: how people who are there join, as a QR code and a code to type."""

from __future__ import annotations

from pydantic import Field

from companion.domain.on_air import RoomOnAir
from companion.domain.views import StreamView
from companion.i18n import N_, _
from overlays.interaction import interaction_words, on_screen
from overlays.look import OverlaySettings
from overlays.overlay import Overlay, State
from overlays.qr import qr_of


class RoomSettings(OverlaySettings):
    """What a Broadcaster chooses for the card to join with."""

    width: int = Field(
        default=816, ge=720, le=1400, description=N_("Width in pixels, at 100 %")
    )
    heading: str = Field(
        default="", max_length=60, description=N_("Empty: “Play along”")
    )


class Room(Overlay[RoomSettings]):
    """A QR code of the page for people in the room, and the code that it asks for."""

    kind = "room"
    width = 848
    height = 500
    settings_type = RoomSettings

    def title(self) -> str:
        """Return what the overlay is called."""
        return _("Room")

    def description(self) -> str:
        """Return in one sentence what viewers see."""
        return _("How people in the room join: a QR code, an address and a code")

    def words(self) -> dict[str, str]:
        """Return the overlay's own words."""
        return {
            **interaction_words(),
            # Translators: a heading that asks people in the room to take part.
            "join": _("Play along"),
            # Translators: before an address that people type into a telephone.
            "scan": _("Scan it, or open"),
            # Translators: before a code that people type to join.
            "code": _("Code"),
        }

    def project(self, view: StreamView, settings: RoomSettings) -> State:
        """Return `{"shown": {…}}`, or null in it while the room is closed.

        qr: see overlays.qr; of the whole address. address_text: without what nobody
        needs to type.
        """
        room = on_screen(view, RoomOnAir)
        if room is None:
            return {"shown": None}
        return {
            "shown": {
                "id": room.id,
                "phase": room.phase,
                "title": settings.heading,
                "address_text": _typed(room.address),
                "code_text": room.code,
                "qr": qr_of(room.address),
            }
        }


def _typed(address: str) -> str:
    """Return what of an address must be typed: no scheme, no query, no last slash."""
    host = address.removeprefix("http://").removeprefix("https://")
    return host.partition("?")[0].partition("#")[0].rstrip("/")
