"""A queue: whose turn it is, who is next, and how to join."""

from __future__ import annotations

from pydantic import Field

from companion.domain.on_air import QueueOnAir
from companion.domain.views import StreamView
from companion.i18n import N_, _, ngettext
from overlays.interaction import interaction_words, on_screen, person
from overlays.look import OverlaySettings
from overlays.overlay import Overlay, State, plural_words

MOST_AT_ONCE = 4
"""People whose turn it is that are shown."""


class QueueSettings(OverlaySettings):
    """What a Broadcaster chooses for the queue."""

    width: int = Field(
        default=640, ge=480, le=1200, description=N_("Width in pixels, at 100 %")
    )
    waiting: int = Field(
        default=5, ge=1, le=15, description=N_("Most people shown who wait")
    )


class Queue(Overlay[QueueSettings]):
    """Who plays now, who comes next, how many wait, and what to type."""

    kind = "queue"
    width = 672
    height = 820
    settings_type = QueueSettings

    def title(self) -> str:
        """Return what the overlay is called."""
        return _("Queue")

    def description(self) -> str:
        """Return in one sentence what viewers see."""
        return _("Whose turn it is, who comes next, and how to join")

    def words(self) -> dict[str, str]:
        """Return the overlay's own words."""
        waiting = plural_words(
            "waiting", lambda n: ngettext("{n} waits", "{n} wait", n)
        )
        return {
            **interaction_words(),
            **waiting,
            # Translators: before the name of whose turn it is.
            "now": _("Now"),
            "closed": _("The queue is closed"),
            "empty": _("Nobody waits"),
        }

    def project(self, view: StreamView, settings: QueueSettings) -> State:
        """Return `{"shown": {…}}`, or null in it while there is none to see.

        count: how many wait, also those not shown.
        """
        queue = on_screen(view, QueueOnAir)
        if queue is None:
            return {"shown": None}
        return {
            "shown": {
                "id": queue.id,
                "phase": queue.phase,
                "title": queue.title,
                "keyword_text": queue.keyword,
                "now": [person(viewer) for viewer in queue.now[:MOST_AT_ONCE]],
                "waiting": [
                    person(viewer) for viewer in queue.waiting[: settings.waiting]
                ],
                "count": max(queue.count, len(queue.waiting)),
                "open": queue.is_open,
            }
        }
