"""Frames: what is packed comes out the same, and nonsense does not come out at all."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.domain.errors import WorkerError
from companion.workers.frames import HEADER, MAX_BODY, Kind, pack, read_frame


@given(st.lists(st.tuples(st.sampled_from(Kind), st.binary(max_size=300)), max_size=5))
def test_frames_come_out_as_they_went_in(frames: list[tuple[Kind, bytes]]) -> None:
    stream = io.BytesIO(b"".join(pack(kind, body) for kind, body in frames))

    read = []
    while (frame := read_frame(stream.read)) is not None:
        read.append(frame)

    assert read == frames


@given(st.binary(max_size=200))
def test_any_input_is_frames_or_a_worker_error(data: bytes) -> None:
    stream = io.BytesIO(data)
    try:
        while read_frame(stream.read) is not None:
            pass
    except WorkerError:
        return

    assert stream.tell() == len(data)


def test_an_input_that_ends_within_a_frame_is_refused() -> None:
    stream = io.BytesIO(pack(Kind.MESSAGE, b"whole")[:-1])

    with pytest.raises(WorkerError, match="ended within"):
        read_frame(stream.read)


def test_a_length_that_is_too_long_is_refused_before_it_is_read() -> None:
    stream = io.BytesIO(HEADER.pack(MAX_BODY + 1, Kind.MESSAGE))

    with pytest.raises(WorkerError, match="announced"):
        read_frame(stream.read)


def test_a_body_that_is_too_long_is_not_packed() -> None:
    with pytest.raises(WorkerError, match="too long"):
        pack(Kind.MESSAGE, bytes(MAX_BODY + 1))


def test_an_unknown_kind_is_refused() -> None:
    stream = io.BytesIO(HEADER.pack(0, 99))

    with pytest.raises(WorkerError, match="unknown kind"):
        read_frame(stream.read)
