"""What works on this machine and what does not, each with its fix."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TextIO

from msgspec import Struct, to_builtins

from companion.app.doctor_machine import (
    data_folder,
    disk,
    display,
    hotkeys,
    keyring,
    port,
    python,
    translations,
    window,
)
from companion.app.doctor_media import emotes, media, voice
from companion.app.doctor_platforms import platforms
from companion.app.doctor_services import (
    ledger,
    model,
    obs,
    settings_file,
    tiktok,
)
from companion.app.findings import Check
from companion.i18n import N_, _, ngettext
from companion.settings import Settings

TITLES: Final[Mapping[str, str]] = {
    "python": N_("Python"),
    "data-folder": N_("Data folder"),
    "disk": N_("Disk"),
    "settings": N_("Settings"),
    "ledger": N_("Ledger"),
    "port": N_("Port"),
    "qt": N_("Qt libraries"),
    "display": N_("Display"),
    "hotkeys": N_("Hotkeys"),
    "fonts": N_("Fonts"),
    "translations": N_("Translations"),
    "keyring": N_("Keyring"),
    "model": N_("Moderation model"),
    "media": N_("Media library"),
    "speech": N_("Speech"),
    "emotes": N_("Emotes"),
    "obs": N_("OBS"),
    "tiktok": N_("TikTok worker"),
    "tiktok-live": N_("TikTok"),
    "twitch": N_("Twitch"),
    "youtube": N_("YouTube"),
}
"""Every check in the order of the report, and what a person reads for it."""


class Patient(Struct, frozen=True, kw_only=True):
    """What is examined.

    environment: of the process. worker: the command line that starts the TikTok worker.
    open_ledger: returns one sentence on the ledger in a data folder, or raises
    LedgerError; None leaves the check out. settings: those of the data folder.
    """

    data_folder: Path
    port: int
    environment: Mapping[str, str]
    worker: Sequence[str]
    open_ledger: Callable[[Path], str] | None = None
    settings: Settings = Settings()


async def examine(patient: Patient) -> list[Check]:
    """Return every check, in the order of TITLES; all run at the same time."""
    environment = patient.environment
    found = await asyncio.gather(
        asyncio.to_thread(_files, patient),
        window(environment),
        _each(
            port(patient.port),
            display(environment),
            asyncio.to_thread(hotkeys, environment),
            keyring(environment),
            model(patient.data_folder, patient.settings.moderation.model.id),
            asyncio.to_thread(media, patient.data_folder, patient.settings),
            voice(patient.settings),
            emotes(patient.settings, environment),
            obs(environment, patient.settings.obs),
            tiktok(patient.worker, environment),
        ),
        platforms(patient.settings, environment),
    )
    order = list(TITLES)
    checks = [check for group in found for check in group]
    return sorted(checks, key=lambda check: order.index(check.check))


def exit_code(checks: Sequence[Check]) -> int:
    """Return 1 when something that Companion cannot do without fails, else 0."""
    return int(any(check.required and not check.ok for check in checks))


def as_json(checks: Sequence[Check]) -> list[dict[str, Any]]:
    """Return the checks as JSON's kinds: check, ok, detail, fix, required."""
    return [to_builtins(check) for check in checks]


def table(checks: Sequence[Check]) -> str:
    """Return the checks as lines for a person, the fixes beneath."""
    words = [_state(check) for check in checks]
    titles = [_(TITLES[check.check]) for check in checks]
    wide, wider = max(map(len, words)), max(map(len, titles))
    lines: list[str] = []
    for check, word, title in zip(checks, words, titles, strict=True):
        lines.append(f"{word:<{wide}}  {title:<{wider}}  {check.detail}")
        if check.fix:
            lines.append(f"{'':<{wide}}  {'':<{wider}}  {check.fix}")
    return "\n".join([*lines, "", _summary(checks), ""])


def run_doctor(patient: Patient, *, is_json: bool, out: TextIO) -> int:
    """Examine, write the report to `out`, and return the exit code."""
    checks = asyncio.run(examine(patient))
    if is_json:
        out.write(json.dumps(as_json(checks), indent=2) + "\n")
    else:
        out.write(table(checks))
    return exit_code(checks)


def _files(patient: Patient) -> list[Check]:
    """Return the checks that only read and write files."""
    folder = patient.data_folder
    checks = [python(), data_folder(folder), disk(folder), settings_file(folder)]
    if patient.open_ledger is not None:
        checks.append(ledger(folder, patient.open_ledger))
    return [*checks, translations()]


async def _each(*checks: Awaitable[Check]) -> list[Check]:
    return list(await asyncio.gather(*checks))


def _state(check: Check) -> str:
    if check.ok:
        return _("ok")
    return _("PROBLEM") if check.required else _("note")


def _summary(checks: Sequence[Check]) -> str:
    problems = sum(check.required and not check.ok for check in checks)
    if not problems:
        return _("Companion has all that it needs.")
    return ngettext(
        "{n} problem keeps Companion from working as it should.",
        "{n} problems keep Companion from working as it should.",
        problems,
    ).format(n=problems)
