"""Names that came up within the last minute."""

from __future__ import annotations

from companion.domain.entries import Entry, PointsChange
from companion.domain.values import Timestamp, Viewer
from companion.pipeline.new_names import NewNames
from tests.support.events import chat, viewer


def entry(who: Viewer, at: Timestamp) -> Entry:
    change = PointsChange(viewer_id=who.id, points=1)
    return Entry(
        seq=1,
        number=1,
        session="s",
        at=at,
        body=chat(who),
        earner=who,
        change=change,
    )


def test_a_name_is_new_from_its_first_entry_on() -> None:
    names, luna = NewNames(), viewer("luna")
    names.take(entry(luna, 5), lambda _id: None)
    names.take(entry(luna, 9), lambda _id: luna)

    assert names.since(luna.id) == 5
    assert names.since("tiktok:nova") is None


def test_another_name_is_new_again() -> None:
    names, luna = NewNames(), viewer("luna")
    names.take(entry(viewer("luna", name="Other"), 9), lambda _id: luna)

    assert names.since(luna.id) == 9


def test_after_a_minute_a_name_is_not_new_any_more() -> None:
    names = NewNames()
    names.take(entry(viewer("luna"), 0), lambda _id: None)
    names.take(entry(viewer("nova"), 60_000_001), lambda _id: None)

    assert names.since("tiktok:luna") is None
    assert names.since("tiktok:nova") == 60_000_001
