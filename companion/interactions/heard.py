"""What interactions hear: an allowed entry, with whose it is and when it was said."""

from __future__ import annotations

from msgspec import Struct

from companion.domain.entries import Amounts, Entry
from companion.domain.events import AnyEvent
from companion.domain.values import Timestamp, Viewer


class Heard(Struct, frozen=True, kw_only=True):
    """A StreamEvent of a Viewer that the gate let through.

    event: of the entry. text: of a Chat, without spaces around it; "" of all else.
    said_at: by the platform's clock, corrected to ours. person: the account that stands
    for all that are linked to the Viewer's. by: seq of what let it through, its own or
    that of a later verdict. amounts: what it earns; its Points are those that it was
    let through with.
    """

    entry: Entry
    event: AnyEvent
    viewer: Viewer
    person: str
    text: str
    said_at: Timestamp
    by: int
    amounts: Amounts

    @property
    def is_test(self) -> bool:
        """Return whether it is shown, marked and never scored."""
        return self.entry.test
