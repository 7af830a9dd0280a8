"""The second card: the overlay into OBS, by itself, by hand, or later."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import QMimeData, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from shiboken6 import isValid

from companion.domain.errors import CompanionError
from companion.domain.ports import Engine
from companion.domain.studio import ObsAdded, ObsView
from companion.gui.components.button import Button
from companion.gui.components.dropdown import DropDown
from companion.gui.components.field import Glyph
from companion.gui.components.text import isolated, label, paragraph, rule
from companion.gui.first_run.desk import OVERLAY, FirstRunDesk
from companion.gui.first_run.parts import Panel, PasswordField, StepCard, WayTile
from companion.gui.first_run.words import channel_words, short_scene
from companion.gui.obs.words import MENU_PATH
from companion.gui.overlays.presence import sources_of
from companion.gui.overlays.tile import dropped_link
from companion.gui.theme import fonts
from companion.i18n import _

_LOOK_MS = 3_000
"""Between two looks whether the program OBS runs, while nothing answers."""


class ObsCard(StepCard):
    """done: go on, whether or not OBS has the overlay now. back: to the card before."""

    done = Signal()
    back = Signal()

    def __init__(self, desk: FirstRunDesk) -> None:
        super().__init__(_("Put it into OBS"), theme=desk.theme)
        self._desk = desk
        self._view: ObsView | None = None
        self._is_waiting = False
        self._is_running = False
        self._make_target()
        self._make_password()
        self._make_help()
        self._make_others()
        self._make_trouble()
        self.body.addStretch(1)
        self._make_foot()
        self._looking = QTimer(self)
        self._looking.setInterval(_LOOK_MS)
        self._looking.timeout.connect(self._look_for_program)
        desk.watch.obs_changed.connect(self._refresh)
        desk.watch.connections_changed.connect(self._show_trouble)
        desk.studio.changed.connect(self._allow_link)
        self._show(desk.watch.obs)

    @property
    def is_waiting(self) -> bool:
        """Tell whether the overlay is added as soon as OBS answers."""
        return self._is_waiting

    def wait_no_more(self) -> bool:
        """Leave the waiting to somebody else; returns whether there was any."""
        was_waiting, self._is_waiting = self._is_waiting, False
        return was_waiting

    def enter(self) -> None:
        """Look at OBS anew, and put the focus where the next step is."""
        self.primary.setDefault(True)
        self._looking.start()
        self._look_for_program()
        self._refresh()
        first = self.password.edit if self.password.isVisibleTo(self) else self.primary
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Look for the program no more."""
        self._looking.stop()

    # What it consists of

    def _make_target(self) -> None:
        theme = self._desk.theme
        self.target = Panel()
        row = QHBoxLayout(self.target)
        row.setContentsMargins(14, 12, 12, 12)
        row.setSpacing(12)
        row.addWidget(Glyph("monitor-play-fill", theme=theme, size=20, ink="t1"))
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(label(_("Add to OBS"), weight=fonts.SEMIBOLD))
        self._where = paragraph("", size=12)
        column.addWidget(self._where)
        row.addLayout(column, 1)
        self.scenes = DropDown(
            {"": _("Scene")}, theme=theme, name=_("Scene in OBS"), height=32
        )
        self.scenes.chosen.connect(lambda _key: self._refresh(anew=True))
        row.addWidget(self.scenes)
        self.body.addWidget(self.target)

    def _make_password(self) -> None:
        self._secret = QWidget()
        column = QVBoxLayout(self._secret)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(4)
        text = _(
            "OBS asks for the password of its WebSocket server, once. It stands in OBS "
            "under Tools → WebSocket Server Settings → Show Connect Info."
        )
        column.addWidget(paragraph(text, size=12))
        self.password = PasswordField(
            _("Password"), theme=self._desk.theme, on_enter=self._act
        )
        column.addWidget(self.password)
        kept = _("Kept in the system keyring.")
        column.addWidget(label(kept, size=11, ink="3"))
        self._secret.hide()
        self.body.addWidget(self._secret)

    def _make_help(self) -> None:
        """Say what to do while nothing answers."""
        theme = self._desk.theme
        self.help = QWidget()
        column = QVBoxLayout(self.help)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(8)
        self._help_mark = Glyph("link-break", theme=theme, size=18, ink="warn")
        row.addWidget(self._help_mark, 0, Qt.AlignmentFlag.AlignTop)
        self._help_text = paragraph("", size=12)
        row.addWidget(self._help_text, 1)
        column.addLayout(row)
        self.again = Button(
            _("Try again"),
            theme=theme,
            height=24,
            icon="arrows-clockwise",
            on_click=self._look_again,
        )
        column.addWidget(self.again, 0, Qt.AlignmentFlag.AlignLeft)
        self.help.hide()
        self.body.addWidget(self.help)
        self.problem = paragraph("", size=12, ink="bad")
        self.problem.hide()
        self.body.addWidget(self.problem)

    def _make_others(self) -> None:
        theme = self._desk.theme
        line = QHBoxLayout()
        line.setContentsMargins(0, 8, 0, 8)
        line.setSpacing(8)
        line.addWidget(rule(), 1)
        line.addWidget(label(_("or"), size=12, ink="3"))
        line.addWidget(rule(), 1)
        self.body.addLayout(line)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.drag = WayTile(
            _("Drag into OBS"),
            _("drop this tile"),
            theme=theme,
            icon="hand-grabbing",
            on_click=self._explain_drag,
            mime_data=self.mime_data,
        )
        self.link = WayTile(
            _("Copy the link"),
            _("vMix, Streamlabs"),
            theme=theme,
            icon="copy",
            on_click=self._copy,
        )
        row.addWidget(self.drag)
        row.addWidget(self.link)
        self.body.addLayout(row)

    def _make_trouble(self) -> None:
        """Say when a channel of the first card cannot be read."""
        self.trouble = QWidget()
        row = QHBoxLayout(self.trouble)
        row.setContentsMargins(0, 4, 0, 0)
        row.setSpacing(8)
        glyph = Glyph("warning-circle-fill", theme=self._desk.theme, ink="bad")
        row.addWidget(glyph, 0, Qt.AlignmentFlag.AlignTop)
        self._trouble_text = paragraph("", size=12)
        row.addWidget(self._trouble_text, 1)
        self.trouble.hide()
        self.body.addWidget(self.trouble)

    def _make_foot(self) -> None:
        theme = self._desk.theme
        self.go_back = Button(
            _("Back"),
            theme=theme,
            look="ghost",
            icon="caret-left",
            on_click=self.back.emit,
        )
        self.skip = Button(
            _("Skip"), theme=theme, look="ghost", on_click=self.done.emit
        )
        self.primary = Button(
            _("Add to OBS"),
            theme=theme,
            look="primary",
            height=40,
            on_click=self._act,
        )
        self.foot.addWidget(self.go_back)
        self.foot.addStretch(1)
        self.foot.addWidget(self.skip)
        self.foot.addWidget(self.primary)

    # How OBS stands

    def _refresh(self, *, anew: bool = False) -> None:
        view = self._desk.watch.obs
        if anew or view != self._view:
            self._show(view)

    def _show(self, view: ObsView) -> None:
        before, self._view = self._view, view
        asks = view.state in {"locked", "refused"}
        had = before is not None and before.state in {"locked", "refused"}
        self._secret.setVisible(asks)
        if asks and not had and self.isVisible():
            self.password.setFocus(Qt.FocusReason.OtherFocusReason)
        if view.state == "refused":
            self._refuse(view)
        elif not asks:
            self.password.set_error("")
        self.help.setVisible(view.state in {"absent", "off"})
        self._show_help(view)
        self._show_target(view)
        self.set_lead(_lead(view))
        if self._is_waiting and view.state == "connected":
            self._wait(False)
            self._add()
        elif self._is_waiting and asks:
            self._wait(False)
        self._show_verb(view)

    def _refuse(self, view: ObsView) -> None:
        self.password.set_error(view.detail or _("OBS does not take the password."))

    def _show_target(self, view: ObsView) -> None:
        scenes = {scene: short_scene(scene) for scene in view.scenes}
        scenes = scenes or {"": _("Scene")}
        chosen = self.scenes.current
        if self.scenes.keys != list(scenes):
            self.scenes.set_choices(scenes)
            self.scenes.set_current(chosen if chosen in view.scenes else view.scene)
        elif not chosen:
            self.scenes.set_current(view.scene)
        self.scenes.setVisible(view.state == "connected" and len(view.scenes) > 1)
        self._where.setText(self._target_words(view))

    def _target_words(self, view: ObsView) -> str:
        size = f"{view.width}×{view.height}"
        scene = self.scenes.current or view.scene
        if view.state != "connected" or not scene:
            return _("One source with everything in it: Companion Stage")
        inside = [one for one in sources_of(view, OVERLAY) if scene in one.scenes]
        words = _("Scene {scene} · source {source} · {size}")
        if inside:
            words = _("In scene {scene} already · source {source} · {size}")
        source = inside[0].source if inside else "Companion Stage"
        return words.format(scene=isolated(scene), source=isolated(source), size=size)

    def _show_help(self, view: ObsView) -> None:
        if view.state == "off":
            text = _("Companion does not look for OBS: its settings say so.")
        elif self._is_running:
            text = _("Its WebSocket server is off. In OBS: {path}.")
            text = text.format(path=MENU_PATH)
        else:
            text = _(
                "OBS is not running. Start it: Companion waits, and adds the source "
                "by itself."
            )
        self._help_text.setText(text)
        self.again.setVisible(view.state == "absent" and self._is_running)
        icon = "warning-circle-fill" if self._is_running else "link-break"
        self._help_mark.set_icon(icon, "warn")

    def _show_verb(self, view: ObsView) -> None:
        if self.primary.is_busy:
            return
        match view.state:
            case "absent" | "connecting":
                words = _("Add when OBS starts")
            case "off":
                words = _("Look for OBS")
            case _:
                words = _("Add to OBS")
        self.primary.setText(words)
        self.primary.setAccessibleName(words)

    def _look_for_program(self) -> None:
        if self._desk.watch.obs.state != "absent":
            return

        def take(found: bool) -> None:
            if isValid(self) and found != self._is_running:
                self._is_running = found
                self._refresh(anew=True)

        is_running = self._desk.wishes.is_obs_running

        async def ask(_engine: Engine) -> bool:
            return await asyncio.to_thread(is_running)

        self._desk.bridge.ask(ask, then=take)

    # What is done

    def _act(self) -> None:
        """Do the next step, whatever it is."""
        view = self._desk.watch.obs
        if self._view is not None and self._view.state in {"locked", "refused"}:
            view = self._view
        self._say("")
        match view.state:
            case "connected":
                self._add()
            case "locked" | "refused":
                self._log_in()
            case "off":
                self._desk.wishes.enable_obs()
                self._wait(True)
            case _:
                self._wait(True)
                self._look()

    def _wait(self, waiting: bool) -> None:
        self._is_waiting = waiting
        self.primary.set_busy(waiting, _("Waiting for OBS…") if waiting else None)
        self.skip.setText(_("Next") if waiting else _("Skip"))
        if not waiting and self._view is not None:
            self._show_verb(self._view)

    def _log_in(self) -> None:
        # Spaces may be part of a password.
        password = self.password.edit.text()
        if not password:
            self.password.set_error(_("Type the password that OBS shows."))
            self.password.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.password.set_error("")
        self.primary.set_busy(True)

        async def ask(engine: Engine) -> ObsView:
            return await engine.studio.obs.log_in(password)

        def then(view: ObsView) -> None:
            if not isValid(self):
                return
            self.primary.set_busy(False)
            self._show(view)
            self._desk.refresh()
            if view.state == "connected":
                self._add()
            elif view.state not in {"locked", "refused"}:
                self._say(view.detail)

        self._desk.bridge.ask(ask, then=then, failed=self._failed)

    def _add(self) -> None:
        """Have the source made in the scene that is chosen, or found there."""
        scene = self.scenes.current
        self.primary.set_busy(True, _("Adding…"))

        async def ask(engine: Engine) -> ObsAdded:
            return await engine.studio.obs.add(OVERLAY, scene)

        def then(_added: ObsAdded) -> None:
            if not isValid(self):
                return
            self.primary.set_busy(False)
            self._desk.refresh()
            self._refresh(anew=True)
            self.done.emit()

        self._desk.bridge.ask(ask, then=then, failed=self._failed)

    def _look(self) -> None:
        async def ask(engine: Engine) -> ObsView:
            return await engine.studio.obs.look()

        def then(view: ObsView) -> None:
            if isValid(self):
                self._show(view)
                self._desk.refresh()

        self._desk.bridge.ask(ask, then=then, failed=self._failed)

    def _look_again(self) -> None:
        self._look_for_program()
        self._look()

    def _failed(self, error: CompanionError) -> None:
        if not isValid(self):
            return
        self._is_waiting = False
        self.primary.set_busy(False)
        self._refresh(anew=True)
        self._say(str(error))

    def _say(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    # By hand

    def mime_data(self) -> QMimeData | None:
        """Return what OBS makes a source of when it is dropped there."""
        overlay = self._desk.overlay
        if overlay is None or not overlay.link:
            return None
        data = QMimeData()
        data.setUrls([QUrl(dropped_link(overlay))])
        data.setText(overlay.link)
        self.skip.setText(_("Next"))
        return data

    def _explain_drag(self) -> None:
        self.drag.set_detail(_("hold it, drop it on OBS"))

    def _copy(self) -> None:
        overlay = self._desk.overlay
        if overlay is None or not overlay.link:
            return
        QGuiApplication.clipboard().setText(overlay.link)
        size = _("copied · {width} × {height}")
        self.link.set_detail(size.format(width=overlay.width, height=overlay.height))
        self.skip.setText(_("Next"))

    def _allow_link(self) -> None:
        overlay = self._desk.overlay
        is_served = overlay is not None and bool(overlay.link)
        for tile in (self.drag, self.link):
            tile.setEnabled(is_served)

    def _show_trouble(self) -> None:
        words = [
            channel_words(view, now=self._desk.now)
            for view in self._desk.watch.connections_now
        ]
        bad = next((one for one in words if one.mark == "bad"), None)
        self.trouble.setVisible(bad is not None)
        self._trouble_text.setText(bad.text if bad else "")


def _lead(view: ObsView) -> str:
    match view.state:
        case "connected":
            text = _(
                "OBS {version} is running. Companion adds the source in the right size "
                "and place."
            )
            return text.format(version=view.version)
        case "locked" | "refused":
            return _("OBS is running, and asks who is there.")
        case "connecting":
            return _("Looking for OBS…")
        case _:
            return _("Companion adds the source in the right size and place.")
