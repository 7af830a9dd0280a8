"""A browser is found wherever a system keeps it, and is gone after its use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from companion.app.chromium import find_chromium, open_browser
from companion.domain.errors import CommandError


def program(place: Path) -> Path:
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("#!/bin/sh\n", "utf-8")
    place.chmod(0o755)
    return place


def test_the_one_that_is_chosen_comes_first(tmp_path: Path) -> None:
    chosen = program(tmp_path / "mine")
    program(tmp_path / "bin" / "chromium")
    environment = {"PATH": str(tmp_path / "bin"), "COMPANION_CHROMIUM": str(chosen)}

    assert find_chromium(environment, platform="linux") == str(chosen)


@pytest.mark.parametrize("name", ["google-chrome", "microsoft-edge", "brave-browser"])
def test_linux_has_it_on_the_search_path(tmp_path: Path, name: str) -> None:
    found = program(tmp_path / name)

    assert find_chromium({"PATH": str(tmp_path)}, platform="linux") == str(found)


def test_windows_has_edge_in_its_folder_of_programs(tmp_path: Path) -> None:
    edge = program(tmp_path / "Microsoft" / "Edge" / "Application" / "msedge.exe")
    environment = {"PATH": "", "PROGRAMFILES(X86)": str(tmp_path)}

    assert find_chromium(environment, platform="win32") == str(edge)
    assert find_chromium(environment, platform="linux") is None


def test_macos_has_them_among_its_applications(tmp_path: Path) -> None:
    inside = "Brave Browser.app/Contents/MacOS/Brave Browser"
    brave = program(tmp_path / "Applications" / inside)
    environment = {"PATH": "", "HOME": str(tmp_path)}

    assert find_chromium(environment, platform="darwin") == str(brave)


async def test_a_program_that_is_no_browser_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="does not start"):
        async with open_browser(str(program(tmp_path / "nothing"))):
            pass


@pytest.mark.skipif(os.name != "posix", reason="Windows has classes of priority")
async def test_a_gentle_browser_stands_back(tmp_path: Path) -> None:
    fake = program(tmp_path / "browser")
    fake.write_text('#!/bin/sh\nnice > "$0.nice"\n', "utf-8")

    with pytest.raises(CommandError):
        async with open_browser(str(fake), is_gentle=True):
            pass

    told = int((tmp_path / "browser.nice").read_text("utf-8"))
    assert told == min(19, os.getpriority(os.PRIO_PROCESS, 0) + 10)


@pytest.mark.browser
async def test_a_gentle_browser_leaves_nobody_behind() -> None:
    path = find_chromium()
    assert path is not None
    async with open_browser(path, is_gentle=True) as browser:
        info = await browser.ask("SystemInfo.getProcessInfo")
        pids = [one["id"] for one in info["processInfo"]]
        assert all(map(is_alive, pids))

    assert not any(map(is_alive, pids))


def is_alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text("utf-8").split()[2]
    except OSError:
        return False
