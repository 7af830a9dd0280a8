"""The desk of the show: what people ask is recorded, and the fold follows.

Nothing here holds a state of its own that the record does not have, but for whose turn
it is to write and what the run-sheet plans.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Final, Literal

from msgspec import structs

from companion.domain.entries import AnyNote, Entry
from companion.domain.errors import CommandError
from companion.domain.on_air import (
    OnAir,
    PredictionOnAir,
    QuizOnAir,
    ScoreboardOnAir,
)
from companion.domain.ports import Clock, IdSource, Random
from companion.domain.show.desk import Verb
from companion.domain.show.notes import (
    InteractionMade,
    InteractionMoved,
    ScoreboardShown,
    TeamJoined,
    WordsNamed,
)
from companion.domain.show.specs import AnySpec
from companion.domain.show.views import (
    InteractionView,
    ItemView,
    QuestionView,
    RunSheetView,
    ScoreView,
    ShowView,
)
from companion.domain.values import Platform
from companion.i18n import _
from companion.interactions.closing import Closer
from companion.interactions.controllers import Controllers
from companion.interactions.debts import Debts
from companion.interactions.fold import ShowFold
from companion.interactions.kind import Around
from companion.interactions.kinds.catalogue import AnyInteraction, made
from companion.interactions.links import Links
from companion.interactions.own_words import check_names, check_spec
from companion.interactions.pack import (
    CardPictures,
    packed,
    pictures_of,
    read_pack,
    with_pictures,
)
from companion.interactions.question_lines import Look, QuestionLines
from companion.interactions.record import Fold, Record
from companion.interactions.scoreboard import rule_of_first
from companion.interactions.sheet import Sheet, SheetFile, sheet_of
from companion.interactions.templates import templates
from companion.interactions.verbs import next_verb, notes_of, possible
from companion.kept_file import write_whole
from companion.pipeline.live_view import LiveView

_PLACES: Final = 100
"""Places of the scoreboard that are shown anywhere."""


class ShowDesk:
    """Implements domain.show.desk.Show, and follows the ledger.

    links: whose account is whose, of all sessions. platforms: those with a live
    connection. drain: waits until what came in is on record. feature: puts a Chat on
    the question overlay, or None. look: see Look. coin_names: what one coin and
    several are called. pictures: what packs carry those of cards with; None: nothing.
    """

    def __init__(
        self,
        *,
        record: Record,
        view: LiveView,
        clock: Clock,
        ids: IdSource,
        chance: Random,
        sheet: SheetFile,
        links: Links,
        platforms: Callable[[], Iterable[Platform]],
        drain: Callable[[], Awaitable[None]],
        feature: Callable[[int | None], Awaitable[None]],
        look: Look,
        coin_names: Callable[[], tuple[str, str]],
    ) -> None:
        self._record = record
        self._view = view
        self._clock = clock
        self._ids = ids
        self._chance = chance
        self._sheet = sheet
        self._links = links
        self._lines = QuestionLines(
            record=record,
            view=view,
            questions=lambda: self.fold.questions,
            feature=feature,
            look=look,
        )
        self._coin_names = coin_names
        self.pictures: CardPictures | None = None
        self._airs: dict[type[OnAir], str] = {}
        self._questions_each = 0
        self._words = WordsNamed()
        self.fold = ShowFold(links)
        self._listening: Sequence[AnyInteraction] = ()
        self.controllers: Final = Controllers(clock)
        self._closer = Closer(
            record=record,
            clock=clock,
            fold=lambda: self.fold,
            platforms=platforms,
            drain=drain,
        )
        self._debts = Debts(record=record, fold=lambda: self.fold)

    # Following the ledger.

    def fresh(self) -> ShowFold:
        """Return the fold of no entries."""
        return ShowFold(self._links)

    def turn_to(self, fold: Fold | None) -> None:
        """Turn to another session: a new one, or one continued from its fold."""
        for kind in list(self._airs):
            self._take_off(kind)
        self.fold = fold if isinstance(fold, ShowFold) else self.fresh()
        self.fold.questions_each = self._questions_each
        self.fold.words = self._words
        if self.fold.links is not self._links:
            self._links.go_on(self.fold.links)
            self.fold.links = self._links
        self.fold.settle()
        self._listening = self.fold.listening()
        for one in self.fold.interactions.values():
            self._air(one)
        self._air_scoreboard()
        self._closer.turned()
        self._lines.turned()
        self._debts.wake()

    def took(self, entries: Sequence[Entry]) -> None:
        """Take committed entries, and show what has become of it."""
        fold = self.fold
        was_shown = fold.is_scoreboard_shown
        for entry in entries:
            fold.take(entry)
        changed = fold.settle()
        if changed:
            self._listening = fold.listening()
        for name in changed:
            self._air(fold.interactions[name])
        if changed or was_shown is not fold.is_scoreboard_shown:
            self._air_scoreboard()
        self._closer.took(changed)
        self._lines.took(entries)
        self._debts.wake()

    def limit_questions(self, each: int) -> None:
        """Let so many questions of one person wait from now on; 0: any number."""
        self._questions_each = self.fold.questions_each = each

    def check_words(self, words: WordsNamed) -> None:
        """Raise CommandError for a name that something planned or on has as a word."""
        on = (one for one in self.fold.interactions.values() if one.ended_at is None)
        check_names(words, [*self.planned(), *(one.spec for one in on)])

    def hear_words(self, words: WordsNamed) -> None:
        """Hear our words by these names from when they are on record, which is soon."""
        self._words = self.fold.words = words
        self._debts.wake()

    def is_answer(self, text: str) -> bool:
        """Return whether a text answers something that is ongoing."""
        return self.fold.is_answer(text)

    def is_secret(self, text: str) -> bool:
        """Return whether a text would tell what viewers must find out now."""
        return any(one.hides(text) for one in self._listening)

    async def run(self) -> None:
        """Close what is over, and record what is owed; for ever, cancel to stop."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._closer.run())
            tasks.create_task(self._debts.run())
            tasks.create_task(self._lines.run())

    def _air(self, one: AnyInteraction) -> None:
        on_air = self._as_shown(one)
        kind = type(on_air)
        if one.is_shown:
            self._airs[kind] = one.id
            self._view.put_on_air(on_air)
        elif self._airs.get(kind) == one.id:
            self._take_off(kind)

    def _take_off(self, kind: type[OnAir]) -> None:
        self._airs.pop(kind, None)
        self._view.take_off_air(kind)

    def _as_shown(self, one: AnyInteraction) -> OnAir:
        on_air = one.on_air()
        if isinstance(on_air, QuizOnAir) and one.phase == "scoreboard":
            scores = tuple(self.fold.scores(_PLACES))
            return structs.replace(on_air, scores=scores)
        if isinstance(on_air, PredictionOnAir):
            coin, coins = self._coin_names()
            return structs.replace(on_air, coin=coin, coins=coins)
        return on_air

    def _air_scoreboard(self) -> None:
        if not self.fold.is_scoreboard_shown:
            self._take_off(ScoreboardOnAir)
            return
        board = ScoreboardOnAir(
            id="scoreboard",
            phase="scoreboard",
            scores=tuple(self.fold.scores(_PLACES)),
            rule=rule_of_first(),
        )
        self._airs[ScoreboardOnAir] = board.id
        self._view.put_on_air(board)

    # How it stands.

    def view(self) -> ShowView:
        """Return how it all stands."""
        current = self.fold.current()
        newest = reversed(self.fold.interactions.values())
        return ShowView(
            interactions=tuple(self._view_of(one) for one in newest),
            on_air=current.id if current is not None else "",
            sheet=self._sheet_view(),
            clocks=self.fold.clocks.views(),
            scores=tuple(self.fold.scores(_PLACES)),
            scoreboard_shown=self.fold.is_scoreboard_shown,
            rule=rule_of_first(),
            questions=self._lines.views(),
            controller=self.controllers.view(),
        )

    def interaction(self, interaction_id: str) -> InteractionView:
        """Return one. Raises CommandError when there is none of that id."""
        return self._view_of(self._one(interaction_id))

    def score(self, viewer_id: str) -> ScoreView:
        """Return a person's score in the show and its rank."""
        viewer = self._view.tally.viewer(viewer_id)
        if viewer is None:
            raise CommandError(_("Nobody here has the id {id}.").format(id=viewer_id))
        board, person = self.fold.scoreboard, self.fold.links.person(viewer_id)
        return ScoreView(
            viewer=viewer,
            points=board.points(person),
            rank=board.rank(person),
            people=len(board),
        )

    def _one(self, interaction_id: str) -> AnyInteraction:
        one = self.fold.interactions.get(interaction_id)
        if one is None:
            text = _("There is no interaction {id} in this session.")
            raise CommandError(text.format(id=interaction_id))
        return one

    def _view_of(self, one: AnyInteraction) -> InteractionView:
        return structs.replace(
            one.view(),
            next=next_verb(one) or "",
            may=possible(one),
            on_air=self._as_shown(one) if one.is_shown else None,
            unseen=None if one.is_shown else self._as_shown(one),
            waiting_for=self._closer.waiting_for(one),
        )

    def _sheet_view(self) -> RunSheetView:
        sheet, current = self._sheet.sheet, self.fold.current()
        made_of = {one.item: one for one in self.fold.interactions.values() if one.item}
        place = self._place(sheet)
        coming = self._coming(sheet)
        items = []
        for item in sheet.items:
            one = made_of.get(item.id)
            state = _state_of(one, current, is_skipped=item.is_skipped)
            if state in {"ahead", "done"} and item.id == coming:
                state = "next"
            items.append(
                ItemView(
                    id=item.id,
                    spec=item.spec,
                    state=state,
                    interaction=one.id if one is not None else "",
                    done_at=one.ended_at if one is not None else None,
                    result=_result_of(one),
                )
            )
        return RunSheetView(
            name=sheet.name,
            items=tuple(items),
            place=place,
            problem=self._sheet.problem,
        )

    def _place(self, sheet: Sheet) -> int | None:
        item = self._last_item()
        ids = [one.id for one in sheet.items]
        return ids.index(item) if item in ids else None

    def _last_item(self) -> str:
        """Return the item that was gone to last, "" before the first."""
        went = [one for one in self.fold.interactions.values() if one.item]
        return went[-1].item if went else ""

    def _coming(self, sheet: Sheet) -> str | None:
        item = sheet.after(self._last_item())
        return item.id if item is not None else None

    # What is asked.

    async def make(
        self, spec: AnySpec, *, item: str = "", who: str = ""
    ) -> InteractionView:
        """Set up an interaction. Raises CommandError naming what of it cannot be."""
        note = InteractionMade(id=self._ids.new_id(), spec=spec, item=item, who=who)
        made(note, self._record.now())
        check_spec(spec, self._words)
        await self._record.put(lambda: (note,))
        return self.interaction(note.id)

    async def act(
        self, interaction_id: str, verb: Verb, *, value: str = "", who: str = ""
    ) -> InteractionView:
        """Do something with it; returns when it is done."""
        if verb == "close":
            await self._closer.close(self._one(interaction_id), who=who)
            return self.interaction(interaction_id)
        await self._prepare(self._one(interaction_id), verb)
        await self._record.put(
            lambda: notes_of(
                self._one(interaction_id), verb, value, self._around(), who=who
            )
        )
        return self.interaction(interaction_id)

    async def _prepare(self, one: AnyInteraction, verb: Verb) -> None:
        """Do what is long before a verb is recorded; others run in between."""
        planning, earning = one.prepare(verb, self._around()), self.fold.reckon
        for _portion in chain(planning, earning(one, verb)):
            await self._clock.sleep(0)

    async def next(self, *, who: str = "") -> ShowView:
        """Do the one next step: of what is on, else the run-sheet's next line."""
        current = self.fold.current()
        verb = next_verb(current) if current is not None else None
        if current is not None and verb is not None:
            await self.act(current.id, verb, who=who)
            if verb != "finish":
                return self.view()
        coming = self._coming(self._sheet.sheet)
        if coming is not None:
            return await self.go(coming, who=who)
        if verb is None:
            raise CommandError(_("The run-sheet is at its end."))
        return self.view()

    async def wind_up(self) -> None:
        """End what holds coins, before the session does: they go back to who staked.

        Nothing is owed any more then; another session would not pay it.
        """
        for one in list(self.fold.interactions.values()):
            if one.holds_coins and one.track.may("after"):
                await self.act(one.id, "finish")
        await self._debts.settle()

    async def show_scoreboard(self, is_shown: bool, *, who: str = "") -> None:
        """Show the session's scoreboard on the stream, or take it off."""
        note = ScoreboardShown(is_shown=is_shown, who=who)
        await self._record.put(lambda: (note,))

    async def put_in_team(
        self, interaction_id: str, viewer_id: str, key: str, *, who: str = ""
    ) -> InteractionView:
        """Put a Viewer into a team; key "": out of all."""

        def decide() -> Sequence[AnyNote]:
            one = self._one(interaction_id)
            keys = {team.key for team in getattr(one.spec, "teams", ())}
            if key and key not in keys:
                raise CommandError(_("There is no team {key}.").format(key=key))
            if self._view.tally.viewer(viewer_id) is None:
                text = _("Nobody here has the id {id}.")
                raise CommandError(text.format(id=viewer_id))
            note = TeamJoined(id=one.id, viewer_id=viewer_id, key=key, who=who)
            return (note,)

        await self._record.put(decide)
        return self.interaction(interaction_id)

    def _around(self) -> Around:
        tally = self._view.tally

        def points(viewer_id: str) -> int:
            standing = tally.standing(viewer_id)
            return standing.points if standing is not None else 0

        return Around(
            now=self._record.now(),
            chance=self._chance,
            ids=self._ids,
            viewer=tally.viewer,
            points=points,
            person=self.fold.links.person,
            totals=tally.totals,
            winners=self.fold.winners,
        )

    # The run-sheet.

    async def keep_sheet(self, name: str, items: Sequence[tuple[str, AnySpec]]) -> None:
        """Keep the run-sheet: ids ("" for a new one) and specs in order."""
        self._sheet.keep(self._checked(name, items))

    def _checked(self, name: str, items: Sequence[tuple[str, AnySpec]]) -> Sheet:
        """Return a run-sheet of ids and specs; CommandError for what cannot be."""
        for _item, spec in items:
            made(InteractionMade(id="", spec=spec), 0)
            check_spec(spec, self._words)
        return sheet_of(name, items, self._sheet.sheet, self._ids)

    def planned(self) -> Sequence[AnySpec]:
        """Return what the run-sheet plans, in order."""
        return [one.spec for one in self._sheet.sheet.items]

    async def go(self, item: str, *, who: str = "") -> ShowView:
        """Go to a line of the run-sheet: what is on is finished, this one waits."""
        planned = self._sheet.sheet.item(item)
        if planned is None:
            raise CommandError(_("The run-sheet has no such line."))
        note = InteractionMade(
            id=self._ids.new_id(), spec=planned.spec, item=item, who=who
        )
        one = made(note, self._record.now())

        if (ending := self.fold.current()) is not None:
            await self._prepare(ending, "finish")

        def decide() -> Sequence[AnyNote]:
            current = self.fold.current()
            ends = () if current is None else (self._ended(current, who),)
            to: Literal["waiting", "ongoing"] = (
                "waiting" if "waiting" in one.steps else "ongoing"
            )
            return (*ends, note, InteractionMoved(id=note.id, to=to, who=who))

        await self._record.put(decide)
        return self.view()

    @staticmethod
    def _ended(current: AnyInteraction, who: str) -> InteractionMoved:
        return InteractionMoved(id=current.id, to="after", who=who)

    async def back(self, *, who: str = "") -> ShowView:
        """Go back one step: of what is on, else to the line before."""
        current = self.fold.current()
        if current is not None and current.track.before not in {None, "before"}:
            await self.act(current.id, "back", who=who)
            return self.view()
        before = self._sheet.sheet.before(self._last_item())
        if before is None:
            raise CommandError(_("There is nothing to go back to."))
        return await self.go(before.id, who=who)

    async def skip(self, item: str, *, who: str = "") -> ShowView:  # noqa: ARG002  # the port's
        """Leave out a line, or take it up again."""
        sheet = self._sheet.sheet
        if sheet.item(item) is None:
            raise CommandError(_("The run-sheet has no such line."))
        items = tuple(
            structs.replace(one, is_skipped=not one.is_skipped)
            if one.id == item
            else one
            for one in sheet.items
        )
        self._sheet.keep(structs.replace(sheet, items=items))
        return self.view()

    def templates(self) -> Sequence[tuple[str, Sequence[AnySpec]]]:
        """Return the run-sheets to start from: name and specs."""
        return templates()

    async def save_pack(self, path: Path, items: Sequence[str] = ()) -> None:
        """Write lines of the run-sheet (none: all) to a file."""
        sheet = self._sheet.sheet
        chosen = [one.spec for one in sheet.items if not items or one.id in items]
        raw, names = packed(sheet.name, chosen), pictures_of(chosen)
        if self.pictures is None or not await self.pictures.pack(path, raw, names):
            await asyncio.to_thread(write_whole, path, raw)

    async def open_pack(self, path: Path) -> int:
        """Append a pack's lines to the run-sheet; returns how many."""
        pack, has_pictures = await asyncio.to_thread(read_pack, path)
        self._with_more(pack.name, pack.items)  # what cannot be is told first
        names: Mapping[str, str] = {}
        fresh: Sequence[str] = ()
        if has_pictures and self.pictures is not None:
            names, fresh = await self.pictures.unpack(path, pictures_of(pack.items))
        try:
            specs = with_pictures(pack.items, names)
            self._sheet.keep(self._with_more(pack.name, specs))
        except CommandError:
            if self.pictures is not None:
                await self.pictures.give_back(fresh)
            raise
        return len(pack.items)

    def _with_more(self, name: str, specs: Sequence[AnySpec]) -> Sheet:
        """Return the run-sheet with more lines at its end."""
        sheet = self._sheet.sheet
        kept = [(one.id, one.spec) for one in sheet.items]
        return self._checked(sheet.name or name, [*kept, *(("", one) for one in specs)])

    # Questions.

    async def mark_question(
        self,
        seq: int,
        state: Literal["listed", "shown", "used", "dropped"],
        *,
        place: int | None = None,
        who: str = "",
    ) -> Sequence[QuestionView]:
        """Put an allowed Chat into the queue of questions, or elsewhere in it."""
        await self._lines.mark(seq, state, place=place, who=who)
        return self._lines.views()

    # Controllers.

    def take_control(self, name: str) -> bool:
        """Ask for the right to write as a remote controller."""
        return self.controllers.take(name)

    def keep_control(self, name: str) -> bool:
        """Say that a controller is still there; returns whether it may write."""
        return self.controllers.take(name)

    def check_control(self, name: str) -> None:
        """Raise CommandError when a controller only watches; "" is the window."""
        self.controllers.check(name)

    def leave_control(self, name: str) -> None:
        """Give it up."""
        self.controllers.leave(name)


def _state_of(
    one: AnyInteraction | None, current: AnyInteraction | None, *, is_skipped: bool
) -> Literal["ahead", "next", "on air", "done", "skipped"]:
    if one is not None and one is current:
        return "on air"
    if one is not None and one.phase == "after":
        return "done"
    if is_skipped:
        return "skipped"
    return "on air" if one is not None and one.phase != "before" else "ahead"


def _result_of(one: AnyInteraction | None) -> str:
    if one is None:
        return ""
    voters = one.described().get("voters")
    return _("{n} took part").format(n=voters) if voters else ""
