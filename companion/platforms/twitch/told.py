"""What one message of Twitch says, before it is decided whether it counts."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from companion.domain.events import AnyEvent

IRC: Final = "irc"
"""The name, as a source, of chat read without a login."""


class Told(Struct, frozen=True, kw_only=True):
    """An event, and the subscription or protocol that told it.

    via: "irc", or the EventSub subscription's type. run: the id that the singles of a
    gift bomb and its total have in common, "" for everything else. is_total: this is
    the bomb's total.
    """

    event: AnyEvent
    via: str
    run: str = ""
    is_total: bool = False


class InForce(Struct, frozen=True, kw_only=True):
    """What tells from now on: "irc", or the types of the subscriptions in force."""

    sources: frozenset[str]
