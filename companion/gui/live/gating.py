"""Asking the gate to act on a message or a Viewer, and telling what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from companion.domain.entries import Entry, PlatformAction, ViewerMarked
from companion.domain.errors import CompanionError
from companion.domain.ports import Engine
from companion.domain.views import ViewerMarks
from companion.gui.components.toast import Notice
from companion.gui.live.action_words import action_title, outcome_words
from companion.gui.live.actions import Ask
from companion.gui.live.chat_row import ChatRow
from companion.gui.live.display_text import isolated
from companion.gui.live.gate_actions import GateActions, Mark
from companion.i18n import _


class Gating:
    """Each method is one wish; every outcome becomes a notice with its Undo.

    on_changed: a Viewer's marks are others now, by id.
    """

    def __init__(
        self,
        ask: Ask,
        say: Callable[[Notice], object],
        *,
        wants_approval: Callable[[], bool],
        on_changed: Callable[[str], object],
    ) -> None:
        self._ask = ask
        self._say = say
        self._wants_approval = wants_approval
        self._on_changed = on_changed

    def actions(self) -> GateActions:
        """Return what rows and cards offer."""
        return GateActions(
            always_allow=self.always_allow,
            approve=self.approve,
            mute=self.mute,
            kick=self.kick,
            mark=self.mark,
            wants_approval=self._wants_approval,
        )

    def always_allow(self, row: ChatRow) -> None:
        """Permit a text for good, whoever writes it."""

        def told(seq: int) -> None:
            text = _("This text is always allowed now")
            self._say(Notice(text=text, undo=partial(self._undo, seq, "")))

        self._ask(
            lambda engine: engine.gate.always_allow(row.seq),
            then=told,
            failed=self._tell,
        )

    def approve(self, row: ChatRow) -> None:
        """Let an allowed message pass to overlays that show nothing else."""

        def told(_none: None) -> None:
            text = _("Approved for overlays: {name}").format(name=isolated(row.name))
            self._say(Notice(text=text))

        self._ask(
            lambda engine: engine.gate.approve(row.seq), then=told, failed=self._tell
        )

    def mute(self, viewer_id: str, name: str, of: int | None) -> None:
        """Keep somebody from every sink for five minutes."""
        words = _("Muted {name} for 5 minutes").format(name=isolated(name))
        self._ask(
            lambda engine: engine.gate.mute(viewer_id, of=of),
            then=partial(self._told, viewer_id, words),
            failed=self._tell,
        )

    def kick(self, viewer_id: str, name: str, of: int | None) -> None:
        """Take all that somebody wrote off every sink, and throw them out once."""
        words = _("Kicked {name}").format(name=isolated(name))
        self._ask(
            lambda engine: engine.gate.kick(viewer_id, of=of),
            then=partial(self._told, viewer_id, words),
            failed=self._tell,
        )

    def mark(self, mark: Mark, viewer_id: str, name: str, of: int | None) -> None:
        """Trust somebody, hide their picture, or let them post links for a while."""
        words = {
            "trust": _("Nothing stops {name} any more"),
            "picture": _("Hid the picture of {name} everywhere"),
            "permit": _("{name} may post links for a while"),
        }[mark].format(name=isolated(name))

        def told(seq: int) -> None:
            undo = partial(self._undo, seq, viewer_id)
            self._say(Notice(text=words, undo=undo))
            self._on_changed(viewer_id)

        self._ask(
            lambda engine: engine.gate.mark(viewer_id, mark, of=of),
            then=told,
            failed=self._tell,
        )

    def unmark(self, viewer_id: str, mark: str) -> None:
        """Take a mark back."""

        def told(_seq: int) -> None:
            self._on_changed(viewer_id)

        self._ask(
            lambda engine: engine.gate.unmark(viewer_id, mark),
            then=told,
            failed=self._tell,
        )

    def read_marks(
        self, viewer_id: str, then: Callable[[ViewerMarks | None], object]
    ) -> None:
        """Read what the gate holds against or for one Viewer; None: nothing."""

        async def read(engine: Engine) -> ViewerMarks | None:
            found = (one for one in engine.gate.marks() if one.viewer_id == viewer_id)
            return next(found, None)

        def nothing(_error: CompanionError) -> None:
            then(None)

        self._ask(read, then=then, failed=nothing)

    def _told(self, viewer_id: str, words: str, entries: Sequence[Entry]) -> None:
        """Say what was done here, and what the platform made of it."""
        marked = [one.seq for one in entries if isinstance(one.body, ViewerMarked)]
        undo = partial(self._undo, marked[0], viewer_id) if marked else None
        refused = [
            f"{action_title(one.body, '')}: {outcome_words(one.body)}"
            for one in entries
            if isinstance(one.body, PlatformAction) and one.body.outcome != "done"
        ]
        self._say(Notice(text=words, detail="\n".join(refused), undo=undo))
        self._on_changed(viewer_id)

    def _undo(self, seq: int, viewer_id: str) -> None:
        def told(_seq: int) -> None:
            if viewer_id:
                self._on_changed(viewer_id)

        self._ask(lambda engine: engine.gate.undo(seq), then=told, failed=self._tell)

    def _tell(self, error: CompanionError) -> None:
        self._say(Notice(text=str(error), kind="bad"))
