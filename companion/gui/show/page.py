"""Show: the run-sheet, the one interaction on air, and what viewers see of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from companion.domain.show.specs import Kind
from companion.domain.show.views import ItemView
from companion.gui.components.banner import Banner
from companion.gui.components.button import Button
from companion.gui.components.dialog import Dialog
from companion.gui.components.drawer import Drawer
from companion.gui.components.empty import EmptyState
from companion.gui.components.file_note import FileNote
from companion.gui.components.focus import OWN_FOCUS
from companion.gui.components.text import rule
from companion.gui.components.toast import Notice
from companion.gui.shell.watch import Watch
from companion.gui.show.big_mode import BigMode
from companion.gui.show.editor import SpecEditor, fresh_spec
from companion.gui.show.middle import Middle
from companion.gui.show.naming import NameDialog
from companion.gui.show.room_dialog import RoomDialog
from companion.gui.show.sheet_pane import WIDTH as SHEET_WIDTH
from companion.gui.show.sheet_pane import SheetEdits, SheetPane
from companion.gui.show.steps import NEXT_KEY
from companion.gui.show.stream_pane import WIDTH as STREAM_WIDTH
from companion.gui.show.stream_pane import StreamPane
from companion.gui.show.watch import ShowWatch
from companion.gui.show.wishes import ShowWishes
from companion.gui.theme.theme import Theme
from companion.i18n import _

NARROW_SHEET = 272


class ShowPage(QWidget):
    """simulate: starts a simulated stream, for whoever wants to try it out."""

    def __init__(
        self,
        watch: Watch,
        *,
        theme: Theme,
        say: Callable[[Notice], object],
        show_dialog: Callable[[Dialog], object],
        simulate: Callable[[], object],
    ) -> None:
        super().__init__()
        self.setAccessibleName(_("Show"))
        self.setProperty(OWN_FOCUS, True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._theme = theme
        self._show_dialog = show_dialog
        self._simulate = simulate
        self.show_watch = ShowWatch(watch, parent=self)
        self.wishes = ShowWishes(self.show_watch, watch.bridge, say=say)
        self.big: BigMode | None = None
        self._build()
        self.show_watch.changed.connect(self._on_changed)
        self.show_watch.failed.connect(self._on_failed)

    def _build(self) -> None:
        theme = self._theme
        self.sheet = SheetPane(
            self.wishes,
            SheetEdits(
                add=self.add,
                edit=self.edit,
                rename=self.rename,
                room=self.show_room,
            ),
            theme=theme,
        )
        self.sheet.setFixedWidth(SHEET_WIDTH)
        self.middle = Middle(self.wishes, theme=theme, empty=self._make_empty)
        self.middle.wide_asked.connect(self.open_big)
        self.middle.side_asked.connect(partial(self.show_side, True))
        self.stream = StreamPane(
            self.show_watch,
            self.wishes,
            theme=theme,
            duplicate=self.duplicate_current,
            save_pack=self.save_current,
        )
        self.stream.closed.connect(partial(self.show_side, False))
        self._off = Banner(
            _("The show cannot be run"),
            "",
            theme=theme,
            icon="link-break",
        )
        self._off.hide()
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._off)
        self.file_note = FileNote(_("Run-sheet not as it was"), theme=theme)
        column.addWidget(self.file_note)
        column.addWidget(self.middle, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.sheet)
        row.addWidget(rule("v"))
        row.addLayout(column, 1)
        self.drawer = Drawer(self, row, self.stream, width=STREAM_WIDTH)
        self.drawer.turned.connect(self._on_turned)
        for button in self.findChildren(Button):
            # A click must not take Space away from the next step.
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def _make_empty(self) -> QWidget:
        theme = self._theme
        self.template_button = Button(
            _("Start from a template"),
            theme=theme,
            look="primary",
            on_click=self._open_templates,
        )
        self.begin_button = Button(
            _("Start"),
            theme=theme,
            look="primary",
            key=NEXT_KEY,
            show_key=True,
            on_click=self.do_next,
        )
        self.begin_button.hide()
        self.simulate_button = Button(
            _("Simulated stream"), theme=theme, on_click=self._simulate
        )
        return EmptyState(
            theme=theme,
            icon="presentation-chart",
            title=_("Play with your viewers"),
            text=_(
                "Polls, quizzes, word clouds, giveaways and more, over all platforms "
                "as one audience. Put an evening together at the left, then press "
                "Space; a simulated stream lets you try it without being live."
            ),
            actions=(self.template_button, self.begin_button, self.simulate_button),
        )

    def _open_templates(self) -> None:
        self.sheet.open_templates(self.template_button)

    # What there is

    def _on_changed(self) -> None:
        view, now = self.show_watch.view, self.show_watch.now
        current = self.show_watch.current
        self.sheet.show_view(view, now)
        self.sheet.room.show_room(self.show_watch.reading.room)
        self.middle.show_view(view, current, now)
        self.file_note.show_problem(view.sheet.problem)
        self.stream.show_view(view, now)
        self.template_button.setVisible(not view.sheet.items)
        self.begin_button.setVisible(self.sheet.coming is not None)
        if self.big is not None:
            self.big.show_view(view, current, now)

    def _on_failed(self, problem: str) -> None:
        self._off.setVisible(bool(problem))
        self._off.set_words(_("The show cannot be run"), problem)

    # Dialogs

    def add(self, kind: Kind) -> None:
        """Ask what is new in the run-sheet, at its end."""

        def keep(editor: SpecEditor) -> None:
            lines = [*self.wishes.lines, ("", editor.spec())]
            self.wishes.keep(
                self.wishes.sheet_name,
                lines,
                then=editor.accept,
                failed=editor.show_refusal,
            )

        self._open_editor(fresh_spec(kind), keep, is_new=True)

    def edit(self, item: ItemView) -> None:
        """Change a line of the run-sheet."""

        def keep(editor: SpecEditor) -> None:
            spec = editor.spec()
            lines = [
                (one, spec if one == item.id else old) for one, old in self.wishes.lines
            ]
            self.wishes.keep(
                self.wishes.sheet_name,
                lines,
                then=editor.accept,
                failed=editor.show_refusal,
            )

        self._open_editor(item.spec, keep, is_new=False)

    def _open_editor(
        self, spec: object, keep: Callable[[SpecEditor], object], *, is_new: bool
    ) -> None:
        editor = SpecEditor(
            self.window(),
            spec,  # type: ignore[arg-type]  # one of AnySpec
            theme=self._theme,
            keep=keep,
            is_new=is_new,
        )
        self.wishes.pictures(editor.offer_pictures)
        self._show_dialog(editor)

    def rename(self) -> None:
        """Ask for the run-sheet's name."""
        self._show_dialog(
            NameDialog(
                self.window(),
                name=self.wishes.sheet_name,
                theme=self._theme,
                on_name=self.wishes.rename,
            )
        )

    def show_room(self) -> None:
        """Show how people in the room join, and open it or close it there."""
        self._show_dialog(
            RoomDialog(self.window(), self.show_watch, self.wishes, theme=self._theme)
        )

    def duplicate_current(self) -> None:
        """Put what is on air into the run-sheet once more."""
        current = self.show_watch.current
        if current is None:
            return
        item = self.sheet.item(current.item)
        if item is not None:
            self.wishes.duplicate(item)
        else:
            lines = [*self.wishes.lines, ("", current.spec)]
            self.wishes.keep(self.wishes.sheet_name, lines)

    def save_current(self) -> None:
        """Save the line that is on air as a pack, or the whole run-sheet."""
        current = self.show_watch.current
        self.sheet.save_pack(self.sheet.item(current.item) if current else None)

    # The big mode

    def open_big(self) -> None:
        """Give the whole window to what is on air."""
        if self.big is not None:
            return
        window = self.window()
        self.big = BigMode(window, self, theme=self._theme)
        self.big.closed.connect(self.close_big)
        self.big.show_view(
            self.show_watch.view, self.show_watch.current, self.show_watch.now
        )
        self.big.show()
        self.big.raise_()
        self.big.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_big(self) -> None:
        """Come back to the page."""
        big, self.big = self.big, None
        if big is not None:
            big.hide()
            big.deleteLater()
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    # Keys

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.press(event):
            super().keyPressEvent(event)

    def press(self, event: QKeyEvent) -> bool:
        """Do what a key stands for; returns whether it is one of ours."""
        act = None if event.modifiers() & _HELD else self._keys().get(event.key())
        if act is None:
            return False
        if not event.isAutoRepeat():
            act()
        return True

    def _keys(self) -> dict[int, Callable[[], object]]:
        wishes = self.wishes
        return {
            Qt.Key.Key_Space: self.do_next,
            Qt.Key.Key_Left: wishes.back,
            Qt.Key.Key_B: wishes.back,
            Qt.Key.Key_N: self.sheet.go_next,
            Qt.Key.Key_R: partial(self._if_may, "reveal", ""),
            Qt.Key.Key_Plus: partial(self._if_may, "extend", "+10"),
            Qt.Key.Key_Equal: partial(self._if_may, "extend", "+10"),
            Qt.Key.Key_Minus: partial(self._if_may, "extend", "-10"),
            Qt.Key.Key_H: self.stream.hide_or_show,
            Qt.Key.Key_S: self.stream.toggle_scoreboard,
            Qt.Key.Key_F11: self.open_big if self.big is None else self.close_big,
        }

    def do_next(self) -> None:
        """Do the one next step of the evening."""
        if self.show_watch.current is None:
            self.wishes.next()
        else:
            target = self.big.interaction if self.big else self.middle.interaction
            target.next()

    def _if_may(self, verb: str, value: str) -> None:
        current = self.show_watch.current
        if current is not None and verb in current.may:
            self.middle.interaction.step(verb, value)

    # Being there

    def show_side(self, shown: bool) -> None:  # as setVisible
        """Open or close what stands at the right, where it is a drawer."""
        self.drawer.set_open(shown)

    def _on_turned(self, is_drawn: bool) -> None:
        self.sheet.setFixedWidth(NARROW_SHEET if is_drawn else SHEET_WIDTH)
        self.middle.side.setVisible(is_drawn)
        self.stream.close_button.setVisible(is_drawn)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.drawer.fit()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.show_watch.start()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.show_watch.stop()


_HELD = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)
"""With one of these a key means something else."""
