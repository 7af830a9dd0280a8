"""Checks of the machine itself: folder, port, libraries of the window, fonts."""

from __future__ import annotations

import errno
import gettext
import json
import os
import platform
import re
import shutil
import socket
import sys
import tempfile
from collections.abc import Mapping, Sequence
from importlib import resources
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import aiohttp

from companion.app.findings import Check, Outcome, run_program
from companion.app.hotkeys import (
    HotkeysUnavailable,
    hook_of_system,
    why_no_hotkeys,
)
from companion.app.probes import probe_command
from companion.i18n import LANGUAGES, _, ngettext
from companion.workers.program import own_environment

LEAST_FREE: Final = 200 * 1024 * 1024
"""Bytes below which a stream's ledger may run out of room."""

_OLDEST_PYTHON: Final = (3, 11)

_LIBRARY: Final = re.compile(r"\blib[\w+-]+\.so(?:\.\d+)*")

_PACKAGES: Final[Mapping[str, str]] = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}
"""Debian's package for each library that Qt needs and a bare system lacks."""

_REFUSED: Final = "could not connect to display"
_CURSOR: Final = "libxcb-cursor0"
"""Qt names it whenever its X11 plug-in does not load, also when only the display does
not answer, so that is looked for first."""

_SCRIPTS: Final = (
    "Arabic", "Devanagari", "Greek", "Hebrew", "Japanese", "Korean",
    "SimplifiedChinese", "Thai",
)  # fmt: skip
"""Writing systems that names on a stream come in, as Qt calls them."""


def python() -> Check:
    """Check the Python that runs this."""
    version = platform.python_version()
    return Check(
        check="python",
        ok=sys.version_info >= _OLDEST_PYTHON,
        detail=_("{version} on {system}").format(
            version=version, system=f"{platform.system()} {platform.machine()}"
        ),
        required=True,
    )


def data_folder(folder: Path) -> Check:
    """Check that files can be written where the record is kept; leaves none behind."""
    place = _nearest(folder)
    try:
        with tempfile.TemporaryFile(dir=place) as file:
            file.write(b"\0" * 4096)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        return Check(
            check="data-folder",
            ok=False,
            detail=f"{place}: {error.strerror or error}",
            fix=_("Make the folder writable, or choose another with --data-dir."),
            required=True,
        )
    made = "" if folder == place else _(" (will be made)")
    return Check(check="data-folder", ok=True, detail=f"{folder}{made}", required=True)


def disk(folder: Path) -> Check:
    """Check that there is room for a stream's ledger."""
    try:
        free = shutil.disk_usage(_nearest(folder)).free
    except OSError as error:
        return Check(
            check="disk", ok=False, detail=str(error.strerror or error), required=True
        )
    is_enough = free >= LEAST_FREE
    return Check(
        check="disk",
        ok=is_enough,
        detail=_("{n:.1f} GB free").format(n=free / 1e9),
        fix="" if is_enough else _("Make room: a long stream may need 200 MB."),
        required=True,
    )


async def port(number: int) -> Check:
    """Check that the overlay server can listen, or already does."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        if os.name == "posix":  # elsewhere it would allow two listeners on one port
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", number))
        except OSError as error:
            problem = error
        else:
            return Check(
                check="port",
                ok=True,
                detail=_("{number} is free").format(number=number),
                required=True,
            )
    if problem.errno == errno.EADDRINUSE and await _is_companion(number):
        detail = _("{number} is used by a Companion that runs").format(number=number)
        return Check(check="port", ok=True, detail=detail, required=True)
    return Check(
        check="port",
        ok=False,
        detail=f"{number}: {problem.strerror or problem}",
        fix=_(
            "End the program that uses the port, or choose another in Settings "
            "(server.port) and copy the overlay links to OBS again."
        ),
        required=True,
    )


async def window(environment: Mapping[str, str]) -> list[Check]:
    """Check that the window's libraries load without a display, and its fonts."""
    if find_spec("PySide6") is None:
        fix = _("Install Companion again, with its dependencies.")
        detail = _("PySide6 is not installed")
        return [Check(check="qt", ok=False, detail=detail, fix=fix, required=True)]
    outcome = await _probe_qt({**environment, "QT_QPA_PLATFORM": "offscreen"})
    if outcome.code != 0:
        detail, fix = qt_trouble(outcome)
        return [Check(check="qt", ok=False, detail=detail, fix=fix, required=True)]
    answer = _answer(outcome)
    version = _("Qt {version}").format(version=answer["version"])
    return [
        Check(check="qt", ok=True, detail=version, required=True),
        fonts(answer["families"], answer["scripts"]),
    ]


async def display(environment: Mapping[str, str]) -> Check:
    """Check that a window can be opened; `companion serve` needs none."""
    if sys.platform.startswith("linux"):
        names = ("WAYLAND_DISPLAY", "DISPLAY")
        where = next((environment[name] for name in names if environment.get(name)), "")
        if not where:
            return Check(
                check="display",
                ok=False,
                detail=_("there is none"),
                fix=_("Use `companion serve`, which needs no window."),
            )
    outcome = await _probe_qt(environment)
    if outcome.code == 0:
        opened = _answer(outcome).get("platform", "")
        return Check(check="display", ok=True, detail=opened)
    detail, fix = qt_trouble(outcome)
    return Check(check="display", ok=False, detail=detail, fix=fix)


