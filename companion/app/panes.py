"""Wiring the Live page's panes to the bridge."""

from __future__ import annotations

from collections.abc import Callable

from companion.domain.ports import Clock
from companion.gui.bridge import Bridge
from companion.gui.live.page import LivePanes
from companion.gui.pages.live import LiveWishes
from companion.gui.theme.theme import Theme


def make_panes(
    bridge: Bridge, *, theme: Theme, clock: Clock
) -> Callable[[LiveWishes], LivePanes]:
    """Return what builds the panes once the window says what it can do for them."""

    def make(wishes: LiveWishes) -> LivePanes:
        panes = LivePanes(
            ask=bridge.ask,
            dropped=lambda: bridge.dropped,
            theme=theme,
            clock=clock,
            say=wishes.say,
            on_connect=wishes.connect_channel,
            on_simulate=wishes.simulate,
            on_login=wishes.log_in,
            on_set_up=wishes.set_up,
            preferences=wishes.preferences,
        )
        bridge.listen(panes)
        return panes

    return make
