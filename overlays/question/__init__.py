"""One comment, picked by the Broadcaster, large enough to be read out."""

from __future__ import annotations

from pydantic import Field

from companion.domain.events import Chat
from companion.domain.views import StreamView
from companion.i18n import N_, _, ngettext
from overlays.look import Align, OverlaySettings
from overlays.overlay import Overlay, State, plural_words
from overlays.parts import parts_of


class QuestionSettings(OverlaySettings):
    """What a Broadcaster chooses for the featured comment."""

    align: Align = Field(
        default="bottom", description=N_("Where in the browser source it stands")
    )
    width: int = Field(
        default=1344, ge=480, le=1800, description=N_("Width in pixels, at 100 %")
    )
    platform_marks: bool = Field(
        default=True, description=N_("The platform's mark after the name")
    )
    emotes: bool = Field(
        default=True, description=N_("Pictures of emotes; else their names")
    )
    standing: bool = Field(
        default=True,
        description=N_("The writer's place and points, when they have any"),
    )
    decimals: int = Field(
        default=0, ge=0, le=3, description=N_("Decimals of points; the rest is cut off")
    )
    speak: bool = Field(
        default=False,
        description=N_("Read the comment aloud, when speech is on for what is shown"),
    )
    volume: int = Field(
        default=80, ge=0, le=100, description=N_("Loudness of speech, in per cent")
    )


class Question(Overlay[QuestionSettings]):
    """The featured comment: avatar, name, platform, standing and text."""

    kind = "question"
    width = 1376
    height = 520
    settings_type = QuestionSettings

    def title(self) -> str:
        """Return what the overlay is called."""
        return _("Question")

    def description(self) -> str:
        """Return in one sentence what viewers see."""
        return _("The comment that you feature, until you take it off")

    def words(self) -> dict[str, str]:
        """Return the overlay's own words."""
        points = plural_words(
            "points", lambda n: ngettext("{n} point", "{n} points", n)
        )
        return {
            # Translators: a place in a ranking. The page takes the form that the
            # language's own ordinal rule (CLDR) names for the number: "one" is 1, 21,
            # 31 in English, and only 1 in French ("{n}er", all others "{n}e").
            "place_one": _("{n}st"),
            "place_two": _("{n}nd"),
            "place_few": _("{n}rd"),
            "place_other": _("{n}th"),
            "standing": _("{place} · {points}"),
            **points,
        }

    def project(self, view: StreamView, settings: QuestionSettings) -> State:
        """Return `{"question": {…}}`, or null in it while nothing is featured."""
        entry = view.featured()
        chat = entry.event if entry else None
        if entry is None or not isinstance(chat, Chat) or chat.viewer is None:
            return {"question": None}
        viewer = chat.viewer
        standing = view.standing(viewer.id) if settings.standing else None
        return {
            "question": {
                "id": entry.seq,
                "viewer": viewer.id,
                "name": viewer.name,
                "avatar": viewer.avatar,
                "platform": chat.platform.value,
                "text": chat.text,
                "parts": parts_of(entry, view) if settings.emotes else [],
                "rank": standing.rank if standing else None,
                "points": standing.points if standing else None,
                "speech": f"speech:{entry.seq}" if settings.speak else None,
                "test": entry.test,
            }
        }
