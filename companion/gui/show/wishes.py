"""What the page asks of the engine, one wish each, and what it tells of it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import Any, Literal

from PySide6.QtCore import QObject, Signal

from companion.domain.errors import CompanionError
from companion.domain.ports import Engine
from companion.domain.show.desk import Verb
from companion.domain.show.specs import AnySpec
from companion.domain.show.views import ItemView, RoomView
from companion.gui.bridge import Bridge
from companion.gui.components.toast import Notice
from companion.gui.show.watch import ShowWatch
from companion.gui.show.words import spec_title
from companion.i18n import _, ngettext

Lines = Sequence[tuple[str, AnySpec]]

COMMON = ".companion-show"
"""What the name of a pack's file ends in."""


class ShowWishes(QObject):
    """One step at a time: what is pressed while a step is taken is not taken twice.

    busy_changed: a step is being taken, or none any more. room_answered: the room was
    opened, renewed or closed; or why not, "" when it was.
    """

    busy_changed = Signal(bool)
    room_answered = Signal(str)

    def __init__(
        self, watch: ShowWatch, bridge: Bridge, *, say: Callable[[Notice], object]
    ) -> None:
        super().__init__(watch)
        self._watch = watch
        self._bridge = bridge
        self._say = say
        self.is_busy = False

    # The evening's steps

    def next(self) -> None:
        """Do the one next step."""
        self._step(lambda engine: engine.show.next())

    def back(self) -> None:
        """Go back one step."""
        self._step(lambda engine: engine.show.back())

    def go(self, item: str) -> None:
        """Go to a line of the run-sheet."""
        self._step(lambda engine: engine.show.go(item))

    def act(self, verb: Verb, value: str = "") -> None:
        """Do something with what is on air."""
        current = self._watch.view.on_air
        if current:
            self.act_on(current, verb, value)

    def act_on(self, interaction_id: str, verb: Verb, value: str = "") -> None:
        """Do something with an interaction."""
        self._step(lambda engine: engine.show.act(interaction_id, verb, value=value))

    def start_now(self, spec: AnySpec) -> None:
        """Make an interaction beside the run-sheet; it is on air at once."""

        async def make(engine: Engine) -> object:
            made = await engine.show.make(spec)
            verb: Verb = "wait" if "wait" in made.may else "start"
            return await engine.show.act(made.id, verb)

        self._step(make)

    def skip(self, item: str) -> None:
        """Leave out a line of the run-sheet, or take it up again."""
        self._ask(lambda engine: engine.show.skip(item))

    def show_scoreboard(self, is_shown: bool) -> None:  # a setter
        """Show the scoreboard on the stream, or take it off."""
        self._ask(lambda engine: engine.show.show_scoreboard(is_shown))

    # The run-sheet

    def keep(
        self,
        name: str,
        lines: Lines,
        *,
        then: Callable[[], object] = lambda: None,
        failed: Callable[[CompanionError], object] | None = None,
    ) -> None:
        """Keep the run-sheet; `failed` gets what cannot be, naming the field."""
        self._ask(
            lambda engine: engine.show.keep_sheet(name, lines), then=then, failed=failed
        )

    @property
    def lines(self) -> list[tuple[str, AnySpec]]:
        """Return the run-sheet as it can be kept."""
        return [(one.id, one.spec) for one in self._watch.view.sheet.items]

    @property
    def sheet_name(self) -> str:
        """Return the name of the run-sheet."""
        return self._watch.view.sheet.name

    def move(self, item: str, to: int) -> None:
        """Put a line at another place, 0 is the first."""
        lines = self.lines
        found = [line for line in lines if line[0] == item]
        if found:
            lines.remove(found[0])
            lines.insert(to, found[0])
            self.keep(self.sheet_name, lines)

    def duplicate(self, item: ItemView) -> None:
        """Put the same once more behind a line."""
        lines = self.lines
        place = [one[0] for one in lines].index(item.id) + 1
        lines.insert(place, ("", item.spec))
        self.keep(self.sheet_name, lines)

    def remove(self, item: ItemView) -> None:
        """Take a line out; the notice puts it back."""
        before, name = self.lines, self.sheet_name
        after = [line for line in before if line[0] != item.id]

        def told() -> None:
            text = _("“{title}” is out of the run-sheet")
            self._say(
                Notice(
                    text=text.format(title=spec_title(item.spec)),
                    undo=lambda: self.keep(name, before),
                )
            )

        self.keep(name, after, then=told)

    def rename(self, name: str) -> None:
        """Give the run-sheet another name."""
        self.keep(name, self.lines)

    def templates(
        self, then: Callable[[Sequence[tuple[str, Sequence[AnySpec]]]], object]
    ) -> None:
        """Read the run-sheets to start from."""
        self._bridge.ask(lambda engine: engine.show.templates(), then=then)

    def pictures(self, then: Callable[[Sequence[str]], object]) -> None:
        """Ask for the names of the media library's pictures."""
        self._bridge.ask(_pictures, then=then, failed=lambda _error: None)

    def take_template(self, name: str, specs: Sequence[AnySpec]) -> None:
        """Append a template's lines; its name is taken where there is none."""
        lines = [*self.lines, *(("", spec) for spec in specs)]
        self.keep(self.sheet_name or name, lines)

    # The room

    def open_room(self) -> None:
        """Serve the page for people in the room."""
        self._ask_room(lambda engine: engine.room.open())

    def close_room(self) -> None:
        """Serve it no more."""
        self._ask_room(lambda engine: engine.room.close())

    def renew_room(self) -> None:
        """Let people in by another code: each opening has its own."""

        async def renew(engine: Engine) -> RoomView:
            await engine.room.close()
            return await engine.room.open()

        self._ask_room(renew)

    def _ask_room(self, ask: Callable[[Engine], Coroutine[Any, Any, RoomView]]) -> None:
        def told(_room: RoomView) -> None:
            self.room_answered.emit("")
            self._watch.look_again()

        def failed(error: CompanionError) -> None:
            self.room_answered.emit(str(error))
            self._watch.look_again()

        self._bridge.ask(ask, then=told, failed=failed)

    # Packs

    def save_pack(self, file: Path, items: Sequence[str] = ()) -> None:
        """Write lines of the run-sheet (none: all) to a file."""
        named = file if file.suffix else file.with_suffix(COMMON)

        def told() -> None:
            self._say(Notice(text=_("Saved to {file}").format(file=named.name)))

        self._ask(lambda engine: engine.show.save_pack(named, items), then=told)

    def open_pack(self, file: Path) -> None:
        """Append what a file holds."""

        def told(n: int) -> None:
            text = ngettext("{n} line added", "{n} lines added", n)
            self._say(Notice(text=text.format(n=n)))
            self._watch.look()

        self._bridge.ask(
            lambda engine: engine.show.open_pack(file), then=told, failed=self.tell
        )

    # Questions, and what viewers see

    def mark_question(
        self,
        seq: int,
        state: Literal["listed", "shown", "used", "dropped"],
        place: int | None = None,
    ) -> None:
        """Give a question another state, or another place among those that wait."""
        self._ask(lambda engine: engine.show.mark_question(seq, state, place=place))

    def reload(self, overlay: str) -> None:
        """Have OBS load an overlay's page again."""

        def told(n: int) -> None:
            text = ngettext("{n} page loads again", "{n} pages load again", n)
            self._say(Notice(text=text.format(n=n)))

        self._bridge.ask(
            lambda engine: engine.studio.obs.reload(overlay),
            then=told,
            failed=self.tell,
        )

    def tell(self, error: CompanionError) -> None:
        """Show an error of the engine; its text says what to do."""
        self._say(Notice(text=str(error), kind="bad"))

    # Asking

    def _step(self, ask: Callable[[Engine], Coroutine[Any, Any, object]]) -> None:
        if self.is_busy:
            return
        self._set_busy(True)
        self._bridge.ask(ask, then=self._done, failed=self._fail)

    def _done(self, _answer: object) -> None:
        self._set_busy(False)
        self._watch.look()

    def _fail(self, error: CompanionError) -> None:
        self._set_busy(False)
        self._watch.look()
        self.tell(error)

    def _set_busy(self, busy: bool) -> None:  # a setter
        self.is_busy = busy
        self.busy_changed.emit(busy)

    def _ask(
        self,
        ask: Callable[[Engine], Coroutine[Any, Any, object]],
        *,
        then: Callable[[], object] = lambda: None,
        failed: Callable[[CompanionError], object] | None = None,
    ) -> None:
        def told(_answer: object) -> None:
            then()
            self._watch.look()

        self._bridge.ask(
            ask,
            then=told,
            failed=self.tell if failed is None else failed,
        )


def _pictures(engine: Engine) -> Sequence[str]:
    return [one.name for one in engine.studio.media.items() if one.kind == "image"]
