"""What a run was asked for, whoever asked: window, `serve` or a test."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class RunOptions:
    """One run of the engine.

    folder: the data folder; None: a throw-away one. connect: targets to start with.
    rate: events a second of simulators; None: their own pace, 0: silent. port: None:
    the one in the settings, 0: any free one. events: stop after that many emitted.
    resume: continue the last session that has not ended. overrides: field=value.
    """

    purpose: str
    folder: Path | None = None
    connect: tuple[str, ...] = ()
    rate: float | None = None
    port: int | None = None
    events: int | None = None
    resume: bool = False
    blocklist: Path | None = None
    overrides: tuple[str, ...] = ()
