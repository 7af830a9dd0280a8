"""What a page knows of the engine: read anew on its thread while in sight."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from companion.domain.errors import CompanionError
from companion.domain.ports import Engine
from companion.gui.bridge import Bridge

T = TypeVar("T")


class PageWatch(QObject, Generic[T]):
    """Asks one question again and again, and never twice at once.

    changed: it was read. failed: why it cannot be, as a sentence; "" when it can again.
    """

    changed = Signal()
    failed = Signal(str)

    def __init__(
        self, bridge: Bridge, *, every_ms: int, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.bridge = bridge
        self.problem = ""
        self._asking = False
        self._is_stale = False
        self._timer = QTimer(self)
        self._timer.setInterval(every_ms)
        self._timer.timeout.connect(self.look)

    # Without ABCMeta, which Qt's classes cannot have, it is mypy that sees to these.
    @abstractmethod
    def question(self) -> Callable[[Engine], Awaitable[T] | T]:
        """Return what to ask next; what is returned runs on the engine's thread."""

    @abstractmethod
    def keep(self, reading: T) -> None:
        """Keep what was read, before `changed` tells of it."""

    @property
    def is_running(self) -> bool:
        """Tell whether it reads by itself."""
        return self._timer.isActive()

    def start(self) -> None:
        """Begin to read."""
        self.look()
        self._timer.start()

    def stop(self) -> None:
        """Read no more."""
        self._timer.stop()

    def look(self) -> None:
        """Read once, unless an answer is still on its way."""
        if not self._asking:
            self._asking = True
            self.bridge.ask(self.question(), then=self._take, failed=self._fail)

    def look_again(self) -> None:
        """Read what was changed just now: an answer on its way may be older."""
        self._is_stale = self._asking
        self.look()

    def _take(self, reading: T) -> None:
        self._asking = False
        if self._is_stale:
            self._is_stale = False
            self.look()
            return
        if self.problem:
            self.problem = ""
            self.failed.emit("")
        self.keep(reading)
        self.changed.emit()

    def _fail(self, error: CompanionError) -> None:
        self._asking = False
        if str(error) != self.problem:
            self.problem = str(error)
            self.failed.emit(self.problem)
