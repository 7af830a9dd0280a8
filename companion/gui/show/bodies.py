"""What the middle shows of each kind: its parts, made from the view alone."""

from __future__ import annotations

from collections.abc import Sequence

from companion.domain.on_air import (
    CardOnAir,
    FlagOnAir,
    GiveawayOnAir,
    GoalOnAir,
    PredictionOnAir,
    QueueOnAir,
    RatingOnAir,
    Scored,
    TeamsOnAir,
    TimerOnAir,
    WheelOnAir,
    WordCloudOnAir,
)
from companion.domain.show.specs import FlagSpec, PollSpec, QuizSpec, title_of
from companion.domain.show.views import InteractionView
from companion.domain.values import POINT, Timestamp, Viewer
from companion.gui.components.amounts import (
    countdown,
    decimal,
    number,
    points,
    stopwatch,
)
from companion.gui.components.text import isolated
from companion.gui.show.answer_parts import Answer, Answers, Cloud, Rated, Tug
from companion.gui.show.head_parts import (
    Figures,
    Headline,
    Line,
    PhaseLine,
)
from companion.gui.show.part import Gap, Part
from companion.gui.show.people_parts import Disc, People, Person, Reached
from companion.gui.show.words import SECOND, kind_name, mode_name, unit_name
from companion.gui.theme import fonts
from companion.i18n import _, ngettext
from companion.platform_names import platform_name

LISTED = 10
"""Viewers of a flag, giveaway or queue that stand in rows."""

ENDING_US = 5 * SECOND
_HOUR = 3600 * SECOND

_TIMELESS = {"card", "goal", "queue", "wheel"}
"""Nobody asks for how long they have been on."""


def parts_of(
    view: InteractionView, now: Timestamp, *, is_big: bool = False
) -> list[Part]:
    """Return all that the middle shows of an interaction, from top to bottom."""
    head: list[Part] = [PhaseLine(view.steps, view.phase), Gap(20), headline(view, now)]
    if view.why:
        head.append(Line(view.why, ink="bad", weight=fonts.MEDIUM))
    body = _body(view, now, is_big=is_big)
    figures = _figures(view)
    tail: list[Part] = [Gap(16), Figures(figures)] if figures else []
    return [*head, *body, *tail]


def seen(view: InteractionView) -> object:
    """Return what viewers see of it, or would see if it were shown."""
    return view.on_air or view.unseen


def headline(view: InteractionView, now: Timestamp) -> Headline:
    """Return the question with its countdown."""
    title = title_of(view.spec).strip() or kind_name(view.kind)
    if view.kind == "timer":
        return Headline(title)
    ends = view.closes_at or getattr(seen(view), "closes_at", None)
    seconds = view.spec.seconds
    if view.phase in {"before", "waiting"} and seconds is not None:
        return Headline(
            title, clock=countdown(seconds * SECOND), caption=_("when it starts")
        )
    if view.phase != "ongoing" or view.started_at is None:
        return Headline(title)
    if ends is None:
        if view.kind in _TIMELESS:
            return Headline(title)
        passed = now - view.started_at
        shown = countdown(passed) if passed < _HOUR else stopwatch(passed)
        return Headline(title, clock=shown, caption=_("so far"))
    left = max(0, ends - now)
    whole = max(1, ends - view.started_at)
    if view.kind == "teams" and seconds is not None:
        whole = seconds * SECOND
    caption = _("of {time}").format(time=countdown(whole))
    if view.waiting_for:
        names = ", ".join(platform_name(one) for one in view.waiting_for)
        caption = _("waiting for {platforms}").format(platforms=names)
    return Headline(
        title,
        # Up to the next second: it reads 0:01 until it is over.
        clock=countdown(left + SECOND - 1),
        caption=caption,
        share=min(1.0, left / whole),
        is_ending=left <= ENDING_US,
    )


