"""Every kind of interaction in the phases that matter, as its view would be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import structs

from companion.app.scene.cast import VIEWERS
from companion.app.scene.evening import NOW, SECOND
from companion.domain.on_air import (
    CardOnAir,
    FlagOnAir,
    GiveawayOnAir,
    GoalOnAir,
    OnAir,
    Option,
    Phase,
    PollOnAir,
    PredictionOnAir,
    QueueOnAir,
    QuizOnAir,
    RatingOnAir,
    Scored,
    TeamOnAir,
    TeamsOnAir,
    TimerOnAir,
    WheelOnAir,
    WordCloudOnAir,
)
from companion.domain.show.specs import (
    AnySpec,
    CardSpec,
    Extension,
    FlagSpec,
    GiveawaySpec,
    GoalSpec,
    PollSpec,
    PredictionSpec,
    QueueSpec,
    QuizSpec,
    RatingSpec,
    Team,
    TeamsSpec,
    TimerSpec,
    WheelSpec,
    WordCloudSpec,
    kind_of,
)
from companion.domain.show.views import InteractionView
from companion.domain.values import POINT, Platform
from companion.interactions.kinds.catalogue import KINDS

_QUIZ = QuizSpec(
    question="Which year did Tetris reach its first players?",
    options=("1978", "1984", "1989", "1991"),
    correct=(1,),
    seconds=30,
)
_YEARS = (96, 498, 171, 49)

UNSEEN: frozenset[Phase] = frozenset({"before", "after", "failed"})
"""In these viewers see nothing of it."""

_VERBS: dict[Phase, tuple[str, ...]] = {
    "before": ("wait", "start", "finish"),
    "waiting": ("start", "finish", "back", "hide"),
    "ongoing": ("close", "extend", "finish", "back", "hide"),
    "results": ("finish", "back", "hide"),
    "scoreboard": ("finish", "back", "hide"),
    "after": ("back",),
    "failed": ("retry", "back"),
}

_NEXT: dict[Phase, str] = {
    "before": "start",
    "waiting": "start",
    "ongoing": "close",
    "results": "finish",
    "scoreboard": "finish",
}

_PROOF = "9f2c41d07b5a6e83aa1d0c4be7f3915d2280ce6614ab97f05ed3c2b8410f7a66"
_SEED = "4b1f0c9d2e7a5586"


def _view(
    spec: AnySpec,
    phase: Phase,
    on_air: OnAir,
    *,
    may: tuple[str, ...] = (),
    **more: Any,  # noqa: ANN401  # fields of an InteractionView
) -> InteractionView:
    kind = kind_of(spec)
    steps = KINDS[type(spec)].steps
    runs = phase in {"ongoing", "results", "scoreboard"}
    seconds = spec.seconds
    left = 11 if kind == "quiz" else 18
    closes = NOW + left * SECOND if phase == "ongoing" and seconds else None
    began = closes - seconds * SECOND if closes and seconds else NOW - 95 * SECOND
    base = InteractionView(
        id="scene",
        kind=kind,
        spec=spec,
        phase=phase,
        made_at=NOW - 200 * SECOND,
        item="now",
        steps=steps,
        next="finish" if runs and "results" not in steps else _NEXT.get(phase, ""),
        may=tuple(
            one
            for one in (*may, *_VERBS[phase])
            if one != "extend" or closes is not None
        ),
        shown=phase not in UNSEEN,
        started_at=began if runs else None,
        closes_at=closes,
        on_air=structs.replace(on_air, id="scene", phase=phase),
    )
    if closes is not None and hasattr(on_air, "closes_at"):
        shown = structs.replace(on_air, id="scene", phase=phase, closes_at=closes)
        base = structs.replace(base, on_air=shown)
    return structs.replace(base, **more)


def _someone(*keys: str) -> tuple[Any, ...]:
    return tuple(VIEWERS[key] for key in keys)


def quiz(phase: Phase) -> InteractionView:
    """Return the quiz of the design's picture."""
    is_open = phase in {"waiting", "ongoing"}
    has_votes = phase != "waiting"
    is_revealed = phase in {"scoreboard", "after"}
    options = tuple(
        Option(key=key, text=text, votes=votes if has_votes else 0)
        for key, text, votes in zip("ABCD", _QUIZ.options, _YEARS, strict=True)
    )
    shown = tuple(
        structs.replace(
            one,
            votes=None if is_open else one.votes,
            is_correct=place == 1 if is_revealed else None,
        )
        for place, one in enumerate(options)
    )
    may: tuple[str, ...] = ("reveal", "scoreboard") if phase == "results" else ()
    told: dict[str, Any] = {}
    if has_votes:
        told = {
            "voters": 814,
            "repeats": 37,
            "fastest_us": 2_410_000,
            "fastest": VIEWERS["sakura"],
        }
    view = _view(
        _QUIZ,
        phase,
        QuizOnAir(id="", question=_QUIZ.question, options=shown, voters=814),
        may=may,
        options=options,
        is_revealed=is_revealed,
        **told,
    )
    return structs.replace(view, next="reveal") if phase == "results" else view


