"""The sounds that come along are what their script makes, and are asked for by name."""

from __future__ import annotations

import runpy
import wave
from pathlib import Path

import numpy as np
import pytest

from overlays.overlay import SHARED
from overlays.sounds import BUILT_IN, shared_path

SCRIPT = runpy.run_path(str(Path(__file__).parents[2] / "packaging" / "sounds.py"))


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_sound_is_what_the_script_makes(name: str) -> None:
    with wave.open(str(SHARED / "sounds" / f"{name}.wav"), "rb") as file:
        kept = np.frombuffer(file.readframes(file.getnframes()), dtype="<i2")
        assert (file.getframerate(), file.getnchannels()) == (22_050, 1)
    made = SCRIPT["samples"](name)

    # Sines differ in the last bit from one processor to another.
    assert np.abs(kept.astype(int) - made.astype(int)).max() <= 2
    assert 10_000 < np.abs(kept.astype(int)).max() < 24_000
    assert abs(int(kept[0])) < 100
    assert abs(int(kept[-1])) < 100


def test_every_sound_is_made_and_named() -> None:
    assert set(SCRIPT["SOUNDS"]) == set(BUILT_IN)
    files = {path.stem for path in (SHARED / "sounds").glob("*.wav")}
    assert files == set(BUILT_IN)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("builtin:chime", "sounds/chime.wav"),
        ("chime", None),
        ("builtin:", None),
        ("builtin:../look", None),
        ("builtin:builtin:chime", None),
        ("", None),
    ],
)
def test_a_sound_is_asked_for_by_its_name(name: str, expected: str | None) -> None:
    assert shared_path(name) == expected
