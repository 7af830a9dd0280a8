"""Simulated and real streams stay apart."""

from __future__ import annotations

from companion.app.rehearsal import Rehearsal


def test_a_session_of_simulators_alone_scores() -> None:
    rehearsal = Rehearsal()
    rehearsal.begin()

    assert rehearsal.connecting("simulator:1") is False
    assert rehearsal.is_test("simulator:1") is False


def test_beside_a_platform_simulated_events_are_tests() -> None:
    rehearsal = Rehearsal()
    rehearsal.begin()
    rehearsal.connecting("tiktok:@mira")
    rehearsal.connecting("simulator:1")

    assert rehearsal.is_test("simulator:1") is True
    assert rehearsal.is_test("tiktok:@mira") is False


def test_a_platform_after_a_simulator_needs_its_own_session() -> None:
    rehearsal = Rehearsal()
    rehearsal.begin()
    rehearsal.connecting("simulator:1")

    assert rehearsal.connecting("tiktok:@mira") is True
    assert rehearsal.connecting("tiktok:@other") is False


def test_a_resumed_session_is_what_its_entries_say() -> None:
    rehearsal = Rehearsal()
    rehearsal.begin(["", "tiktok:@mira", "test"])
    assert rehearsal.is_test("simulator:1") is True

    rehearsal.begin(["", "simulator:1"])
    assert rehearsal.connecting("tiktok:@mira") is True
