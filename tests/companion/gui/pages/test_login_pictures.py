"""The pictured steps are whole, in both languages and both themes."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QPixmap

from companion.gui.pages.login_pictures import HEIGHT, Step, StepPicture, Steps
from companion.gui.pages.login_steps import (
    GOOGLE_CREDENTIALS,
    TWITCH_CONSOLE,
    YOUTUBE_API,
    google_client_steps,
    twitch_steps,
    youtube_key_steps,
)
from companion.gui.theme.theme import Theme

ALL = {
    "twitch": twitch_steps,
    "key": youtube_key_steps,
    "client": google_client_steps,
}


@pytest.mark.parametrize("name", list(ALL))
def test_three_steps_each_with_something_to_press(name: str) -> None:
    steps = ALL[name]()

    assert len(steps) == 3
    for step in steps:
        assert step.words
        assert any(part.marked for part in step.parts)


def test_twitch_is_told_the_redirect_and_the_type_that_work() -> None:
    marked = [
        f"{part.text} {part.value}"
        for step in twitch_steps()
        for part in step.parts
        if part.marked
    ]

    assert any("http://localhost" in text for text in marked)
    assert any("Public" in text for text in marked)


def test_pages_to_open_are_the_platforms_own() -> None:
    for page in (TWITCH_CONSOLE, YOUTUBE_API, GOOGLE_CREDENTIALS):
        assert page.startswith(("https://dev.twitch.tv/", "https://console.cloud."))


def fits(step: Step) -> bool:
    return 24 + 8 + len(step.parts) * 26 <= HEIGHT


@pytest.mark.parametrize("name", list(ALL))
def test_every_part_of_a_picture_is_inside_it(name: str) -> None:
    assert all(fits(step) for step in ALL[name]())


@pytest.mark.parametrize("mode", ["dark", "light"])
def test_what_a_step_is_about_is_ringed(theme: Theme, qtbot, mode: str) -> None:
    theme.set_mode(mode)  # type: ignore[arg-type]  # both are modes
    picture = StepPicture(twitch_steps()[1], theme=theme)
    qtbot.addWidget(picture)
    picture.resize(250, HEIGHT)
    drawn = QPixmap(picture.size())
    picture.render(drawn)
    image = drawn.toImage()
    seen = {
        image.pixelColor(x, y).name()
        for x in range(image.width())
        for y in range(image.height())
    }

    assert theme.tokens.cyan in seen


def test_a_screen_reader_hears_what_to_do(theme: Theme, qtbot) -> None:
    steps = Steps(twitch_steps(), theme=theme)
    qtbot.addWidget(steps)
    told = [one.accessibleName() for one in steps.findChildren(StepPicture)]

    assert told == [step.words for step in twitch_steps()]
