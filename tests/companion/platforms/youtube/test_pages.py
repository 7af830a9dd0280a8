"""One answer: its events, where the next one begins, and what is wrong with it."""

from __future__ import annotations

import copy
import json
import logging
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.domain.errors import ProtocolChanged
from companion.domain.events import Chat, StreamStatus, UnknownEvent
from companion.platforms.youtube.pages import KEPT_UNREADABLE, PageReader
from companion.platforms.youtube.schema import ListResponse
from tests.companion.platforms.youtube.hearing import texts
from tests.companion.platforms.youtube.recording_cases import CASES
from tests.support.emulators import youtube_script as script
from tests.support.emulators.youtube_stream import answer_of
from tests.support.emulators.youtube_world import Video
from tests.support.fakes import EPOCH


@pytest.fixture
def reader() -> PageReader:
    return PageReader(channel="UCmira", video="v1")


def answer(*items: Any, **more: Any) -> dict[str, Any]:
    return {"items": list(items), "nextPageToken": "t2", **more}


def said(number: int, text: str = "hi") -> dict[str, Any]:
    return {"id": f"m{number}", **script.chat(text)}


def test_both_readings_of_an_answer_are_the_same(reader: PageReader) -> None:
    told = answer(said(1), said(2), pollingIntervalMillis=5_400)
    plain, raw = reader.polled(told), reader.polled_raw(json.dumps(told).encode())

    assert plain == raw
    assert (raw.token, raw.interval_s, texts(raw.events)) == ("t2", 5.4, ["hi", "hi"])


@pytest.mark.parametrize(
    "millis", [None, "5", True, -1, 10**12, 1.5, 10**400, float("nan")]
)
def test_a_pause_that_cannot_be_is_bounded(millis: object, reader: PageReader) -> None:
    page = reader.polled(answer(pollingIntervalMillis=millis))

    assert 0 <= page.interval_s <= 600


def test_one_unreadable_message_costs_only_itself(
    reader: PageReader, caplog: pytest.LogCaptureFixture
) -> None:
    broken = {"id": "m2", "snippet": {"type": "superChatEvent"}}
    with caplog.at_level(logging.WARNING):
        page = reader.polled(answer(said(1, "a"), broken, said(3, "b")))

    assert texts(page.events) == ["a", "b"]
    assert isinstance(page.events[1], UnknownEvent)
    assert page.events[1].id == "youtube:m2"
    assert len(caplog.records) == 1


def test_of_many_unreadable_messages_the_first_are_kept(
    reader: PageReader, caplog: pytest.LogCaptureFixture
) -> None:
    broken = [{"id": f"m{n}", "snippet": {"type": "superChatEvent"}} for n in range(99)]
    with caplog.at_level(logging.WARNING):
        page = reader.polled_raw(json.dumps(answer(*broken)).encode())

    assert len(page.events) == KEPT_UNREADABLE
    assert len(caplog.records) == 1


def test_an_answer_that_says_offline_ends_once(reader: PageReader) -> None:
    end = {"id": "m1", **script.chat_ended()}
    page = reader.polled(answer(end, offlineAt="2026-01-01T20:00:00Z"))

    assert page.has_ended
    assert sum(isinstance(event, StreamStatus) for event in page.events) == 1


def test_the_stream_says_the_same_as_the_list(reader: PageReader) -> None:
    video = Video(id="v1", chat="c", offline_at="2026-01-01T20:00:00Z")
    items = [
        video.stamped(said(1)),
        video.stamped({"id": "p", **script.members_only(True)}),
    ]
    streamed = reader.streamed(ListResponse.FromString(answer_of(video, items, "t2")))
    polled = reader.polled(answer(*items, offlineAt=video.offline_at))

    assert streamed == polled


def test_numbers_of_viewers_that_make_no_sense_are_none(reader: PageReader) -> None:
    for told in ({}, {"concurrentViewers": "many"}, {"concurrentViewers": -4}):
        video = {"liveStreamingDetails": told, "statistics": {"likeCount": "5"}}
        assert reader.watching(video, at=EPOCH) is None
    assert reader.watching([], at=EPOCH) is None


@given(
    st.lists(st.sampled_from(sorted(CASES)), max_size=6),
    st.dictionaries(st.integers(0, 5), st.sampled_from(["id", "snippet", "drift"])),
)
def test_whatever_is_mixed_both_readings_are_the_same(
    names: list[str], mangled: dict[int, str]
) -> None:
    items = [copy.deepcopy(CASES[name]) for name in names]
    for number, key in mangled.items():
        if number < len(items):
            items[number][key] = 5
    told = answer(*items)
    plain = PageReader(channel="UCmira", video="v1").polled(told)
    raw = PageReader(channel="UCmira", video="v1").polled_raw(json.dumps(told).encode())

    assert [event.id for event in raw.events] == [event.id for event in plain.events]
    readable = [event for event in plain.events if not isinstance(event, UnknownEvent)]
    assert [e for e in raw.events if not isinstance(e, UnknownEvent)] == readable


@given(st.binary(max_size=300))
def test_any_body_is_read_or_a_changed_protocol(body: bytes) -> None:
    reader = PageReader(channel="UCmira", video="v1")
    try:
        page = reader.polled_raw(body)
    except ProtocolChanged:
        return
    assert all(not isinstance(event, Chat) for event in page.events)


@given(
    st.dictionaries(
        st.sampled_from(["items", "nextPageToken", "pollingIntervalMillis",
                         "activePollItem", "offlineAt"]),
        st.none() | st.integers() | st.text() | st.lists(st.integers() | st.text())
        | st.dictionaries(st.text(), st.integers()),
    )
)  # fmt: skip
def test_any_answer_is_read_or_a_changed_protocol(told: dict[str, Any]) -> None:
    reader = PageReader(channel="UCmira", video="v1")
    try:
        reader.polled_raw(json.dumps(told).encode())
    except ProtocolChanged:
        return
