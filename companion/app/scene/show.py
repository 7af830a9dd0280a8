"""The scene's show: what the run-sheet holds, and every kind as it can be caught."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal, NoReturn

from msgspec import structs

from companion.app.scene.cast import VIEWERS
from companion.app.scene.evening import BEGAN, MINUTE
from companion.app.scene.show_kinds import STATES, quiz
from companion.domain.errors import CommandError
from companion.domain.on_air import Scored
from companion.domain.show.desk import Verb
from companion.domain.show.specs import (
    AnySpec,
    CardSpec,
    FlagSpec,
    GiveawaySpec,
    PollSpec,
    QuizSpec,
    RatingSpec,
    WheelSpec,
    WordCloudSpec,
    kind_of,
)
from companion.domain.show.views import (
    ClockView,
    ControllerView,
    InteractionView,
    ItemView,
    QuestionView,
    RunSheetView,
    ShowView,
)
from companion.domain.values import POINT, Platform
from companion.i18n import _
from companion.interactions.templates import templates

CLOCKS = (
    ClockView(
        platform=Platform.TWITCH, delay_us=1_800_000, spread_us=200_000, samples=100
    ),
    ClockView(
        platform=Platform.TIKTOK, delay_us=3_100_000, spread_us=400_000, samples=100
    ),
    ClockView(
        platform=Platform.YOUTUBE, delay_us=9_200_000, spread_us=3_000_000, samples=61
    ),
)


def show_view(current: InteractionView | None) -> ShowView:
    """Return the evening with something on air; None: the next line is to come."""
    items = _items(current)
    place = next((n for n, one in enumerate(items) if one.state == "on air"), 2)
    return ShowView(
        interactions=(current,) if current is not None else (),
        on_air=current.id if current is not None else "",
        sheet=RunSheetView(name="Friday run-sheet", items=items, place=place),
        clocks=CLOCKS,
        scores=_scores(),
        rule=_("First is who sent it first, by each platform's own clock, corrected."),
        questions=_questions(),
        controller=ControllerView(others=("Zoë",)),
    )


def _scores() -> tuple[Scored, ...]:
    keys = ("sakura", "zoe", "nova", "kwame", "ming", "chidi", "etoile")
    return tuple(
        Scored(
            viewer=VIEWERS[key],
            points=(1 if place else 2) * POINT,
            is_first=not place,
        )
        for place, key in enumerate(keys)
    )


def _questions() -> tuple[QuestionView, ...]:
    told: tuple[tuple[str, str, Literal["listed", "shown", "used"]], ...] = (
        ("etoile", "premier live ici, c’est quoi le classement à droite ?", "shown"),
        (
            "chidi",
            "What would you play if nobody was watching, and why is it a farming game?",
            "listed",
        ),
        ("maryam", "متى البث القادم؟", "listed"),
        ("ayse", "which mic is that?", "listed"),
        ("nandu", "que tema suena de fondo?", "used"),
    )
    return tuple(
        QuestionView(seq=41_700 + n, viewer=VIEWERS[key], text=text, state=state)
        for n, (key, text, state) in enumerate(told)
    )


def _more_quizzes() -> tuple[QuizSpec, ...]:
    questions = (
        "Largest planet?",
        "Longest river in Europe?",
        "Strings of a violin?",
        "Who wrote Dracula?",
    )
    return tuple(
        QuizSpec(question=one, options=("a", "b"), correct=(0,), seconds=20)
        for one in questions
    )


def _items(current: InteractionView | None) -> tuple[ItemView, ...]:
    other = None if current is None or current.kind == "quiz" else current.spec
    on_air: AnySpec = other or quiz("ongoing").spec
    _first, coming, *later = _more_quizzes()
    done: tuple[tuple[AnySpec, int, str], ...] = (
        (CardSpec(title="Welcome, Friday ranked"), 0, ""),
        (
            PollSpec(question="Which map first?", options=("a", "b")),
            9 * MINUTE,
            _("{n} votes").format(n="1,204"),
        ),
        (
            FlagSpec(title="Secret flag: RAMEN", code="ramen"),
            43 * MINUTE,
            _("{n} found it").format(n=212),
        ),
    )
    ahead: tuple[AnySpec, ...] = (
        WordCloudSpec(title="Tonight in one word", seconds=60),
        RatingSpec(title="Rate the new setup", low=0, high=100),
        GiveawaySpec(title="Headset giveaway"),
        WheelSpec(title="Karaoke wheel", slots=tuple(f"Song {n}" for n in range(12))),
        *later[:1],
        CardSpec(title="Credits"),
    )
    lines = [
        ItemView(
            id=f"done-{n}", spec=spec, state="done", done_at=BEGAN + at, result=result
        )
        for n, (spec, at, result) in enumerate(done)
    ]
    if current is not None:
        lines.append(
            ItemView(
                id=current.item or "now",
                spec=on_air,
                state="on air",
                interaction=current.id,
            )
        )
    lines.append(ItemView(id="next", spec=coming, state="next"))
    lines += [
        ItemView(
            id=f"ahead-{n}",
            spec=spec,
            state="skipped" if kind_of(spec) == "rating" else "ahead",
        )
        for n, spec in enumerate(ahead)
    ]
    return tuple(lines)


VIEWS: Mapping[str, ShowView] = {name: show_view(one) for name, one in STATES.items()}
"""The evening by what is on air, "<kind>-<phase>"."""


class SceneShow:
    """Implements domain.show.desk.Show: it shows `shown` and changes nothing."""

    def __init__(self) -> None:
        self.shown = show_view(quiz("ongoing"))

    def show_scores(self) -> None:
        """Have the scoreboard on the stream."""
        self.shown = structs.replace(self.shown, scoreboard_shown=True)

    def view(self) -> ShowView:
        """Return how the evening stands."""
        return self.shown

    def planned(self) -> Sequence[AnySpec]:
        """Return what the run-sheet plans."""
        return [one.spec for one in self.shown.sheet.items]

    def interaction(self, interaction_id: str) -> InteractionView:
        """Return the one that is on air."""
        found = [one for one in self.shown.interactions if one.id == interaction_id]
        return found[0] if found else _refuse()

    def templates(self) -> Sequence[tuple[str, Sequence[AnySpec]]]:
        """Return the real ones."""
        return templates()

    def take_control(self, name: str) -> bool:
        """Let nobody else write."""
        del name
        return False

    def keep_control(self, name: str) -> bool:
        """Let nobody else write."""
        del name
        return False

    def check_control(self, name: str) -> None:
        """Take it."""

    def leave_control(self, name: str) -> None:
        """Take it."""

    async def make(
        self, spec: AnySpec, *, item: str = "", who: str = ""
    ) -> InteractionView:
        """Refuse."""
        del spec, item, who
        _refuse()

    async def act(
        self, interaction_id: str, verb: Verb, *, value: str = "", who: str = ""
    ) -> InteractionView:
        """Refuse."""
        del interaction_id, verb, value, who
        _refuse()

    async def next(self, *, who: str = "") -> ShowView:
        """Refuse."""
        del who
        _refuse()

    async def back(self, *, who: str = "") -> ShowView:
        """Refuse."""
        del who
        _refuse()

    async def show_scoreboard(self, is_shown: bool, *, who: str = "") -> None:
        """Refuse."""
        del is_shown, who
        _refuse()

    async def mark_question(
        self,
        seq: int,
        state: Literal["listed", "shown", "used", "dropped"],
        *,
        place: int | None = None,
        who: str = "",
    ) -> Sequence[QuestionView]:
        """Refuse."""
        del seq, state, place, who
        _refuse()

    async def put_in_team(
        self, interaction_id: str, viewer_id: str, key: str, *, who: str = ""
    ) -> InteractionView:
        """Refuse."""
        del interaction_id, viewer_id, key, who
        _refuse()

    async def keep_sheet(self, name: str, items: Sequence[tuple[str, AnySpec]]) -> None:
        """Refuse."""
        del name, items
        _refuse()

    async def go(self, item: str, *, who: str = "") -> ShowView:
        """Refuse."""
        del item, who
        _refuse()

    async def skip(self, item: str, *, who: str = "") -> ShowView:
        """Refuse."""
        del item, who
        _refuse()

    async def save_pack(self, path: Path, items: Sequence[str] = ()) -> None:
        """Refuse."""
        del path, items
        _refuse()

    async def open_pack(self, path: Path) -> int:
        """Refuse."""
        del path
        _refuse()


def _refuse() -> NoReturn:
    raise CommandError(_("This is a picture; nothing can be changed in it."))
