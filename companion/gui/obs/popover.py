"""OBS from near: how to connect, then scenes, our sources and what it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from companion.domain.studio import ObsAct, ObsView, SourceView
from companion.gui.components.button import Button
from companion.gui.components.dropdown import DropDown
from companion.gui.components.field import Field, Glyph
from companion.gui.components.floating import FloatingCard, float_card
from companion.gui.components.focus import FocusRing
from companion.gui.components.text import (
    ElidedLabel,
    isolated,
    label,
    paragraph,
    rule,
)
from companion.gui.obs.words import MENU_PATH, output_words
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.i18n import _

WIDTH = 400
_LIST_HEIGHT = 220


@dataclass(frozen=True, slots=True, kw_only=True)
class PopoverWishes:
    """What can be asked of OBS from here."""

    look: Callable[[], object]
    log_in: Callable[[str], object]
    switch: Callable[[str], object]
    show_source: Callable[[SourceView, bool], object]
    mend: Callable[[SourceView], object]
    act: Callable[[ObsAct], object]
    panic: Callable[[], object]
    preflight: Callable[[], object]


class ObsPopover(QWidget):
    """Floats over the status line; closes when anything else is clicked, or on Escape.

    Shows the newest state while it is open: see `show_view`. A password that was
    refused stays typed.
    """

    def __init__(
        self, parent: QWidget, view: ObsView, *, theme: Theme, wishes: PopoverWishes
    ) -> None:
        super().__init__(
            parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint
        )
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(_("OBS"))
        self._theme = theme
        self._wishes = wishes
        self._anchor: QWidget | None = None
        self._shown: object = None
        self.password: Field | None = None
        self.connect_button: Button | None = None
        self.scenes: DropDown | None = None
        self.outputs: dict[ObsAct, Button] = {}
        self.eyes: dict[str, Button] = {}
        ground = FloatingCard(theme=theme)
        ground.setFixedWidth(WIDTH)
        self._margin = float_card(self, ground, theme=theme)
        column = QVBoxLayout(ground)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Glyph("record-fill", theme=theme, ink="t2"))
        head.addWidget(label(_("OBS"), weight=fonts.SEMIBOLD))
        head.addStretch(1)
        self._state = label(size=12, ink="2")
        head.addWidget(self._state)
        column.addLayout(head)
        self._body = QVBoxLayout()
        self._body.setSpacing(8)
        column.addLayout(self._body)
        self._problem = paragraph("", size=12, ink="bad")
        self._problem.hide()
        column.addWidget(self._problem)
        column.addWidget(rule())
        foot = QHBoxLayout()
        foot.setSpacing(8)
        self.preflight = Button(
            _("Pre-flight…"),
            theme=theme,
            icon="check-circle",
            tip=_("Check everything that a stream needs"),
            on_click=wishes.preflight,
        )
        foot.addWidget(self.preflight)
        foot.addStretch(1)
        self.panic = Button(
            _("Privacy scene"),
            theme=theme,
            icon="eye-slash",
            tip=_("Viewers see the privacy scene at once; again: back"),
            on_click=wishes.panic,
        )
        foot.addWidget(self.panic)
        column.addLayout(foot)
        self._ring = FocusRing(self, theme=theme, always=True)
        self.show_view(view)

    @property
    def words(self) -> str:
        """Return how it says that we stand with OBS."""
        return self._state.text()

    @property
    def problem(self) -> str:
        """Return what went wrong with the last wish, "" when nothing did."""
        field = self.password
        return (field.error if field is not None else "") or self._problem.text()

    def show_above(self, anchor: QWidget) -> None:
        """Appear above a part of the status line, inside the window."""
        self._anchor = anchor
        self._fit()
        self.show()
        self._fit()
        first = self.password or self.connect_button or self.scenes or self.preflight
        first.setFocus(Qt.FocusReason.PopupFocusReason)

    def show_view(self, view: ObsView) -> None:
        """Show how we stand with OBS now."""
        self.panic.setVisible(view.state == "connected")
        self.panic.setText(_("Back on air") if view.is_privacy else _("Privacy scene"))
        self._state.setText(_state_words(view))
        if view == self._shown:
            self.set_busy(False)
            return
        before = self._shown
        self._shown = view
        had = isinstance(before, ObsView) and _asks_password(before)
        if had and _asks_password(view) and self.password is not None:
            # What was typed stays.
            self.set_busy(False)
            if view.state == "refused":
                self.password.set_error(view.detail or _("OBS refused the password."))
            return
        self.show_problem("")
        self._clear()
        if view.state == "connected":
            self._add_connected(view)
        else:
            self._add_unconnected(view)
        self._fit()

    def show_problem(self, text: str) -> None:
        """Say what went wrong."""
        if text and self.password is not None:
            self.password.set_error(text)
            return
        self._problem.setText(text)
        self._problem.setVisible(bool(text))
        self._fit()

    def set_busy(self, busy: bool) -> None:
        """Show that OBS is being asked."""
        if self.connect_button is not None:
            self.connect_button.set_busy(busy)

    # Not connected

    def _add_unconnected(self, view: ObsView) -> None:
        if view.detail and view.state != "refused":
            self._body.addWidget(paragraph(view.detail, size=12))
        if view.state in {"off", "absent"} and "WebSocket" not in view.detail:
            self._body.addWidget(paragraph(_how_to_enable(), size=12, ink="3"))
        if _asks_password(view):
            self._add_password(view)
            return
        words = _("Connect to OBS") if view.state == "off" else _("Try again")
        self.connect_button = Button(
            words, theme=self._theme, look="primary", on_click=self._wishes.look
        )
        if view.state == "connecting":
            self.connect_button.set_busy(True, _("Connecting…"))
        self._body.addWidget(self.connect_button, 0, Qt.AlignmentFlag.AlignLeft)

    def _add_password(self, view: ObsView) -> None:
        self.password = Field(
            _("Password of the WebSocket server"),
            theme=self._theme,
            on_enter=self._log_in,
        )
        self.password.edit.setEchoMode(QLineEdit.EchoMode.Password)
        if view.state == "refused":
            self.password.set_error(view.detail or _("OBS refused the password."))
        self._body.addWidget(self.password)
        text = _(
            "It stands in OBS under Tools → WebSocket Server Settings → Show Connect "
            "Info. It is kept in this computer’s keyring and asked only once."
        )
        self._body.addWidget(paragraph(text, size=12, ink="3"))
        self.connect_button = Button(
            _("Connect"), theme=self._theme, look="primary", on_click=self._log_in
        )
        self._body.addWidget(self.connect_button, 0, Qt.AlignmentFlag.AlignLeft)

    def _log_in(self) -> None:
        if self.password is not None:
            # Spaces may be part of a password.
            text = self.password.edit.text()
            if text:
                self.password.set_error("")
                self._wishes.log_in(text)

    # Connected

    def _add_connected(self, view: ObsView) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(label(_("Scene"), size=12, ink="3"))
        row.addStretch(1)
        if view.scenes:
            self.scenes = DropDown(
                {scene: scene for scene in view.scenes},
                theme=self._theme,
                name=_("Scene on air"),
                current=view.scene,
                height=32,
            )
            self.scenes.chosen.connect(self._wishes.switch)
            row.addWidget(self.scenes)
        self._body.addLayout(row)
        self._add_outputs(view)
        self._body.addWidget(rule())
        if view.sources:
            self._body.addWidget(self._source_list(view))
        else:
            text = _(
                "None of the overlays is in OBS yet. Add them on the Overlays page."
            )
            self._body.addWidget(paragraph(text, size=12, ink="3"))

    def _add_outputs(self, view: ObsView) -> None:
        states: tuple[tuple[str, bool, ObsAct, ObsAct], ...] = (
            (_("Stream"), view.is_streaming, "stream_start", "stream_stop"),
            (_("Recording"), view.is_recording, "record_start", "record_stop"),
            (_("Replay buffer"), view.is_replaying, "replay_start", "replay_stop"),
        )
        for name, on, start, stop in states:
            row = QHBoxLayout()
            row.setSpacing(8)
            row.addWidget(label(name, size=12, ink="3"))
            words = _("on air") if start == "stream_start" else _("running")
            row.addWidget(label(words if on else _("off"), size=12))
            row.addStretch(1)
            if start == "replay_start" and on:
                row.addWidget(self._output("replay_save", _("Save replay"), name))
            asks = start != "replay_start"
            verb = _("Stop") if on else _("Start")
            act = stop if on else start
            row.addWidget(self._output(act, f"{verb}…" if asks else verb, name))
            self._body.addLayout(row)

    def _output(self, act: ObsAct, words: str, name: str) -> Button:
        self.outputs[act] = Button(
            words,
            theme=self._theme,
            height=24,
            name=f"{words} · {name}",
            on_click=partial(self._wishes.act, act),
        )
        return self.outputs[act]

    def _source_list(self, view: ObsView) -> QWidget:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for source in view.sources:
            column.addLayout(self._source_row(source))
        column.addStretch(1)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inside)
        area.setFixedHeight(min(_LIST_HEIGHT, 28 * len(view.sources) + 4))
        return area

    def _source_row(self, source: SourceView) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        icon, ink = _MARKS[source.state]
        row.addWidget(Glyph(icon, theme=self._theme, size=12, ink=ink))
        name = ElidedLabel(isolated(source.source), size=12)
        name.setToolTip(source.detail)
        row.addWidget(name, 1)
        row.addWidget(label(_source_words(source), size=11, ink="3"))
        if source.state in {"stale", "silent"}:
            mend = _("Repair") if source.state == "stale" else _("Reload")
            row.addWidget(
                Button(
                    mend,
                    theme=self._theme,
                    height=24,
                    name=f"{mend}: {source.source}",
                    on_click=partial(self._wishes.mend, source),
                )
            )
        shown = source.is_visible
        verb = _("Hide {source}") if shown else _("Show {source}")
        eye = Button(
            theme=self._theme,
            icon="eye" if shown else "eye-slash",
            look="ghost",
            height=24,
            name=verb.format(source=source.source),
            on_click=partial(self._wishes.show_source, source, not shown),
        )
        self.eyes[source.source] = eye
        row.addWidget(eye)
        return row

    # Room

    def _clear(self) -> None:
        self.password = self.connect_button = self.scenes = None
        self.outputs, self.eyes = {}, {}
        _empty(self._body)

    def _fit(self) -> None:
        anchor = self._anchor
        self.adjustSize()
        if anchor is None:
            return
        frame = anchor.window()
        corner = anchor.mapTo(frame, QPoint(0, 0))
        top = max(0, corner.y() - self.height() + self._margin - 8)
        left = max(8, corner.x() - 8) - self._margin
        self.move(frame.mapToGlobal(QPoint(left, top)))


_MARKS = {
    "showing": ("circle-fill", "ok"),
    "hidden": ("circle", "t3"),
    "waiting": ("circle", "t3"),
    "silent": ("warning-fill", "warn"),
    "stale": ("warning-fill", "warn"),
}


def _asks_password(view: ObsView) -> bool:
    return view.state in {"locked", "refused"}


def _state_words(view: ObsView) -> str:
    match view.state:
        case "off":
            return _("not set up")
        case "absent":
            return _("not running, or its server is off")
        case "locked":
            return _("asks for a password")
        case "refused":
            return _("refused the password")
        case "connecting":
            return _("connecting")
        case "connected":
            words = _("{version} · {outputs}")
            return words.format(version=view.version, outputs=output_words(view))


def _source_words(source: SourceView) -> str:
    return {
        "showing": _("showing"),
        "hidden": _("hidden"),
        "waiting": _("opening"),
        "silent": _("no heartbeat"),
        "stale": _("old link"),
    }[source.state]


def _how_to_enable() -> str:
    return _("In OBS: {path}. OBS has it since version 28.").format(path=MENU_PATH)


def _empty(layout: QVBoxLayout | QHBoxLayout) -> None:
    while layout.count():
        item = layout.takeAt(0)
        inner = item.layout() if item else None
        widget = item.widget() if item else None
        if isinstance(inner, QHBoxLayout | QVBoxLayout):
            _empty(inner)
            inner.deleteLater()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
