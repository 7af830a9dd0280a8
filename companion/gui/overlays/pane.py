"""The right-hand pane: the selected overlay from preview to custom CSS."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Literal

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from companion.domain.studio import ObsView, OverlayView
from companion.domain.values import Timestamp
from companion.gui.components.amounts import age
from companion.gui.components.button import Button
from companion.gui.components.chip import Chip, ChipKind
from companion.gui.components.strip import Foot
from companion.gui.components.text import ElidedLabel, rule
from companion.gui.live.card_tabs import Tab
from companion.gui.overlays.draft import Draft
from companion.gui.overlays.form import Form, FormWishes
from companion.gui.overlays.form_fields import Tab as FormTab
from companion.gui.overlays.form_fields import fields_of
from companion.gui.overlays.link import LinkRow
from companion.gui.overlays.presence import Presence
from companion.gui.overlays.preview import PreviewView
from companion.gui.overlays.showing_now import ShowingNow
from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme
from companion.i18n import _

WIDTH = 504

PaneTab = Literal["look", "content", "motion", "css", "now"]
TABS: tuple[PaneTab, ...] = ("look", "content", "motion", "css", "now")

_FORMS: dict[PaneTab, FormTab] = {
    "look": "look",
    "content": "content",
    "motion": "motion",
    "css": "css",
}


class OverlayPane(QFrame):
    """closed: the drawer is to go. The wishes are for the overlay it shows."""

    closed = Signal()

    def __init__(
        self,
        *,
        theme: Theme,
        form: FormWishes,
        on_copy: Callable[[], object],
        on_rotate: Callable[[], object],
        on_duplicate: Callable[[], object],
    ) -> None:
        super().__init__()
        self._theme = theme
        self._form_wishes = form
        self._draft: Draft | None = None
        self._view: OverlayView | None = None
        self._tab: PaneTab = "look"
        self._proof = ("", "")
        self._forms: dict[PaneTab, Form] = {}
        self.setProperty("ground", "1")
        self.setAccessibleName(_("Selected overlay"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._make_head())
        column.addWidget(rule())
        self.preview = PreviewView(theme=theme)
        column.addWidget(self.preview)
        self.link = LinkRow(theme=theme, on_copy=on_copy, on_rotate=on_rotate)
        column.addWidget(self.link)
        column.addWidget(rule())
        column.addWidget(self._make_tabs())
        column.addWidget(rule())
        self._area = QScrollArea()
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column.addWidget(self._area, 1)
        column.addWidget(rule())
        column.addWidget(self._make_foot(on_duplicate))

    def _make_head(self) -> QWidget:
        head = QWidget()
        head.setFixedHeight(48)
        self._head = QHBoxLayout(head)
        self._head.setContentsMargins(16, 0, 8, 0)
        self._head.setSpacing(8)
        self._title = ElidedLabel(size=14, weight=fonts.SEMIBOLD)
        self._head.addWidget(self._title)
        self._chip: Chip | None = None
        self._head.addStretch(1)
        self.close_button = Button(
            theme=self._theme,
            icon="x",
            look="ghost",
            name=_("Close"),
            key="Esc",
            on_click=self.closed.emit,
        )
        self.close_button.hide()
        self._head.addWidget(self.close_button)
        return head

    def _make_tabs(self) -> QWidget:
        names = {
            "look": _("Look"),
            "content": _("Content"),
            "motion": _("Motion"),
            "css": _("Custom CSS"),
            "now": _("Showing now"),
        }
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(4, 0, 4, 0)
        row.setSpacing(0)
        self.tabs: dict[PaneTab, Tab] = {}
        for key in TABS:
            tab = Tab(
                names[key], theme=self._theme, on_pick=partial(self.open_tab, key)
            )
            tab.setAccessibleName(names[key])
            self.tabs[key] = tab
            row.addWidget(tab)
        row.addStretch(1)
        self.tabs["look"].setChecked(True)
        return holder

    def _make_foot(self, on_duplicate: Callable[[], object]) -> QWidget:
        foot = Foot(48)
        row = foot.row
        self._said = ElidedLabel(size=12, ink="3")
        row.addWidget(self._said, 1)
        self.reset = Button(
            _("Reset look"),
            theme=self._theme,
            look="ghost",
            tip=_("Look and motion as they come; what it shows stays"),
            on_click=self._on_reset,
        )
        self.duplicate = Button(
            _("Duplicate"), theme=self._theme, on_click=on_duplicate
        )
        row.addWidget(self.reset)
        row.addWidget(self.duplicate)
        return foot

    # Showing

    @property
    def title(self) -> str:
        """Return the name of the overlay that it shows."""
        return self._title.text()

    @property
    def proof(self) -> str:
        """Return what the chip beside the title says, "" without one."""
        return self._proof[0]

    @property
    def said(self) -> str:
        """Return what stands at the foot."""
        return self._said.text()

    @property
    def current_tab(self) -> PaneTab:
        """Return the tab that is open."""
        return self._tab

    def form(self) -> Form | None:
        """Return the form that is open, None on the tab without one."""
        return self._forms.get(self._tab)

    def show_draft(self, draft: Draft) -> None:
        """Show another overlay's settings."""
        if self._draft is not None:
            self._draft.changed.disconnect(self._on_changed)
        for form in self._forms.values():
            form.deleteLater()
        self._draft = draft
        draft.changed.connect(self._on_changed)
        self._forms = {}
        self.preview.show_picture(QPixmap())
        self._said.setText(_("A change shows in OBS at once"))
        self._on_changed()
        self.open_tab(self._tab)

    def show_view(
        self, view: OverlayView, presence: Presence, obs: ObsView, *, now: Timestamp
    ) -> None:
        """Show how the overlay stands now."""
        self._view = view
        self._title.setText(view.title)
        self.link.show_link(view.link)
        self.preview.test.setEnabled(bool(view.link))
        self._show_proof(presence)
        self.tabs["now"].set_count(len(view.pages))
        page = self._area.widget()
        if isinstance(page, ShowingNow):
            page.show_pages(view, obs, now=now)
        self._now = (obs, now)

    def room(self) -> QSize:
        """Return how large a preview may be, in screen pixels."""
        return self.preview.room()

    def set_drawer(self, is_drawer: bool) -> None:
        """Offer to close it where it lies over the tiles."""
        self.close_button.setVisible(is_drawer)
        self._head.setContentsMargins(16, 0, 8 if is_drawer else 16, 0)

    def open_tab(self, key: PaneTab) -> None:
        """Open a tab; it is just there, nothing slides."""
        self._tab = key
        self.tabs[key].setChecked(True)
        draft = self._draft
        if draft is None:
            return
        before = self._area.takeWidget()
        if isinstance(before, ShowingNow) or before not in self._forms.values():
            _forget(before)
        if key == "now":
            page = ShowingNow(theme=self._theme)
            self._area.setWidget(page)
            if self._view is not None:
                obs, now = self._now
                page.show_pages(self._view, obs, now=now)
            return
        if key not in self._forms:
            form = Form(
                fields_of(draft.model)[_FORMS[key]],
                draft,
                theme=self._theme,
                wishes=self._form_wishes,
            )
            form.said.connect(self._said.setText)
            self._forms[key] = form
        self._area.setWidget(self._forms[key])

    def _on_changed(self) -> None:
        self.reset.setEnabled(self._draft is not None and self._draft.is_own_look)

    def _on_reset(self) -> None:
        if self._draft is None:
            return
        problems = self._draft.reset_look()
        done = _("The look is as it comes")
        self._said.setText(next(iter(problems.values()), done))

    def _show_proof(self, presence: Presence) -> None:
        text, kind, icon = proof_of(presence)
        if (text, kind) == self._proof:
            return
        is_other = kind != self._proof[1]
        self._proof = (text, kind)
        if self._chip is not None and (is_other or not text):
            self._head.removeWidget(self._chip)
            self._chip.hide()
            self._chip.deleteLater()
            self._chip = None
        if text and self._chip is None:
            self._chip = Chip(text, theme=self._theme, kind=kind, icon=icon)
            self._head.insertWidget(1, self._chip)
        elif self._chip is not None:
            self._chip.set_text(text)


def _forget(widget: QWidget | None) -> None:
    if widget is not None:
        widget.deleteLater()


def proof_of(presence: Presence) -> tuple[str, ChipKind, str]:
    """Return text, kind and icon of the chip beside the title."""
    if presence.state == "showing":
        if presence.heard is None:
            return _("OBS is showing this overlay"), "ok", "check-circle-fill"
        text = _("OBS is showing this overlay · heartbeat {age}")
        words = text.format(age=age(presence.heard))
        return words, "ok", "check-circle-fill"
    if presence.needs_look:
        return presence.words, "warn", "warning-fill"
    return presence.words, "grey", ""
