"""What the search index keeps of an entry: one line per text and per decision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct

from companion.domain.entries import (
    AnyBody,
    GateChanged,
    Judgement,
    PlatformAction,
    Reason,
    TextPermitted,
    Verdict,
    VerdictGiven,
    ViewerMarked,
)
from companion.domain.events import AnyEvent, StreamEvent
from companion.domain.judged import text_of, viewers_of
from companion.domain.values import Timestamp, Viewer
from sessions.codec import Stored, kind_of

BUCKETS: Final = 100
"""Scores are found by hundredths; the exact one is compared afterwards."""

LOWEST_BUCKET: Final = 10
"""Lower scores, which most texts have, are found by looking at all of them."""

_NO_DECISION: Final = ("send",)
"""What is asked of a platform, and decides about nobody."""


_PEOPLE: Final = ("person", "undo")

Decision = VerdictGiven | GateChanged | ViewerMarked | TextPermitted | PlatformAction


class Line(Struct, kw_only=True):
    """One row of the index; changes while its batch is taken.

    kind: as in VerdictLine. who: the person who decided, None when none did.
    about: seq of the judged event, None when it decides about none. viewer: key of
    whose text or mark it is. verdict: on the text, "" when it gives none; name: on the
    name. is_plain: it allowed an event at once. is_open: Pending, and nobody has
    decided yet; is_closed: it was, and somebody has. is_text: something was
    written, by somebody who is no test.
    """

    seq: int
    session: int
    at: Timestamp
    by: str
    kind: str = "verdict"
    who: str | None = None
    about: int | None = None
    viewer: bytes | None = None
    verdict: str = ""
    name_verdict: str = ""
    reasons: tuple[Reason, ...] = ()
    scores: dict[str, float] = {}
    text: str = ""
    name: str = ""
    is_plain: bool = False
    is_open: bool = False
    is_closed: bool = False
    is_text: bool = False

    def tags(self) -> str:
        """Return the words by which filters find the line, none of them a person's."""
        found = [session_tag(self.session), by_tag(self.by), kind_tag(self.kind)]
        if self.who is not None:
            found.append(who_tag(self.who))
        if self.viewer is not None:
            found.append(viewer_tag(self.viewer))
        if not self.is_plain:
            found.append(DECISION_TAG)
        found += {verdict_tag(one) for one in (self.verdict, self.name_verdict) if one}
        found += sorted({rule_tag(reason.rule) for reason in self.reasons})
        found += score_tags(self.scores)
        return " ".join(found)


DECISION_TAG: Final = "d"


def session_tag(number: int) -> str:
    """Return the word for lines of one session."""
    return f"i{number}"


def by_tag(by: str) -> str:
    """Return the word for lines by "rules", "person", …."""
    return f"b{_hex(by)}"


def kind_tag(kind: str) -> str:
    """Return the word for lines of one kind."""
    return f"k{_hex(kind)}"


def who_tag(who: str) -> str:
    """Return the word for decisions of one person, "" the Broadcaster."""
    return f"w{_hex(who)}"


def viewer_tag(key: bytes) -> str:
    """Return the word for lines about a Viewer."""
    return f"v{key.hex()}"


def verdict_tag(verdict: str) -> str:
    """Return the word for lines that gave a verdict."""
    return f"a{verdict}"


def rule_tag(rule: str) -> str:
    """Return the word for lines that tell a rule as reason."""
    return f"r{_hex(rule)}"


def score_tag(label: str, bucket: int) -> str:
    """Return the word for a hundredth of a label's scores; "": of the highest."""
    return f"s{_hex(label)}x{bucket}"


def score_tags(scores: Mapping[str, float]) -> list[str]:
    """Return the words for the scores that are looked for."""
    if not scores:
        return []
    every = {**scores, "": max(scores.values())}
    return [
        score_tag(label, int(score * BUCKETS))
        for label, score in every.items()
        if score * BUCKETS >= LOWEST_BUCKET
    ]


class Place(Struct, frozen=True, kw_only=True):
    """Where an entry stands; session: its number in the index."""

    seq: int
    session: int
    at: Timestamp
    test: bool = False


def line_of(stored: Stored, place: Place) -> Line | None:
    """Return the line of an entry, None for one that neither says nor decides.

    What a decision is about (text, name, viewer) is filled in by who knows the event.
    """
    body = stored.body
    match body:
        case StreamEvent():
            return _event_line(stored.judgement, body, place)
        case VerdictGiven():
            line = _note_line(place, body, body.by, about=body.of)
            line.verdict = body.text.value
            line.name_verdict = _doubtful(body.name)
            line.reasons = body.reasons
            line.scores = body.scores
            line.is_plain = body.by == "model" and _is_plain(body)
            return line
        case GateChanged():
            return _note_line(place, body, "person")
        case ViewerMarked():
            return _note_line(place, body, body.by, about=body.of)
        case TextPermitted():
            by = "person" if body.undoes is None else "undo"
            line = _note_line(place, body, by, about=body.of)
            line.text = body.text
            return line
        case PlatformAction() if body.action not in _NO_DECISION:
            return _note_line(place, body, body.by, about=body.of)
    return None


def _line(place: Place, by: str) -> Line:
    return Line(seq=place.seq, session=place.session, at=place.at, by=by)


def _note_line(
    place: Place, note: Decision, by: str, *, about: int | None = None
) -> Line:
    line = _line(place, by)
    line.kind, line.about = kind_of(note), about
    line.who = note.who if by in _PEOPLE else None
    return line


def _event_line(judgement: Judgement, event: AnyEvent, place: Place) -> Line | None:
    text, is_plain = text_of(event), _is_plain(judgement)
    if not text and is_plain:
        return None
    line = _line(place, "rules")
    line.verdict = judgement.text.value
    line.name_verdict = _doubtful(judgement.name)
    line.reasons, line.scores = judgement.reasons, judgement.scores
    line.text, line.name = text, names_in(event)
    line.is_open = Verdict.PENDING in (judgement.text, judgement.name)
    line.is_plain = is_plain or line.is_open
    line.is_text = bool(text) and not place.test
    return line


def names_in(event: AnyEvent) -> str:
    """Return the names that an event shows, one a line."""
    return "\n".join(called(viewer) for viewer in viewers_of(event))


def called(viewer: Viewer) -> str:
    """Return a Viewer's name, and on a line of its own a handle that is another."""
    if not viewer.handle or viewer.handle == viewer.name:
        return viewer.name
    return f"{viewer.name}\n{viewer.handle}"


def undone_in(body: AnyBody) -> int | None:
    """Return the seq of the decision that a note takes back, or None."""
    match body:
        case VerdictGiven() | ViewerMarked() | TextPermitted():
            return body.undoes
    return None


def _is_plain(given: Judgement | VerdictGiven) -> bool:
    is_allowed = given.text is Verdict.ALLOW and given.name is Verdict.ALLOW
    return is_allowed and not given.reasons


def _doubtful(verdict: Verdict) -> str:
    return "" if verdict is Verdict.ALLOW else verdict.value


def labels_passed(reasons: Iterable[Reason], scores: Mapping[str, float]) -> list[str]:
    """Return the labels whose threshold was passed: those that a reason names."""
    return sorted({reason.rule for reason in reasons} & scores.keys())


def _hex(text: str) -> str:
    return text.encode("utf-8", "surrogatepass").hex()
