"""What a Broadcaster's own words may hold: {{viewers}}, {{top_viewer}} and so on.

A variable becomes text and nothing else. The result is never looked at again, so a
Viewer who is called "{{points}}" shows so; a name that is not in the list stays as it
was typed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from companion.domain.moments import Moment, MomentKind
from companion.domain.values import POINT, Points, Viewer
from companion.domain.views import StreamView, Totals
from companion.i18n import N_, _, language
from overlays.look import OverlaySettings

UNKNOWN: Final = "–"
"""Stands for what nobody knows yet: no follower, no platform that tells its viewers."""

NAME_LENGTH: Final = 50
"""Characters of a Viewer's name within other words."""

_WRITTEN: Final = re.compile(r"\{\{\s*([a-z_]{1,40})\s*\}\}")

# Isolates, embeddings and overrides of direction, and what ends a line.
_CONTROLS: Final = re.compile(
    r"[\u202a-\u202e\u2066-\u2069\x00-\x1f\x7f\x85\u2028\u2029]+"
)
_FIRST_STRONG, _POP = "\u2068", "\u2069"

_NARROW_SPACE: Final = "\u202f"
# Between thousands, by the first part of a language's code (CLDR 46).
_SEPARATORS: Final = {
    **dict.fromkeys(("da", "de", "el", "es", "hr", "id", "it", "nl", "sl", "tr"), "."),
    **dict.fromkeys(("pt", "ro", "sr", "vi"), "."),
    **dict.fromkeys(("bg", "cs", "et", "fi", "hu", "lt", "lv", "nb"), "\u00a0"),
    **dict.fromkeys(("no", "pl", "ru", "sk", "sv", "uk"), "\u00a0"),
    "fr": _NARROW_SPACE,
}


class Variable(NamedTuple):
    """One variable. value: gives its text; the language writes its numbers."""

    name: str
    description: str
    value: Callable[[StreamView, str], str]


def fill(text: str, view: StreamView, settings: OverlaySettings) -> str:
    """Return a Broadcaster's words with every known {{variable}} in its place."""
    if "{{" not in text:
        return text
    code = settings.language or language()

    def value_of(written: re.Match[str]) -> str:
        variable = VARIABLES.get(written[1])
        return variable.value(view, code) if variable else written[0]

    return _WRITTEN.sub(value_of, text)


def explained() -> Sequence[tuple[str, str]]:
    """Return every variable as it is typed, with what it shows, for a person."""
    return [(f"{{{{{one.name}}}}}", _(one.description)) for one in VARIABLES.values()]


def markdown() -> str:
    """Return docs/variables.md."""
    rows = "\n".join(f"| `{typed}` | {shown} |" for typed, shown in explained())
    return f"""# Variables

What your own words on an overlay may hold: headings, notes, texts of a card. Each
becomes text, once; a name that is not in this list stays as you typed it. What nobody
knows yet shows as {UNKNOWN}.

| Variable | Shows |
|---|---|
{rows}
"""


def written_name(viewer: Viewer | None) -> str:
    """Return a name that cannot turn the words around it, nor fill the line."""
    name = _CONTROLS.sub(" ", viewer.name).strip() if viewer else ""
    if not name:
        return UNKNOWN
    shown = name if len(name) <= NAME_LENGTH else f"{name[: NAME_LENGTH - 1]}…"
    return shown if name.isascii() else f"{_FIRST_STRONG}{shown}{_POP}"


def written_number(number: int | None, code: str) -> str:
    """Return a whole number by a language's code; UNKNOWN for None."""
    if number is None:
        return UNKNOWN
    separator = _SEPARATORS.get(code.replace("_", "-").partition("-")[0].lower(), ",")
    return f"{number:,}".replace(",", separator)


def _points(points: Points | None, code: str) -> str:
    """Write whole points; what is less than one is cut off, as on the page."""
    whole = None if points is None else abs(points) // POINT * (1 if points > 0 else -1)
    return written_number(whole, code)


