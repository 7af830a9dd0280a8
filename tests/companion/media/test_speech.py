"""Speech by a real espeak-ng, and by programs that fail; no text is an option."""

from __future__ import annotations

import asyncio
import shutil
import stat
import sys
from pathlib import Path

import pytest

from companion.domain.errors import WorkerError
from companion.media.sounds import sound_kind
from companion.media.speech import (
    Manner,
    Speaker,
    speaker_of_system,
    speech,
    spoken_text,
)

MANNER = Manner(language="en")
ESPEAK = shutil.which("espeak-ng")
real = pytest.mark.skipif(ESPEAK is None, reason="no espeak-ng here")


def seconds(content: bytes) -> float:
    kind = sound_kind(content)
    assert kind is not None
    assert kind.media_type == "audio/wav"
    return kind.seconds


def loudness(content: bytes) -> int:
    samples = memoryview(content[44 : len(content) // 2 * 2]).cast("h")
    return max(map(abs, samples))


@pytest.fixture
def espeak() -> Speaker:
    assert ESPEAK is not None
    return Speaker(kind="espeak", program=ESPEAK)


@real
async def test_a_text_becomes_a_sound(espeak: Speaker) -> None:
    short = await speech(espeak, "Hello", MANNER)
    long = await speech(espeak, "Hello and welcome to the stream, dear viewers", MANNER)

    assert 0.2 < seconds(short) < 2
    assert seconds(long) > 2 * seconds(short)


@real
async def test_voice_speed_and_volume_are_heard(espeak: Speaker) -> None:
    text = "Bonjour tout le monde, merci beaucoup"
    plain = await speech(espeak, text, MANNER)

    french = await speech(espeak, text, Manner(language="fr"))
    fast = await speech(espeak, text, Manner(language="en", rate=340))
    quiet = await speech(espeak, text, Manner(language="en", volume=20))

    assert french != plain
    assert seconds(fast) < 0.7 * seconds(plain)
    assert loudness(quiet) < 0.5 * loudness(plain)


@real
@pytest.mark.parametrize(
    "text",
    ["--version", "-w /tmp/x hello", "$(reboot)", "`id`; rm -rf x", "-f /etc/passwd"],
)
async def test_no_text_is_an_option(espeak: Speaker, text: str, tmp_path: Path) -> None:
    assert seconds(await speech(espeak, text, MANNER)) > 0.3


@real
async def test_a_voice_that_is_not_there_is_told(espeak: Speaker) -> None:
    with pytest.raises(WorkerError, match="voice does not exist"):
        await speech(espeak, "Hello", Manner(language="en", voice="nobody"))


@real
@pytest.mark.parametrize("voice", ["--stdout", "-q", "../../etc", "a/b", "x\n"])
async def test_what_is_no_voice_is_not_passed_on(espeak: Speaker, voice: str) -> None:
    spoken = await speech(espeak, "Hello", Manner(language="en", voice=voice))

    assert spoken == await speech(espeak, "Hello", MANNER)


def program(folder: Path, text: str) -> Speaker:
    path = folder / "voice"
    path.write_text(f"#!{sys.executable}\n{text}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return Speaker(kind="espeak", program=str(path))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("import time; time.sleep(100)", "took too long"),
        ("raise SystemExit('no memory')", "no memory"),
        ("", "no sound"),
        ("import sys; open(sys.argv[6], 'wb').write(b'RIFF nothing')", "no sound"),
    ],
)
async def test_a_program_that_fails_is_told_and_ended(
    tmp_path: Path, text: str, told: str
) -> None:
    voice = program(tmp_path, text)

    with pytest.raises(WorkerError, match=told):
        await speech(voice, "Hello", MANNER, deadline_s=1.0)


async def test_a_program_that_is_not_there_is_told(tmp_path: Path) -> None:
    voice = Speaker(kind="espeak", program=str(tmp_path / "nothing"))

    with pytest.raises(WorkerError, match="cannot be started"):
        await speech(voice, "Hello", MANNER)


async def test_whoever_is_cancelled_ends_the_program(tmp_path: Path) -> None:
    mark = tmp_path / "alive"
    voice = program(
        tmp_path,
        f"import sys, time; open({str(mark)!r}, 'w'); sys.stdin.read()\n"
        "time.sleep(100)",
    )  # fmt: skip
    speaking = asyncio.create_task(speech(voice, "Hello", MANNER))
    async with asyncio.timeout(10):
        while not mark.exists():  # noqa: ASYNC110  # a process tells nobody
            await asyncio.sleep(0.01)

    speaking.cancel()

    with pytest.raises(asyncio.CancelledError):
        await speaking


@pytest.mark.parametrize(
    ("platform", "there", "kind"),
    [
        ("linux", {"espeak-ng"}, "espeak"),
        ("linux", {"espeak"}, "espeak"),
        ("linux", {"say", "powershell.exe"}, None),
        ("darwin", {"say", "espeak-ng"}, "say"),
        ("win32", {"powershell.exe"}, "powershell"),
        ("win32", {"espeak-ng"}, "espeak"),
        ("win32", set(), None),
    ],
)
def test_each_system_has_its_program(
    platform: str, there: set[str], kind: str | None
) -> None:
    found = speaker_of_system(platform, lambda name: name if name in there else None)

    assert (found.kind if found else None) == kind


@pytest.mark.parametrize("kind", ["espeak", "say", "powershell"])
def test_the_text_is_on_no_command_line(kind: str, tmp_path: Path) -> None:
    voice = Speaker(kind=kind, program="voice")
    manner = Manner(language="en", voice="Alex")

    command = voice.command(manner, tmp_path / "x.wav")
    environment = voice.environment(manner, tmp_path / "x.wav")

    assert "SECRET" not in " ".join([*command, *environment.values()])
    assert voice.given("SECRET", manner).endswith(b"SECRET")
    assert "Alex" in " ".join([*command, *environment.values()])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello there!", "Hello there!"),
        ("look https://evil.example/?x=1 now", "look now"),
        ("WWW.EVIL.EXAMPLE", ""),
        ("<b>[[volm 1]] {x}</b>", "b volm 1 x /b"),
        ("aaaaaaaaaa!!!!!!!!", "aaa!!!"),
        ("a\x00b\u202ec\nd", "a b c d"),
        ("🎉🎉🎉🎉🎉", ""),
        ("...", ""),
        ("", ""),
        ("日本語", "日本語"),
        ("one two three four", "one two three"),
        ("x" * 4 + "abcdefghijklmnopqrstuvwxyz", "xxxabcdefghijklm"),
    ],
)
def test_what_is_read_of_a_text(text: str, expected: str) -> None:
    assert spoken_text(text, 16) == expected
