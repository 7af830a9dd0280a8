"""Fair clocks: when something was really said, however late it came."""

from __future__ import annotations

import pytest
from msgspec import structs

from companion.domain.entries import Entry, PlatformAction
from companion.domain.events import AnyEvent
from companion.domain.values import Platform, Timestamp
from companion.interactions.clocks import Clocks
from tests.support.events import chat
from tests.support.fakes import EPOCH

SECOND = 1_000_000


def heard(
    *,
    stamp: Timestamp | None,
    at: Timestamp,
    source: str = "youtube:x",
    **fields: object,
) -> Entry:
    event = chat(platform=Platform.YOUTUBE, platform_at=stamp, **fields)
    return Entry(seq=1, number=1, session="s", at=at, body=event, source=source)


def said(clocks: Clocks, entry: Entry) -> Timestamp:
    assert isinstance(entry.body, AnyEvent)
    return clocks.said_at(entry, entry.body)


def late(clocks: Clocks, seconds: float, *, times: int = 20) -> None:
    for n in range(times):
        at = EPOCH + n * SECOND
        clocks.take(heard(stamp=at - round(seconds * SECOND), at=at))


def test_what_has_a_stamp_was_said_then() -> None:
    entry = heard(stamp=EPOCH - 9 * SECOND, at=EPOCH)

    assert said(Clocks(), entry) == EPOCH - 9 * SECOND


def test_the_delay_of_a_platform_is_the_median_of_its_messages() -> None:
    clocks = Clocks()
    late(clocks, 9.2)
    clocks.take(heard(stamp=EPOCH, at=EPOCH + 40 * SECOND))

    (view,) = clocks.views()

    assert (view.platform, view.delay_us, view.samples) == ("youtube", 9_200_000, 21)


def test_what_has_no_stamp_was_said_as_long_ago_as_is_usual() -> None:
    clocks = Clocks()
    late(clocks, 4)

    assert said(clocks, heard(stamp=None, at=EPOCH)) == EPOCH - 4 * SECOND


def test_a_clock_that_is_ahead_is_set_back() -> None:
    clocks = Clocks()
    # The platform's clock is two seconds ahead: its messages take half a second.
    late(clocks, -1.5)

    (view,) = clocks.views()
    entry = heard(stamp=EPOCH + 2 * SECOND, at=EPOCH + SECOND)

    assert view.skew_us == 1_500_000
    assert said(clocks, entry) == EPOCH + SECOND // 2


def test_our_own_message_heard_again_tells_the_skew() -> None:
    clocks = Clocks()
    sent = PlatformAction(
        action="send", source="youtube:x", outcome="done", made="youtube:mine"
    )
    clocks.take(Entry(seq=1, number=1, session="s", at=EPOCH, body=sent))
    clocks.take(
        heard(stamp=EPOCH + 3 * SECOND, at=EPOCH + 2 * SECOND, id="youtube:mine")
    )

    (view,) = clocks.views()

    assert view.is_echoed
    assert view.skew_us == 2 * SECOND


def test_nothing_is_said_after_it_came() -> None:
    entry = heard(stamp=EPOCH + 4 * SECOND, at=EPOCH)

    assert said(Clocks(), entry) == EPOCH


@pytest.mark.parametrize("stamp", [0, EPOCH - 3600 * SECOND, EPOCH + 3600 * SECOND])
def test_a_stamp_that_cannot_be_meant_is_not_taken(stamp: Timestamp) -> None:
    clocks = Clocks()
    clocks.take(heard(stamp=stamp, at=EPOCH))

    assert said(clocks, heard(stamp=stamp, at=EPOCH)) == EPOCH
    assert clocks.views() == ()


def test_what_a_known_platform_tells_after_a_gap_was_said_in_it() -> None:
    clocks = Clocks()
    late(clocks, 1)

    entry = heard(stamp=EPOCH - 300 * SECOND, at=EPOCH)

    assert said(clocks, entry) == EPOCH - 300 * SECOND


@pytest.mark.parametrize("source", ["simulator:7", "replay:x", "room:1", "test"])
def test_a_source_with_a_clock_of_its_own_is_taken_as_it_comes(source: str) -> None:
    clocks = Clocks()
    entry = heard(stamp=EPOCH - 9 * SECOND, at=EPOCH, source=source)
    clocks.take(entry)

    assert said(clocks, entry) == EPOCH
    assert clocks.views() == ()


def test_a_test_event_tells_nothing_of_the_platform() -> None:
    clocks = Clocks()
    entry = structs.replace(heard(stamp=EPOCH - 9 * SECOND, at=EPOCH), test=True)
    clocks.take(entry)

    assert clocks.views() == ()
    assert said(clocks, entry) == EPOCH


def test_waiting_lasts_as_long_as_nine_of_ten_messages_take() -> None:
    clocks = Clocks()
    for n in range(100):
        at = EPOCH + n * SECOND
        clocks.take(heard(stamp=at - n * SECOND // 10, at=at))

    assert clocks.wait(Platform.YOUTUBE) == 89 * SECOND // 10
    assert clocks.wait(Platform.TWITCH) == 0
