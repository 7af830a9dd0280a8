"""One line of Twitch's IRC, taken apart: tags, sender, command, parameters."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from companion.domain.errors import ProtocolChanged

MOST_TAGS: Final = 200
_MOST_PARAMETERS: Final = 15
_ESCAPES: Final = {":": ";", "s": " ", "\\": "\\", "r": "\r", "n": "\n"}


class IrcMessage(Struct, frozen=True, kw_only=True):
    """tags: unescaped, "" for those without a value. sender: the nick, "" if none."""

    tags: dict[str, str]
    sender: str
    command: str
    parameters: tuple[str, ...]

    @property
    def text(self) -> str:
        """The last of the parameters after the channel, "" when there is none."""
        return self.parameters[1] if len(self.parameters) > 1 else ""


def irc_message(line: str) -> IrcMessage:
    """Return the line taken apart; ProtocolChanged when it is no IRC."""
    rest = line.rstrip("\r\n")
    tags: dict[str, str] = {}
    sender = ""
    if rest.startswith("@"):
        written, _, rest = rest[1:].partition(" ")
        tags = _tags(written)
    rest = rest.lstrip(" ")
    if rest.startswith(":"):
        prefix, _, rest = rest[1:].partition(" ")
        sender = prefix.partition("!")[0]
    head, colon, trailing = rest.lstrip(" ").partition(" :")
    command, *parameters = head.split() or [""]
    if not (command.isascii() and command.isalnum() and len(command) <= 20):
        payload = line.encode("utf-8", "replace")
        raise ProtocolChanged("no IRC message", payload=payload)
    if colon:
        parameters.append(trailing)
    return IrcMessage(
        tags=tags,
        sender=sender,
        command=command.upper(),
        parameters=tuple(parameters[:_MOST_PARAMETERS]),
    )


def _tags(written: str) -> dict[str, str]:
    tags = {}
    for tag in written.split(";", MOST_TAGS)[:MOST_TAGS]:
        name, _, value = tag.partition("=")
        tags[name] = _unescaped(value) if "\\" in value else value
    return tags


def _unescaped(value: str) -> str:
    """Return a tag's value as meant; a lone backslash at its end is dropped."""
    out = []
    chars = iter(value)
    for char in chars:
        if char != "\\":
            out.append(char)
            continue
        following = next(chars, "")
        out.append(_ESCAPES.get(following, following))
    return "".join(out)
