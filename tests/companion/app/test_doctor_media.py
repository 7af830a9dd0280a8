"""The doctor on media, speech and emotes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from companion.app.doctor_media import emotes, media, voice
from companion.media.speech import Speaker
from companion.settings import Settings
from companion.settings.media import EmoteListSettings, MediaSettings, SpeechSettings
from companion.settings.moderation import ModelSettings, ModerationSettings
from tests.companion.media import samples
from tests.support.emulators.emotes import EmoteEmulator

NOTHING = Settings()
ALOUD = Settings(
    speech=SpeechSettings(enabled=True),
    moderation=ModerationSettings(model=ModelSettings(id="detoxify-multilingual")),
)


def test_a_library_that_is_not_there_yet_is_fine(tmp_path: Path) -> None:
    assert media(tmp_path, NOTHING).ok


def test_a_library_is_counted(tmp_path: Path) -> None:
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "a.wav").write_bytes(samples.wav())

    check = media(tmp_path, NOTHING)

    assert (check.ok, check.detail) == (True, "1 file")


def test_what_is_passed_over_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "sync"
    folder.mkdir()
    (folder / "half.webm").write_bytes(samples.webm()[:-9])

    check = media(tmp_path, Settings(media=MediaSettings(folder=str(folder))))

    assert not check.ok
    assert not check.required
    assert "half.webm" in check.fix


def test_a_folder_that_is_none_is_told(tmp_path: Path) -> None:
    (tmp_path / "media").write_text("in the way")

    check = media(tmp_path, NOTHING)

    assert not check.ok
    assert "cannot be read" in check.detail


async def test_speech_that_is_off_is_fine() -> None:
    assert (await voice(NOTHING)).detail == "off"


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="no espeak-ng here")
async def test_a_voice_that_speaks_is_fine() -> None:
    check = await voice(ALOUD)

    assert (check.ok, check.detail) == (True, "espeak")


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="no espeak-ng here")
async def test_without_a_model_it_says_what_is_read() -> None:
    check = await voice(Settings(speech=SpeechSettings(enabled=True)))

    assert not check.ok
    assert "a person has allowed" in check.fix


async def test_a_voice_that_fails_is_told(tmp_path: Path) -> None:
    check = await voice(ALOUD, Speaker(kind="espeak", program=str(tmp_path / "none")))

    assert not check.ok
    assert "cannot be started" in check.detail


@pytest.fixture(scope="module")
def emulator() -> Iterator[EmoteEmulator]:
    with EmoteEmulator.running() as emulator:
        yield emulator


def environment(address: str) -> dict[str, str]:
    return {f"COMPANION_{name}_URL": address for name in ("7TV", "BTTV", "FFZ")}


async def test_emotes_that_can_be_had_are_fine(emulator: EmoteEmulator) -> None:
    check = await emotes(NOTHING, environment(emulator.base_url))

    assert (check.ok, check.detail) == (True, "7TV, BetterTTV, FrankerFaceZ")


async def test_who_does_not_answer_is_named(emulator: EmoteEmulator) -> None:
    where = {
        **environment(emulator.base_url),
        "COMPANION_FFZ_URL": "http://127.0.0.1:1",
    }

    check = await emotes(NOTHING, where)

    assert not check.ok
    assert check.detail.startswith("FrankerFaceZ cannot")


async def test_who_is_off_is_not_asked() -> None:
    off = Settings(emotes=EmoteListSettings(seventv=False, bttv=False, ffz=False))

    check = await emotes(off, environment("http://127.0.0.1:1"))

    assert (check.ok, check.detail) == (True, "off")
