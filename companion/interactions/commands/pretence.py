"""What the sandbox and test events work with: deeds that nobody does."""

from __future__ import annotations

from companion.domain.show.views import WalletView
from companion.domain.values import Timestamp, Viewer
from companion.i18n import _


class Pretence:
    """Deeds that are not done: of the sandbox, and of test events."""

    async def give(
        self, giver_id: str, receiver_id: str, coins: int, *, of: int | None = None
    ) -> WalletView:
        """Move nothing."""
        del receiver_id, of
        return WalletView(viewer=Viewer(id=giver_id, name=""), coins=coins)

    async def link(self, viewer_id: str, other_id: str, *, who: str = "") -> WalletView:
        """Link nothing."""
        del other_id, who
        return WalletView(viewer=Viewer(id=viewer_id, name=""), coins=0)

    async def ask(self, viewer: Viewer, text: str, now: Timestamp) -> str:
        """Give no code."""
        del viewer, text, now
        return _("A code would be given here.")
