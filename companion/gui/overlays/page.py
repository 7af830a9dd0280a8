"""Overlays: live tiles at the left, the selected one from preview to CSS at right."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import (
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QPixmap,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from companion.domain.ports import Engine
from companion.gui.components.banner import Banner
from companion.gui.components.button import Button
from companion.gui.components.dialog import Dialog
from companion.gui.components.drawer import Drawer
from companion.gui.components.segmented import Choice, Segmented
from companion.gui.components.strip import Strip
from companion.gui.components.text import rule
from companion.gui.components.toast import Notice
from companion.gui.overlays.draft import Draft
from companion.gui.overlays.form import FormWishes
from companion.gui.overlays.grid import Filter, TileGrid
from companion.gui.overlays.look_files import export_look, import_look, look_filter
from companion.gui.overlays.pane import WIDTH as PANE_WIDTH
from companion.gui.overlays.pane import OverlayPane
from companion.gui.overlays.pictures import Pictures, bundled, trimmed
from companion.gui.overlays.presence import presence
from companion.gui.overlays.samples import Painter
from companion.gui.overlays.studio_watch import StudioWatch
from companion.gui.overlays.tile import TileWishes
from companion.gui.overlays.wishes import OverlayWishes
from companion.gui.preferences import Preferences
from companion.gui.shell.watch import Watch
from companion.gui.theme.theme import Theme
from companion.i18n import _
from overlays.catalogue import overlay_named
from overlays.sounds import BUILT_IN, PREFIX

_FILTERS: dict[str, Filter] = {"all": "all", "obs": "obs", "look": "look"}


class OverlaysPage(QWidget):
    """Links are masked: this page may be on stream.

    say: shows a notice. show_dialog: opens a dialog over the window. painter: draws
    overlays' pages, None where nothing can. stage_asked: the Stage editor is to open,
    with a stage by name.
    obs_asked: OBS is to be connected. media_asked: the media library is to open.
    """

    stage_asked = Signal(str)
    obs_asked = Signal()
    media_asked = Signal()

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
        self.setAccessibleName(_("Overlays"))
        self._watch = watch
        self._theme = theme
        self._preferences = preferences
        self._say = say
        self._selected = ""
        self._draft: Draft | None = None
        self._media: dict[str, tuple[str, ...]] = {}
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
        self.pictures = Pictures(
            watch.bridge, painter, overlay=self.studio.overlay, parent=self
        )
        self._is_live = painter is not None
        self._build()
        self._wire()

    def _build(self) -> None:
        theme = self._theme
        self.grid = TileGrid(
            theme=theme,
            wishes=TileWishes(
                select=self.select,
                act=self.wishes.act,
                test=self.wishes.test,
                open_menu=self.wishes.open_menu,
            ),
        )
        self._off = Banner(
            _("Overlay server off"),
            _("Everything is recorded; overlays show nothing until it runs."),
            theme=theme,
            icon="link-break",
        )
        self._off_holder = QWidget()
        above = QVBoxLayout(self._off_holder)
        above.setContentsMargins(16, 8, 16, 0)
        above.addWidget(self._off)
        self._off_holder.hide()
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._make_head())
        column.addWidget(rule())
        column.addWidget(self._off_holder)
        column.addWidget(self.grid, 1)
        self.pane = OverlayPane(
            theme=theme,
            form=FormWishes(
                targets=self._targets,
                media=self._media_names,
                open_library=self.media_asked.emit,
                export_look=self._export,
                import_look=self._import,
            ),
            on_copy=lambda: self.wishes.copy(self._selected),
            on_rotate=lambda: self.wishes.rotate(self._selected),
            on_duplicate=lambda: self.wishes.duplicate(self._selected),
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addLayout(column, 1)
        self.drawer = Drawer(self, row, self.pane, width=PANE_WIDTH)
        self.drawer.turned.connect(self.pane.set_drawer)

    def _make_head(self) -> QWidget:
        theme = self._theme
        head = Strip(48)
        row = head.row
        self._filters = QHBoxLayout()
        row.addLayout(self._filters)
        self.filter: Segmented | None = None
        self._show_counts()
        row.addStretch(1)
        self.media = Button(
            _("Media"), theme=theme, icon="image", on_click=self.media_asked.emit
        )
        self.busy = Button(
            _("Busy stream, 30 s"),
            theme=theme,
            icon="lightning-fill",
            tip=_("Simulates a lot at once on all overlays; nothing of it counts"),
            on_click=self.wishes.busy,
        )
        self.stage = Button(
            _("Open Stage editor"),
            theme=theme,
            icon="squares-four",
            on_click=self._open_stage,
        )
        for button in (self.media, self.busy, self.stage):
            row.addWidget(button)
        return head

    def _wire(self) -> None:
        studio, pictures, wishes = self.studio, self.pictures, self.wishes
        studio.changed.connect(self._on_changed)
        studio.listed.connect(self._on_listed)
        studio.failed.connect(self._on_failed)
        pictures.tile_drawn.connect(self.grid.show_picture)
        pictures.drawn.connect(self.pane.preview.show_picture)
        pictures.problem_changed.connect(self._on_problem)
        wishes.busy_changed.connect(self._on_busy)
        wishes.working.connect(self._on_working)
        wishes.listed.connect(self._on_duplicated)
        wishes.obs_needed.connect(self.obs_asked.emit)
        wishes.stage_asked.connect(self.stage_asked.emit)
        self.pane.preview.chosen.connect(lambda _key: self._look_at())
        self.pane.preview.test_asked.connect(lambda: wishes.test(self._selected))
        self.pane.closed.connect(self._close_pane)
        self._watch.links_changed.connect(studio.look)
        self._theme.changed.connect(self.update)

    # The selected overlay

    @property
    def selected(self) -> str:
        """Return the name of the overlay that the pane shows."""
        return self._selected

    def select(self, name: str) -> None:
        """Show an overlay in the pane, which opens."""
        if self._choose(name):
            self.drawer.set_open(True)

    def _choose(self, name: str) -> bool:
        """Fill the pane with an overlay; returns whether there is such a one."""
        overlay = overlay_named(name)
        if overlay is None or self.studio.overlay(name) is None:
            return False
        self.grid.set_current(name)
        if name == self._selected:
            return True
        self._selected = name
        draft = Draft(
            name,
            overlay.settings_type,
            preferences=self._preferences,
            bridge=self._watch.bridge,
            parent=self,
        )
        draft.saved.connect(partial(self.pictures.want, name))
        draft.changed.connect(self.pictures.look)
        self.pane.show_draft(draft)
        if self._draft is not None:
            self._draft.deleteLater()
        self._draft = draft
        self._show_selected()
        self._look_at()
        return True

    def _look_at(self) -> None:
        sample = self.pane.preview.source.current == "sample"
        view = self.studio.overlay(self._selected)
        if view is not None and not self.pane.preview.has_picture:
            picture = bundled(view.kind)
            if not picture.isNull():
                shown = QPixmap.fromImage(picture)
                shown.setDevicePixelRatio(shown.width() / view.width)
                self.pane.preview.show_picture(shown)
        self.pictures.select(self._selected, sample=sample, room=self.pane.room())

    def _show_selected(self) -> None:
        studio = self.studio
        view = studio.overlay(self._selected)
        if view is not None:
            stands = presence(view, studio.obs, now=studio.now)
            self.pane.show_view(view, stands, studio.obs, now=studio.now)

    # What has changed

    def _on_changed(self) -> None:
        studio = self.studio
        stands = {
            view.name: presence(view, studio.obs, now=studio.now)
            for view in studio.overlays
        }
        self.grid.show_overlays(studio.overlays, stands)
        self._off_holder.setVisible(not any(view.link for view in studio.overlays))
        self._show_counts()
        if studio.overlay(self._selected) is None and studio.overlays:
            self._selected = ""
            self._choose(studio.overlays[0].name)
        self._show_selected()

    def _on_listed(self) -> None:
        # The tiles are made by the `changed` that follows.
        self.grid.show_overlays(
            self.studio.overlays,
            {
                view.name: presence(view, self.studio.obs, now=self.studio.now)
                for view in self.studio.overlays
            },
        )
        for view in self.studio.overlays:
            if not self.grid.tiles[view.name].has_picture:
                picture = trimmed(bundled(view.kind), page_width=view.width)
                self.grid.show_picture(view.name, picture)
        self.pictures.want(*(view.name for view in self.studio.overlays))

    def _on_failed(self, problem: str) -> None:
        self._off_holder.setVisible(bool(problem))
        if problem:
            self._off.set_words(_("No overlays"), problem)

    def _on_problem(self, problem: str) -> None:
        note = _("Example picture. {why}").format(why=problem) if problem else ""
        self.pane.preview.set_note(note)

    def _on_busy(self, left: int) -> None:
        words = _("Stop, {n} s").format(n=left) if left else _("Busy stream, 30 s")
        self.busy.set_icon("stop-fill" if left else "lightning-fill")
        self.busy.setText(words)
        self.busy.setAccessibleName(words)

    def _on_working(self, name: str, busy: bool) -> None:
        tile = self.grid.tiles.get(name)
        if tile is not None:
            tile.set_busy(busy)

    def _on_duplicated(self, name: str) -> None:
        """Show what is new, or what is left; the next look tells of it."""

        def once() -> None:
            self.studio.changed.disconnect(once)
            self.select(name)
            self.pictures.want(name)

        self.studio.changed.connect(once)

    def _show_counts(self) -> None:
        counts = self.grid.counts
        names = {
            "all": _("All {n}").format(n=counts["all"]),
            "obs": _("In OBS {n}").format(n=counts["obs"]),
            "look": _("Needs a look {n}").format(n=counts["look"]),
        }
        before = self.filter
        if before is not None and before.property("names") == list(names.values()):
            return
        current = before.current if before is not None else "all"
        focused = QApplication.focusWidget()
        had_focus = before is not None and before.isAncestorOf(focused or self)
        made = Segmented(
            [Choice(key=key, name=name) for key, name in names.items()],
            theme=self._theme,
            name=_("Which overlays"),
            current=current,
        )
        made.setProperty("names", list(names.values()))
        made.chosen.connect(lambda key: self.grid.set_filter(_FILTERS[key]))
        if before is not None:
            self._filters.removeWidget(before)
            before.hide()
            before.deleteLater()
        self.filter = made
        self._filters.addWidget(made)
        if had_focus:
            made.setFocus(Qt.FocusReason.OtherFocusReason)

    def _open_stage(self) -> None:
        view = self.studio.overlay(self._selected)
        name = view.name if view is not None and view.kind == "stage" else "stage"
        self.select(name)
        self.stage_asked.emit(name)

    # Files of a look

    def _export(self) -> None:
        export_look(self, self._selected, self._preferences, say=self._say)

    def _import(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(
            self, _("Import a look"), str(Path.home()), look_filter()
        )
        if chosen:
            self.import_file(Path(chosen))

    def import_file(self, file: Path) -> None:
        """Have the selected overlay look as a file says."""
        name = self._selected
        if import_look(file, name, self._preferences, say=self._say):
            self._selected = ""
            self.select(name)
            self.pictures.want(name)

    # What forms ask for

    def _targets(self) -> Sequence[str]:
        return [view.target for view in self._watch.connections_now]

    def _media_names(self, kind: str) -> Collection[str]:
        built_in = [PREFIX + name for name in BUILT_IN] if kind == "sound" else []
        return [*built_in, *self._media.get(kind, ())]

    def _read_media(self) -> None:
        def ask(engine: Engine) -> dict[str, tuple[str, ...]]:
            items = engine.studio.media.items()
            kinds = {item.kind for item in items}
            return {
                kind: tuple(item.name for item in items if item.kind == kind)
                for kind in kinds
            }

        def take(found: dict[str, tuple[str, ...]]) -> None:
            self._media = found

        self._watch.bridge.ask(ask, then=take, failed=lambda _error: None)

    def _close_pane(self) -> None:
        self.drawer.set_open(False)
        tile = self.grid.tiles.get(self._selected)
        if self.drawer.is_drawn and tile is not None:
            tile.setFocus(Qt.FocusReason.OtherFocusReason)

    # Being there

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.drawer.fit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        typing = isinstance(QApplication.focusWidget(), QLineEdit)
        if event.key() == Qt.Key.Key_Escape and self.drawer.is_drawn:
            self._close_pane()
        elif event.matches(QKeySequence.StandardKey.Copy) and not typing:
            self.wishes.copy(self._selected)
        elif event.key() == Qt.Key.Key_T and not event.modifiers() and not typing:
            self.wishes.test(self._selected)
        else:
            super().keyPressEvent(event)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.studio.start()
        self.pictures.start()
        self._read_media()
        if not self._is_live:
            self._on_problem(_("Nothing draws overlays here."))

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.studio.stop()
        self.pictures.stop()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.EnabledChange and not self.isEnabled():
            self.pictures.stop()
