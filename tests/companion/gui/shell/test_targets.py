"""What was typed is recognised, and nonsense is not."""

from __future__ import annotations

import pytest

from companion.gui.shell.targets import recognise


def targets(typed: str) -> list[str]:
    return [guess.target for guess in recognise(typed)]


@pytest.mark.parametrize(
    ("typed", "target"),
    [
        ("@mira.plays", "tiktok:@mira.plays"),
        ("  @mira.plays ", "tiktok:@mira.plays"),
        ("tiktok:@mira.plays", "tiktok:@mira.plays"),
        ("tiktok:mira.plays", "tiktok:@mira.plays"),
        ("https://www.tiktok.com/@mira.plays/live", "tiktok:@mira.plays"),
        ("tiktok.com/@mira.plays?lang=fr", "tiktok:@mira.plays"),
        ("https://www.twitch.tv/Mira_Plays", "twitch:mira_plays"),
        ("twitch.tv/mira_plays/videos", "twitch:mira_plays"),
        ("https://www.twitch.tv/popout/mira_plays/chat", "twitch:mira_plays"),
        ("twitch:Mira_Plays", "twitch:mira_plays"),
        ("https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=4", "youtube:dQw4w9WgXcQ"),
        ("https://youtu.be/dQw4w9WgXcQ", "youtube:dQw4w9WgXcQ"),
        ("youtube.com/live/dQw4w9WgXcQ?feature=share", "youtube:dQw4w9WgXcQ"),
        ("https://studio.youtube.com/video/dQw4w9WgXcQ/x", "youtube:dQw4w9WgXcQ"),
        ("https://www.youtube.com/@MiraPlays/live", "youtube:@MiraPlays"),
        ("youtube:dQw4w9WgXcQ", "youtube:dQw4w9WgXcQ"),
        ("mira.plays", "tiktok:@mira.plays"),
    ],
)  # fmt: skip
def test_what_names_one_channel_is_recognised(typed: str, target: str) -> None:
    assert targets(typed) == [target]


def test_a_plain_name_can_be_two_channels() -> None:
    assert targets("mira_plays") == ["tiktok:@mira_plays", "twitch:mira_plays"]


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "@",
        "a",
        "two words",
        "https://example.com/@mira",
        "https://tiktok.com.evil.example/@mira",
        "https://www.tiktok.com/foryou",
        "https://[broken",
        "javascript:alert(1)",
        "../../etc/passwd",
        "x" * 500,
        "@мира",
        "tiktok:",
        "\ud800",
    ],
)
def test_nonsense_is_nothing(typed: str) -> None:
    assert targets(typed) == []
