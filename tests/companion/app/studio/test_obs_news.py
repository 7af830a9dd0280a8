"""Lines of what happens in OBS."""

from __future__ import annotations

from typing import Any

import pytest

from companion.app.studio.obs_news import LENGTH, ObsNews, line_of
from companion.domain.on_air import ObsLogOnAir
from companion.obs.protocol import Event
from tests.support.fakes import EPOCH, FakeClock

OUTPUT = "OBS_WEBSOCKET_OUTPUT_"


@pytest.mark.parametrize(
    ("kind", "data", "text"),
    [
        ("CurrentProgramSceneChanged", {"sceneName": "Game"}, "Scene: Game"),
        ("StreamStateChanged", {"outputState": OUTPUT + "STARTED"}, "Stream is on air"),
        ("StreamStateChanged", {"outputState": OUTPUT + "STARTING"}, ""),
        (
            "StreamStateChanged",
            {"outputState": OUTPUT + "RECONNECTING"},
            "The stream has lost its server; OBS tries again",
        ),
        (
            "RecordStateChanged",
            {"outputState": OUTPUT + "STOPPED"},
            "Recording has ended",
        ),
        (
            "RecordStateChanged",
            {"outputState": OUTPUT + "PAUSED"},
            "Recording is paused",
        ),
        ("ReplayBufferSaved", {}, "Replay saved"),
        (
            "InputMuteStateChanged",
            {"inputName": "Mic", "inputMuted": True},
            "Mic is muted",
        ),
        ("InputVolumeMeters", {}, ""),
    ],
)
def test_an_event_in_a_few_words(kind: str, data: dict[str, Any], text: str) -> None:
    assert line_of(Event(kind, data)) == text


def test_the_newest_lines_are_kept_and_shown() -> None:
    shown: list[ObsLogOnAir] = []
    news = ObsNews(FakeClock(), shown.append)

    for number in range(LENGTH + 5):
        news.take(Event("CurrentProgramSceneChanged", {"sceneName": str(number)}))
    news.take(Event("InputVolumeMeters"))

    assert len(shown) == LENGTH + 5
    assert len(news.lines) == LENGTH
    assert news.lines[-1] == (EPOCH, f"Scene: {LENGTH + 4}")
    assert shown[-1].lines == tuple(news.lines)


def test_a_line_is_never_long() -> None:
    news = ObsNews(FakeClock(), lambda _log: None)

    news.say("x" * 10_000)

    assert len(news.lines[-1][1]) == 120
