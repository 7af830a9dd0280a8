"""What is known about Viewers and texts beside what an event says of them."""

from __future__ import annotations

from typing import Final, Literal, Protocol

from companion.domain.values import Timestamp

Hidden = Literal["", "banned", "muted"]


class Known(Protocol):
    """Answers at once, from memory; never raises."""

    def is_trusted(self, viewer_id: str) -> bool:
        """Tell whether no rule or model stops this Viewer."""

    def hides(self, viewer_id: str, at: Timestamp) -> Hidden:
        """Return why all that this Viewer writes is hidden at `at`, else ""."""

    def may_link(self, viewer_id: str, at: Timestamp) -> bool:
        """Tell whether a permit lets this Viewer post links at `at`."""

    def permits(self, skeleton: str) -> bool:
        """Tell whether a person let the text with this skeleton pass for good."""

    def is_answer(self, text: str) -> bool:
        """Tell whether a text is, word for word, an answer that is asked for now."""

    def has_chatted(self, viewer_id: str) -> bool:
        """Tell whether this Viewer wrote before the message that is judged."""


class _Nobody:
    """Knows nobody: for a trial, a bench, a session that is judged again."""

    def is_trusted(self, viewer_id: str) -> bool:  # noqa: ARG002  # the protocol's
        return False

    def hides(self, viewer_id: str, at: Timestamp) -> Hidden:  # noqa: ARG002  # as above
        return ""

    def may_link(self, viewer_id: str, at: Timestamp) -> bool:  # noqa: ARG002  # as above
        return False

    def permits(self, skeleton: str) -> bool:  # noqa: ARG002  # as above
        return False

    def is_answer(self, text: str) -> bool:  # noqa: ARG002  # as above
        return False

    def has_chatted(self, viewer_id: str) -> bool:  # noqa: ARG002  # as above
        return False


NOBODY: Final[Known] = _Nobody()
