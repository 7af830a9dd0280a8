"""What was typed is recognised, and nonsense is not."""

from __future__ import annotations

import pytest

from companion.gui.shell.targets import page_of, recognise


def targets(typed: str) -> list[str]:
    return [guess.target for guess in recognise(typed)]


@pytest.mark.parametrize(
    ("typed", "target"),
    [
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
        ("youtube:@MiraPlays", "youtube:@MiraPlays"),
        ("UCuAXFkgsw1L7xaCfnd5JJOw", "youtube:UCuAXFkgsw1L7xaCfnd5JJOw"),
        ("youtube.com/channel/UCuAXFkgsw1L7xaCfnd5JJOw",
         "youtube:UCuAXFkgsw1L7xaCfnd5JJOw"),
        ("https://www.youtube.com/embed/dQw4w9WgXcQ", "youtube:dQw4w9WgXcQ"),
        ("https://www.youtube.com/%40%D0%BC%D0%B8%D1%80%D0%B0", "youtube:@мира"),
        ("@мира", "youtube:@мира"),
        ("a-b_c-d_e-f", "youtube:a-b_c-d_e-f"),
    ],
)  # fmt: skip
def test_what_names_one_channel_is_recognised(typed: str, target: str) -> None:
    assert targets(typed) == [target]


def test_a_plain_name_can_be_two_channels() -> None:
    assert targets("mira_plays") == ["tiktok:@mira_plays", "twitch:mira_plays"]


def test_an_at_name_can_be_a_handle_and_tiktok_comes_first() -> None:
    assert targets("  @mira.plays ") == ["tiktok:@mira.plays", "youtube:@mira.plays"]


def test_a_random_id_can_also_be_a_name() -> None:
    assert targets("dQw4w9WgXcQ") == [
        "tiktok:@dQw4w9WgXcQ",
        "twitch:dqw4w9wgxcq",
        "youtube:dQw4w9WgXcQ",
    ]
    assert targets("mira_plays1") == ["tiktok:@mira_plays1", "twitch:mira_plays1"]


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
        "@ми",
        "https://www.youtube.com/c/",
        "tiktok:",
        "\ud800",
    ],
)
def test_nonsense_is_nothing(typed: str) -> None:
    assert targets(typed) == []


@pytest.mark.parametrize(
    ("target", "page"),
    [
        ("tiktok:@mira.plays", "https://www.tiktok.com/@mira.plays/live"),
        ("twitch:mira_plays", "https://www.twitch.tv/mira_plays"),
        ("youtube:@мира", "https://www.youtube.com/@%D0%BC%D0%B8%D1%80%D0%B0/live"),
        ("youtube:dQw4w9WgXcQ", "https://www.youtube.com/watch?v=dQw4w9WgXcQ"),
        ("youtube:https://youtu.be/dQw4w9WgXcQ",
         "https://www.youtube.com/watch?v=dQw4w9WgXcQ"),
        ("youtube:UCuAXFkgsw1L7xaCfnd5JJOw",
         "https://www.youtube.com/channel/UCuAXFkgsw1L7xaCfnd5JJOw/live"),
        ("simulator:demo", ""),
        ("tiktok:../../evil", ""),
        ("youtube:https://evil.example/watch?v=dQw4w9WgXcQ", ""),
        ("nothing", ""),
    ],
)  # fmt: skip
def test_a_stream_is_watched_on_its_platforms_own_page(target: str, page: str) -> None:
    assert page_of(target) == page
