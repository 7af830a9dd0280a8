"""One result of an examination, and running a program to get at it."""

from __future__ import annotations

import asyncio
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable, Mapping, Sequence
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
    before_end: Callable[[Process], Awaitable[None]] | None = None,
) -> Outcome:
    """Run a program with nothing to read, and return how it ended. Never raises.

    before_end: awaited before the program's input is closed; it may read the output.
    """
    try:
        process = await asyncio.create_subprocess_exec(
            *command, stdin=PIPE, stdout=PIPE, stderr=PIPE, env=dict(environment)
        )
    except OSError as error:
        return Outcome(-1, "", str(error))
    try:
        async with asyncio.timeout(patience_s):
            if before_end is not None:
                await before_end(process)
            output, errors = await process.communicate(b"")
    except TimeoutError:
        return Outcome(None, "", "")
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    texts = (part.decode(errors="replace") for part in (output, errors))
    return Outcome(process.returncode, *texts)
