"""A poll: what is asked, the answers, and how they stand."""

from __future__ import annotations

from pydantic import Field

from companion.domain.on_air import PollOnAir
from companion.domain.views import StreamView
from companion.i18n import N_, _, ngettext
from overlays.interaction import answers, interaction_words, milliseconds, on_screen
from overlays.look import OverlaySettings
from overlays.overlay import Overlay, State, plural_words


class PollSettings(OverlaySettings):
    """What a Broadcaster chooses for polls."""

    width: int = Field(
        default=816, ge=560, le=1400, description=N_("Width in pixels, at 100 %")
    )
    votes: bool = Field(
        default=True, description=N_("Votes beside the share of each answer")
    )
    hint: bool = Field(default=True, description=N_("What to type, below the answers"))


class Poll(Overlay[PollSettings]):
    """A question with 2 to 10 answers, a bar for each, and what is left of time."""

    kind = "poll"
    width = 848
    height = 980
    settings_type = PollSettings

    def title(self) -> str:
        """Return what the overlay is called."""
        return _("Poll")

    def description(self) -> str:
        """Return in one sentence what viewers see."""
        return _("A question, its answers, and the votes as they come in")

    def words(self) -> dict[str, str]:
        """Return the overlay's own words."""
        votes = plural_words("votes", lambda n: ngettext("{n} vote", "{n} votes", n))
        return {**interaction_words(), **votes}

    def project(
        self,
        view: StreamView,
        settings: PollSettings,  # noqa: ARG002  # the page goes by them
    ) -> State:
        """Return `{"shown": {…}}`, or null in it while there is no poll to see.

        left_ms: what a clock that stands still shows; only in examples.
        """
        poll = on_screen(view, PollOnAir)
        if poll is None:
            return {"shown": None}
        return {
            "shown": {
                "id": poll.id,
                "phase": poll.phase,
                "title": poll.question,
                "options": answers(poll.options),
                "voters": poll.voters,
                "test_votes": poll.test_votes,
                "closes_at": milliseconds(poll.closes_at),
                "left_ms": None,
            }
        }
