"""What can be done about a decision after the fact: by pointer, menu and key alike."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, Signal

from companion.domain.entries import Verdict
from companion.domain.errors import CompanionError
from companion.domain.ports import Engine
from companion.domain.values import Viewer
from companion.domain.views import VerdictLine
from companion.gui.bridge import Bridge
from companion.gui.live.display_text import isolated, name_of
from companion.gui.live.row_actions import RowAction
from companion.gui.moderation.line_model import LineRow
from companion.i18n import _

UNDO_KEY: Final = "U"
ALLOW_KEY: Final = "A"
BLOCK_KEY: Final = "B"
ALWAYS_KEY: Final = "W"
TRUST_KEY: Final = "T"
REVEAL_KEY: Final = "S"

_TAKEN_BACK = {"person", "model", "clock", "ladder", "undo"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a person did, to be told. seq: of the entry that did it, None: not told."""

    text: str
    seq: int | None = None


class VerdictDesk(QObject):
    """Asks the gate. done: a Done; refused: an error's text; changed: look again."""

    done = Signal(object)
    refused = Signal(str)
    changed = Signal()

    def __init__(self, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge

    def allow(self, line: VerdictLine) -> None:
        """Let a text through that was stopped."""
        of = line.of if line.of is not None else line.seq
        self._do(lambda e: e.allow(of), _("Allowed the message of {name}"), line)

    def block(self, line: VerdictLine) -> None:
        """Stop a text that was let through; it leaves every screen."""
        of = line.of if line.of is not None else line.seq
        self._do(lambda e: e.block(of), _("Blocked the message of {name}"), line)

    def always_allow(self, line: VerdictLine) -> None:
        """Permit the text for good, whoever writes it."""
        of = line.of if line.of is not None else line.seq
        self._do(
            lambda e: e.gate.always_allow(of),
            _("This text is always allowed now"),
            line,
        )

    def trust(self, line: VerdictLine) -> None:
        """Let no rule or model stop this Viewer."""
        viewer = line.viewer
        if viewer is not None:
            who = viewer.id
            self._do(
                lambda e: e.gate.mark(who, "trust", of=line.of),
                _("Nothing stops {name} any more"),
                line,
            )

    def mute(self, line: VerdictLine) -> None:
        """Keep a Viewer from every sink for five minutes."""
        viewer = line.viewer
        if viewer is not None:
            who = viewer.id
            self._do(
                lambda e: e.gate.mute(who, of=line.of),
                _("Muted {name} for 5 minutes"),
                line,
            )

    def undo(self, line: VerdictLine) -> None:
        """Take a decision back."""
        self._do(lambda e: e.gate.undo(line.seq), _("Took the decision back"), line)

    def take_back(self, seq: int) -> None:
        """Undo what was done a moment ago, and say nothing more about it."""

        async def undo(engine: Engine) -> int:
            return await engine.gate.undo(seq)

        def then(_seq: int) -> None:
            self.changed.emit()

        def failed(error: CompanionError) -> None:
            self.refused.emit(str(error))

        self._bridge.ask(undo, then=then, failed=failed)

    def _do(
        self,
        work: Callable[[Engine], Awaitable[object]],
        words: str,
        line: VerdictLine,
    ) -> None:
        text = words.format(name=isolated(name_of(line.viewer)))

        def then(answer: object) -> None:
            self.done.emit(
                Done(text=text, seq=answer if isinstance(answer, int) else None)
            )
            self.changed.emit()

        def failed(error: CompanionError) -> None:
            self.refused.emit(str(error))
            self.changed.emit()

        self._bridge.ask(work, then=then, failed=failed)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineWishes:
    """What a list of decisions may ask for, beside what the desk does."""

    desk: VerdictDesk
    reveal: Callable[[LineRow], object]
    open_viewer: Callable[[str], object]
    only_viewer: Callable[[Viewer], object]


def can_undo(line: VerdictLine) -> bool:
    """Return whether a decision is one that can still be taken back."""
    if line.undone_by is not None or line.by == "undo":
        return False
    if line.kind in {"viewer_mark", "text_permit"}:
        return line.what is None or not getattr(line.what, "is_lifted", False)
    return line.kind == "verdict" and line.by in _TAKEN_BACK and line.what is not None


def main_actions(row: LineRow, wishes: LineWishes) -> list[RowAction]:
    """Return the few that float above a row and stand under its details."""
    line, desk = row.line, wishes.desk
    found: list[RowAction] = []
    is_judged = line.kind == "verdict" and line.of is not None
    if can_undo(line):
        found.append(
            RowAction(
                name=_("Undo"),
                icon="arrow-u-up-left",
                key=UNDO_KEY,
                on_pick=lambda: desk.undo(line),
            )
        )
    if is_judged and line.verdict in {Verdict.BLOCK, Verdict.HOLD}:
        found.append(
            RowAction(
                name=_("Allow"),
                icon="check",
                key=ALLOW_KEY,
                on_pick=lambda: desk.allow(line),
            )
        )
    if is_judged and line.verdict is Verdict.ALLOW:
        found.append(
            RowAction(
                name=_("Block"),
                icon="prohibit",
                key=BLOCK_KEY,
                on_pick=lambda: desk.block(line),
            )
        )
    return found


def all_actions(
    row: LineRow, wishes: LineWishes, *, revealed: bool
) -> list[RowAction | None]:
    """Return everything, in the order of the menu; None parts groups."""
    line = row.line
    found: list[RowAction | None] = [*main_actions(row, wishes)]
    if line.kind == "verdict" and line.of is not None and line.text:
        found.append(
            RowAction(
                name=_("Always allow this text"),
                icon="circle-wavy-check",
                key=ALWAYS_KEY,
                on_pick=lambda: wishes.desk.always_allow(line),
            )
        )
    if row.is_hidden or revealed:
        found.append(
            RowAction(
                name=_("Hide the text") if revealed else _("Show the text"),
                icon="eye-slash" if revealed else "eye",
                key=REVEAL_KEY,
                on_pick=lambda: wishes.reveal(row),
            )
        )
    return [*found, *_viewer_actions(line, wishes)]


def _viewer_actions(line: VerdictLine, wishes: LineWishes) -> list[RowAction | None]:
    viewer = line.viewer
    if viewer is None or viewer.anonymous:
        return []
    return [
        None,
        RowAction(
            name=_("Trust viewer"),
            icon="shield-check",
            key=TRUST_KEY,
            on_pick=lambda: wishes.desk.trust(line),
        ),
        RowAction(
            name=_("Mute 5 minutes"),
            icon="speaker-slash",
            on_pick=lambda: wishes.desk.mute(line),
        ),
        None,
        RowAction(
            name=_("Open viewer"),
            icon="user",
            key="Enter",
            on_pick=lambda: wishes.open_viewer(viewer.id),
        ),
        RowAction(
            name=_("Only this viewer"),
            icon="funnel",
            on_pick=lambda: wishes.only_viewer(viewer),
        ),
    ]
