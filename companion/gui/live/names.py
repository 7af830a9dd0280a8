"""What the Broadcaster is called: by channel, and by the accounts logged in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from companion.domain.views import ConnectionView, LoginView
from companion.gui.live.actions import LiveActions


class Names:
    """Tells `on_names` whenever a connection or a login brought others."""

    def __init__(
        self, requests: LiveActions, *, on_names: Callable[[Iterable[str]], object]
    ) -> None:
        self._requests = requests
        self._on_names = on_names
        self._seen: frozenset[tuple[str, str]] = frozenset()
        self._channels: tuple[str, ...] = ()
        self._accounts: tuple[str, ...] = ()

    def take_connections(self, items: Sequence[ConnectionView]) -> None:
        """Take the connections; a login shows in what can be written."""
        seen = frozenset((one.target, one.cannot_write) for one in items)
        if seen == self._seen:
            return
        self._seen = seen
        self._channels = tuple(
            one.target.partition(":")[2] for one in items if one.platform is not None
        )
        self._tell()
        self._requests.read_accounts(self._take_accounts)

    def _take_accounts(self, views: Sequence[LoginView]) -> None:
        self._accounts = tuple(view.account for view in views if view.account)
        self._tell()

    def _tell(self) -> None:
        self._on_names((*self._channels, *self._accounts))