def hotkeys(environment: Mapping[str, str], system: str = sys.platform) -> Check:
    """Check that keys can be heard while a game has the focus."""
    why = why_no_hotkeys(system, environment)
    if why:
        fix = _("Log in with an X11 (Xorg) session to use hotkeys.")
        return Check(check="hotkeys", ok=False, detail=why, fix=fix)
    if system == "darwin":
        detail = _("allow Companion under Privacy & Security, Input Monitoring")
        return Check(check="hotkeys", ok=True, detail=detail)
    if system == "win32":
        detail = _("no permission is needed")
        return Check(check="hotkeys", ok=True, detail=detail)
    return _hotkeys_of_x11(environment)


def _hotkeys_of_x11(environment: Mapping[str, str]) -> Check:
    try:
        hook = hook_of_system("linux", environment)
        hook.open(lambda _combo: None)
        hook.close()
    except HotkeysUnavailable as problem:
        fix = _("Log in with an X11 (Xorg) session to use hotkeys.")
        return Check(check="hotkeys", ok=False, detail=str(problem), fix=fix)
    return Check(check="hotkeys", ok=True, detail=_("the X11 display tells its keys"))


def fonts(families: int, scripts: Sequence[str]) -> Check:
    """Check that names in other scripts, and emoji, have glyphs in the window.

    families: how many there are. scripts: what they cover, as the probe names it.
    """
    missing = [script for script in (*_SCRIPTS, "Emoji") if script not in scripts]
    detail = ngettext("{n} family", "{n} families", families).format(n=families)
    if not missing:
        return Check(check="fonts", ok=True, detail=detail)
    lacking = _("{families}; no glyphs for {missing}")
    return Check(
        check="fonts",
        ok=False,
        detail=lacking.format(families=detail, missing=", ".join(missing)),
        fix=_("Debian, Ubuntu: sudo apt-get install {packages}").format(
            packages="fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji"
        ),
    )


async def keyring(environment: Mapping[str, str]) -> Check:
    """Check that logins can be kept safely; nothing is written."""
    if find_spec("keyring") is None:
        return Check(
            check="keyring",
            ok=False,
            detail=_("the Python package keyring is not installed"),
            fix=_("Logins come from environment variables until it is."),
        )
    outcome = await run_program(
        probe_command("keyring-backends"), own_environment(environment), patience_s=15
    )
    backend = outcome.output.strip()
    is_safe = outcome.code == 0 and not re.search(
        "fail|null|plaintext", backend, re.IGNORECASE
    )
    return Check(
        check="keyring",
        ok=is_safe,
        detail=backend or _("it does not answer"),
        fix=""
        if is_safe
        else _("Start a keyring (GNOME Keyring, KWallet) to keep logins."),
    )


def translations() -> Check:
    """Check that every language has its catalogue."""
    folder = Path(str(resources.files("resources") / "translations"))
    missing = [
        code
        for code in LANGUAGES
        if code != "en" and gettext.find("companion", folder, [code]) is None
    ]
    if not missing:
        return Check(check="translations", ok=True, detail=", ".join(LANGUAGES))
    return Check(
        check="translations",
        ok=False,
        detail=_("missing: {languages}").format(languages=", ".join(missing)),
        fix=_("Install Companion again; until then it speaks English."),
    )


def _nearest(folder: Path) -> Path:
    """Return the folder, or the nearest one above it that exists."""
    return next(
        place for place in (folder, *folder.absolute().parents) if place.exists()
    )


async def _is_companion(number: int) -> bool:
    """Tell whether a Companion answers on the port."""
    timeout = aiohttp.ClientTimeout(total=2)
    address = f"http://127.0.0.1:{number}/healthz"
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.get(address, allow_redirects=False) as answer,
        ):
            return answer.status == 200 and answer.content_type == "application/json"
    except (aiohttp.ClientError, TimeoutError, OSError):
        return False


async def _probe_qt(environment: Mapping[str, str]) -> Outcome:
    command = probe_command("qt", *_SCRIPTS)
    # Whoever has silenced Qt would silence what is looked for here.
    outspoken = {k: v for k, v in environment.items() if k != "QT_LOGGING_RULES"}
    return await run_program(command, own_environment(outspoken))


def _answer(outcome: Outcome) -> dict[str, Any]:
    """Return what the probe printed, {} when it failed."""
    if outcome.code != 0 or not outcome.output.strip():
        return {}
    answer: dict[str, Any] = json.loads(outcome.output.strip().splitlines()[-1])
    return answer


def qt_trouble(outcome: Outcome) -> tuple[str, str]:
    """Return what is wrong and how to mend it, of a start of Qt that failed."""
    if outcome.code is None:
        return _("Qt did not start in time"), _("Try again when the machine is idle.")
    lines = [line.strip() for line in outcome.errors.splitlines() if line.strip()]
    refused = next((line for line in lines if _REFUSED in line), "")
    if refused:
        return refused, _("Start it from the desktop, or use `companion serve`.")
    told = next((line for line in reversed(lines) if _LIBRARY.search(line)), "")
    packages = {_PACKAGES.get(name, "") for name in _LIBRARY.findall(told)} - {""}
    if any(_CURSOR in line for line in lines):
        told, packages = told or _CURSOR, packages | {_CURSOR}
    if packages:
        fix = _("Debian, Ubuntu: sudo apt-get install {packages}")
        return told, fix.format(packages=" ".join(sorted(packages)))
    last = told or (lines[-1] if lines else str(outcome.code))
    return last, _("Use `companion serve`, which needs no window.")
