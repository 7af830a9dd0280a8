"""The contract of the simulator: the same for the same seed, on every machine."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections import Counter
from itertools import islice
from typing import get_args

import msgspec
import pytest

from companion.domain.events import AnyEvent, MoneySource, StreamEvent
from companion.platforms.simulator import BEGINNING, Fault, Library, generate
from tests.support.fakes import EPOCH

NAMES = Library().names()

_encoder = msgspec.json.Encoder(order="deterministic")


def encoded(name: str, seed: int | None, count: int) -> list[bytes]:
    told = islice(generate(Library().load(name), seed), count)
    return [_encoder.encode(item) for item in told]


def events(name: str, count: int, seed: int | None = None) -> list[AnyEvent]:
    told = generate(Library().load(name), seed)
    return list(islice((one for one in told if not isinstance(one, Fault)), count))


@pytest.mark.parametrize("name", ["demo", "chaos"])
def test_one_seed_gives_the_same_twenty_thousand(name: str) -> None:
    assert encoded(name, 42, 20_000) == encoded(name, 42, 20_000)


@pytest.mark.parametrize("name", NAMES)
def test_every_scenario_repeats_itself(name: str) -> None:
    assert encoded(name, None, 2_000) == encoded(name, None, 2_000)


def test_one_seed_gives_the_same_in_another_process_with_other_hashes() -> None:
    program = (
        "from tests.companion.platforms.simulator.test_sequence import encoded;"
        "import hashlib;"
        "print(hashlib.sha256(b''.join(encoded('chaos', 7, 20_000))).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", program],
            check=True,
            capture_output=True,
            text=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
        ).stdout.strip()
        for seed in ("1", "2")
    }

    own = hashlib.sha256(b"".join(encoded("chaos", 7, 20_000))).hexdigest()
    assert digests == {own}


def test_another_seed_or_scenario_gives_another_evening() -> None:
    beginnings = {
        b"".join(encoded(name, seed, 200)) for name in NAMES for seed in (1, 2, 3)
    }

    assert len(beginnings) == len(NAMES) * 3


def test_no_seed_means_the_scenarios_own() -> None:
    own = Library().load("demo").seed

    assert encoded("demo", None, 500) == encoded("demo", own, 500)


def test_the_default_evening_shows_every_kind_of_event() -> None:
    seen = {type(event) for event in events("demo", 20_000)}

    # A simulated room has one way in, so its money never changes source.
    assert seen == set(get_args(AnyEvent)) - {MoneySource}


def test_chaos_has_every_fault() -> None:
    told = islice(generate(Library().load("chaos")), 30_000)
    faults = Counter(item.kind for item in told if isinstance(item, Fault))

    assert faults["disconnect"] > 3
    assert faults["silence"] > 1
    assert 0 <= faults["disconnect"] + faults["silence"] - faults["caught-up"] <= 1


@pytest.mark.parametrize("name", NAMES)
def test_every_event_survives_the_wire(name: str) -> None:
    told = events(name, 2_000)
    raw = _encoder.encode(told)

    assert msgspec.json.decode(raw, type=list[AnyEvent]) == told


@pytest.mark.parametrize("name", NAMES)
def test_ids_carry_their_platform_and_are_unique(name: str) -> None:
    seen: dict[tuple[str, str], AnyEvent] = {}
    for event in events(name, 5_000):
        assert event.id.startswith(f"{event.platform}:")
        assert event.viewer is None or event.viewer.id.startswith(f"{event.platform}:")
        assert seen.setdefault((event.channel, event.id), event) == event, "a repeat"


def test_two_evenings_share_no_channel() -> None:
    channels = [
        {event.channel for event in events(name, 300, seed)}
        for name, seed in (("demo", 1), ("demo", 2), ("chaos", 1))
    ]

    assert not channels[0] & channels[1]
    assert not channels[0] & channels[2]


def test_the_clock_is_the_simulators_own_and_never_runs_back() -> None:
    times = [event.platform_at for event in events("demo", 20_000)]
    told = [when for when in times if when is not None]

    assert BEGINNING == EPOCH
    assert told[0] == BEGINNING
    assert told == sorted(told)
    assert 600 < (told[-1] - told[0]) / 1_000_000 < 3_600
    assert len(told) < len(times), "some platforms do not say when"


def test_a_viewer_is_the_same_person_in_every_evening() -> None:
    def names(name: str, seed: int) -> dict[str, str]:
        return {
            event.viewer.id: event.viewer.name
            for event in events(name, 3_000, seed)
            if isinstance(event, StreamEvent) and event.viewer is not None
        }

    one, other = names("friday-night", 1), names("quiet", 2)
    shared = one.keys() & other.keys()

    assert len(shared) > 20
    assert sum(one[key] == other[key] for key in shared) > 0.9 * len(shared)
