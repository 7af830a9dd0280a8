"""What happened beside chat: support, follows, likes, shares, raids, corrections."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget
from typing_extensions import override

from companion.domain.ports import Clock
from companion.domain.views import Shown
from companion.gui.components.amounts import number
from companion.gui.components.button import Button
from companion.gui.components.text import label
from companion.gui.live.activity_delegate import HEIGHT, ActivityDelegate
from companion.gui.live.activity_model import ActivityModel
from companion.gui.live.activity_row import NameOf
from companion.gui.live.feed_view import FeedView
from companion.gui.live.pane_head import PaneHead
from companion.gui.theme.theme import Theme
from companion.i18n import _


class ActivityView(FeedView):
    """Newest first; stays where it is being read. A click opens the Viewer."""

    def __init__(
        self,
        model: ActivityModel,
        *,
        theme: Theme,
        clock: Clock,
        on_open: Callable[[str], object],
    ) -> None:
        super().__init__(edge=Qt.Edge.TopEdge, estimate=HEIGHT)
        self._model = model
        self._on_open = on_open
        delegate = ActivityDelegate(theme=theme, now=clock.now, parent=self)
        self.setItemDelegate(delegate)
        self.setModel(model)
        self.setAccessibleName(_("Activity"))
        self.activated.connect(self.open)
        theme.changed.connect(self.viewport().update)

    def open(self, index: QModelIndex) -> None:
        """Open the card of who the line is about, when it is one Viewer."""
        viewer = self._model.row(index.row()).viewer
        if viewer is not None and not viewer.anonymous:
            self._on_open(viewer.id)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() is Qt.MouseButton.LeftButton:
            self.open(index)


class ActivityPane(QWidget):
    """Head and list."""

    def __init__(
        self,
        *,
        theme: Theme,
        clock: Clock,
        on_open: Callable[[str], object],
        name_of_id: NameOf = lambda _id: "",
    ) -> None:
        super().__init__()
        self.model = ActivityModel(clock.now, self, name_of_id=name_of_id)
        self.view = ActivityView(self.model, theme=theme, clock=clock, on_open=on_open)
        self.head = PaneHead(_("Activity"), theme=theme, neighbour=_("Chat"))
        self.money_only = Button(
            _("Money only"), theme=theme, look="ghost", height=24, checkable=True
        )
        self.money_only.toggled.connect(self._filter)
        self.head.add(self.money_only)
        self._nothing = label("", ink="3")
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setWordWrap(True)
        self._stack = QStackedLayout()
        self._stack.addWidget(self.view)
        self._stack.addWidget(self._nothing)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addLayout(self._stack, 1)
        self._refresh()

    def take_shown(self, items: Sequence[Shown]) -> None:
        """Take entries that passed the gate."""
        self.model.take(items)
        self._refresh()

    def clear(self) -> None:
        """Forget everything, for another session."""
        self.model.clear()
        self._refresh()

    def tick(self) -> None:
        """Let the ages grow; called once a second."""
        self.view.viewport().update()

    def _filter(self, money_only: bool) -> None:
        self.model.show_money_only(money_only)
        self._refresh()

    def _refresh(self) -> None:
        count = self.model.log.count
        self.head.count.setText(number(count) if count else "")
        if self.model.rowCount():
            self._stack.setCurrentWidget(self.view)
            return
        self._nothing.setText(
            _("No gifts or other support yet")
            if self.money_only.isChecked()
            else _("Gifts, follows, likes and raids appear here")
        )
        self._stack.setCurrentWidget(self._nothing)
