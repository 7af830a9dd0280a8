"""A word cloud: what people say, the larger the more say it."""

from __future__ import annotations

from typing import Final

from pydantic import Field

from companion.domain.on_air import WordCloudOnAir
from companion.domain.views import StreamView
from companion.i18n import N_, _, ngettext
from overlays.interaction import interaction_words, on_screen
from overlays.look import OverlaySettings
from overlays.overlay import Overlay, State, plural_words

MOST_WORDS: Final = 60


class WordCloudSettings(OverlaySettings):
    """What a Broadcaster chooses for word clouds."""

    width: int = Field(
        default=1024, ge=640, le=1840, description=N_("Width in pixels, at 100 %")
    )
    height: int = Field(
        default=560, ge=320, le=1000, description=N_("Height in pixels, at 100 %")
    )
    words: int = Field(
        default=40, ge=5, le=MOST_WORDS, description=N_("Most words at once")
    )


class WordCloud(Overlay[WordCloudSettings]):
    """Up to 60 words, as large as many people say them; each keeps its place."""

    kind = "word_cloud"
    width = 1056
    height = 592
    settings_type = WordCloudSettings

    def title(self) -> str:
        """Return what the overlay is called."""
        return _("Word cloud")

    def description(self) -> str:
        """Return in one sentence what viewers see."""
        return _("What everybody says in a word, the larger the more say it")

    def words(self) -> dict[str, str]:
        """Return the overlay's own words."""
        voters = plural_words(
            "voters", lambda n: ngettext("{n} viewer", "{n} viewers", n)
        )
        one_word = _("One word, in any chat")
        return {**interaction_words(), **voters, "one_word": one_word}

    def project(self, view: StreamView, settings: WordCloudSettings) -> State:
        """Return `{"shown": {…}}`, or null in it while there is none to see.

        Words come most first; count: how many Viewers said it.
        """
        cloud = on_screen(view, WordCloudOnAir)
        if cloud is None:
            return {"shown": None}
        return {
            "shown": {
                "id": cloud.id,
                "phase": cloud.phase,
                "title": cloud.title,
                "words": [
                    {"text": text, "count": count}
                    for text, count in cloud.words[: settings.words]
                ],
                "voters": cloud.voters,
            }
        }
