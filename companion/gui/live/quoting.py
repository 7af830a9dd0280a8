"""The line above an answer: what it answers, as far as that may be seen."""

from __future__ import annotations

from typing import Final

from msgspec import structs

from companion.gui.live.chat_row import ChatRow, RowState
from companion.gui.live.display_text import isolated
from companion.i18n import _

_LONGEST: Final = 80


def quoting(row: ChatRow, answered: ChatRow | None) -> ChatRow:
    """Return the row with one line of the row that it answers, None if not known."""
    if answered is None or answered.state is not RowState.SHOWN:
        return structs.replace(row, quote=_("in reply to an earlier message"))
    text = answered.text
    if len(text) > _LONGEST:
        text = text[: _LONGEST - 1] + "…"
    quote = _("{name}: {text}").format(name=isolated(answered.name), text=text)
    return structs.replace(row, quote=quote, answers=answered.uid)


def unquoting(row: ChatRow) -> ChatRow:
    """Return an answer without what it quoted, which has left the screens."""
    words = _("in reply to a message that is gone")
    return structs.replace(row, quote=words, answers=0)
