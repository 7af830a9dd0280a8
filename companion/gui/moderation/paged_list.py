"""A list of decisions with what stands in its place while there is none to show."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedLayout, QWidget

from companion.gui.components.button import Button
from companion.gui.components.empty import EmptyState
from companion.gui.components.skeleton import AFTER_MS, Skeleton
from companion.gui.live.feed_view import FeedView
from companion.gui.moderation.pages_of_lines import PagesOfLines
from companion.gui.theme.theme import Theme
from companion.i18n import _

_NEAR_END = 400
"""Pixels above the end of the list at which the next page is read."""


class PagedList(QWidget):
    """Shows the list, a skeleton after 300 ms, what is empty, or what went wrong."""

    def __init__(
        self,
        view: FeedView,
        pages: PagesOfLines,
        *,
        theme: Theme,
        empty: EmptyState,
        row_height: int,
    ) -> None:
        super().__init__()
        self._view = view
        self._pages = pages
        self._theme = theme
        self._failed: EmptyState | None = None
        self._empty = empty
        self._skeleton = Skeleton(theme=theme, height=row_height)
        self._stack = QStackedLayout(self)
        for part in (view, self._skeleton, empty):
            self._stack.addWidget(part)
        self._late = QTimer(self)
        self._late.setSingleShot(True)
        self._late.setInterval(AFTER_MS)
        self._late.timeout.connect(lambda: self._show(self._skeleton))
        pages.changed.connect(self._refresh)
        bar = view.verticalScrollBar()
        bar.valueChanged.connect(self._near_end)
        bar.rangeChanged.connect(lambda _low, _high: self._near_end(bar.value()))

    @property
    def shown(self) -> QWidget | None:
        """Return what stands there now."""
        return self._stack.currentWidget()

    @property
    def is_loading(self) -> bool:
        """Return whether the skeleton is shown."""
        return self.shown is self._skeleton

    def _refresh(self) -> None:
        state = self._pages.state
        if state == "loading":
            if not self._late.isActive():
                self._late.start()
            return
        self._late.stop()
        if state == "failed":
            self._show(self._failure())
        else:
            self._show(self._view if state == "shown" else self._empty)

    def _failure(self) -> EmptyState:
        if self._failed is not None:
            self._stack.removeWidget(self._failed)
            self._failed.deleteLater()
        again = Button(_("Try again"), theme=self._theme, on_click=self._pages.look)
        self._failed = EmptyState(
            theme=self._theme,
            icon="warning-circle",
            title=_("The list cannot be read"),
            text=self._pages.error,
            actions=(again,),
        )
        self._stack.addWidget(self._failed)
        return self._failed

    def _show(self, part: QWidget) -> None:
        self._stack.setCurrentWidget(part)

    def _near_end(self, value: int) -> None:
        if value >= self._view.verticalScrollBar().maximum() - _NEAR_END:
            self._pages.more()
