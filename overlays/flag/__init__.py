"""A flag: a code that people find and redeem, as text and as QR code."""

from __future__ import annotations

from pydantic import Field

from companion.domain.on_air import FlagOnAir
from companion.domain.views import StreamView
from companion.i18n import N_, _
from overlays.interaction import interaction_words, on_screen, scorers
from overlays.look import OverlaySettings
from overlays.overlay import Overlay, State
from overlays.qr import qr_of


class FlagSettings(OverlaySettings):
    """What a Broadcaster chooses for flags and for codes to join with."""

    width: int = Field(
        default=816, ge=720, le=1400, description=N_("Width in pixels, at 100 %")
    )
    code: bool = Field(
        default=True, description=N_("The code in letters below the title")
    )
    found: int = Field(
        default=3, ge=0, le=6, description=N_("Most people shown who found it")
    )
    decimals: int = Field(
        default=0, ge=0, le=3, description=N_("Decimals of points; the rest is cut off")
    )


class Flag(Overlay[FlagSettings]):
    """A title, what it is worth, a QR code, and who found it.

    The code may also be a link or a chat command by which people join something.
    """

    kind = "flag"
    width = 848
    height = 720
    settings_type = FlagSettings

    def title(self) -> str:
        """Return what the overlay is called."""
        return _("Flag")

    def description(self) -> str:
        """Return in one sentence what viewers see."""
        return _("A QR code to find or to join with, and who found it")

    def words(self) -> dict[str, str]:
        """Return the overlay's own words."""
        return {
            **interaction_words(),
            "plus": _("+{n}"),
            # Translators: of the first of all viewers who found a hidden flag.
            "first_blood": _("First blood"),
        }

    def project(self, view: StreamView, settings: FlagSettings) -> State:
        """Return `{"shown": {…}}`, or null in it while there is none to see.

        qr: see overlays.qr. found: newest first, who was first of all never missing.
        """
        flag = on_screen(view, FlagOnAir)
        if flag is None:
            return {"shown": None}
        newest = list(reversed(flag.found))
        kept = newest[: settings.found]
        first = next((one for one in flag.found if one.is_first), None)
        if first is not None and kept and first not in kept:
            kept[-1] = first
        return {
            "shown": {
                "id": flag.id,
                "phase": flag.phase,
                "title": flag.title,
                "points": flag.points,
                "code_text": flag.code,
                "qr": qr_of(flag.code),
                "found": scorers(kept, len(kept)),
            }
        }
