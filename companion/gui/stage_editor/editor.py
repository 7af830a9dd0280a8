"""The Stage editor: canvas at the left, layers and exact places at the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget
from typing_extensions import override

from companion.gui.components.banner import Banner
from companion.gui.components.button import Button
from companion.gui.components.dialog import Dialog, Question
from companion.gui.components.menu import MenuItem, menu
from companion.gui.components.segmented import Choice, Segmented
from companion.gui.components.strip import Foot, Strip
from companion.gui.components.text import ElidedLabel, label, rule
from companion.gui.components.toast import Notice
from companion.gui.components.toggle import Toggle
from companion.gui.overlays.samples import Painter
from companion.gui.overlays.studio_watch import StudioWatch
from companion.gui.overlays.wishes import OverlayWishes
from companion.gui.preferences import Preferences
from companion.gui.shell.watch import Watch
from companion.gui.stage_editor.adding import Adding
from companion.gui.stage_editor.arrangement import Canvas, box_of, composed
from companion.gui.stage_editor.canvas import StageCanvas
from companion.gui.stage_editor.head import HeadWishes, StageHead, preset_words
from companion.gui.stage_editor.layers import LayerList
from companion.gui.stage_editor.pictures import StagePictures
from companion.gui.stage_editor.place_fields import PlaceFields
from companion.gui.stage_editor.plan import Plan
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.i18n import _

SIDE, NARROW_SIDE = 304, 264
"""Width of the layers in pixels, with room and without."""

ROOMY = 1_100
"""Width of the page from which on there is room."""

_LAYER_KEYS = {"]": 1, "[": -1, "}": 99, "{": -99}
"""By what is typed: brackets have other places on other keyboards."""


class StageEditor(QWidget):
    """left: back to the overlays. obs_asked: OBS is to be connected.

    say: shows a notice. show_dialog: opens a dialog over the window. painter: draws
    overlays' pages, None where nothing can.
    """

    left = Signal()
    obs_asked = Signal()

    def __init__(
        self,
        watch: Watch,
        *,
        preferences: Preferences,
        theme: Theme,
        say: Callable[[Notice], object],
        show_dialog: Callable[[Dialog], object],
        painter: Painter | None = None,
    ) -> None:
        super().__init__()
        self.setAccessibleName(_("Stage editor"))
        self._theme = theme
        self._say = say
        self._show_dialog = show_dialog
        self.plan = Plan(preferences=preferences, bridge=watch.bridge, parent=self)
        self.studio = StudioWatch(watch, parent=self)
        self.wishes = OverlayWishes(
            self,
            self.studio,
            watch.bridge,
            theme=theme,
            preferences=preferences,
            say=say,
            show_dialog=show_dialog,
        )
        self.adding = Adding(
            self.plan, self.studio, self.wishes, preferences=preferences, say=say
        )
        self.pictures = StagePictures(
            watch.bridge, painter, overlay=self.studio.overlay, parent=self
        )
        self._build()
        self._wire()

    # Building

    def _build(self) -> None:
        self.canvas = StageCanvas(
            self.plan,
            theme=self._theme,
            picture=self.pictures.picture,
            title=self.adding.title,
            align=self.adding.align,
        )
        self.layers = LayerList(
            self.plan,
            theme=self._theme,
            title=self.adding.title,
            is_known=self.adding.is_known,
        )
        self.fields = PlaceFields(self.plan, title=self.adding.title)
        self.banner = Banner(
            _("Settings file"), "", theme=self._theme, icon="warning-fill"
        )
        self._banner_holder = QWidget()
        above = QVBoxLayout(self._banner_holder)
        above.setContentsMargins(16, 8, 16, 8)
        above.addWidget(self.banner)
        middle = QVBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self._banner_holder)
        middle.addWidget(self.canvas, 1)
        middle.addWidget(rule())
        middle.addWidget(self._make_foot())
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addLayout(middle, 1)
        row.addWidget(rule("v"))
        self._side = self._make_side()
        row.addWidget(self._side)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.head = StageHead(
            theme=self._theme,
            wishes=HeadWishes(
                leave=self.left.emit,
                undo=self.plan.undo,
                redo=self.plan.redo,
                presets=self.open_presets,
                test=lambda: self.wishes.test(self.plan.name),
                act=lambda act: self.wishes.act(self.plan.name, act),
            ),
        )
        column.addWidget(self.head)
        column.addWidget(rule())
        column.addLayout(row, 1)

    def _make_foot(self) -> QWidget:
        theme = self._theme
        foot = Foot(40)
        row = foot.row
        self.areas = Toggle(
            theme=theme, name=_("Safe areas"), on=True, on_change=self.canvas.set_areas
        )
        words = label(_("Safe areas"), size=12, ink="2")
        words.setBuddy(self.areas)
        row.addWidget(self.areas)
        row.addWidget(words)
        row.addSpacing(8)
        hint = ElidedLabel(
            _("Shift keeps proportions · Alt from the middle · Ctrl does not snap"),
            size=11,
            ink="3",
        )
        hint.setToolTip(hint.text())
        row.addWidget(hint, 1)
        self.zoom = Segmented(
            [Choice(key="fit", name=_("Fit")), Choice(key="full", name=_("100 %"))],
            theme=theme,
            name=_("Zoom"),
            current="fit",
        )
        self.zoom.chosen.connect(
            lambda key: self.canvas.set_zoom("full" if key == "full" else "fit")
        )
        row.addWidget(self.zoom)
        return foot

    def _make_side(self) -> QWidget:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = Strip(40, right=12)
        row = head.row
        row.addWidget(label(_("Layers"), weight=fonts.SEMIBOLD))
        self._count = label(size=12, ink="3", tabular=True)
        row.addWidget(self._count)
        row.addStretch(1)
        self.add = Button(
            _("Add overlay"),
            theme=self._theme,
            icon="plus-bold",
            height=24,
            on_click=self.open_adding,
        )
        row.addWidget(self.add)
        column.addWidget(head)
        column.addWidget(rule())
        column.addWidget(self.layers, 1)
        column.addWidget(rule())
        column.addWidget(self.fields)
        column.addWidget(rule())
        foot = Foot(40, right=8)
        row = foot.row
        self._said = ElidedLabel(size=12, ink="3")
        row.addWidget(self._said, 1)
        self.remove = Button(
            theme=self._theme,
            icon="trash",
            look="ghost",
            name=_("Take off the stage"),
            key="Del",
            on_click=self.remove_selected,
        )
        row.addWidget(self.remove)
        column.addWidget(foot)
        return side

    def _wire(self) -> None:
        plan, studio = self.plan, self.studio
        plan.changed.connect(self._on_changed)
        plan.selected_changed.connect(self._on_changed)
        plan.saved.connect(self._on_saved)
        plan.refused.connect(self._on_refused)
        studio.changed.connect(self._show_presence)
        studio.listed.connect(self._on_listed)
        self.pictures.drawn.connect(self.canvas.show_picture)
        self.canvas.menu_asked.connect(self.open_menu)
        self.wishes.working.connect(self._on_working)
        self.wishes.obs_needed.connect(self.obs_asked.emit)
        self._said.setText(_("A change shows in OBS at once"))
        self._on_changed()

    # What has changed

    @property
    def said(self) -> str:
        """Return what stands at the foot."""
        return self._said.text()

    def _on_changed(self) -> None:
        plan = self.plan
        self.head.show_plan(plan)
        self.remove.setEnabled(bool(plan.arrangement.movable(plan.selected)))
        self._count.setText(str(len(plan.arrangement.items)))
        self._banner_holder.setVisible(bool(plan.problems))
        self.banner.set_words(_("Settings file"), " ".join(plan.problems))

    def _on_saved(self) -> None:
        view = self.studio.overlay(self.plan.name)
        is_seen = view is not None and any(page.is_showing for page in view.pages)
        words = _("Saved · shown in OBS at once") if is_seen else _("Saved")
        self._said.setText(words)
        self._want_pictures()

    def _on_refused(self, problem: str) -> None:
        self._said.setText(_("Not saved"))
        self._say(Notice(text=_("Not saved"), detail=problem, kind="bad"))

    def _on_listed(self) -> None:
        self.layers.show_plan()
        self.fields.show_plan()
        for name in self.plan.arrangement.names:
            self.canvas.show_picture(name)
        self._want_pictures()

    def _want_pictures(self) -> None:
        for item in reversed(self.plan.kept.items):
            if item.visible and self.studio.overlay(item.overlay) is not None:
                self.pictures.want(item.overlay, box_of(item))

    def _show_presence(self) -> None:
        name = self.plan.name
        self.head.show_presence(self.studio.presence(name), self.studio.overlay(name))

    def _on_working(self, name: str, busy: bool) -> None:
        if name == self.plan.name:
            self.head.act.set_busy(busy)

    # Acting

    def open(self, name: str) -> None:
        """Arrange a stage, by name."""
        self.plan.open(name)
        self.head.set_title(self.adding.title(name))
        self._said.setText(_("A change shows in OBS at once"))
        self._show_presence()

    def open_adding(self) -> None:
        """Offer the overlays that are not on the stage."""
        popup = menu(self.window(), self.adding.menu_items(), theme=self._theme)
        popup.popup(self.add.mapToGlobal(QPoint(0, self.add.height() + 4)))

    def open_presets(self) -> None:
        """Offer both canvases as they come."""
        current = self.plan.arrangement.canvas
        items = [
            MenuItem(
                text=preset_words(canvas),
                checked=canvas == current,
                on_pick=partial(self.compose, canvas),
            )
            for canvas in ("landscape", "portrait")
        ]
        popup = menu(self.window(), items, theme=self._theme)
        popup.popup(self.head.below_presets())

    def compose(self, canvas: Canvas) -> None:
        """Have a stage as it comes, after asking where something was arranged."""
        self.plan.keep()
        arrangement = self.plan.arrangement
        if arrangement == composed(canvas):
            return
        if arrangement.is_as_it_comes:
            self._compose(canvas)
            return
        names = {
            "landscape": _("Replace the stage by the landscape one?"),
            "portrait": _("Replace the stage by the portrait one?"),
        }
        self._show_dialog(
            Question(
                self,
                theme=self._theme,
                title=names[canvas],
                consequence=_(
                    "Overlays, places and layers become those that it comes with; "
                    "viewers see it at once. Undo brings yours back."
                ),
                verb=_("Replace"),
                safe=_("Keep mine"),
                on_yes=lambda _reason: self._compose(canvas),
            )
        )

    def _compose(self, canvas: Canvas) -> None:
        self.plan.change(composed(canvas))
        self.plan.select(())

    def remove_selected(self) -> None:
        """Take what is selected off the stage; what is locked stays."""
        arrangement = self.plan.arrangement
        free = [one.overlay for one in arrangement.movable(self.plan.selected)]
        if free:
            self.plan.change(self.plan.arrangement.without(free))
        elif self.plan.selected:
            self._say(Notice(text=_("It is locked. Unlock it first."), kind="info"))

    def layer(self, by: int) -> None:
        """Move what is selected to the front, below 0 to the back."""
        arrangement = self.plan.arrangement
        self.plan.change(arrangement.raised(self.plan.selected, by=by))

    def menu_items(self) -> Sequence[MenuItem]:
        """Return what can be done with what is selected."""
        selected = self.plan.selected
        return (
            MenuItem(text=_("Forward"), key="]", icon="arrow-up", on_pick=self._by(1)),
            MenuItem(
                text=_("Backward"), key="[", icon="arrow-down", on_pick=self._by(-1)
            ),
            MenuItem(
                text=_("To the front"),
                key="}",
                icon="arrow-line-up",
                on_pick=self._by(99),
            ),
            MenuItem(
                text=_("To the back"),
                key="{",
                icon="arrow-line-down",
                on_pick=self._by(-99),
            ),
            MenuItem(
                text=_("Duplicate"),
                key="Ctrl+D",
                icon="copy-simple",
                on_pick=partial(self.adding.duplicate, selected),
            ),
            MenuItem(
                text=_("Take off the stage"),
                key="Del",
                icon="trash",
                destructive=True,
                on_pick=self.remove_selected,
            ),
        )

    def open_menu(self, at: QPoint) -> None:
        """Show what can be done with what is selected."""
        menu(self.window(), self.menu_items(), theme=self._theme).popup(at)

    def _by(self, layers: int) -> Callable[[], None]:
        return partial(self.layer, layers)

    # Keys and being there

    @override
    def event(self, event: QEvent) -> bool:
        # The window has these keys, too; here they are the stage's.
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and (_is_undo(event) or _is_redo(event))
        ):
            event.accept()
            return True
        return super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        plan = self.plan
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if self.canvas.is_dragging:
            event.accept()
        elif _is_redo(event):
            plan.redo()
        elif _is_undo(event):
            plan.undo()
        elif event.key() == Qt.Key.Key_Escape:
            self._escape()
        elif event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self.remove_selected()
        elif control and event.key() == Qt.Key.Key_D:
            self.adding.duplicate(plan.selected)
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            plan.select(plan.arrangement.names)
        elif event.text() in _LAYER_KEYS and not control:
            self.layer(_LAYER_KEYS[event.text()])
        else:
            super().keyPressEvent(event)

    def _escape(self) -> None:
        if isinstance(QApplication.focusWidget(), QLineEdit):
            self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.left.emit()

    @override
    def sizeHint(self) -> QSize:
        return QSize(960, 560)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._side.setFixedWidth(SIDE if self.width() >= ROOMY else NARROW_SIDE)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.plan.load()
        self.pictures.forget()
        self._want_pictures()
        self.studio.start()
        self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.plan.keep()
        self.studio.stop()


def _is_undo(event: QKeyEvent) -> bool:
    return event.matches(QKeySequence.StandardKey.Undo)


def _is_redo(event: QKeyEvent) -> bool:
    control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
    is_y = bool(control) and event.key() == Qt.Key.Key_Y
    return is_y or event.matches(QKeySequence.StandardKey.Redo)