def _quiz_closing() -> InteractionView:
    view = quiz("ongoing")
    may = tuple(one for one in view.may if one not in {"extend", "close"})
    return structs.replace(
        view, closes_at=NOW, waiting_for=(Platform.YOUTUBE,), may=may
    )


def _poll(phase: Phase) -> InteractionView:
    spec = PollSpec(
        question="Which map first?",
        options=("Frozen Harbour", "Old Quarry", "Дача / Summer House", "Random"),
        seconds=45,
        is_hidden=phase == "ongoing",
    )
    votes = (0, 0, 0, 0) if phase == "waiting" else (512, 340, 288, 64)
    options = tuple(
        Option(key=str(n), text=text, votes=count)
        for n, (text, count) in enumerate(zip(spec.options, votes, strict=True), 1)
    )
    shown = tuple(structs.replace(one, votes=None) for one in options)
    on_air = PollOnAir(
        id="",
        question=spec.question,
        options=shown if spec.is_hidden else options,
        voters=sum(votes),
    )
    may = ("reveal",) if phase == "ongoing" else ()
    test = {"test_votes": 3, "repeats": 61} if phase != "waiting" else {}
    return _view(
        spec, phase, on_air, may=may, options=options, voters=sum(votes), **test
    )


_SAID = (
    *(("cozy", 96), ("chaos", 41), ("最高", 33), ("класс", 27), ("ramen", 25)),
    *(("جميل", 20), ("hype", 19), ("tired", 17), ("sympa", 14), ("focus", 12)),
    *(("wholesome", 11), ("späti", 9), ("🔥", 8), ("karaoke", 7), ("late", 5)),
)


def _cloud(phase: Phase) -> InteractionView:
    spec = WordCloudSpec(title="Tonight in one word", seconds=60)
    words = () if phase == "waiting" else _SAID
    on_air = WordCloudOnAir(
        id="", title=spec.title, words=words, voters=sum(n for _w, n in words)
    )
    return _view(spec, phase, on_air, voters=on_air.voters, repeats=18 if words else 0)


def _rating(phase: Phase) -> InteractionView:
    spec = RatingSpec(title="Rate the new setup", seconds=60)
    given = (12, 9, 41, 187, 263)
    on_air = RatingOnAir(
        id="", title=spec.title, mean=4.31, voters=sum(given), histogram=given
    )
    return _view(spec, phase, on_air, voters=sum(given))


def _rating_wide() -> InteractionView:
    spec = RatingSpec(title="Rate the boss fight", low=0, high=100, seconds=60)
    given = (2, 1, 3, 4, 9, 14, 30, 51, 77, 40)
    on_air = RatingOnAir(
        id="",
        title=spec.title,
        low=0,
        high=100,
        mean=74.2,
        voters=sum(given),
        histogram=given,
    )
    return _view(spec, "results", on_air, voters=sum(given))


def _flag(phase: Phase) -> InteractionView:
    spec = FlagSpec(title="Find the secret word", code="ramen", prefix="flag")
    is_told = phase == "results"
    keys = ("ramen", "nova", "luna", "raccoon")
    found = tuple(
        Scored(viewer=VIEWERS[key], points=(1 if n else 2) * POINT, is_first=not n)
        for n, key in enumerate(keys)
    )
    on_air = FlagOnAir(
        id="", title=spec.title, code="flag{ramen}" if is_told else "", found=found
    )
    return _view(
        spec,
        phase,
        on_air,
        may=() if is_told else ("reveal",),
        voters=212,
        fastest=VIEWERS["ramen"],
        fastest_us=48_120_000,
        numbers={"code": "flag{ramen}"},
        is_revealed=is_told,
    )


