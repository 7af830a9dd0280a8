"""What stands above the canvas: which stage, its proof, and what is done with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPoint
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from companion.domain.studio import OverlayView
from companion.gui.components.button import Button
from companion.gui.components.text import label
from companion.gui.overlays.presence import Act, Presence
from companion.gui.stage_editor.arrangement import Canvas
from companion.gui.stage_editor.plan import Plan
from companion.gui.stage_editor.proof import ProofChip
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.i18n import _
from overlays.stage import CANVAS


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadWishes:
    """What can be asked for there; act: the one click that mends how OBS stands."""

    leave: Callable[[], object]
    undo: Callable[[], object]
    redo: Callable[[], object]
    presets: Callable[[], object]
    test: Callable[[], object]
    act: Callable[[Act], object]


class StageHead(QWidget):
    """One line, 48 pixels high."""

    def __init__(self, *, theme: Theme, wishes: HeadWishes) -> None:
        super().__init__()
        self._wishes = wishes
        self._wanted: Act = ""
        self._presence: Presence | None = None
        self.setFixedHeight(48)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 16, 0)
        row.setSpacing(8)
        self.back = Button(
            theme=theme,
            icon="arrow-left",
            look="ghost",
            name=_("Back to the overlays"),
            key="Esc",
            on_click=wishes.leave,
        )
        row.addWidget(self.back)
        self._title = label(_("Stage"), size=14, weight=fonts.SEMIBOLD)
        row.addWidget(self._title)
        self.proof = ProofChip(theme=theme)
        row.addWidget(self.proof)
        row.addStretch(1)
        self.undo = Button(
            theme=theme,
            icon="arrow-counter-clockwise",
            look="ghost",
            name=_("Undo"),
            key="Ctrl+Z",
            on_click=wishes.undo,
        )
        self.redo = Button(
            theme=theme,
            icon="arrow-clockwise",
            look="ghost",
            name=_("Do again"),
            key="Ctrl+Y",
            on_click=wishes.redo,
        )
        self.presets = Button(
            theme=theme, trailing_icon="caret-down-bold", on_click=wishes.presets
        )
        self.test = Button(
            _("Test"),
            theme=theme,
            icon="play-fill",
            tip=_("Shows an example on the stage for a few seconds; nothing counts"),
            on_click=wishes.test,
        )
        self.act = Button(theme=theme, on_click=lambda: wishes.act(self._wanted))
        for button in self._buttons():
            row.addWidget(button)

    def set_title(self, title: str) -> None:
        """Say which stage it is."""
        self._title.setText(title)

    def show_plan(self, plan: Plan) -> None:
        """Show what can be undone, and which canvas it is."""
        self.undo.setEnabled(plan.can_undo)
        self.redo.setEnabled(plan.can_redo)
        words = preset_words(plan.arrangement.canvas)
        if words != self.presets.text():
            self.presets.setText(words)
            self.presets.setAccessibleName(_("Canvas: {size}").format(size=words))
            self.presets.updateGeometry()

    def show_presence(
        self, presence: Presence | None, view: OverlayView | None
    ) -> None:
        """Show how the stage stands with OBS, and the one click that mends it."""
        self.test.setEnabled(view is not None and bool(view.link))
        if presence is None:
            self.act.hide()
            return
        self._wanted, self._presence = presence.act, presence
        self._show_proof()
        words = {
            "add": _("Add to OBS"),
            "repair": _("Repair"),
            "reload": _("Reload"),
            "": "",
        }[presence.act]
        self.act.setVisible(bool(words))
        if words and words != self.act.text():
            self.act.setText(words)
            self.act.setAccessibleName(f"{words}: {self._title.text()}")
            self.act.updateGeometry()

    def below_presets(self) -> QPoint:
        """Return where the menu of canvases opens, on the screen."""
        return self.presets.mapToGlobal(QPoint(0, self.presets.height() + 4))

    def _show_proof(self) -> None:
        if self._presence is not None:
            room = self.width() - self._others()
            self.proof.show_presence(self._presence, room=room)

    def _buttons(self) -> tuple[Button, ...]:
        return self.undo, self.redo, self.presets, self.test, self.act

    def _others(self) -> int:
        """Return how much of the line is not the chip's, in pixels."""
        taken = sum(one.sizeHint().width() + 8 for one in self._buttons())
        return taken + self.proof.x() + 24

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_proof()


def preset_words(canvas: Canvas) -> str:
    """Return what a canvas is called, with its size."""
    width, height = CANVAS[canvas]
    names = {"landscape": _("Landscape"), "portrait": _("Portrait")}
    return f"{names[canvas]} · {width} × {height}"
