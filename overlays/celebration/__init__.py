"""A celebration: a film over the picture, once, when enough viewers called for it."""

from __future__ import annotations

from typing import Final

from pydantic import Field

from companion.domain.on_air import CelebrationOnAir
from companion.domain.views import StreamView
from companion.i18n import N_, _, ngettext
from overlays.look import Align, OverlaySettings
from overlays.overlay import Overlay, State, plural_words

_SECOND: Final = 1_000_000
_FILM: Final = ".webm"


class CelebrationSettings(OverlaySettings):
    """What a Broadcaster chooses for celebrations."""

    align: Align = Field(
        default="center", description=N_("Where in the browser source it stands")
    )
    video: str = Field(
        default="",
        max_length=200,
        description=N_(
            "Film (WebM, may be transparent) or picture in the media library, for a"
            " celebration that has none of its own"
        ),
    )
    with_sound: bool = Field(default=False, description=N_("The film's own sound"))
    volume: int = Field(
        default=60, ge=0, le=100, description=N_("How loud, in per cent")
    )
    seconds: int = Field(
        default=10, ge=1, le=60, description=N_("It ends after so many seconds at most")
    )
    words: bool = Field(default=True, description=N_("What is celebrated, in words"))
    width: int = Field(
        default=1200, ge=240, le=1920, description=N_("Width in pixels, at 100 %")
    )


class Celebration(Overlay[CelebrationSettings]):
    """One celebration at a time, played once on every page."""

    kind = "celebration"
    width = 1232
    height = 760
    settings_type = CelebrationSettings

    def title(self) -> str:
        """Return what the overlay is called."""
        return _("Celebration")

    def description(self) -> str:
        """Return in one sentence what viewers see."""
        return _("A film that plays once when enough viewers have called for it")

    def words(self) -> dict[str, str]:
        """Return the overlay's own words."""
        return plural_words(
            "callers", lambda n: ngettext("{n} viewer", "{n} viewers", n)
        )

    def project(self, view: StreamView, settings: CelebrationSettings) -> State:
        """Return `{"celebration": {…}}`, or null in it while there is none.

        began, ends: ms since 1970. video or picture: one of them is not null, unless
        nothing is chosen.
        """
        shown = view.on_air(CelebrationOnAir)
        if shown is None:
            return {"celebration": None}
        ends = shown.began_at + settings.seconds * _SECOND
        if ends <= view.now:
            return {"celebration": None}
        file = shown.video or settings.video
        is_film = file.lower().endswith(_FILM)
        return {
            "celebration": {
                "id": shown.id,
                "title": shown.title,
                "callers": shown.callers,
                "began": shown.began_at // 1_000,
                "ends": ends // 1_000,
                "video": file if file and is_film else None,
                "picture": file if file and not is_film else None,
            },
            "next_at": ends,
        }