def _giveaway(phase: Phase) -> InteractionView:
    spec = GiveawaySpec(title="Headset giveaway", seconds=120, winners=2)
    on_air = GiveawayOnAir(
        id="",
        title=spec.title,
        keyword=spec.keyword,
        entrants=1_022,
        proof=_PROOF,
    )
    numbers: dict[str, Any] = {"proof": _PROOF, "seed": "", "round": 1, "lots": None}
    may: tuple[str, ...] = ("draw", "remove") if phase == "results" else ("remove",)
    view = _view(spec, phase, on_air, may=may, voters=1_022, repeats=140)
    return structs.replace(view, numbers=numbers)


def _giveaway_drawn() -> InteractionView:
    view = _giveaway("results")
    on_air = structs.replace(view.on_air, winners=_someone("maryam", "chidi"))  # type: ignore[type-var]  # a giveaway's
    numbers: dict[str, Any] = {"proof": _PROOF, "seed": _SEED, "lots": 1_611}
    return structs.replace(view, on_air=on_air, numbers=numbers)


def _wheel(picked: int | None) -> InteractionView:
    songs = (
        *("Creep", "Dancing Queen", "Bohemian Rhapsody", "Zombie", "Africa", "Hello"),
        *("夜に駆ける", "Ça plane pour moi", "Wonderwall", "Believe", "Jolene", "99"),
    )
    spec = WheelSpec(title="Karaoke wheel", slots=songs)
    spun_at = None if picked is None else NOW - 20 * SECOND
    on_air = WheelOnAir(
        id="", title=spec.title, slots=songs, picked=picked, spun_at=spun_at, turn=0.6
    )
    numbers: dict[str, Any] = {"proof": _PROOF, "seed": _SEED if picked else ""}
    view = _view(spec, "ongoing", on_air, may=("spin",), numbers=numbers)
    return structs.replace(view, next="finish")


def _prediction(phase: Phase, winner: str | None = None) -> InteractionView:
    spec = PredictionSpec(
        question="Do we win this round?", options=("Yes", "No"), seconds=90
    )
    options = tuple(
        Option(key=key, text=text, votes=n, points=coins * POINT)
        for key, text, n, coins in (("1", "Yes", 88, 4_120), ("2", "No", 61, 1_980))
    )
    on_air = PredictionOnAir(
        id="",
        question=spec.question,
        options=options,
        voters=149,
        winner=winner,
        keyword=spec.keyword,
    )
    may = ("decide",) if phase == "results" and winner is None else ()
    return _view(
        spec,
        phase,
        on_air,
        may=may,
        options=options,
        voters=149,
        numbers={"pot": 6_100},
    )


def _queue() -> InteractionView:
    spec = QueueSpec(title="Play with me", keyword="!join")
    on_air = QueueOnAir(
        id="",
        title=spec.title,
        keyword=spec.keyword,
        now=_someone("zoe"),
        waiting=_someone("long", "sakura", "maryam", "kwame", "river", "cat"),
        count=14,
    )
    may = ("call", "remove", "place", "shut")
    view = _view(spec, "ongoing", on_air, may=may, voters=23)
    return structs.replace(view, next="finish")


def _goal(value: int) -> InteractionView:
    spec = GoalSpec(title="Gifts tonight", unit="gifts", target=500)
    on_air = GoalOnAir(
        id="", title=spec.title, unit=spec.unit, value=value, target=spec.target
    )
    return _view(spec, "ongoing", on_air)


def _timer(*, is_held: bool) -> InteractionView:
    spec = TimerSpec(
        title="Until we sleep",
        mode="subathon",
        seconds=7_200,
        adds=(Extension(unit="gifts", seconds=30),),
    )
    left = 4_271 * SECOND
    on_air = TimerOnAir(
        id="",
        title=spec.title,
        mode=spec.mode,
        at=NOW + left,
        held_us=left if is_held else None,
        added_us=1_830 * SECOND,
    )
    return _view(spec, "ongoing", on_air, may=("go" if is_held else "hold",))


def _card() -> InteractionView:
    spec = CardSpec(
        title="Welcome, Friday ranked",
        text="Tonight: **ranked**, then karaoke.\n\n- !join to play\n- be kind",
    )
    on_air = CardOnAir(id="", title=spec.title, text=spec.text)
    return _view(spec, "ongoing", on_air)


def _teams(winner: str | None) -> InteractionView:
    spec = TeamsSpec(
        title="Red against blue",
        seconds=120,
        unit="diamonds",
        teams=(
            Team(key="red", name="Red", colour="#ff0050"),
            Team(key="blue", name="Blue", colour="#25f4ee"),
        ),
    )
    teams = (
        TeamOnAir(
            key="red", name="Red", colour="#ff0050", value=8_420, members=412, wins=1
        ),
        TeamOnAir(key="blue", name="Blue", colour="#25f4ee", value=6_105, members=398),
    )
    on_air = TeamsOnAir(
        id="", title=spec.title, teams=teams, unit=spec.unit, round=2, winner=winner
    )
    view = _view(spec, "ongoing", on_air, may=("round",), voters=810)
    if winner is not None:
        shown = structs.replace(on_air, phase="ongoing")
        view = structs.replace(view, on_air=shown, closes_at=None)
    return view


