"""Names and texts that want to do harm: taken, shown as text, and nothing more."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.support.app_process import AppProcess
from tests.support.evening import Here

SILENT = ("--demo", "--rate", "0")


HOSTILE = {
    "a long name": "N" * 10_000,
    "a script": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "half a character": "a\ud800b\udfff",
    "control characters": "\x00\x07\x1b[2J\x1b]0;owned\x07\x7f\x9b31m",
    "other line ends": "a\u2028b\u2029c\x85d\x0be\rf\ng",
    "other directions": "\u202e\u2066evil\u2069 مرحبا שלום",
    "many marks": "z" + "\u0351\u0352\u0353" * 500,
    "a family": "👨‍👩‍👧‍👦" * 100,
    "SQL": "'); DROP TABLE entries; --",
    "a template": "{{name}} ${name} %s %n {0} {}",
    "a path": "../../../etc/passwd\\..\\..",
    "nothing": "",
    "spaces": " \t\n \u3000\u00a0",
    "prototype": "__proto__",
}


@pytest.fixture(scope="module")
def hostile_evening(
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, dict[str, Any], str, list[str]]:
    """What became of every hostile name and text; see `_hostile_evening`."""
    folder = tmp_path_factory.mktemp("hostile") / "data"
    return (folder, *asyncio.run(_hostile_evening(folder)))


async def _hostile_evening(folder: Path) -> tuple[dict[str, Any], str, list[str]]:
    """Send everything as name and as text; returns answers, log and overlay frames."""
    answers: dict[str, Any] = {}
    frames: list[str] = []
    async with (
        AppProcess.serving(*SILENT, folder=folder) as app,
        aiohttp.ClientSession() as pages,
    ):
        link = app.ready["overlays"]["chat"].replace("http", "ws", 1) + "ws"
        async with pages.ws_connect(link) as page:
            for what, text in HOSTILE.items():
                viewer = {"id": f"tiktok:{len(answers)}", "name": text}
                answers[what] = await app.post(
                    "/test/chat", {"viewer": viewer, "text": text}
                )
            end = {"viewer": {"name": "the end"}, "text": "zebra crossing"}
            await app.post("/test/chat", end)
            while not frames or "zebra crossing" not in frames[-1]:
                frames.append(await page.receive_str(timeout=20))
        answers["featured"] = await app.post(
            "/feature", {"seq": answers["a script"][1]["seq"]}
        )
        answers["events"] = await app.get("/events")
        assert await app.stop() == 0, app.log()
        return answers, app.log(), frames


Evening = tuple[Path, dict[str, Any], str, list[str]]


@pytest.mark.parametrize("what", HOSTILE)
def test_whatever_a_name_or_text_is_it_is_taken(
    hostile_evening: Evening, what: str
) -> None:
    _folder, answers, log, _frames = hostile_evening
    status, answer = answers[what]
    (entry,) = [one for one in answers["events"] if one["seq"] == answer["seq"]]

    assert status == 202
    assert len(entry["viewer"]["name"]) <= 200
    assert len(entry["payload"]["text"]) <= 2_000
    assert not set("\x00\x07\x1b\x7f") & set(json.dumps(entry, ensure_ascii=False))
    assert entry["viewer"]["name"] or HOSTILE[what].strip() == ""
    if what in {"a script", "SQL", "a template", "a path", "prototype"}:
        assert entry["payload"]["text"] == HOSTILE[what]
    assert (log, "Traceback" in log) == ("", False)


def test_the_overlay_gets_text_as_text(hostile_evening: Evening) -> None:
    _folder, _answers, _log, frames = hostile_evening
    for frame in frames:
        data = json.loads(frame)["data"]
        assert isinstance(data, dict)
    lines = json.loads(frames[-1])["data"]["state"]["lines"]
    assert lines[-1]["text"] == "zebra crossing"
    assert all(len(line["name"]) <= 200 for line in lines)


def test_hostile_words_do_nothing_in_the_record(
    hostile_evening: Evening, here: Here
) -> None:
    folder, answers, _log, _frames = hostile_evening
    place = ("--data-dir", str(folder))
    for asked in (
        ("standings", "last"),
        ("verify", "last"),
        ("export", "last", "--format", "jsonl"),
    ):
        code, out, err = here("sessions", *asked, *place)
        assert (code, err) == (0, ""), asked
        assert "\x1b" not in out
        assert "Traceback" not in out
        if asked[0] == "export":
            lines = [json.loads(line) for line in out.splitlines()]
    texts = [line["payload"].get("text") for line in lines if line["kind"] == "chat"]
    assert len(texts) == len(HOSTILE) + 1
    assert answers["featured"][0] == 200
