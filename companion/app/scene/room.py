"""The scene's room: closed, or open with people in it."""

from __future__ import annotations

from companion.domain.show.views import RoomView

OPEN = RoomView(
    is_open=True, address="http://192.168.1.20:7718/", code="K7PQ4M", people=48
)


class SceneRoom:
    """Implements domain.show.desk.Room: it opens and closes, and serves nothing."""

    def __init__(self) -> None:
        self.shown = RoomView()

    def view(self) -> RoomView:
        """Return how it stands."""
        return self.shown

    async def open(self) -> RoomView:
        """Be open, as in the pictures."""
        self.shown = OPEN
        return self.shown

    async def close(self) -> RoomView:
        """Be closed."""
        self.shown = RoomView()
        return self.shown
