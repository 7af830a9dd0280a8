"""Where a chat text names the Broadcaster."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from companion.domain.values import Fragment, FragmentKind, Role, Viewer
from companion.gui.live.display_text import one_line

Span = tuple[int, int]

_SHORTEST: Final = 2
_MOST_NAMES: Final = 30
_MOST_SPANS: Final = 20


class BroadcasterNames:
    """What the Broadcaster is called on every platform, and where a text says it.

    Known are the names of channels and accounts; learned are those that come with
    the role of Broadcaster.
    """

    def __init__(self) -> None:
        self._known: frozenset[str] = frozenset()
        self._learned: frozenset[str] = frozenset()
        self._pattern: re.Pattern[str] | None = None

    def set_known(self, names: Iterable[str]) -> bool:
        """Take the names of channels and accounts; returns whether they changed."""
        known = frozenset(filter(None, map(_plain, names)))
        if known == self._known:
            return False
        self._known = known
        self._compile()
        return True

    def learn(self, viewer: Viewer | None) -> None:
        """Take the names of somebody whom the platform calls the Broadcaster."""
        if viewer is None or Role.BROADCASTER not in viewer.roles:
            return
        names = frozenset(filter(None, (_plain(viewer.name), _plain(viewer.handle))))
        if not names <= self._learned and len(self._learned) < _MOST_NAMES:
            self._learned |= names
            self._compile()

    def spans(self, text: str, fragments: Sequence[Fragment] = ()) -> tuple[Span, ...]:
        """Return from where to where `text`, one line, names the Broadcaster."""
        pattern = self._pattern
        if pattern is None or not text:
            return ()
        found = (
            [match.span() for match in pattern.finditer(text)] if "@" in text else []
        )
        found += self._marked(text, fragments)
        return _joined(found)[:_MOST_SPANS]

    def _marked(self, text: str, fragments: Sequence[Fragment]) -> list[Span]:
        """Return where pieces stand that the platform marks as naming them."""
        names = self._known | self._learned
        said = {
            one_line(fragment.text)
            for fragment in fragments
            if fragment.kind is FragmentKind.MENTION and _plain(fragment.text) in names
        }
        return [
            match.span()
            for name in said
            if name.strip()
            for match in re.finditer(re.escape(name), text)
        ]

    def _compile(self) -> None:
        names = sorted(self._known | self._learned, key=len, reverse=True)
        either = "|".join(map(re.escape, names))
        self._pattern = (
            # Not the beginning of a longer name, such as "mira" in "@mira.plays".
            re.compile(rf"(?<![\w@.])@(?:{either})(?![\w]|[.\-]\w)", re.IGNORECASE)
            if names
            else None
        )


def _plain(name: str) -> str:
    """Return a name as it is compared; "" when it is too short to be one."""
    plain = one_line(name).strip().removeprefix("@").casefold()
    return plain if len(plain) >= _SHORTEST else ""


def _joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    result: list[Span] = []
    for start, end in sorted(spans):
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return tuple(result)