def _body(view: InteractionView, now: Timestamp, *, is_big: bool) -> list[Part]:
    match seen(view):
        case PredictionOnAir() as shown:
            return _prediction(view, shown)
        case WordCloudOnAir() as shown:
            return _cloud(shown)
        case RatingOnAir() as shown:
            return [Gap(8), Rated(shown)]
        case FlagOnAir() as shown:
            return _flag(view, shown)
        case GiveawayOnAir() as shown:
            return _giveaway(view, shown)
        case WheelOnAir() as shown:
            return _wheel(view, shown)
        case QueueOnAir() as shown:
            return _queue(view, shown)
        case GoalOnAir() as shown:
            return [Reached(shown.value, shown.target, unit_name(shown.unit))]
        case TimerOnAir() as shown:
            return _timer(view, shown, now, is_big=is_big)
        case CardOnAir() as shown:
            return _card(shown)
        case TeamsOnAir() as shown:
            return _teams(shown)
        case _:
            return _options(view)


def _options(view: InteractionView) -> list[Part]:
    """Return the options of a poll or quiz; the Broadcaster sees what is correct."""
    spec = view.spec
    correct = spec.correct if isinstance(spec, QuizSpec) else ()
    most = max((one.votes or 0 for one in view.options), default=0)
    is_over = view.phase in {"results", "scoreboard", "after"}
    answers = []
    for place, one in enumerate(view.options):
        is_correct = place in correct
        chip, icon = "", ""
        if is_correct:
            is_hidden = not view.is_revealed
            chip = _("correct, hidden on stream") if is_hidden else _("correct")
            icon = "eye-slash" if is_hidden else "check-bold"
        elif not correct and is_over and most and one.votes == most:
            chip, icon = _("most votes"), "check-bold"
        answers.append(
            Answer(
                key=one.key,
                text=one.text,
                amount=one.votes or 0,
                is_good=is_correct,
                chip=chip,
                chip_icon=icon,
                chip_kind="ok" if is_correct else "grey",
            )
        )
    found: list[Part] = [Gap(8), Answers(answers)]
    if isinstance(spec, PollSpec) and spec.is_hidden and not is_over:
        words = _("Votes are hidden on stream until it closes.")
        found += [Gap(8), Line("" if view.is_revealed else words, size=12, ink="t3")]
    return found


def _prediction(view: InteractionView, shown: PredictionOnAir) -> list[Part]:
    answers = [
        Answer(
            key=one.key,
            text=one.text,
            amount=one.points // POINT,
            is_good=shown.winner == one.key,
            chip=_("came true") if shown.winner == one.key else "",
            chip_icon="check-bold" if shown.winner == one.key else "",
        )
        for one in view.options
    ]
    can_decide = "decide" in view.may
    found: list[Part] = [Gap(8), Answers(answers, can_pick=can_decide)]
    if can_decide:
        words = _("Nobody can stake any more. What came true?")
        found += [Gap(8), Line(words, ink="warn", weight=fonts.MEDIUM)]
    return found


def _cloud(shown: WordCloudOnAir) -> list[Part]:
    if not shown.words:
        return [Gap(8), Line(_("No word yet."), ink="t3")]
    return [Gap(8), Cloud(shown.words)]


def _flag(view: InteractionView, shown: FlagOnAir) -> list[Part]:
    spec = view.spec
    code = str(view.numbers.get("code") or "")
    if not code and isinstance(spec, FlagSpec):
        code = f"{spec.prefix}{{{spec.code}}}" if spec.prefix else spec.code
    is_told = bool(shown.code)
    told = _("The overlay tells it.") if is_told else _("Hidden on stream.")
    found: list[Part] = [
        Gap(8),
        Line(isolated(code), size=28, ink="t1", weight=fonts.SEMIBOLD, most=2),
        Line(told, size=12, ink="t3"),
    ]
    newest = list(reversed(shown.found))
    people = [
        Person(
            viewer=one.viewer,
            amount="+" + points(one.points),
            chip=_("first") if one.is_first else "",
        )
        for one in newest[:LISTED]
    ]
    caption = _("Found it, newest first") if people else _("Nobody has found it yet.")
    more = max(0, view.voters - len(people))
    return [*found, People(people, caption=caption, more=more)]


