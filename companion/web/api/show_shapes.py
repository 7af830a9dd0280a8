"""How the show looks in the API."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from companion.domain.on_air import Option, Scored
from companion.domain.show.specs import AnySpec, kind_of, title_of
from companion.domain.show.views import ClockView, InteractionView, ShowView
from companion.domain.values import POINT, Viewer
from companion.web.api.shapes import Object, ViewerObject, viewer_object
from companion.web.api.show_notes import SECRETS_OF_SPECS
from companion.web.wire import Number, decimal_points, rfc3339, rfc3339_or_null

State = Literal[
    "before", "waiting", "ongoing", "results", "scoreboard", "after", "failed"
]


class OptionObject(Object, frozen=True, kw_only=True):
    """One answer. votes, correct: null where the token's scope may not see them yet.

    points: that are staked on it, whole coins.
    """

    key: str
    text: str
    votes: int | None
    correct: bool | None
    points: int


class ScoredObject(Object, frozen=True, kw_only=True):
    """A Viewer with what they have earned; first: first of all."""

    viewer: ViewerObject
    points: Number
    first: bool


class InteractionObject(Object, frozen=True, kw_only=True):
    """One interaction.

    next: the verb of the one next step, "" at the end; may: all that are possible now.
    voters: people whose answer counts. repeats: answers that did not, for another of
    the same person; late: before the start or after the close, by their own time.
    test_votes: among the votes. waiting_for: platforms whose answers are on their way.
    numbers: what else its kind tells. spec: as it was made; null for scope read.
    question, options: empty for scope read before they can be on the stream.
    """

    id: str
    kind: str
    state: State
    question: str
    options: list[OptionObject]
    voters: int
    test_votes: int
    repeats: int
    late: int
    shown: bool
    revealed: bool
    next: str
    may: list[str]
    steps: list[str]
    made_at: str
    started_at: str | None
    closes_at: str | None
    ended_at: str | None
    waiting_for: list[str]
    scores: list[ScoredObject]
    numbers: dict[str, Any]
    spec: dict[str, Any] | None
    why: str


class InteractionsObject(Object, frozen=True, kw_only=True):
    """Interactions of the running session, newest first."""

    interactions: list[InteractionObject]


class ClockObject(Object, frozen=True, kw_only=True):
    """How long a platform's messages take to come here, in milliseconds."""

    platform: str
    delay_ms: float
    spread_ms: float
    samples: int
    echoed: bool


class ItemObject(Object, frozen=True, kw_only=True):
    """One line of the run-sheet. interaction: id of the last made from it, "" for none.

    spec: null, and title "" before it was on the stream, for scope read.
    """

    id: str
    kind: str
    title: str
    state: str
    interaction: str
    result: str
    spec: dict[str, Any] | None


class QuestionObject(Object, frozen=True, kw_only=True):
    """A chat message in the queue of questions."""

    seq: int
    viewer: ViewerObject
    text: str
    state: Literal["listed", "shown", "used"]


class ControlObject(Object, frozen=True, kw_only=True):
    """Who may write. holder: of the remote controllers, "" for none of them.

    mine: whether whoever asks may.
    """

    holder: str
    others: list[str]
    mine: bool


class ShowObject(Object, frozen=True, kw_only=True):
    """The whole show. on_air: id of what is run now, "" for none."""

    on_air: str
    interactions: list[InteractionObject]
    sheet_name: str
    sheet: list[ItemObject]
    clocks: list[ClockObject]
    scores: list[ScoredObject]
    scoreboard_shown: bool
    rule: str
    questions: list[QuestionObject]
    control: ControlObject


@dataclass(frozen=True, kw_only=True)
class ShowSight:
    """What of the show a token may see.

    people: what is not on the stream yet, and all names. secrets: what would spoil the
    game. seen: a Viewer as who only reads may see them.
    """

    people: bool
    secrets: bool
    seen: Callable[[Viewer], Viewer]


