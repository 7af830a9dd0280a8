"""A second start hands over to the first: its window comes to the front."""

from __future__ import annotations

import os
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket

ASK = b"show\n"
"""All that is ever said; whoever can say it can only bring a window to the front."""

_PATIENCE_MS = 500


def server_name(folder: Path) -> str:
    """Return the name under which the window of a data folder can be reached."""
    digest = blake2b(os.fsencode(folder.absolute()), digest_size=12).hexdigest()
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    name = f"companion-{digest}"
    # The user's own folder, where there is one; elsewhere Qt picks a place.
    return str(Path(runtime) / name) if Path(runtime).is_dir() and runtime else name


def hand_over(folder: Path) -> bool:
    """Ask a window that runs on this folder to come forward; returns whether one did.

    Needs no event loop.
    """
    socket = QLocalSocket()
    socket.connectToServer(server_name(folder))
    if not socket.waitForConnected(_PATIENCE_MS):
        return False
    socket.write(ASK)
    heard = socket.waitForBytesWritten(_PATIENCE_MS)
    if heard and socket.state() == QLocalSocket.LocalSocketState.ConnectedState:
        socket.waitForDisconnected(_PATIENCE_MS)
    return heard


class Handover(QObject):
    """Listens for a second start, for the same user only."""

    def __init__(self, folder: Path, *, on_asked: Callable[[], object]) -> None:
        super().__init__()
        self._on_asked = on_asked
        self._callers: list[QLocalSocket] = []
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._take)
        name = server_name(folder)
        if not self._server.listen(name):
            # What a crash left; hand_over() has found nobody behind it.
            QLocalServer.removeServer(name)
            self._server.listen(name)

    @property
    def address(self) -> str:
        """Return where it listens; a path where the system has such."""
        return self._server.fullServerName()

    def close(self) -> None:
        """Listen no more."""
        self._server.close()

    def _take(self) -> None:
        while self._server.hasPendingConnections():
            caller = self._server.nextPendingConnection()
            self._callers.append(caller)
            # Bound to this object: a closure over the caller, which Qt frees while it
            # frees the caller, has brought the program down.
            caller.readyRead.connect(self._hear)
            caller.disconnected.connect(self._let_go)
        self._hear()

    def _hear(self) -> None:
        for caller in self._callers:
            if caller.bytesAvailable():
                asked = bytes(caller.readAll().data()).startswith(ASK)
                caller.disconnectFromServer()
                if asked:
                    self._on_asked()

    def _let_go(self) -> None:
        # The server owns the callers and frees them with itself.
        self._callers = [caller for caller in self._callers if _is_connected(caller)]


def _is_connected(caller: QLocalSocket) -> bool:
    return caller.state() != QLocalSocket.LocalSocketState.UnconnectedState