def _hidden() -> InteractionView:
    view = quiz("ongoing")
    may = tuple("show" if one == "hide" else one for one in view.may)
    return structs.replace(view, shown=False, on_air=None, unseen=view.on_air, may=may)


def _failed() -> InteractionView:
    why = "The record could not be written: the disk is full."
    return structs.replace(quiz("failed"), why=why)


def in_phase(view: InteractionView, phase: Phase) -> InteractionView:
    """Return an interaction as it is in another phase, with what it has counted."""
    shown = view.on_air or view.unseen or OnAir(id="scene")
    options, voters, numbers = view.options, view.voters, view.numbers
    if phase in {"before", "waiting"}:
        shown, voters = _uncounted(shown, view.spec.seconds), 0
        numbers = {key: numbers[key] for key in ("proof", "code") if key in numbers}
        options = tuple(structs.replace(one, votes=0, points=0) for one in options)
    if isinstance(shown, QueueOnAir) and phase in {"results", "after"}:
        shown = structs.replace(shown, is_open=False)
    moved = _view(
        view.spec,
        phase,
        shown,
        options=options,
        voters=voters,
        numbers=numbers,
        is_revealed=view.is_revealed,
    )
    if phase not in UNSEEN:
        return moved
    return structs.replace(moved, on_air=None, unseen=moved.on_air)


_NOTHING_YET: Mapping[str, Any] = {
    **dict.fromkeys(("voters", "entrants", "count", "value", "added_us", "round"), 0),
    **dict.fromkeys(("winners", "now", "waiting", "words", "found", "scores"), ()),
    **dict.fromkeys(("picked", "spun_at", "winner", "mean", "closes_at")),
}


def _uncounted(shown: OnAir, seconds: int | None) -> OnAir:
    """Return what is shown as it is before anybody has taken part."""
    fields = {one.name for one in structs.fields(shown)}
    kept = {key: one for key, one in _NOTHING_YET.items() if key in fields}
    if isinstance(shown, RatingOnAir):
        kept["histogram"] = (0,) * len(shown.histogram)
    if isinstance(shown, TimerOnAir):
        kept["held_us"] = (seconds or 0) * SECOND
    if isinstance(shown, TeamsOnAir):
        kept["teams"] = tuple(
            structs.replace(one, value=0, members=0, wins=0) for one in shown.teams
        )
    if isinstance(shown, PollOnAir | QuizOnAir | PredictionOnAir):
        kept["options"] = tuple(
            structs.replace(one, points=0, votes=one.votes and 0)
            for one in shown.options
        )
    return structs.replace(shown, **kept)


STATES: Mapping[str, InteractionView] = {
    "quiz-waiting": quiz("waiting"),
    "quiz-closing": _quiz_closing(),
    "quiz-results": quiz("results"),
    "quiz-scoreboard": quiz("scoreboard"),
    "quiz-hidden": _hidden(),
    "quiz-failed": _failed(),
    "poll-waiting": _poll("waiting"),
    "poll-ongoing": _poll("ongoing"),
    "poll-results": _poll("results"),
    "cloud-waiting": _cloud("waiting"),
    "cloud-ongoing": _cloud("ongoing"),
    "rating-ongoing": _rating("ongoing"),
    "rating-results": _rating_wide(),
    "flag-ongoing": _flag("ongoing"),
    "flag-results": _flag("results"),
    "giveaway-ongoing": _giveaway("ongoing"),
    "giveaway-results": _giveaway("results"),
    "giveaway-drawn": _giveaway_drawn(),
    "wheel-ongoing": _wheel(None),
    "wheel-spun": _wheel(6),
    "prediction-ongoing": _prediction("ongoing"),
    "prediction-results": _prediction("results"),
    "prediction-decided": _prediction("results", "1"),
    "queue-ongoing": _queue(),
    "goal-ongoing": _goal(312),
    "goal-reached": _goal(512),
    "timer-ongoing": _timer(is_held=False),
    "timer-held": _timer(is_held=True),
    "card-ongoing": _card(),
    "teams-ongoing": _teams(None),
    "teams-won": _teams("red"),
}
"""By kind and phase."""
