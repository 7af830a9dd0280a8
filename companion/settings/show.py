"""Keys that run the show from anywhere."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from companion.i18n import N_
from companion.settings.combo import spelled
from companion.settings.sections import Section, Text


class ShowSettings(Section):
    """Keys that work in whatever window is in front; empty: none."""

    next_hotkey: Annotated[Text, AfterValidator(spelled)] = Field(
        default="",
        max_length=60,
        title=N_("Next step"),
        description=N_(
            "Keys that do the next step of the evening anywhere, as Space does on the"
            " Show page, such as Ctrl+Alt+N."
        ),
    )
    back_hotkey: Annotated[Text, AfterValidator(spelled)] = Field(
        default="",
        max_length=60,
        title=N_("One step back"),
        description=N_("Keys that go back one step of the evening anywhere."),
    )
    scoreboard_hotkey: Annotated[Text, AfterValidator(spelled)] = Field(
        default="",
        max_length=60,
        title=N_("Scoreboard"),
        description=N_(
            "Keys that show the session's scoreboard on the stream from anywhere, and"
            " take it off when they are pressed again."
        ),
    )