def _giveaway(view: InteractionView, shown: GiveawayOnAir) -> list[Part]:
    found: list[Part] = [Gap(12)]
    if not shown.winners:
        keyword = isolated(shown.keyword)
        words = _("Viewers write {keyword} to enter.").format(keyword=keyword)
        found.append(Line(words))
    else:
        people = [
            Person(viewer=one, lead=str(n)) for n, one in enumerate(shown.winners, 1)
        ]
        caption = ngettext("The winner", "The winners", len(people))
        can_pick = bool({"draw", "remove"} & set(view.may))
        found.append(People(people, caption=caption, can_pick=can_pick))
    return [*found, *_proof(view, shown.proof)]


def _proof(view: InteractionView, shown: str) -> list[Part]:
    committed = str(view.numbers.get("proof") or "")
    seed = str(view.numbers.get("seed") or "")
    if seed:
        text = _("Proof: the seed is {seed}, its hash was told before: {hash}")
        return [Line(text.format(seed=seed, hash=committed), size=12, ink="t3", most=4)]
    if committed or shown:
        text = _("Told before the draw, hash of its seed: {hash}")
        return [Line(text.format(hash=committed or shown), size=12, ink="t3", most=3)]
    return []


def _wheel(view: InteractionView, shown: WheelOnAir) -> list[Part]:
    if not shown.slots:
        words = _("Nobody is on the wheel yet.")
        if shown.keyword:
            words = _("Viewers write {keyword} to get on the wheel.")
            words = words.format(keyword=isolated(shown.keyword))
        return [Gap(4), Line(words, ink="t3"), *_proof(view, shown.proof)]
    found: list[Part] = [Disc(shown)]
    picked = shown.picked
    if picked is not None and picked < len(shown.slots):
        viewer = shown.people[picked] if picked < len(shown.people) else None
        name = viewer.name if viewer is not None else shown.slots[picked]
        words = _("It is {slot}").format(slot=isolated(name))
        found.append(Line(words, size=24, ink="t1", weight=fonts.SEMIBOLD, most=2))
    return [*found, *_proof(view, shown.proof)]


def _queue(view: InteractionView, shown: QueueOnAir) -> list[Part]:
    can_pick = bool({"remove", "place"} & set(view.may))
    now = [Person(viewer=one) for one in shown.now]
    waiting = [
        Person(viewer=one, lead=str(n))
        for n, one in enumerate(shown.waiting[:LISTED], 1)
    ]
    keyword = isolated(shown.keyword)
    state = _("Viewers write {keyword} to get in.") if shown.is_open else ""
    state = state.format(keyword=keyword) or _("Nobody can get in now.")
    found: list[Part] = [Line(state, ink="t2" if shown.is_open else "warn")]
    if now:
        found.append(People(now, caption=_("Their turn"), can_pick=can_pick))
    caption = _("Waiting, next first") if waiting else _("Nobody is waiting.")
    more = max(0, shown.count - len(waiting))
    return [*found, People(waiting, caption=caption, more=more, can_pick=can_pick)]


def timer_face(shown: TimerOnAir, now: Timestamp) -> str:
    """Return what a timer says at `now`."""
    value = shown.held_us
    if value is None:
        value = now - shown.at if shown.mode == "stopwatch" else shown.at - now
    if shown.mode != "stopwatch":
        value = max(0, value) + (SECOND - 1 if shown.held_us is None else 0)
    return stopwatch(value) if value >= _HOUR else countdown(value)


def _timer(
    view: InteractionView, shown: TimerOnAir, now: Timestamp, *, is_big: bool
) -> list[Part]:
    is_idle = view.phase in {"before", "waiting"}
    words = timer_face(shown, now)
    seconds = view.spec.seconds
    if is_idle and shown.mode != "stopwatch" and seconds is not None:
        value = seconds * SECOND
        words = stopwatch(value) if value >= _HOUR else countdown(value)
    elif is_idle:
        words = countdown(0)
    is_held = shown.held_us is not None and not is_idle
    found: list[Part] = [
        Line(words, size=72, ink="t1", weight=fonts.SEMIBOLD, most=1),
        Line(mode_name(shown.mode) + (" · " + _("held") if is_held else ""), ink="t3"),
    ]
    del is_big
    return found


