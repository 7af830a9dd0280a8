"""Checks of the machine: real folders, ports and Qt; troubles as Qt reports them."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest
from aiohttp import web

from companion.app.doctor_machine import (
    data_folder,
    disk,
    display,
    fonts,
    hotkeys,
    keyring,
    port,
    python,
    qt_trouble,
    translations,
    window,
)
from companion.app.findings import Outcome
from tests.support.x_display import x_display

SCRIPTS = [
    "Arabic", "Devanagari", "Greek", "Hebrew", "Japanese", "Korean",
    "SimplifiedChinese", "Thai", "Emoji",
]  # fmt: skip


def test_this_python_will_do() -> None:
    check = python()

    assert check.ok
    assert check.detail.startswith(f"{sys.version_info.major}.")


def test_a_folder_that_can_be_written_is_fine_and_stays_empty(tmp_path: Path) -> None:
    check = data_folder(tmp_path)

    assert (check.ok, check.fix) == (True, "")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_does_not_exist_yet_is_not_made(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "b"

    check = data_folder(folder)

    assert check.ok
    assert check.detail == f"{folder} (will be made)"
    assert not (tmp_path / "a").exists()


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="Linux only")
def test_a_folder_that_cannot_be_written_is_a_problem() -> None:
    check = data_folder(Path("/proc/self/task"))

    assert (check.ok, check.required) == (False, True)
    assert "--data-dir" in check.fix


def test_a_file_in_the_folders_place_is_a_problem(tmp_path: Path) -> None:
    file = tmp_path / "companion"
    file.touch()

    assert not data_folder(file).ok


def test_room_on_the_disk_is_told(tmp_path: Path) -> None:
    check = disk(tmp_path / "not" / "yet")

    assert "GB free" in check.detail
    assert check.ok is (not check.fix)


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="Linux only")
def test_a_disk_without_room_is_a_problem() -> None:
    # The kernel's own file system has no free byte.
    check = disk(Path("/proc/self"))

    assert (check.ok, check.detail) == (False, "0.0 GB free")


@contextmanager
def listening() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


async def test_a_port_that_is_free_is_fine() -> None:
    with listening() as number:
        pass

    check = await port(number)

    assert (check.ok, check.detail) == (True, f"{number} is free")


@asynccontextmanager
async def serving(content_type: str) -> AsyncIterator[int]:
    async def healthz(_request: web.Request) -> web.Response:
        return web.Response(text="{}", content_type=content_type)

    app = web.Application()
    app.router.add_get("/healthz", healthz)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield runner.addresses[0][1]
    await runner.cleanup()


async def test_a_port_that_another_program_uses_is_a_problem() -> None:
    async with serving("text/html") as number:
        check = await port(number)

    assert (check.ok, check.required) == (False, True)
    assert "server.port" in check.fix


async def test_a_port_that_a_companion_uses_is_fine() -> None:
    async with serving("application/json") as number:
        check = await port(number)

    assert check.ok
    assert "Companion" in check.detail


async def test_a_port_whose_program_does_not_answer_is_a_problem() -> None:
    with listening() as number:
        check = await port(number)

    assert not check.ok


@pytest.mark.qt
async def test_qt_and_its_fonts_are_tried_without_a_display() -> None:
    environment = {name: v for name, v in os.environ.items() if name != "DISPLAY"}

    checks = await window(environment)

    assert [(check.check, check.required) for check in checks] == [
        ("qt", True),
        ("fonts", False),
    ]
    assert checks[0].ok
    assert checks[0].detail.startswith("Qt 6.")


@pytest.mark.qt
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux only")
async def test_a_library_that_qt_lacks_is_named_with_its_package(
    tmp_path: Path,
) -> None:
    # An empty file in its place is as bad as none.
    (tmp_path / "libEGL.so.1").touch()

    (check,) = await window({**os.environ, "LD_LIBRARY_PATH": str(tmp_path)})

    assert (check.check, check.ok, check.required) == ("qt", False, True)
    assert "libEGL.so.1" in check.detail
    assert check.fix == "Debian, Ubuntu: sudo apt-get install libegl1"


@pytest.mark.parametrize(
    ("scripts", "ok", "detail"),
    [
        (SCRIPTS, True, "215 families"),
        (SCRIPTS[:-1], False, "215 families; no glyphs for Emoji"),
        ([], False, f"215 families; no glyphs for {', '.join(SCRIPTS)}"),
    ],
)
def test_scripts_without_glyphs_are_named(
    scripts: list[str], ok: bool, detail: str
) -> None:
    check = fonts(215, scripts)

    assert (check.ok, check.detail) == (ok, detail)
    assert ("fonts-noto" in check.fix) is not ok


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux only")
async def test_without_a_display_there_is_serve() -> None:
    environment = {"PATH": os.environ["PATH"], "DISPLAY": ""}

    check = await display(environment)

    assert (check.ok, check.required) == (False, False)
    assert "companion serve" in check.fix


@pytest.mark.qt
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux only")
async def test_a_display_that_does_not_answer_is_told() -> None:
    environment = {
        name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"
    }

    check = await display({**environment, "DISPLAY": ":4321"})

    assert not check.ok
    assert "could not connect to display :4321" in check.detail


@pytest.mark.parametrize(
    ("errors", "detail", "fix"),
    [
        (
            "Traceback …\nImportError: libEGL.so.1: cannot open shared object file: "
            "No such file or directory\n",
            "ImportError: libEGL.so.1: cannot open shared object file: No such file or "
            "directory",
            "Debian, Ubuntu: sudo apt-get install libegl1",
        ),
        (
            "qt.qpa.plugin: From 6.5.0, xcb-cursor0 or libxcb-cursor0 is needed to "
            "load the Qt xcb platform plugin.\nAborted\n",
            "libxcb-cursor0",
            "Debian, Ubuntu: sudo apt-get install libxcb-cursor0",
        ),
        (
            "qt.qpa.xcb: could not connect to display :9\nqt.qpa.plugin: From 6.5.0, "
            "xcb-cursor0 or libxcb-cursor0 is needed\n",
            "qt.qpa.xcb: could not connect to display :9",
            "Start it from the desktop, or use `companion serve`.",
        ),
        ("something else\n", "something else", "Use `companion serve`, which needs no "
         "window."),
        ("", "-6", "Use `companion serve`, which needs no window."),
    ],
)  # fmt: skip
def test_what_qt_complains_of_is_turned_into_what_to_install(
    errors: str, detail: str, fix: str
) -> None:
    assert qt_trouble(Outcome(-6, "", errors)) == (detail, fix)


def test_a_qt_that_is_slow_is_not_called_broken() -> None:
    detail, fix = qt_trouble(Outcome(None, "", ""))

    assert "in time" in detail
    assert "again" in fix


async def test_a_keyring_without_a_desktop_is_noted_with_its_name() -> None:
    environment = {
        **os.environ,
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
    }

    check = await keyring(environment)

    assert (check.ok, check.required) == (False, False)
    assert check.fix


def test_every_language_has_its_catalogue() -> None:
    assert translations().detail == "en, fr"


@pytest.mark.parametrize(
    ("system", "environment", "ok", "word"),
    [
        ("linux", {"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, False, "Wayland"),
        ("linux", {}, False, "no display"),
        ("darwin", {}, True, "Input Monitoring"),
        ("win32", {}, True, "no permission"),
    ],
)
def test_hotkeys_are_not_promised_where_no_key_can_be_heard(
    system: str, environment: dict[str, str], word: str, *, ok: bool
) -> None:
    found = hotkeys(environment, system)

    assert (found.ok, word in found.detail) == (ok, True)
    assert bool(found.fix) is not ok
    assert not found.required


def test_hotkeys_work_on_a_display_that_tells_its_keys() -> None:
    with x_display() as display:
        assert hotkeys({"DISPLAY": display.name}, "linux").ok
