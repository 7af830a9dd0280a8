"""The {{variables}} of replies: where they are, and which are offered."""

from __future__ import annotations

import re
from typing import Literal

from companion.domain.show.views import BotsView
from companion.gui.bots.watch import Reading
from companion.i18n import _

PATTERN = re.compile(r"\{\{[^{}\n]{1,100}\}\}")
"""Bounded, so that no text takes long."""

_OF_ASKERS = ("viewer", "points", "rank", "score", "coins", "args", "count", "platform")
_OF_CAUSES = ("gift", "amount", "reward", "text", "callers")
_COUNTER = "{{counter."

_Where = Literal["reply", "rule", "nobody"]


def offered(reading: Reading | None, *, where: _Where) -> list[tuple[str, str]]:
    """Return what can be put in, each with what it stands for.

    where: "nobody" has asked for what a periodic message says.
    """
    view = reading.view if reading else BotsView()
    left_out = {
        "reply": _OF_CAUSES,
        "rule": (),
        "nobody": (*_OF_ASKERS, *_OF_CAUSES),
    }[where]
    own = [
        (_COUNTER + name + "}}", _("the counter {name}").format(name=name))
        for name, _value in view.counters
    ]
    known = [
        (typed, what)
        for typed, what in view.variables
        if _name(typed) not in left_out and not (own and typed.startswith(_COUNTER))
    ]
    return known + own


def _name(typed: str) -> str:
    return typed.strip("{}").replace(".", " ").partition(" ")[0]
