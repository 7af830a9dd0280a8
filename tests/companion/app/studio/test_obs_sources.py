"""Whose a browser source is, and how it does."""

from __future__ import annotations

from typing import Any

import pytest

from companion.app.studio.obs_sources import (
    GRACE_S,
    Link,
    link_in,
    own_sources,
    source_view,
    standing_of,
)
from companion.domain.studio import OverlayView, PageView
from companion.obs.picture import Browser, Item, Picture

TOKEN = "abcdefghijklmnopqrstuv"
OLD = "0123456789abcdefghijkl"
NOW = 1_000_000_000


def link(token: str = TOKEN, port: int = 7717, overlay: str = "leaderboard") -> str:
    return f"http://127.0.0.1:{port}/o/{token}/{overlay}/"


def overlay(*pages: PageView) -> OverlayView:
    return OverlayView(
        name="leaderboard",
        kind="leaderboard",
        title="Leaderboard",
        description="",
        width=560,
        height=520,
        link=link(),
        pages=pages,
    )


def page(**fields: Any) -> PageView:
    told = {"obs": "2.19", "heard_at": NOW, "is_showing": True, **fields}
    return PageView(overlay="leaderboard", since=0, **told)


def picture(*urls: str, is_enabled: bool = True) -> Picture:
    names = [f"source {n}" for n in range(len(urls))]
    return Picture(
        scene="Game",
        scenes=("Game",),
        items={
            "Game": tuple(
                Item(id=n, source=name, is_enabled=is_enabled)
                for n, name in enumerate(names)
            )
        },
        browsers={
            name: Browser(name=name, url=url)
            for name, url in zip(names, urls, strict=True)
        },
    )


@pytest.mark.parametrize(
    "url",
    [
        link(),
        f"http://localhost:7717/o/{TOKEN}/leaderboard/",
        f"http://[::1]:7717/o/{TOKEN}/leaderboard",
        f"http://127.0.0.1:7717/o/{TOKEN}/leaderboard/?chroma=1#x",
    ],
)
def test_a_link_is_known_however_it_is_spelled(url: str) -> None:
    assert link_in(url) == Link(7717, TOKEN, "leaderboard")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "about:blank",
        "https://obsproject.com/browser-source",
        f"http://192.168.1.2:7717/o/{TOKEN}/leaderboard/",
        f"http://evil.example/o/{TOKEN}/leaderboard/",
        f"http://127.0.0.1:99999/o/{TOKEN}/leaderboard/",
        "http://127.0.0.1:7717/o/short/leaderboard/",
        "http://[",
    ],
)
def test_another_address_is_no_link_of_ours(url: str) -> None:
    assert link_in(url) is None


@pytest.mark.parametrize(
    ("url", "is_fresh", "is_sure"),
    [
        (link(), True, True),
        (link(port=9), False, True),  # the port was changed
        (link(OLD), False, False),  # perhaps another data folder's
    ],
)
def test_a_source_is_as_fresh_as_its_link(
    url: str, is_fresh: bool, is_sure: bool
) -> None:
    (own,) = own_sources(picture(url), (overlay(),))

    assert (own.is_fresh, own.is_sure) == (is_fresh, is_sure)


def test_a_link_that_was_good_before_is_surely_ours() -> None:
    (own,) = own_sources(picture(link(OLD)), (overlay(),), {OLD})

    assert (own.is_fresh, own.is_sure) == (False, True)


def test_one_that_was_left_empty_is_known_by_its_name() -> None:
    left = Picture(
        browsers={
            "Companion Leaderboard": Browser(
                name="Companion Leaderboard", url="about:blank"
            ),
            "Mine": Browser(name="Mine", url="about:blank"),
        }
    )

    (own,) = own_sources(left, (overlay(),))

    assert (own.source, own.is_fresh, own.is_sure) == (
        "Companion Leaderboard",
        False,
        True,
    )


def test_overlays_that_there_are_not_are_nobodys() -> None:
    assert own_sources(picture(link(overlay="nonsense")), (overlay(),)) == []


def state(*pages: PageView, seen: bool = True, missing_s: float = 0.0) -> str:
    shown = overlay(*pages)
    whole = picture(link(), is_enabled=seen)
    own = own_sources(whole, (shown,))
    standing = standing_of(shown, own, whole.seen(), now=NOW)
    return source_view(own[0], whole, standing, is_seen=seen, missing_s=missing_s).state


def test_a_page_that_says_so_is_showing() -> None:
    assert state(page()) == "showing"


def test_a_source_whose_eye_is_closed_is_hidden_whatever_its_page_says() -> None:
    assert state(page(), seen=False) == "hidden"
    assert state(seen=False, missing_s=99) == "hidden"


@pytest.mark.parametrize(
    "nobody",
    [
        (),
        (page(obs=""),),  # a browser, or the window's own preview
        (page(stage="stage"),),  # a part of a stage, which is a source of its own
        (page(heard_at=NOW - 31_000_000),),
        (page(is_showing=False),),
    ],
)
def test_without_its_page_it_waits_and_is_silent_then(
    nobody: tuple[PageView, ...],
) -> None:
    assert state(*nobody, missing_s=GRACE_S - 0.1) == "waiting"
    assert state(*nobody, missing_s=GRACE_S) == "silent"


def test_two_sources_and_one_page_are_told_as_that() -> None:
    shown = overlay(page())
    whole = picture(link(), link())
    own = own_sources(whole, (shown,))

    standing = standing_of(shown, own, whole.seen(), now=NOW)
    views = [
        source_view(one, whole, standing, is_seen=True, missing_s=99) for one in own
    ]

    assert {one.state for one in views} == {"silent"}
    assert "1 of 2 sources" in views[0].detail
    assert not standing.is_missing


def test_one_that_has_no_page_while_hidden_is_not_missed() -> None:
    shown = overlay()
    whole = Picture(
        scene="Game",
        scenes=("Game",),
        browsers={"x": Browser(name="x", url=link(), shutdown=True)},
    )

    standing = standing_of(shown, own_sources(whole, (shown,)), whole.seen(), now=NOW)

    assert not standing.is_missing