def _card(shown: CardOnAir) -> list[Part]:
    found: list[Part] = [Gap(4)]
    if shown.text:
        found.append(Line(shown.text, size=16, most=14))
    if shown.picture:
        words = _("Picture: {name}").format(name=isolated(shown.picture))
        found.append(Line(words, size=12, ink="t3"))
    return found


def _teams(shown: TeamsOnAir) -> list[Part]:
    words = ""
    if shown.round:
        words = _("Round {n}").format(n=shown.round)
        if shown.is_tied:
            words += " · " + _("a tie")
    found: list[Part] = [Gap(4), Tug(shown)]
    return [Gap(12), Line(words, ink="t2", weight=fonts.MEDIUM), *found]


def _figures(view: InteractionView) -> list[tuple[str, str]]:
    """Return numbers with what they count; only what its kind has."""
    shown = seen(view)
    found: list[tuple[str, str]] = []
    if isinstance(shown, TimerOnAir):
        if shown.mode == "subathon":
            found.append((countdown(shown.added_us), _("added by support")))
        return found
    is_uncounted = isinstance(shown, WheelOnAir) and not shown.keyword
    if not isinstance(shown, GoalOnAir | CardOnAir) and not is_uncounted:
        found.append((number(view.voters), _voters_words(view)))
    if isinstance(shown, PredictionOnAir):
        pot = view.numbers.get("pot")
        if isinstance(pot, int):
            # Translators: after a number; {coins} is what the Broadcaster calls coins.
            found.append(
                (number(pot), _("{coins} in the pot").format(coins=shown.coins))
            )
    lots = view.numbers.get("lots")
    if isinstance(lots, int):
        found.append((number(lots), _("lots in the bowl")))
    if view.repeats:
        found.append((number(view.repeats), _("repeats not counted")))
    if view.late:
        found.append((number(view.late), _("outside its time")))
    if view.test_votes:
        found.append((number(view.test_votes), _("of them tests")))
    if view.fastest_us is not None and view.fastest is not None:
        words = (
            _("first correct: {name}") if view.kind == "quiz" else _("first: {name}")
        )
        name = isolated(view.fastest.name)
        found.append((exact(view.fastest_us), words.format(name=name)))
    return found


def _voters_words(view: InteractionView) -> str:
    n = view.voters
    match view.kind:
        case "quiz":
            return _("answered, one per viewer")
        case "poll":
            return ngettext("voted, one per viewer", "voted, one per viewer", n)
        case "word_cloud":
            return ngettext("viewer took part", "viewers took part", n)
        case "rating":
            return ngettext("rating", "ratings", n)
        case "flag":
            return _("found it")
        case "giveaway":
            return _("entered")
        case "wheel":
            return _("on the wheel by name")
        case "prediction":
            return ngettext("viewer staked", "viewers staked", n)
        case "queue":
            return _("have come so far")
        case "teams":
            return _("in a team")
        case _:
            return _("took part")


def exact(microseconds: int) -> str:
    """Return a short time to the hundredth: "0:02.41"."""
    seconds = microseconds / SECOND
    minutes = int(seconds // 60)
    rest = decimal(seconds - 60 * minutes, 2)
    return f"{minutes}:{rest:0>5}"


def people_of(scores: Sequence[Scored], most: int) -> list[Person]:
    """Return the scoreboard's rows, best first; equal ones bear the same place."""
    found: list[Person] = []
    place, before = 0, None
    for index, one in enumerate(scores[:most], 1):
        if one.points != before:
            place, before = index, one.points
        found.append(
            Person(
                viewer=one.viewer,
                lead=str(place),
                amount=points(one.points),
                chip=_("first correct") if one.is_first else "",
            )
        )
    return found


def viewer_in(view: InteractionView, viewer_id: str) -> Viewer | None:
    """Return somebody whom the middle shows."""
    shown = seen(view)
    rows = (
        *getattr(shown, "winners", ()),
        *getattr(shown, "now", ()),
        *getattr(shown, "waiting", ()),
    )
    return next((one for one in rows if one.id == viewer_id), None)
