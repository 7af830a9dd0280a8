"""A card: a title, a picture, a text; from the settings or put on by a person."""

from __future__ import annotations

from functools import partial
from typing import Literal

from pydantic import Field

from companion.domain.on_air import CardOnAir
from companion.domain.views import StreamView
from companion.i18n import N_, _
from overlays.interaction import on_screen
from overlays.look import OverlaySettings
from overlays.markdown import nodes_of
from overlays.overlay import Overlay, State
from overlays.variables import fill


class CardSettings(OverlaySettings):
    """What a Broadcaster chooses for a card."""

    heading: str = Field(
        default="", max_length=120, description=N_("Title, with {{variables}}")
    )
    text: str = Field(
        default="",
        max_length=4_000,
        description=N_(
            "Text, with {{variables}}: # heading, **bold**, *italic*, - list; nothing"
            " else is read as Markdown"
        ),
    )
    picture: str = Field(
        default="",
        max_length=200,
        description=N_("Picture, by its name in the media library"),
    )
    side: Literal["top", "left", "right"] = Field(
        default="top", description=N_("Where the picture is")
    )
    always: bool = Field(
        default=True,
        description=N_("Shown all the time; else only a card that you put on"),
    )
    width: int = Field(
        default=720, ge=320, le=1800, description=N_("Width in pixels, at 100 %")
    )


class Card(Overlay[CardSettings]):
    """The settings' card; one that a person put on the stream takes its place."""

    kind = "card"
    width = 752
    height = 640
    settings_type = CardSettings

    def title(self) -> str:
        """Return what the overlay is called."""
        return _("Card")

    def description(self) -> str:
        """Return in one sentence what viewers see."""
        return _("A title, a picture and a text of your own")

    def words(self) -> dict[str, str]:
        """Return the overlay's own words: all are the Broadcaster's."""
        return {}

    def project(self, view: StreamView, settings: CardSettings) -> State:
        """Return `{"card": {…}}`, or null in it; nodes as in overlays.markdown."""
        shown = on_screen(view, CardOnAir)
        if shown is None and settings.always:
            shown = CardOnAir(
                id="settings",
                title=settings.heading,
                text=settings.text,
                picture=settings.picture,
            )
        if shown is None or not (shown.title or shown.text or shown.picture):
            return {"card": None}
        filled = partial(fill, view=view, settings=settings)
        return {
            "card": {
                "id": shown.id,
                "title": filled(shown.title),
                "picture": shown.picture or None,
                "nodes": nodes_of(shown.text, fill=filled),
            }
        }
