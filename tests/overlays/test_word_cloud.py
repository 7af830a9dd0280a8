"""What the word cloud overlay shows of a word cloud."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from overlays.word_cloud import WordCloud, WordCloudSettings
from tests.overlays.on_air import airing, state

CLOUD = WordCloud()


def test_words_come_with_how_many_said_them() -> None:
    shown = state(CLOUD, words=(("cozy", 3), ("🔥", 1)), voters=4)["shown"]

    assert shown["words"] == [
        {"text": "cozy", "count": 3},
        {"text": "🔥", "count": 1},
    ]
    assert shown["voters"] == 4


def test_no_more_words_than_chosen() -> None:
    view = airing("word_cloud", words=tuple((f"w{n}", 99 - n) for n in range(90)))

    assert len(CLOUD.project(view, WordCloudSettings(words=60))["shown"]["words"]) == 60
    with pytest.raises(ValidationError):
        WordCloudSettings(words=61)
