"""One result of an examination, and running a program to get at it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from msgspec import Struct

PATIENCE_S: Final = 30.0
"""Seconds that a program may take; a slow machine's first start of Qt takes ten."""


class Check(Struct, frozen=True, kw_only=True):
    """How one thing stands.

    check: its name in scripts. detail: what was found. fix: what to do, "" when ok.
    required: Companion does not work as it should without it.
    """

    check: str
    ok: bool
    detail: str
    fix: str = ""
    required: bool = False


class Outcome(NamedTuple):
    """How a program ended; code None: it did not within its time."""

    code: int | None
    output: str
    errors: str


async def run_program(
    command: Sequence[str],
    environment: Mapping[str, str],
    *,
    patience_s: float = PATIENCE_S,
) -> Outcome:
    """Run a program with nothing to read, and return how it ended. Never raises."""
    pipe = asyncio.subprocess.PIPE
    try:
        process = await asyncio.create_subprocess_exec(
            *command, stdin=pipe, stdout=pipe, stderr=pipe, env=dict(environment)
        )
    except OSError as error:
        return Outcome(-1, "", str(error))
    try:
        async with asyncio.timeout(patience_s):
            output, errors = await process.communicate(b"")
    except TimeoutError:
        return Outcome(None, "", "")
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    return Outcome(
        process.returncode,
        output.decode(errors="replace"),
        errors.decode(errors="replace"),
    )
