"""The status line tells how we stand with OBS; green only for what proves itself."""

from __future__ import annotations

import pytest

from companion.domain.studio import ObsView, SourceView
from companion.gui.obs.words import lost_sources, output_words, status_words


def source(state: str, *, visible: bool = True) -> SourceView:
    return SourceView(
        source=f"Companion {state}", overlay="chat", state=state, is_visible=visible
    )


@pytest.mark.parametrize(
    ("state", "text", "ink"),
    [
        ("off", "OBS · not set up", "3"),
        ("absent", "OBS · not running", "3"),
        ("locked", "OBS · password", "warn"),
        ("refused", "OBS · password", "warn"),
        ("connecting", "OBS · connecting", "3"),
    ],
)
def test_what_is_not_connected_says_what_is_missing(state, text, ink) -> None:
    words = status_words(ObsView(state=state))

    assert (words.text, words.ink) == (text, ink)


def test_alive_sources_are_counted_and_on_air_is_pink() -> None:
    seven = tuple(source("showing") for _n in range(7))
    view = ObsView(state="connected", scene="Gaming", sources=seven)

    assert status_words(view).text == "OBS · \u2068Gaming\u2069 · 7 sources alive"
    assert status_words(view).glyph == "ok"
    on_air = ObsView(
        state="connected", scene="Gaming", sources=seven, is_streaming=True
    )
    assert status_words(on_air).glyph == "accent"


def test_nothing_alive_is_not_green() -> None:
    view = ObsView(state="connected", scene="Gaming", sources=(source("hidden"),))

    assert status_words(view).glyph == "t3"


def test_what_should_show_and_does_not_is_amber_and_hidden_is_not() -> None:
    lost = source("silent")
    sources = (source("showing"), lost, source("stale", visible=False))
    view = ObsView(state="connected", scene="Gaming", sources=sources)

    assert lost_sources(view) == (lost,)
    words = status_words(view)
    assert words.text == "OBS · \u2068Gaming\u2069 · 1 of 2 alive"
    assert words.ink == "warn"


def test_the_privacy_scene_is_said_before_all_else() -> None:
    view = ObsView(state="connected", scene="Away", is_privacy=True)

    assert status_words(view).text == "OBS · privacy scene is on air"


def test_outputs_are_named() -> None:
    assert output_words(ObsView()) == "not streaming"
    running = ObsView(is_streaming=True, is_replaying=True)
    assert output_words(running) == "streaming · replay buffer runs"
