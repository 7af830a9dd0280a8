"""A name that several platforms may have is asked about, and nothing else is."""

from __future__ import annotations

from companion.domain.values import Platform
from companion.gui.shell.platform_choice import PlatformChoice
from companion.gui.theme.theme import Theme


def test_a_name_of_one_platform_asks_nothing(theme: Theme, qtbot) -> None:
    choice = PlatformChoice(theme=theme)
    qtbot.addWidget(choice)

    choice.read("https://www.twitch.tv/mira_plays")

    assert choice.segments is None
    assert choice.guess is not None
    assert choice.guess.platform is Platform.TWITCH


def test_what_was_chosen_stays_chosen_while_typing_goes_on(theme: Theme, qtbot) -> None:
    choice = PlatformChoice(theme=theme)
    qtbot.addWidget(choice)
    choice.read("mira")
    assert choice.segments is not None
    choice.segments.set_current(Platform.TWITCH.value)

    choice.read("mira_plays")

    assert choice.guess is not None
    assert choice.guess.target == "twitch:mira_plays"


def test_nothing_recognised_is_no_guess(theme: Theme, qtbot) -> None:
    choice = PlatformChoice(theme=theme)
    qtbot.addWidget(choice)

    choice.read("")

    assert choice.guess is None
