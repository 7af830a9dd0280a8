"""What the window knows of the Broadcaster's accounts, read anew every two seconds."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from companion.domain.ports import Engine
from companion.domain.values import Platform
from companion.domain.views import LoginView
from companion.gui.bridge import Bridge

REFRESH_MS = 2_000
"""How often logins are read: a login that is refused must be seen within 5 s."""


async def read_logins(engine: Engine) -> Sequence[LoginView]:
    """Return how each platform's login stands; runs on the engine's thread."""
    return tuple(await engine.logins.views())


class AccountWatch(QObject):
    """Keeps the newest LoginView of each platform; tells when one has changed."""

    changed = Signal()

    def __init__(self, bridge: Bridge, *, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._views: dict[Platform, LoginView] = {}
        self._asking = False
        self._timer = QTimer(self)
        self._timer.setInterval(REFRESH_MS)
        self._timer.timeout.connect(self.refresh)

    def start(self) -> None:
        """Begin to read."""
        self.refresh()
        self._timer.start()

    def stop(self) -> None:
        """Read no more."""
        self._timer.stop()

    @property
    def views(self) -> tuple[LoginView, ...]:
        """Return every login as read last; () before the first reading."""
        return tuple(self._views.values())

    def view(self, platform: Platform) -> LoginView | None:
        """Return a platform's login as read last; None when it has none."""
        return self._views.get(platform)

    def refresh(self) -> None:
        """Read once, unless an answer is still on its way."""
        if self._asking:
            return
        self._asking = True
        self._bridge.ask(read_logins, then=self._take, failed=self._on_failed)

    def take(self, *views: LoginView) -> None:
        """Take how some logins stand now."""
        newest = self._views | {view.platform: view for view in views}
        if newest != self._views:
            self._views = newest
            self.changed.emit()

    def _take(self, views: Sequence[LoginView]) -> None:
        self._asking = False
        self.take(*views)

    def _on_failed(self, _error: Exception) -> None:
        # The engine is closing or cannot answer; its alarm says so, not this look.
        self._asking = False
