"""A call that is to be answered, and how answers are put together into messages."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from companion.domain.entries import Entry
from companion.domain.events import Chat
from companion.domain.values import Platform, Timestamp, Viewer
from companion.interactions.commands.command import Answer, Call
from companion.interactions.commands.harmless import mention
from companion.interactions.commands.reading import Found


class Asked(Struct, frozen=True, kw_only=True):
    """One call that is to be answered."""

    found: Found
    entry: Entry
    chat: Chat
    viewer: Viewer

    @property
    def name(self) -> str:
        """Return the command's own name."""
        return self.found.told.definition.name

    @property
    def run(self) -> str:
        """Return what its one answer is called on record."""
        return f"command:{self.name}:{self.entry.seq}:0"

    @property
    def acts(self) -> bool:
        """Return whether answering changes anything but the chat."""
        told = self.found.told
        if told.definition.counter:
            return True
        return told.template is None and bool(told.built_in and told.built_in.acts)

    def call(self, now: Timestamp) -> Call:
        """Return it as commands take it."""
        return Call(
            viewer=self.viewer,
            platform=self.chat.platform,
            now=now,
            args=self.found.args,
            rest=self.found.rest,
            seq=self.entry.seq,
        )


def alone(asked: Asked, answer: Answer) -> str:
    """Return what one person is told when nobody else asked."""
    has_threads = asked.chat.platform is Platform.TWITCH
    is_named = has_threads or answer.is_for_all or answer.names_viewer
    return answer.text if is_named else f"{mention(asked.viewer)} {answer.text}"


def packed(
    answered: Sequence[tuple[Asked, Answer]], limit: int
) -> list[tuple[str, list[Asked]]]:
    """Return the messages that answer all, each with whom it answers."""
    if len(answered) == 1:
        asked, answer = answered[0]
        return [(alone(asked, answer), [asked])]
    messages: list[tuple[str, list[Asked]]] = []
    for asked, answer in answered:
        piece, joint = _piece(asked, answer)
        text, members = messages[-1] if messages else ("", [])
        if members and answer.is_for_all and text == piece:
            members.append(asked)
        elif members and len(text) + len(joint) + len(piece) <= limit:
            messages[-1] = (f"{text}{joint}{piece}", [*members, asked])
        else:
            messages.append((piece, [asked]))
    return messages


def _piece(asked: Asked, answer: Answer) -> tuple[str, str]:
    """Return what one person is told among others, and what joins it to the rest."""
    if answer.is_for_all:
        return answer.text, " · "
    if answer.brief:
        return f"{mention(asked.viewer)}: {answer.brief}", ", "
    return f"{mention(asked.viewer)} {answer.text}", " · "
