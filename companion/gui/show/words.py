"""What the page calls kinds, phases and steps, and how it words their figures."""

from __future__ import annotations

from companion.domain.on_air import Phase
from companion.domain.show.specs import (
    AnySpec,
    CardSpec,
    FlagSpec,
    GiveawaySpec,
    GoalSpec,
    Kind,
    PollSpec,
    PredictionSpec,
    QueueSpec,
    QuizSpec,
    RatingSpec,
    TeamsSpec,
    TimerSpec,
    WheelSpec,
    WordCloudSpec,
    kind_of,
    title_of,
)
from companion.domain.show.views import InteractionView, ItemView, RunSheetView
from companion.gui.components.amounts import countdown, number, points
from companion.i18n import _, ngettext

KIND_ICONS: dict[Kind, str] = {
    "poll": "chart-bar-horizontal",
    "quiz": "question",
    "word_cloud": "cloud",
    "rating": "star-half",
    "flag": "flag-banner",
    "giveaway": "gift",
    "wheel": "chart-pie-slice",
    "prediction": "dice-five",
    "queue": "queue",
    "goal": "target",
    "timer": "timer",
    "card": "text-t",
    "teams": "users-four",
}
"""In the order of the menu that adds them."""

SECOND = 1_000_000

_LARGE_S = 90
"""Seconds from which on a time is written in minutes."""


def kind_icon(kind: Kind) -> str:
    """Return the icon of a kind."""
    return KIND_ICONS[kind]


def kind_name(kind: Kind) -> str:
    """Return what a kind is called."""
    names: dict[Kind, str] = {
        "poll": _("Poll"),
        "quiz": _("Quiz"),
        "word_cloud": _("Word cloud"),
        "rating": _("Rating"),
        "flag": _("Flag"),
        "giveaway": _("Giveaway"),
        "wheel": _("Wheel"),
        "prediction": _("Prediction"),
        "queue": _("Queue"),
        "goal": _("Goal"),
        "timer": _("Timer"),
        "card": _("Card"),
        "teams": _("Teams"),
    }
    return names[kind]


def phase_name(phase: Phase) -> str:
    """Return what a phase is called in the line of phases."""
    names: dict[Phase, str] = {
        "before": _("before"),
        "waiting": _("waiting"),
        "ongoing": _("ongoing"),
        "results": _("results"),
        "scoreboard": _("scoreboard"),
        "after": _("after"),
        "failed": _("failed"),
    }
    return names[phase]


def spec_title(spec: AnySpec) -> str:
    """Return what stands in the run-sheet for an interaction."""
    return title_of(spec).strip() or kind_name(kind_of(spec))


def length(seconds: int | None) -> str:
    """Return for how long answers count, "" when until it is closed."""
    if seconds is None:
        return ""
    if seconds < _LARGE_S:
        return _("{n} s").format(n=seconds)
    return countdown(seconds * SECOND)


def spec_note(spec: AnySpec) -> str:
    """Return what an interaction is, in a few words beneath its title."""
    name = kind_name(kind_of(spec))
    detail = _spec_detail(spec)
    return f"{name} · {detail}" if detail else name


def _spec_detail(spec: AnySpec) -> str:
    match spec:
        case PollSpec() | QuizSpec() | PredictionSpec():
            n = len(spec.options)
            return ngettext("{n} option", "{n} options", n).format(n=n)
        case RatingSpec():
            return f"{spec.low}–{spec.high}"
        case WheelSpec():
            n = len(spec.slots)
            return ngettext("{n} slot", "{n} slots", n).format(n=n) if n else ""
        case GiveawaySpec() | QueueSpec():
            return spec.keyword
        case GoalSpec():
            return f"{number(spec.target)} {unit_name(spec.unit)}"
        case TimerSpec():
            return mode_name(spec.mode)
        case TeamsSpec():
            return " · ".join(team.name for team in spec.teams)
        case FlagSpec() | WordCloudSpec() | CardSpec():
            return ""


def amount_of(value: int, unit: str) -> str:
    """Return an amount without its unit; Points come in thousandths."""
    return points(value) if unit == "points" else number(value)


def unit_name(unit: str) -> str:
    """Return what is counted, as it stands behind a number."""
    names = {
        "points": _("points"),
        "diamonds": _("diamonds"),
        "bits": _("bits"),
        "likes": _("likes"),
        "gifts": _("gifts"),
        "chats": _("messages"),
        "follows": _("follows"),
        "subs": _("subscriptions"),
        "superchat": _("units of Super Chat"),
        "raid": _("viewers of a raid"),
    }
    return names.get(unit, unit)


