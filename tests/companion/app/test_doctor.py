"""The whole examination, and its two reports."""

from __future__ import annotations

import io
import json
import os
import socket
import sys
from pathlib import Path

import pytest

from companion.app.doctor import (
    TITLES,
    Patient,
    as_json,
    examine,
    exit_code,
    run_doctor,
    table,
)
from companion.app.findings import Check
from companion.i18n import set_language

GOOD = Check(check="python", ok=True, detail="3.11.7", required=True)
NOTE = Check(check="obs", ok=False, detail="it sleeps", fix="Wake it.")
PROBLEM = Check(check="port", ok=False, detail="taken", fix="Free it.", required=True)
NOWHERE = {
    "COMPANION_7TV_URL": "http://127.0.0.1:1",
    "COMPANION_BTTV_URL": "http://127.0.0.1:1",
    "COMPANION_FFZ_URL": "http://127.0.0.1:1",
    "COMPANION_OBS_URL": "ws://127.0.0.1:1",
    "COMPANION_TIKTOK_APP_URL": "http://127.0.0.1:1",
    "COMPANION_TWITCH_ID_URL": "http://127.0.0.1:1",
    "COMPANION_YOUTUBE_API_URL": "http://127.0.0.1:1",
}
WORKER = "import os, sys; os.write(1, b'ready'); sys.stdin.read()"


def patient(folder: Path, **fields: object) -> Patient:
    with socket.create_server(("127.0.0.1", 0)) as server:
        free = server.getsockname()[1]
    normal = {
        "data_folder": folder,
        "port": free,
        "environment": {**os.environ, **NOWHERE},
        "worker": [sys.executable, "-I", "-c", WORKER],
        "open_ledger": lambda _folder: "no sessions yet",
    }
    return Patient(**{**normal, **fields})


async def test_everything_is_examined_in_the_order_of_the_report(
    tmp_path: Path,
) -> None:
    checks = await examine(patient(tmp_path))

    assert [check.check for check in checks] == list(TITLES)


async def test_the_ledger_is_left_out_when_nobody_can_open_it(tmp_path: Path) -> None:
    checks = await examine(patient(tmp_path, open_ledger=None))

    assert "ledger" not in [check.check for check in checks]


def test_only_what_is_required_makes_the_exit_code() -> None:
    assert exit_code([GOOD, NOTE]) == 0
    assert exit_code([GOOD, NOTE, PROBLEM]) == 1


def test_the_json_has_the_same_keys_for_every_check() -> None:
    assert as_json([GOOD, NOTE]) == [
        {"check": "python", "ok": True, "detail": "3.11.7", "fix": "",
         "required": True},
        {"check": "obs", "ok": False, "detail": "it sleeps", "fix": "Wake it.",
         "required": False},
    ]  # fmt: skip


def test_the_table_puts_each_fix_beneath_its_problem() -> None:
    assert table([GOOD, PROBLEM, NOTE]).splitlines() == [
        "ok       Python  3.11.7",
        "PROBLEM  Port    taken",
        "                 Free it.",
        "note     OBS     it sleeps",
        "                 Wake it.",
        "",
        "1 problem keeps Companion from working as it should.",
    ]


def test_the_table_says_when_all_is_well() -> None:
    assert table([GOOD, NOTE]).endswith("Companion has all that it needs.\n")


def test_the_table_is_in_the_chosen_language() -> None:
    english = table([PROBLEM])

    set_language("fr")

    assert table([PROBLEM]) != english


@pytest.mark.parametrize("is_json", [True, False])
def test_a_run_writes_its_report_and_returns_the_exit_code(
    tmp_path: Path, is_json: bool
) -> None:
    (tmp_path / "settings.toml").write_text("[server]\nport = 1\n")
    out = io.StringIO()

    code = run_doctor(patient(tmp_path), is_json=is_json, out=out)

    assert code == 1
    assert "settings.toml, line 2" in out.getvalue()
    if is_json:
        assert len(json.loads(out.getvalue())) == len(TITLES)
