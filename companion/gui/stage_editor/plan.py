"""The stage while it is being arranged: tried, saved, undone, and what is selected."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, QTimer, Signal

from companion.gui.bridge import Bridge
from companion.gui.overlays.draft import Draft
from companion.gui.preferences import Preferences
from companion.gui.stage_editor.arrangement import (
    Arrangement,
    read_arrangement,
    values_of,
)
from companion.gui.stage_editor.history import History
from overlays.stage import StageSettings

TRY_MS = 40
"""Between two looks of the stage's page at what is being moved: 25 a second."""

REST_MS = 400
"""How long the arrow keys rest before a place is saved."""


class Plan(QObject):
    """One arrangement for canvas, layers and fields.

    changed: something stands elsewhere now, tried or saved. selected_changed: other
    overlays are selected. saved: it is in the file. refused: it could not be saved,
    with the sentence that says why; it is as before then.
    """

    changed = Signal()
    selected_changed = Signal()
    saved = Signal()
    refused = Signal(str)

    def __init__(
        self,
        *,
        preferences: Preferences,
        bridge: Bridge,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._bridge = bridge
        self._draft = self._draft_of("stage")
        self._selected: tuple[str, ...] = ()
        self.problems: tuple[str, ...] = ()
        self._tried: Arrangement | None = None
        self._history = History(Arrangement())
        self._trying = QTimer(self)
        self._trying.setSingleShot(True)
        self._trying.setInterval(TRY_MS)
        self._trying.timeout.connect(self._show_tried)
        self._resting = QTimer(self)
        self._resting.setSingleShot(True)
        self._resting.setInterval(REST_MS)
        self._resting.timeout.connect(self.keep)
        self.load()

    @property
    def arrangement(self) -> Arrangement:
        """Return how everything stands now, tried or saved."""
        return self._tried or self._history.present

    @property
    def kept(self) -> Arrangement:
        """Return how everything stands in the file."""
        return self._history.present

    @property
    def selected(self) -> tuple[str, ...]:
        """Return the selected overlays, from the rearmost to the foremost."""
        return self._selected

    @property
    def can_undo(self) -> bool:
        """Tell whether there is a step to undo."""
        return self._history.can_undo or self._tried is not None

    @property
    def can_redo(self) -> bool:
        """Tell whether a step was undone."""
        return self._history.can_redo

    @property
    def name(self) -> str:
        """Return which stage it is."""
        return self._draft.name

    def open(self, name: str) -> None:
        """Arrange another stage; its steps begin anew."""
        self.keep()
        if name != self.name:
            self._draft.deleteLater()
            self._draft = self._draft_of(name)
            self._history = History(Arrangement())
            self.select(())
        self.load()

    def load(self) -> None:
        """Read the settings; steps are kept unless others have changed them."""
        self.keep()
        found, self.problems = read_arrangement(self._draft.own)
        if found != self._history.present:
            self._history = History(found)
            self._only_there()
        self.changed.emit()

    def select(self, names: Iterable[str]) -> None:
        """Select other overlays; those that are not on the stage are left out."""
        wanted = set(names)
        found = tuple(one for one in self.arrangement.names if one in wanted)
        if found != self._selected:
            self._selected = found
            self.selected_changed.emit()

    # Changing

    def attempt(self, arrangement: Arrangement) -> None:
        """Show it at once, without saving: a hand is still at it."""
        if arrangement == self.arrangement:
            return
        self._tried = arrangement
        if not self._trying.isActive():
            self._trying.start()
        self.changed.emit()

    def nudge(self, arrangement: Arrangement) -> None:
        """Show it at once, and save it when no other nudge follows for a while."""
        self.attempt(arrangement)
        self._resting.start()

    def keep(self) -> None:
        """Save what is tried, as one step."""
        self._resting.stop()
        self._trying.stop()
        tried, self._tried = self._tried, None
        if tried is not None:
            self._save(tried)

    def drop(self) -> None:
        """Forget what is tried."""
        self._resting.stop()
        self._trying.stop()
        self._tried = None
        self._draft.forget()
        self.changed.emit()

    def change(self, arrangement: Arrangement) -> None:
        """Save another arrangement as one step."""
        self.keep()
        if arrangement != self.kept:
            self._save(arrangement)

    def undo(self) -> None:
        """Have it as before the last step."""
        self.keep()
        if self._history.can_undo:
            self._go(self._history.undo(), back=self._history.redo)

    def redo(self) -> None:
        """Do again what was undone last."""
        self.keep()
        if self._history.can_redo:
            self._go(self._history.redo(), back=self._history.undo)

    # How

    def _draft_of(self, name: str) -> Draft:
        return Draft(
            name,
            StageSettings,
            preferences=self._preferences,
            bridge=self._bridge,
            parent=self,
        )

    def _save(self, wanted: Arrangement) -> None:
        if wanted == self.kept:
            self._draft.forget()
        elif self._write(wanted):
            self._history.push(wanted)
            self.problems = ()
            self.saved.emit()
        self._only_there()
        self.changed.emit()

    def _go(self, wanted: Arrangement, *, back: Callable[[], object]) -> None:
        """Save a state of the history; where that fails it is left again."""
        if self._write(wanted):
            self.saved.emit()
        else:
            back()
        self._only_there()
        self.changed.emit()

    def _write(self, wanted: Arrangement) -> bool:
        problems = self._draft.save(values_of(wanted))
        if problems:
            self.refused.emit(next(iter(problems.values())))
        return not problems

    def _show_tried(self) -> None:
        if self._tried is not None:
            self._draft.try_values(values_of(self._tried))

    def _only_there(self) -> None:
        self.select(self._selected)
