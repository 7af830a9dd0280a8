"""Cards to look at only: scoreboard, goal, timer, card."""

from __future__ import annotations

from companion.domain.on_air import CardOnAir, GoalOnAir, ScoreboardOnAir, TimerOnAir
from companion.domain.show.specs import AnySpec
from companion.i18n import _
from companion.web.room.card import Face, Meter, Mine, Time, grouped, places_of, soon
from overlays.markdown import nodes_of


def scoreboard(shown: ScoreboardOnAir, _spec: AnySpec | None, mine: Mine) -> Face:
    """Return the first places, and one's own."""
    return Face(
        hint="" if shown.scores else _("Nobody has scored yet."),
        places=places_of(shown.scores, mine),
    )


def goal(shown: GoalOnAir, _spec: AnySpec | None, _mine: Mine) -> Face:
    """Return how far it is."""
    hint, tone = soon(shown.phase)
    if shown.value >= shown.target:
        hint, tone = _("Reached!"), "good"
    share = min(100, 100 * shown.value // max(1, shown.target))
    # Translators: how far a goal is; all three are numbers.
    text = _("{value} of {target} · {share} %")
    return Face(
        hint=hint,
        tone=tone,
        meter=Meter(
            share=share,
            text=text.format(
                value=grouped(shown.value), target=grouped(shown.target), share=share
            ),
        ),
    )


def timer(shown: TimerOnAir, _spec: AnySpec | None, _mine: Mine) -> Face:
    """Return the clock; the telephone lets it run."""
    held = shown.held_us
    hint, tone = soon(shown.phase)
    return Face(
        hint=hint,
        tone=tone,
        time=Time(
            at=shown.at // 1000,
            is_up=shown.mode == "stopwatch",
            held=None if held is None else held // 1000,
        ),
    )


def card(shown: CardOnAir, _spec: AnySpec | None, _mine: Mine) -> Face | None:
    """Return the text; a picture is for the screen."""
    if not (shown.title.strip() or shown.text.strip()):
        return None
    return Face(prose=nodes_of(shown.text))
