"""What people paste, and what it means."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.domain.errors import TargetUnknown
from companion.platforms.youtube.target import Target, link_to, target_of

VIDEO = "dQw4w9WgXcQ"
CHANNEL = "UC" + "aB3_-" * 4 + "xy"


@pytest.mark.parametrize(
    "text",
    [
        VIDEO,
        f"  {VIDEO} ",
        f"https://www.youtube.com/watch?v={VIDEO}",
        f"https://www.youtube.com/watch?app=desktop&v={VIDEO}&t=12s&list=PL1",
        f"http://m.youtube.com/watch?v={VIDEO}#chat",
        f"youtube.com/watch?v={VIDEO}",
        f"https://youtu.be/{VIDEO}",
        f"https://youtu.be/{VIDEO}?si=abc&t=3",
        f"https://www.youtube.com/live/{VIDEO}?feature=share",
        f"https://www.youtube.com/embed/{VIDEO}?autoplay=1",
        f"https://www.youtube-nocookie.com/embed/{VIDEO}",
        f"https://www.youtube.com/shorts/{VIDEO}",
        f"https://studio.youtube.com/video/{VIDEO}/livestreaming",
        f"https://studio.youtube.com/video/{VIDEO}/edit?c=1",
        f"https://www.youtube.com/live_chat?is_popout=1&v={VIDEO}",
        f"https://gaming.youtube.com/watch?v={VIDEO}",
        f"https://WWW.YouTube.com/watch?v={VIDEO}",
    ],
)
def test_every_kind_of_link_names_the_video(text: str) -> None:
    assert target_of(text) == Target(video=VIDEO)


@pytest.mark.parametrize(
    "text",
    ["@Mira.Plays", "https://www.youtube.com/@mira.plays",
     "https://youtube.com/@mira.plays/live", "youtube.com/@mira.plays/streams?x=1"],
)  # fmt: skip
def test_a_handle_is_the_same_however_it_is_written(text: str) -> None:
    assert target_of(text) == Target(handle="@mira.plays")


@pytest.mark.parametrize(
    "text", [CHANNEL, f"https://www.youtube.com/channel/{CHANNEL}/live"]
)
def test_a_channel_is_known_by_its_id(text: str) -> None:
    assert target_of(text) == Target(channel=CHANNEL)


def test_a_handle_of_another_script_is_one() -> None:
    assert target_of("https://www.youtube.com/@%E3%83%9F%E3%83%A9%E3%81%A1").handle


@pytest.mark.parametrize(
    "text",
    ["", "   ", "mira", f"https://example.com/watch?v={VIDEO}",
     f"ftp://youtu.be/{VIDEO}", "https://www.youtube.com/",
     "https://www.youtube.com/watch?v=short", "@ab",
     "https://www.youtube.com/channel/UCshort", "https://[::1", "youtube:" + VIDEO,
     f"https://youtube.com.evil.example/watch?v={VIDEO}", "\x00" * 11],
)  # fmt: skip
def test_what_names_nothing_is_refused_with_what_would_do(text: str) -> None:
    with pytest.raises(TargetUnknown, match="11 characters"):
        target_of(text)


@given(st.text(max_size=80))
def test_any_text_is_a_target_or_refused(text: str) -> None:
    try:
        found = target_of(text)
    except TargetUnknown:
        return
    assert found.name


def test_a_link_to_a_video_names_it() -> None:
    assert target_of(link_to(VIDEO)) == Target(video=VIDEO)
