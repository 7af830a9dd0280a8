"""What the overlays of interactions have alike: phases, people, answers, times."""

from __future__ import annotations

from collections.abc import Sequence

from companion.domain.on_air import OnAirT, Option, Scored
from companion.domain.values import Timestamp, Viewer
from companion.domain.views import StreamView
from companion.i18n import _, ngettext
from overlays.overlay import State, plural_words

_UNSEEN = ("before", "after")


def on_screen(view: StreamView, kind: type[OnAirT]) -> OnAirT | None:
    """Return the interaction of a kind, None while viewers see nothing of it."""
    found = view.on_air(kind)
    return None if found is None or found.phase in _UNSEEN else found


def milliseconds(at: Timestamp | None) -> int | None:
    """Return a time as pages count it, milliseconds since 1970."""
    return None if at is None else at // 1000


def person(viewer: Viewer) -> State:
    """Return who a Viewer is: id, name, avatar and platform."""
    return {
        "id": viewer.id,
        "name": viewer.name,
        "avatar": viewer.avatar,
        "platform": viewer.id.partition(":")[0],
    }


def scorers(scores: Sequence[Scored], limit: int) -> list[State]:
    """Return the first `limit` people, what they earned, and who was first of all."""
    return [
        {**person(one.viewer), "points": one.points, "first": one.is_first}
        for one in scores[:limit]
    ]


def ranked(scores: Sequence[Scored], limit: int) -> list[State]:
    """Return the same, best first, with rank: those with as many share a place."""
    people = scorers(scores, limit)
    for at, one in enumerate(people):
        is_tied = at > 0 and one["points"] == people[at - 1]["points"]
        one["rank"] = people[at - 1]["rank"] if is_tied else at + 1
    return people


def answers(options: Sequence[Option]) -> list[State]:
    """Return the answers; amount: votes for each, None while they are hidden."""
    return [
        {
            "key": one.key,
            "text": one.text,
            "amount": one.votes,
            "right": one.is_correct,
        }
        for one in options
    ]


def interaction_words() -> dict[str, str]:
    """Return the words that every interaction may show, in the chosen language."""
    test_votes = plural_words(
        "test_votes", lambda n: ngettext("{n} test vote", "{n} test votes", n)
    )
    return {
        # Translators: an interaction that comes next on the stream.
        "next": _("Next: {title}"),
        # Translators: an interaction that the streamer has broken off.
        "called_off": _("Called off"),
        "percent": _("{n} %"),
        "type_range": _("Type {first}–{last} in any chat"),
        "type_word": _("Type {word} in any chat"),
        **test_votes,
    }
