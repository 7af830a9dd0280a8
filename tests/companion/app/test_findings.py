"""Running a program to learn something from it, within bounds."""

from __future__ import annotations

import os
import sys

from companion.app.findings import run_program


async def run(code: str, *, patience_s: float = 60.0) -> tuple[int | None, str, str]:
    command = [sys.executable, "-I", "-c", code]
    return await run_program(command, os.environ, patience_s=patience_s)


async def test_what_a_program_says_and_how_it_ends_is_told() -> None:
    code = "import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)"

    assert await run(code) == (3, "out\n", "err\n")


async def test_a_programs_input_ends_at_once() -> None:
    assert await run("import sys; print(repr(sys.stdin.read()))") == (0, "''\n", "")


async def test_a_program_that_does_not_end_is_ended() -> None:
    code = "import threading; threading.Event().wait()"

    assert await run(code, patience_s=0.5) == (None, "", "")


async def test_bytes_that_are_no_text_do_no_harm() -> None:
    code = "import sys; sys.stdout.buffer.write(b'\\xff')"

    assert await run(code) == (0, "\ufffd", "")


async def test_a_program_that_does_not_exist_is_told() -> None:
    code, _output, errors = await run_program(["/nowhere/program"], os.environ)

    assert code == -1
    assert "/nowhere/program" in errors