def _total(
    name: str, description: str, value: Callable[[Totals], int | None]
) -> Variable:
    def write(view: StreamView, code: str) -> str:
        session = view.session
        return written_number(value(session.totals) if session else None, code)

    return Variable(name, description, write)


def _moment(
    name: str,
    description: str,
    find: Callable[[StreamView], Moment | None],
    value: Callable[[Moment], str] = lambda moment: written_name(moment.viewer),
) -> Variable:
    def write(view: StreamView, code: str) -> str:
        del code
        moment = find(view)
        return value(moment) if moment else UNKNOWN

    return Variable(name, description, write)


def _latest(*kinds: MomentKind) -> Callable[[StreamView], Moment | None]:
    def find(view: StreamView) -> Moment | None:
        found = (view.latest(kind) for kind in kinds)
        return max((one for one in found if one), key=_when, default=None)

    return find


def _when(moment: Moment) -> tuple[int, int]:
    return moment.grew, moment.id


def _title(moment: Moment) -> str:
    return _CONTROLS.sub(" ", moment.title).strip()[:NAME_LENGTH] or UNKNOWN


def _session(view: StreamView, code: str) -> str:
    del code
    return view.session.name if view.session else UNKNOWN


def _top_viewer(view: StreamView, code: str) -> str:
    del code
    first = view.top(1)
    return written_name(first[0].viewer) if first else UNKNOWN


def _top_points(view: StreamView, code: str) -> str:
    first = view.top(1)
    return _points(first[0].points, code) if first else UNKNOWN


def _all_points(view: StreamView, code: str) -> str:
    return _points(view.session.totals.points if view.session else None, code)


_EVERY: Final = (
    Variable("session", N_("The session's name"), _session),
    _total("viewers", N_("How many watch now"), lambda t: t.watching),
    _total("viewers_peak", N_("The most who watched"), lambda t: t.watching_peak),
    _total("likes", N_("Likes heard in this session"), lambda t: t.likes),
    _total("room_likes", N_("Likes as the room counts them"), lambda t: t.likes_room),
    _total("followers", N_("Follows in this session"), lambda t: t.follows),
    _total("shares", N_("Shares in this session"), lambda t: t.shares),
    _total("chats", N_("Messages in this session"), lambda t: t.chats),
    _total("gifts", N_("Gifts in this session"), lambda t: t.gifts),
    _total("diamonds", N_("Diamonds in this session"), lambda t: t.diamonds),
    _total("bits", N_("Bits in this session"), lambda t: t.bits),
    _total(
        "subscriptions",
        N_("Subscriptions and Memberships in this session"),
        lambda t: t.subscriptions,
    ),
    _total("memberships", N_("Memberships in this session"), lambda t: t.memberships),
    Variable("points", N_("All points of this session"), _all_points),
    Variable("top_viewer", N_("Who leads"), _top_viewer),
    Variable("top_points", N_("The points of who leads"), _top_points),
    _moment("latest_follower", N_("The newest follower"), _latest("follow")),
    _moment("latest_gifter", N_("Who sent the newest gift"), _latest("gift")),
    _moment("latest_gift", N_("The newest gift's name"), _latest("gift"), _title),
    _moment(
        "latest_subscriber",
        N_("The newest subscriber or member"),
        _latest("subscription", "membership"),
    ),
    _moment("latest_cheerer", N_("Who cheered last"), _latest("cheer")),
    _moment(
        "latest_superchat",
        N_("Who sent the newest Super Chat"),
        _latest("superchat", "supersticker"),
    ),
    _moment("latest_raider", N_("Who raided last"), _latest("raid")),
    _moment("top_gifter", N_("Who sent the greatest gift"), lambda v: v.greatest()),
    _moment("top_gift", N_("The greatest gift's name"), lambda v: v.greatest(), _title),
)

VARIABLES: Final = {variable.name: variable for variable in _EVERY}
"""Every variable by its name, in the order in which people read about them."""
