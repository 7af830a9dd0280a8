"""Above the tabs of the Moderation page: raid mode, dry run, rules only."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from companion.domain.errors import CompanionError
from companion.domain.ports import Engine
from companion.domain.values import Timestamp
from companion.domain.views import GateView
from companion.gui.bridge import Bridge
from companion.gui.components.amounts import span
from companion.gui.components.button import Button
from companion.gui.components.chip import Chip
from companion.gui.components.menu import MenuItem, menu
from companion.gui.components.text import label
from companion.gui.components.toast import Notice
from companion.gui.components.toggle import Toggle
from companion.gui.live.card_tabs import HEIGHT, Tab
from companion.gui.moderation.gate_settings import GateSettings
from companion.gui.theme.theme import Theme
from companion.i18n import _

_MINUTE = 60_000_000


class PageHead(QWidget):
    """picked: a tab, by key. pane_asked: the right-hand pane as a drawer."""

    picked = Signal(str)
    pane_asked = Signal()

    def __init__(
        self,
        tabs: dict[str, str],
        bridge: Bridge,
        settings: GateSettings,
        *,
        theme: Theme,
        say: Callable[[Notice], object],
    ) -> None:
        super().__init__()
        self._bridge = bridge
        self._settings = settings
        self._theme = theme
        self._say = say
        self._view: GateView | None = None
        self._compact = False
        self.setFixedHeight(HEIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 16, 0)
        row.setSpacing(8)
        row.addWidget(self._make_tabs(tabs))
        row.addStretch(1)
        self._add_state(row)
        settings.changed.connect(self._show_dry_run)

    def _make_tabs(self, tabs: dict[str, str]) -> QWidget:
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        self.tabs: dict[str, Tab] = {}
        for key, name in tabs.items():
            tab = Tab(name, theme=self._theme, on_pick=partial(self.picked.emit, key))
            tab.setAccessibleName(name)
            self.tabs[key] = tab
            line.addWidget(tab)
        return holder

    def _add_state(self, row: QHBoxLayout) -> None:
        self.rules_only = Chip(
            _("rules only"), theme=self._theme, kind="warn", icon="shield-warning-fill"
        )
        self.rules_only.hide()
        row.addWidget(self.rules_only)
        self._raid_words = label(_("Raid mode"), size=12, ink="3")
        row.addWidget(self._raid_words)
        self.raid = Toggle(
            theme=self._theme, name=_("Raid mode"), on_change=self._set_raid
        )
        row.addWidget(self.raid)
        self.dry_run = Button(
            theme=self._theme,
            icon="flask",
            height=24,
            tip=_(
                "What the escalation would ask of a platform is only told in the log. "
                "What is shown on stream is stopped all the same."
            ),
            on_click=self._open_dry_run,
        )
        self.dry_run.hide()
        row.addWidget(self.dry_run)
        self.pane = Button(
            theme=self._theme,
            icon="columns",
            look="ghost",
            height=24,
            name=_("Last hour, recent verdicts, try a text"),
            checkable=True,
            on_click=self.pane_asked.emit,
        )
        self.pane.hide()
        row.addWidget(self.pane)

    # Showing

    def set_compact(self, compact: bool) -> None:
        """Offer the right-hand pane as a drawer; use fewer words."""
        self._compact = compact
        self.pane.setVisible(compact)
        self._show_dry_run()

    def show_view(self, view: GateView, *, now: Timestamp) -> None:
        """Show how the gate stands."""
        self._view = view
        state = view.model.state
        self.rules_only.setVisible(state != "ready")
        why = view.model.detail or {
            "off": _("No model is chosen: the rules decide alone."),
            "missing": _("The model's files are missing: the rules decide alone."),
            "loading": _("The model is being loaded: the rules decide meanwhile."),
            "failed": _("The model has failed and starts again; the rules decide."),
        }.get(state, "")
        self.rules_only.setToolTip(why)
        self.rules_only.setAccessibleDescription(why)
        before = self.raid.blockSignals(True)
        self.raid.setChecked(view.mode == "raid")
        self.raid.blockSignals(before)
        self.raid.update()
        self._show_dry_run(now=now)

    def _show_dry_run(self, *, now: Timestamp | None = None) -> None:
        view = self._view
        if view is None:
            return
        self.dry_run.setVisible(view.dry_run_until is not None)
        if view.dry_run_until is None:
            return
        name = _("Dry run") if self._compact else _("Dry run for platform actions")
        words = name
        if view.dry_run_until and now is not None:
            minutes = max(_MINUTE, view.dry_run_until - now + _MINUTE - 1)
            left = span(minutes)
            words = _("{name} · {left} left").format(name=name, left=left)
        elif view.dry_run_until and self.dry_run.text():
            return
        if words != self.dry_run.text():
            self.dry_run.setText(words)
            self.dry_run.setAccessibleName(words)
            self.dry_run.updateGeometry()

    # Acting

    def _set_raid(self, on: bool) -> None:
        async def work(engine: Engine) -> bool:
            await engine.gate.set_mode("raid" if on else "normal")
            return on

        def then(is_on: bool) -> None:
            self.raid.setChecked(is_on)

        def failed(error: CompanionError) -> None:
            before = self.raid.blockSignals(True)
            self.raid.setChecked(not on)
            self.raid.blockSignals(before)
            self._say(Notice(text=_("Not switched"), detail=str(error), kind="bad"))

        self._bridge.ask(work, then=then, failed=failed)

    def dry_run_items(self) -> list[MenuItem]:
        """Return the choices of the dry run."""
        choices = {
            "off": _("Act on the platforms from now on"),
            "first-hour": _("Only tell during the first hour"),
            "on": _("Only tell until switched off"),
        }
        current = self._settings.current.ladder.dry_run
        return [
            MenuItem(
                text=text,
                checked=key == current,
                on_pick=partial(self._choose_dry_run, key),
            )
            for key, text in choices.items()
        ]

    def _open_dry_run(self) -> None:
        popup = menu(self.window(), self.dry_run_items(), theme=self._theme)
        popup.popup(self.dry_run.mapToGlobal(QPoint(0, self.dry_run.height() + 4)))

    def _choose_dry_run(self, key: str) -> None:
        def told(problem: str) -> None:
            if problem:
                notice = Notice(text=_("Not switched"), detail=problem, kind="bad")
                self._say(notice)

        self._settings.change({"ladder.dry_run": key}, told)