def interaction_object(view: InteractionView, sight: ShowSight) -> InteractionObject:
    """Return an interaction as far as it may be seen.

    Without secrets nothing tells which answer is correct before everybody knows. Who
    only reads knows what viewers know.
    """
    is_told = _is_told(view)
    has_scores = sight.secrets or (is_told and (sight.people or view.is_revealed))
    return InteractionObject(
        id=view.id,
        kind=view.kind,
        state=view.phase,
        question=title_of(view.spec) if sight.people or _was_shown(view) else "",
        options=[_option(one) for one in _options(view, sight)],
        voters=view.voters,
        test_votes=view.test_votes,
        repeats=view.repeats,
        late=view.late,
        shown=view.shown,
        revealed=view.is_revealed,
        next=view.next,
        may=list(view.may),
        steps=list(view.steps),
        made_at=rfc3339(view.made_at),
        started_at=rfc3339_or_null(view.started_at),
        closes_at=rfc3339_or_null(view.closes_at),
        ended_at=rfc3339_or_null(view.ended_at),
        waiting_for=[str(one) for one in view.waiting_for],
        scores=scored_objects(view.scores, sight) if has_scores else [],
        numbers=_numbers(view, sight, is_told=is_told) if sight.people else {},
        spec=spec_object(view.spec, sight) if sight.people else None,
        why=view.why if sight.people else "",
    )


def _was_shown(view: InteractionView) -> bool:
    return view.phase != "before"


def _is_told(view: InteractionView) -> bool:
    """Return whether everybody may know what is correct; always where nothing is."""
    options: Sequence[Option] = getattr(view.on_air or view.unseen, "options", ())
    is_asked = any(one.is_correct is not None for one in view.options)
    return not is_asked or any(one.is_correct is not None for one in options)


def _options(view: InteractionView, sight: ShowSight) -> Sequence[Option]:
    if sight.secrets:
        return view.options
    if sight.people:
        is_told = _is_told(view)
        return [
            one if is_told else msgspec.structs.replace(one, is_correct=None)
            for one in view.options
        ]
    shown: Sequence[Option] | None = getattr(view.on_air, "options", None)
    if shown is not None:
        return shown
    if not _was_shown(view):
        return ()
    if view.phase in {"results", "scoreboard", "after"} and view.is_revealed:
        return view.options
    return [Option(key=one.key, text=one.text, votes=None) for one in view.options]


def _numbers(
    view: InteractionView, sight: ShowSight, *, is_told: bool
) -> dict[str, Any]:
    hidden = set() if sight.secrets else {*SECRETS_OF_SPECS}
    if not (sight.secrets or is_told):
        hidden.add("right")  # how many were, while none knows which
    return {name: one for name, one in view.numbers.items() if name not in hidden}


def _option(one: Option) -> OptionObject:
    return OptionObject(
        key=one.key,
        text=one.text,
        votes=one.votes,
        correct=one.is_correct,
        points=one.points // POINT,
    )


def spec_object(spec: AnySpec, sight: ShowSight) -> dict[str, Any]:
    """Return a spec as it was asked for; a flag's code stands in no list of them."""
    plain: dict[str, Any] = msgspec.to_builtins(spec)
    hidden = ("code",) if sight.secrets else SECRETS_OF_SPECS
    return {name: value for name, value in plain.items() if name not in hidden}


def scored_objects(scores: Sequence[Scored], sight: ShowSight) -> list[ScoredObject]:
    """Return lines of a scoreboard."""
    return [
        ScoredObject(
            viewer=viewer_object(
                one.viewer if sight.people else sight.seen(one.viewer)
            ),
            points=decimal_points(one.points),
            first=one.is_first,
        )
        for one in scores
    ]


def show_object(view: ShowView, sight: ShowSight, *, name: str = "") -> ShowObject:
    """Return the whole show; name: of the controller that asks."""
    shown = {one.id for one in view.interactions if _was_shown(one)}
    return ShowObject(
        on_air=view.on_air,
        interactions=[interaction_object(one, sight) for one in view.interactions],
        sheet_name=view.sheet.name,
        sheet=[
            ItemObject(
                id=one.id,
                kind=kind_of(one.spec),
                title=title_of(one.spec)
                if sight.people or one.interaction in shown
                else "",
                state=one.state,
                interaction=one.interaction,
                result=one.result,
                spec=spec_object(one.spec, sight) if sight.people else None,
            )
            for one in view.sheet.items
        ],
        clocks=[_clock(one) for one in view.clocks],
        scores=scored_objects(view.scores, sight),
        scoreboard_shown=view.scoreboard_shown,
        rule=view.rule,
        questions=[
            QuestionObject(
                seq=one.seq,
                viewer=viewer_object(one.viewer),
                text=one.text,
                state=one.state,
            )
            for one in view.questions
        ],
        control=ControlObject(
            holder=view.controller.name,
            others=list(view.controller.others),
            mine=view.controller.name in {"", name},
        ),
    )


def _clock(view: ClockView) -> ClockObject:
    return ClockObject(
        platform=str(view.platform),
        delay_ms=view.delay_us / 1000,
        spread_ms=view.spread_us / 1000,
        samples=view.samples,
        echoed=view.is_echoed,
    )
