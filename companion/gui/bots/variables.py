"""The {{variables}} of replies: how they look, and which are offered."""

from __future__ import annotations

import re

from companion.i18n import N_, _

PATTERN = re.compile(r"\{\{[^{}\n]{0,80}\}\}")
"""Bounded, so that no text takes long."""

_OFFERED = (
    ("viewer", N_("who asked")),
    ("points", N_("their points")),
    ("rank", N_("their rank")),
    ("score", N_("their score in the show")),
    ("coins", N_("their coins")),
    ("args", N_("all that follows the command")),
    ("args.1", N_("the first word after it")),
    ("count", N_("how often it was asked today")),
    ("uptime", N_("how long the stream runs")),
    ("viewers", N_("how many watch")),
    ("title", N_("the stream’s title")),
    ("link", N_("the stream’s address")),
)


def offered(counters: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    """Return what can be put in, each with what it stands for."""
    known = [("{{" + name + "}}", _(what)) for name, what in _OFFERED]
    own = [
        ("{{counter." + name + "}}", _("the counter {name}").format(name=name))
        for name in counters
    ]
    return known + own
