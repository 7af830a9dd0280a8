"""Texts to speech by the computer's own voices, as WAV.

Each system has a program for it: espeak-ng on Linux (and wherever it is installed),
`say` on macOS, PowerShell's System.Speech on Windows. It is started for each text, by a
list of arguments without a shell; the text goes in by standard input, so that nothing
in it can be an option, and whoever hangs is ended.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import sys
import tempfile
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, Literal

from msgspec import Struct

from companion.domain.errors import WorkerError
from companion.i18n import _
from companion.media.sounds import sound_kind

DEADLINE_S: Final = 10.0
"""Seconds that one text may take."""

MOST_BYTES: Final = 16_000_000
"""Of one text's speech."""

_ERRORS: Final = 300
_LINK: Final = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
# Marks that voices take for commands, or read letter by letter.
_MARKS: Final = re.compile(r"[<>\[\]{}|\\^~_*#=`\"“”«»]+")
_REPEATED: Final = re.compile(r"(\S)\1{3,}")
_VOICE: Final = re.compile(r"[\w()][\w .()+-]{0,99}")


class Manner(Struct, frozen=True, kw_only=True):
    """How to speak. language: "en" or "fr-CA"; rate: words a minute; volume: 0..100.

    voice: as the program names it, "" for the one of the language.
    """

    language: str
    voice: str = ""
    rate: int = 170
    volume: int = 80

    @property
    def safe_voice(self) -> str:
        """The voice, "" when it is named as no voice is."""
        return self.voice if _VOICE.fullmatch(self.voice) else ""


class Speaker(Struct, frozen=True, kw_only=True):
    """A program that speaks."""

    kind: Literal["espeak", "say", "powershell"]
    program: str

    def command(self, manner: Manner, target: Path) -> Sequence[str]:
        """Return its command line: reads standard input, writes WAV to `target`."""
        match self.kind:
            case "espeak":
                voice = manner.safe_voice or manner.language.lower()
                return (
                    self.program, "--stdin", "-b", "1", "-z", "-w", str(target),
                    "-s", str(manner.rate), "-a", str(manner.volume), "-v", voice,
                )  # fmt: skip
            case "say":
                chosen = ("-v", manner.safe_voice) if manner.safe_voice else ()
                return (
                    self.program, "-o", str(target), "--file-format=WAVE",
                    "--data-format=LEI16@22050", "-r", str(manner.rate), *chosen,
                    "-f", "-",
                )  # fmt: skip
            case "powershell":
                return (
                    self.program, "-NoLogo", "-NoProfile", "-NonInteractive",
                    "-Command", _POWERSHELL,
                )  # fmt: skip

    def environment(self, manner: Manner, target: Path) -> dict[str, str]:
        """Return what the program finds in its environment."""
        if self.kind != "powershell":
            return dict(os.environ)
        # 170 words a minute are its 0; three times as many its 10.
        rate = max(-10, min(10, round((manner.rate - 170) / 17)))
        return {
            **os.environ,
            "COMPANION_SPEECH_FILE": str(target),
            "COMPANION_SPEECH_VOICE": manner.safe_voice,
            "COMPANION_SPEECH_LANGUAGE": manner.language,
            "COMPANION_SPEECH_RATE": str(rate),
            "COMPANION_SPEECH_VOLUME": str(manner.volume),
        }

    def given(self, text: str, manner: Manner) -> bytes:
        """Return what it reads."""
        if self.kind == "say":  # it has no option for it; the text has no brackets
            text = f"[[volm {manner.volume / 100:.2f}]] {text}"
        return text.encode()


_POWERSHELL: Final = """
$ErrorActionPreference = 'Stop'
[Console]::InputEncoding = New-Object System.Text.UTF8Encoding $false
$text = [Console]::In.ReadToEnd()
Add-Type -AssemblyName System.Speech
$speaker = New-Object System.Speech.Synthesis.SpeechSynthesizer
if ($env:COMPANION_SPEECH_VOICE) { $speaker.SelectVoice($env:COMPANION_SPEECH_VOICE) }
else {
  $found = $speaker.GetInstalledVoices() | Where-Object { $_.Enabled -and
    $_.VoiceInfo.Culture.Name -like "$($env:COMPANION_SPEECH_LANGUAGE)*" }
  if ($found) { $speaker.SelectVoice(@($found)[0].VoiceInfo.Name) }
}
$speaker.Rate = [int]$env:COMPANION_SPEECH_RATE
$speaker.Volume = [int]$env:COMPANION_SPEECH_VOLUME
$speaker.SetOutputToWaveFile($env:COMPANION_SPEECH_FILE)
$speaker.Speak($text)
$speaker.Dispose()
"""


def speaker_of_system(
    platform: str = sys.platform,
    which: Callable[[str], str | None] = shutil.which,
) -> Speaker | None:
    """Return the program that speaks here, None when there is none."""
    programs: Mapping[str, Sequence[tuple[Literal["say", "powershell"], str]]] = {
        "darwin": (("say", "say"),),
        "win32": (("powershell", "powershell.exe"),),
    }
    for kind, name in programs.get(platform, ()):
        if program := which(name):
            return Speaker(kind=kind, program=program)
    for name in ("espeak-ng", "espeak"):
        if program := which(name):
            return Speaker(kind="espeak", program=program)
    return None


def spoken_text(text: str, longest: int) -> str:
    """Return what of a text is read, "" when nothing of it can be.

    longest: characters. Addresses and marks are left out, repeated letters shortened.
    """
    plain = _MARKS.sub(" ", _LINK.sub(" ", text))
    plain = "".join(one if one.isprintable() else " " for one in plain)
    plain = " ".join(_REPEATED.sub(r"\1\1\1", plain).split())
    if len(plain) > longest:
        cut = plain[: longest + 1].rpartition(" ")[0]
        plain = cut or plain[:longest]
    return plain if any(one.isalnum() for one in plain) else ""


async def speech(
    speaker: Speaker, text: str, manner: Manner, *, deadline_s: float = DEADLINE_S
) -> bytes:
    """Return a text as speech: WAV. Raises WorkerError, which says what happened."""
    with tempfile.TemporaryDirectory(prefix="companion-speech-") as folder:
        target = Path(folder) / "speech.wav"
        await _run(speaker, text, manner, target, deadline_s=deadline_s)
        content = await asyncio.to_thread(_read, target)
    found = sound_kind(content)
    if found is None or found.media_type != "audio/wav" or found.seconds <= 0:
        raise WorkerError(_("The voice gave no sound."))
    return content


def _read(target: Path) -> bytes:
    try:
        with target.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError:
        return b""
    return content if len(content) <= MOST_BYTES else b""


async def _run(
    speaker: Speaker, text: str, manner: Manner, target: Path, *, deadline_s: float
) -> None:
    try:
        process = await asyncio.create_subprocess_exec(
            *speaker.command(manner, target),
            stdin=PIPE,
            stdout=DEVNULL,
            stderr=PIPE,
            env=speaker.environment(manner, target),
        )
    except OSError as error:
        text = _("{program} cannot be started: {why}")
        raise WorkerError(
            text.format(program=speaker.program, why=error.strerror)
        ) from error
    try:
        async with asyncio.timeout(deadline_s):
            _out, errors = await process.communicate(speaker.given(text, manner))
    except TimeoutError as error:
        raise WorkerError(_("The voice took too long and was stopped.")) from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode != 0:
        said = " ".join(errors.decode(errors="replace").split())[:_ERRORS]
        raise WorkerError(
            _("The voice failed: {why}").format(why=said or process.returncode)
        )
