"""A wheel that turns and stops at one of its slots."""

from __future__ import annotations

from pydantic import Field

from companion.domain.on_air import WheelOnAir
from companion.domain.views import StreamView
from companion.i18n import N_, _
from overlays.interaction import interaction_words, milliseconds, on_screen
from overlays.look import Align, OverlaySettings
from overlays.overlay import Overlay, State


class WheelSettings(OverlaySettings):
    """What a Broadcaster chooses for the wheel."""

    align: Align = Field(
        default="center", description=N_("Where in the browser source it stands")
    )
    width: int = Field(
        default=760,
        ge=600,
        le=1000,
        description=N_("Width of the wheel in pixels, at 100 %"),
    )


class Wheel(Overlay[WheelSettings]):
    """2 to 60 slots; where it stops is known before it turns."""

    kind = "wheel"
    width = 792
    height = 1080
    settings_type = WheelSettings

    def title(self) -> str:
        """Return what the overlay is called."""
        return _("Wheel")

    def description(self) -> str:
        """Return in one sentence what viewers see."""
        return _("A wheel of 2 to 60 slots that turns and stops at one")

    def words(self) -> dict[str, str]:
        """Return the overlay's own words."""
        return interaction_words()

    def project(
        self,
        view: StreamView,
        settings: WheelSettings,  # noqa: ARG002  # the page goes by them
    ) -> State:
        """Return `{"shown": {…}}`, or null in it while there is none to see.

        spun_at: milliseconds since 1970. turn_ms: for how long it turns. keyword_text:
        what puts a name on the wheel, "" when nothing does.
        """
        wheel = on_screen(view, WheelOnAir)
        if wheel is None:
            return {"shown": None}
        return {
            "shown": {
                "id": wheel.id,
                "phase": wheel.phase,
                "title": wheel.title,
                "keyword_text": wheel.keyword,
                "slots": _slots(wheel),
                "picked": wheel.picked,
                "spun_at": milliseconds(wheel.spun_at),
                "turn_ms": round(wheel.seconds * 1000),
                "turn": wheel.turn,
            }
        }


def _slots(wheel: WheelOnAir) -> list[State]:
    """Return the slots' texts: where a Viewer stands, the name that may be shown."""
    people = wheel.people or (None,) * len(wheel.slots)
    return [
        {"text": text if viewer is None else viewer.name}
        for text, viewer in zip(wheel.slots[:60], people, strict=False)
    ]