def mode_name(mode: str) -> str:
    """Return what kind of timer it is."""
    names = {
        "countdown": _("Countdown"),
        "stopwatch": _("Stopwatch"),
        "subathon": _("Subathon"),
    }
    return names.get(mode, mode)


def item_note(item: ItemView, place: tuple[int, int] | None) -> str:
    """Return the second line of a run-sheet item. place: the how-manyth of its kind."""
    name = kind_name(kind_of(item.spec))
    if place is not None:
        number_of = _("{kind} {n} of {all}")
        name = number_of.format(kind=name, n=place[0], all=place[1])
    detail = {
        "on air": _("on air"),
        "next": _("next"),
        "skipped": _("skipped"),
        "done": item.result,
    }.get(item.state, "")
    if not detail:
        plain = _spec_detail(item.spec)
        detail = "" if place is not None else plain
    return f"{name} · {detail}" if detail else name


def place_of(sheet: RunSheetView, item_id: str) -> tuple[int, int] | None:
    """Return which of how many quiz questions a line is; None for all else."""
    found = next((one for one in sheet.items if one.id == item_id), None)
    if found is None:
        return None
    kind = kind_of(found.spec)
    if kind != "quiz":
        return None
    same = [one.id for one in sheet.items if kind_of(one.spec) == kind]
    return (same.index(item_id) + 1, len(same)) if len(same) > 1 else None


def heading(view: InteractionView, sheet: RunSheetView) -> str:
    """Return what is on air: "Quiz 2 of 5"."""
    name = kind_name(view.kind)
    place = place_of(sheet, view.item) if view.item else None
    if place is None:
        return name
    return _("{kind} {n} of {all}").format(kind=name, n=place[0], all=place[1])


def step_words(view: InteractionView, verb: str) -> tuple[str, str]:
    """Return what a button says for a verb, and its icon."""
    is_quiz = view.kind == "quiz"
    is_round = view.kind == "teams"
    is_running = getattr(view.on_air or view.unseen, "closes_at", None) is not None
    words: dict[str, tuple[str, str]] = {
        "wait": (_("Get ready"), "hourglass-medium"),
        "start": (_start_words(view), "play-fill"),
        "close": (_("Close now"), "flag-bold"),
        "reveal": (_reveal_words(view), ""),
        "scoreboard": (_("Show scoreboard"), "trophy"),
        "finish": (_("Finish"), "check-bold"),
        "retry": (_("Try again"), "arrow-clockwise"),
        "show": (_("Show on stream"), "eye"),
        "hide": (_("Hide from stream"), "eye-slash"),
        "draw": (_("Draw") if not _is_drawn(view) else _("Draw again"), "shuffle"),
        "spin": (_("Spin"), "chart-pie-slice"),
        "decide": (_("Decide…"), "scales"),
        "call": (_("Call next"), "megaphone-simple"),
        "open": (_("Open the queue"), "sign-in"),
        "shut": (_("Close the queue"), "door"),
        "hold": (_("Hold"), "pause-fill"),
        "go": (_("Go on"), "play-fill"),
        "round": (
            (_("End round"), "flag-bold")
            if is_round and is_running
            else (_("Begin round"), "play-fill")
        ),
    }
    if verb == "close" and is_quiz and view.waiting_for:
        return _("Waiting for answers"), "hourglass-medium"
    return words.get(verb, (verb, ""))


def _start_words(view: InteractionView) -> str:
    return _("Show it") if view.kind == "card" else _("Start")


def _reveal_words(view: InteractionView) -> str:
    if view.kind == "quiz":
        return _("Reveal answer")
    return _("Reveal code") if view.kind == "flag" else _("Reveal votes")


def _is_drawn(view: InteractionView) -> bool:
    return bool(getattr(view.on_air or view.unseen, "winners", ()))


def back_words(view: InteractionView) -> str:
    """Return "Back to waiting": where Back leads."""
    before = _before(view)
    if before == "before":
        return _("Take it back")
    return _("Back to {phase}").format(phase=phase_name(before)) if before else ""


def _before(view: InteractionView) -> Phase | None:
    if "back" not in view.may or view.phase not in view.steps:
        return None
    place = view.steps.index(view.phase)
    return view.steps[place - 1] if place else None
