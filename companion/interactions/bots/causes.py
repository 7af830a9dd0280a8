"""What makes a bot do something, and what it may ask of the world."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from typing import Protocol
from zoneinfo import ZoneInfo

from msgspec import Struct

from companion.domain.entries import Entry
from companion.domain.errors import CommandError
from companion.domain.studio import MediaItem
from companion.domain.values import Platform, Points, Viewer
from companion.i18n import _
from companion.interactions.commands.facts import Facts as Told


class Cause(Struct, frozen=True, kw_only=True):
    """Why something is done. entry: that caused it, after the gate; None when time did.

    viewer: who did. values: of variables that only this cause knows: "gift", "amount",
    "count", "reward", "text", "callers".
    """

    entry: Entry | None = None
    viewer: Viewer | None = None
    values: Mapping[str, str] = {}

    @property
    def of(self) -> int | None:
        """Return the seq of the entry."""
        return None if self.entry is None else self.entry.seq

    @property
    def platform(self) -> Platform | None:
        """Return where it happened, None when it was nowhere."""
        event = None if self.entry is None else self.entry.event
        return None if event is None else event.platform


TIME = Cause()
"""Nobody did anything: it is time."""


class Texts(Protocol):
    """Fills the templates of the book."""

    def fill(self, template: str, cause: Cause) -> str:
        """Return a text with every {{variable}} filled in, in one pass; never raises.

        What is filled in is text and is not looked at again.
        """

    def unknown(self, template: str) -> Sequence[str]:
        """Return the names between {{ and }} that are no variables."""


class Facts(Told, Protocol):
    """What conditions ask, beside what replies tell; cheap, never raises."""

    def on_air(self) -> Collection[str]:
        """Return the kinds of the interactions that are on the stream now."""

    def zone(self) -> ZoneInfo:
        """Return the time zone of the session."""


class Hands(Protocol):
    """What bots do to the world.

    Each returns in a few words what was done, "" when the text that it was given tells.
    Raises CommandError (or another CompanionError) when it was not done, also when a
    platform refused it: the text is shown in the log.
    """

    def platforms(self) -> Sequence[Platform]:
        """Return the platforms that can be written to now."""

    async def reply(self, text: str, *, to: int) -> str:
        """Answer the Chat with that seq, in its own chat."""

    async def message(self, text: str, *, platforms: Sequence[Platform]) -> str:
        """Say something in the chats of platforms; () means all that can be written to.

        Raises CommandError when none of them took it.
        """

    async def alert(self, text: str, *, viewer: Viewer | None, of: int | None) -> str:
        """Show an alert or card on the stream."""

    async def sound(self, name: str) -> str:
        """Play a sound of the media library."""

    async def scene(self, name: str) -> str:
        """Switch OBS to a scene."""

    async def points(self, viewer_id: str, points: Points, *, reason: str) -> str:
        """Give or take points, in thousandths."""

    async def coins(
        self, viewer_id: str, coins: int, *, reason: str, run: str, of: int | None
    ) -> str:
        """Give or take coins. reason, run, of: as in CoinsMoved.

        A run that is on record moves nothing and raises nothing.
        """

    async def count(self, counter: str, by: int, *, of: int | None) -> str:
        """Move a counter; returns its new value."""

    async def hotkey(self, name: str) -> str:
        """Do what is behind a hotkey of ours."""

    async def interaction(self, verb: str, *, who: str) -> str:
        """Do a verb of desk.Show.act with what is on, or "next"; who: did it."""


Entries = Callable[[int], Awaitable[Entry]]
"""Gives an entry of the session as recorded. Raises CommandError when there is none."""

Media = Callable[[str], MediaItem | None]
"""Gives a file of the media library by its name."""


def refusal(field: str, text: str) -> CommandError:
    """Return the error about a field of the book that cannot be as it is."""
    return CommandError(f"{field}: {text}")


def check_text(text: str, field: str, texts: Texts, *, needed: bool = False) -> None:
    """Raise CommandError, naming the field, for a text that cannot be said."""
    if needed and not text.strip():
        raise refusal(field, _("a text is missing"))
    unknown = texts.unknown(text)
    if unknown:
        names = ", ".join(f"{{{{{name}}}}}" for name in unknown)
        why = _("there is no variable {names}").format(names=names)
        raise refusal(field, why)
