"""How an overlay stands: said from what is known, in words, shape and colour."""

from __future__ import annotations

import pytest
from msgspec import structs

from companion.domain.studio import ObsView, OverlayView, PageView, SourceView
from companion.gui.overlays.presence import presence

NOW = 1_000_000_000


def page(*, obs: str = "2.23", showing: bool = True, heard: int = 300_000) -> PageView:
    return PageView(
        overlay="goal",
        since=NOW - 60_000_000,
        heard_at=NOW - heard,
        is_showing=showing,
        obs=obs,
    )


def overlay(*pages: PageView) -> OverlayView:
    return OverlayView(
        name="goal",
        kind="goal",
        title="Goal",
        description="",
        width=100,
        height=100,
        pages=pages,
    )


def obs(*states: str, scene: str = "Gaming") -> ObsView:
    sources = tuple(
        SourceView(
            source=f"Goal {place}", overlay="goal", scenes=("Karaoke",), state=state
        )
        for place, state in enumerate(states)
    )
    return ObsView(state="connected", scene=scene, sources=sources)


@pytest.mark.parametrize(
    ("state", "words", "act", "ink", "shape"),
    [
        ("showing", "OBS shows it · \u2068Karaoke\u2069", "", "ok", "dot"),
        ("hidden", "in OBS, hidden · \u2068Karaoke\u2069", "", "3", "ring"),
        ("stale", "link is out of date", "repair", "warn", "triangle"),
        ("silent", "no heartbeat for 12 s", "reload", "warn", "triangle"),
        ("waiting", "in OBS, its page is opening", "", "3", "ring"),
    ],
)
def test_each_state_of_a_source_has_words_a_mark_and_its_one_click(
    state: str, words: str, act: str, ink: str, shape: str
) -> None:
    found = presence(overlay(page(heard=12_000_000)), obs(state), now=NOW)

    assert (found.words, found.act, found.ink, found.shape) == (words, act, ink, shape)
    assert found.is_in_obs


def test_what_needs_a_hand_is_told_before_what_works() -> None:
    assert presence(overlay(page()), obs("showing", "stale"), now=NOW).state == "stale"
    assert presence(overlay(page()), obs("hidden", "showing"), now=NOW).act == ""


def test_a_page_in_obs_proves_itself_where_obs_is_not_connected() -> None:
    found = presence(overlay(page()), ObsView(), now=NOW)

    assert (found.state, found.heard) == ("showing", 300_000)
    hidden = presence(overlay(page(showing=False)), ObsView(), now=NOW)
    assert hidden.state == "hidden"


def test_a_browser_is_not_taken_for_obs() -> None:
    found = presence(overlay(page(obs="")), obs(), now=NOW)

    assert (found.state, found.is_in_obs, found.act) == ("elsewhere", False, "add")
    assert found.ink == "3"


def test_not_in_obs_is_said_only_where_obs_was_asked() -> None:
    assert presence(overlay(), obs(), now=NOW).words == "not in OBS"
    assert presence(overlay(), ObsView(), now=NOW).words == "no page is open"


def test_the_scene_on_air_is_named_where_the_source_is_in_it() -> None:
    seen = obs("showing", scene="Gaming")
    both = structs.replace(seen.sources[0], scenes=("Karaoke", "Gaming"))

    found = presence(overlay(page()), structs.replace(seen, sources=(both,)), now=NOW)

    assert found.words == "OBS shows it · \u2068Gaming\u2069"
