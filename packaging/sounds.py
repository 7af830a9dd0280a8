"""Make the sounds that overlays bring along: overlays/shared/sounds/*.wav.

Usage: sounds.py [FOLDER]. Every sample is computed here from sines and noise, so the
sounds are ours; they are given away under CC0 1.0 (see LICENSE.txt beside them).
"""

from __future__ import annotations

import sys
import wave
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

RATE: Final = 22_050
"""Samples a second, 16 bits each, one channel."""

PEAK: Final = 0.7
"""Loudest sample; 1 is full scale. Streams mix several sounds."""

FOLDER: Final = Path(__file__).parents[1] / "overlays" / "shared" / "sounds"

Samples = NDArray[np.float64]


def times(seconds: float) -> Samples:
    """Return the time of every sample."""
    return np.arange(int(seconds * RATE)) / RATE


def tone(
    hertz: float, seconds: float, *, fall_s: float, bright: float = 0.0
) -> Samples:
    """Return a struck tone; fall_s: until a third is left; bright: how much rings."""
    at = times(seconds)
    wave_ = np.sin(2 * np.pi * hertz * at)
    for number, share in ((2, 0.6), (3, 0.35), (4.2, 0.15)):
        overtone = np.sin(2 * np.pi * hertz * number * at)
        wave_ += bright * share * overtone * np.exp(-at * number / fall_s / 2)
    return wave_ * np.exp(-at / fall_s)


def after(start_s: float, sound: Samples) -> Samples:
    """Return a sound with silence before it."""
    return np.concatenate([np.zeros(int(start_s * RATE)), sound])


def together(*sounds: Samples) -> Samples:
    """Return the sum of sounds."""
    mixed = np.zeros(max(map(len, sounds)))
    for sound in sounds:
        mixed[: len(sound)] += sound
    return mixed


def chime() -> Samples:
    """Return two bells, a fifth apart."""
    low = tone(1046.5, 0.9, fall_s=0.22, bright=0.5)
    high = tone(1568.0, 0.8, fall_s=0.25, bright=0.4)
    return together(low, after(0.11, high))


def pop() -> Samples:
    """Return a drop: a sine that rises within a tenth of a second."""
    at = times(0.16)
    hertz = 320 + 900 * (at / 0.16) ** 0.5
    return np.sin(2 * np.pi * np.cumsum(hertz) / RATE) * np.exp(-at / 0.045)


def coin() -> Samples:
    """Return two bright tones, a fourth up."""
    first = tone(987.8, 0.09, fall_s=0.2, bright=0.8)
    second = tone(1318.5, 0.5, fall_s=0.16, bright=0.8)
    return together(first, after(0.08, second))


def fanfare() -> Samples:
    """Return a rising chord of tones like brass."""
    steps = ((523.3, 0.0, 0.16), (659.3, 0.14, 0.16), (784.0, 0.28, 0.16))
    rising = [after(at, _brass(hertz, length)) for hertz, at, length in steps]
    chord = [after(0.44, _brass(hertz, 0.8)) for hertz in (523.3, 659.3, 784.0, 1046.5)]
    return together(*rising, *(0.8 * one for one in chord))


def tick() -> Samples:
    """Return a clock's tick: a very short burst."""
    at = times(0.05)
    return np.sin(2 * np.pi * 2200 * at) * np.exp(-at / 0.006)


def _brass(hertz: float, seconds: float) -> Samples:
    at = times(seconds)
    sound = sum(np.sin(2 * np.pi * hertz * n * at) / n**1.3 for n in range(1, 7))
    swell = np.minimum(1, at / 0.03) * np.minimum(1, (seconds - at) / 0.08)
    return np.asarray(sound * swell)


SOUNDS: Final = {
    "chime": chime,
    "coin": coin,
    "fanfare": fanfare,
    "pop": pop,
    "tick": tick,
}


def samples(name: str) -> NDArray[np.int16]:
    """Return a sound as it is stored: begins and ends in silence, PEAK at most."""
    sound = SOUNDS[name]()
    edge = int(0.004 * RATE)
    sound[:edge] *= np.linspace(0, 1, edge)
    sound[-edge:] *= np.linspace(1, 0, edge)
    scaled = sound / np.abs(sound).max() * PEAK * 32_767
    return np.asarray(np.round(scaled), dtype="<i2")


def main(folder: Path = FOLDER) -> int:
    """Write every sound."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in SOUNDS:
        with wave.open(str(folder / f"{name}.wav"), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(RATE)
            file.writeframes(samples(name).tobytes())
    return 0


if __name__ == "__main__":
    sys.exit(main(*(Path(one) for one in sys.argv[1:2])))
