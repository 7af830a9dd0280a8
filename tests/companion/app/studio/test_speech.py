"""Only what is proved clean is read, once, in time, and never after a retraction."""

from __future__ import annotations

import asyncio
import shutil
import stat
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path

import pytest

from companion.app.studio.speech import LATE_S, MOST_WAITING, SpeechDesk
from companion.domain.entries import (
    Entry,
    Featured,
    Judgement,
    Reason,
    Verdict,
    VerdictGiven,
)
from companion.domain.events import AnyEvent, Cheer, Redemption, SuperChat
from companion.domain.values import Platform
from companion.domain.views import Shown
from companion.media.cache import Caches
from companion.media.sounds import sound_kind
from companion.media.speech import Speaker, speaker_of_system
from companion.settings.media import SpeechSettings
from tests.companion.media import samples
from tests.support.events import chat
from tests.support.fakes import FakeClock

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="voices are scripts")

CLEAN = Judgement(scores={"toxicity": 0.01})
BY_PERSON = Judgement(reasons=(Reason(rule="person"),))
UNASKED = Judgement()
ON = SpeechSettings(enabled=True)


def superchat(text: str = "Hello", euros: int = 5) -> SuperChat:
    return SuperChat(
        id=f"youtube:{text}",
        platform=Platform.YOUTUBE,
        channel="@mira",
        amount_micros=euros * 1_000_000,
        currency="EUR",
        text=text,
    )


def cheer(bits: int) -> Cheer:
    return Cheer(
        id=f"twitch:{bits}",
        platform=Platform.TWITCH,
        channel="mira",
        bits=bits,
        text="Hi",
    )


def entry(
    seq: int, body: AnyEvent | Featured | VerdictGiven, judgement: Judgement = CLEAN
) -> Entry:
    return Entry(
        seq=seq, number=seq, session="s", at=seq, body=body, judgement=judgement
    )


class Voice:
    """A program that says how often it was asked, and waits where it is told to."""

    def __init__(self, folder: Path, wait: bool = False) -> None:
        self.log = folder / "spoken"
        self.log.write_text("")
        self.go = folder / "go"
        (folder / "sample.wav").write_bytes(samples.wav())
        waiting = f"while [ ! -e {self.go} ]; do sleep 0.01; done" if wait else ":"
        path = folder / "voice"
        path.write_text(
            f"#!/bin/sh\n{{ cat; echo; }} >> {self.log}\n{waiting}\n"
            f'cp {folder / "sample.wav"} "$6"\n'
        )
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        self.speaker = Speaker(kind="espeak", program=str(path))

    def spoken(self) -> list[str]:
        return self.log.read_text().splitlines()


class Stage:
    def __init__(self, folder: Path, speaker: Speaker | None) -> None:
        self.clock = FakeClock()
        self.ready = asyncio.Event()
        self.on_screen: Entry | None = None
        self.caches = Caches(folder / "cache", clock=self.clock)
        self.desk = SpeechDesk(
            ON,
            speaker=speaker,
            kept=self.caches.part("speech", suffix=".wav"),
            view=self,
            clock=self.clock,
            on_ready=self.ready.set,
        )

    def featured(self) -> Entry | None:
        return self.on_screen

    def show(self, *entries: Entry) -> None:
        self.desk.shown([Shown(entry=one) for one in entries])

    def is_there(self, seq: int) -> bool:
        return self.desk.path_of(f"speech:{seq}") is not None

    async def until_there(self, *seqs: int) -> None:
        async with asyncio.timeout(20):
            while not all(map(self.is_there, seqs)):
                await self.ready.wait()
                self.ready.clear()

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        running = asyncio.create_task(self.desk.run())
        try:
            yield
        finally:
            running.cancel()
            await asyncio.wait({running})


@pytest.fixture
def voice(tmp_path: Path) -> Voice:
    return Voice(tmp_path)


@pytest.fixture
async def stage(tmp_path: Path, voice: Voice) -> Stage:
    return Stage(tmp_path, voice.speaker)


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="no espeak-ng here")
async def test_a_super_chat_is_spoken_by_the_computers_voice(tmp_path: Path) -> None:
    stage = Stage(tmp_path, speaker_of_system())
    async with stage.at_work():
        stage.show(entry(7, superchat("Thank you for the stream")))
        await stage.until_there(7)

    path = stage.desk.path_of("speech:7")
    assert path is not None
    found = sound_kind(path.read_bytes())
    assert found is not None
    assert found.seconds > 0.8
    assert path.suffix == ".wav"
    assert stage.desk.trouble == ""


@pytest.mark.parametrize("judgement", [CLEAN, BY_PERSON])
async def test_what_is_proved_clean_is_read(
    stage: Stage, voice: Voice, judgement: Judgement
) -> None:
    async with stage.at_work():
        stage.show(entry(1, superchat("Hello"), judgement))
        await stage.until_there(1)

    assert voice.spoken() == ["Hello"]


@pytest.mark.parametrize(
    "judgement",
    [
        UNASKED,
        Judgement(reasons=(Reason(rule="model-late"),)),
        Judgement(text=Verdict.HOLD, scores={"toxicity": 0.9}),
        Judgement(text=Verdict.BLOCK, reasons=(Reason(rule="person"),)),
        Judgement(text=Verdict.PENDING),
    ],
)
async def test_what_is_not_proved_clean_is_never_read(
    stage: Stage, voice: Voice, judgement: Judgement
) -> None:
    async with stage.at_work():
        stage.show(entry(1, superchat("Doubtful"), judgement))
        stage.show(entry(2, superchat("Clean")))
        await stage.until_there(2)

    assert voice.spoken() == ["Clean"]
    assert not stage.is_there(1)


async def test_a_later_verdict_proves_it(stage: Stage, voice: Voice) -> None:
    pending = Judgement(text=Verdict.PENDING)
    allowed = VerdictGiven(
        of=1, text=Verdict.ALLOW, by="model", scores={"toxicity": 0.01}
    )
    held = VerdictGiven(of=2, text=Verdict.HOLD, by="model", scores={"toxicity": 0.7})
    by_person = VerdictGiven(of=2, text=Verdict.ALLOW, reasons=(Reason(rule="person"),))
    async with stage.at_work():
        stage.show(
            entry(1, superchat("One"), pending), entry(2, superchat(""), pending)
        )
        stage.show(entry(3, allowed), entry(1, superchat("One"), pending))
        stage.show(entry(4, held))
        stage.show(entry(5, by_person), entry(2, superchat("Two"), pending))
        await stage.until_there(1, 2)

    assert voice.spoken() == ["One", "Two"]


async def test_a_text_is_read_once(stage: Stage, voice: Voice) -> None:
    async with stage.at_work():
        stage.show(entry(1, superchat("Hello")), entry(1, superchat("Hello")))
        await stage.until_there(1)
        stage.show(entry(1, superchat("Hello")), entry(2, superchat("End")))
        await stage.until_there(2)

    assert voice.spoken() == ["Hello", "End"]


async def test_the_same_text_is_made_once(stage: Stage, voice: Voice) -> None:
    async with stage.at_work():
        stage.show(entry(1, superchat("Hello")), entry(2, superchat("Hello")))
        await stage.until_there(1, 2)

    assert voice.spoken() == ["Hello"]
    assert stage.desk.path_of("speech:1") == stage.desk.path_of("speech:2")


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, ["5", "Hi"]),
        ({"least_amount": Decimal(5), "least_bits": 101}, ["5"]),
        ({"least_amount": Decimal("5.001"), "least_bits": 100}, ["Hi"]),
        ({"kinds": ("redemption",)}, ["Now"]),
        ({"enabled": False}, []),
    ],
)
async def test_what_is_read_is_chosen(
    stage: Stage, voice: Voice, settings: dict[str, object], expected: list[str]
) -> None:
    stage.desk.apply(SpeechSettings(**{"enabled": True, **settings}))
    redeemed = Redemption(
        id="twitch:r", platform=Platform.TWITCH, channel="mira", reward_id="1",
        title="Say", cost=100, text="Now",
    )  # fmt: skip
    async with stage.at_work():
        stage.show(
            entry(1, superchat("5", 5)), entry(2, superchat("1", 1)),
            entry(3, cheer(100)), entry(4, cheer(99)),
            entry(5, redeemed), entry(6, chat(text="chatter")),
        )  # fmt: skip
        stage.desk.apply(ON)
        stage.show(entry(9, superchat("End")))
        await stage.until_there(9)

    assert (
        voice.spoken() == [*expected, "End"]
        if settings.get("enabled", True)
        else ["End"]
    )


@pytest.mark.parametrize(
    ("kinds", "judgement", "expected"),
    [
        (("highlighted",), CLEAN, ["Question", "End"]),
        (("highlighted",), UNASKED, ["End"]),
        (("cheer",), CLEAN, ["End"]),
    ],
)
async def test_what_a_person_puts_on_screen_is_read(
    stage: Stage,
    voice: Voice,
    kinds: Sequence[str],
    judgement: Judgement,
    expected: list[str],
) -> None:
    stage.desk.apply(SpeechSettings(enabled=True, kinds=(*kinds, "superchat")))
    stage.on_screen = entry(1, chat(text="Question"), judgement)
    async with stage.at_work():
        stage.show(entry(2, Featured(of=1)))
        stage.show(entry(9, superchat("End")))
        await stage.until_there(9)

    assert voice.spoken() == expected


async def test_what_is_retracted_is_dropped_wherever_it_is(tmp_path: Path) -> None:
    voice = Voice(tmp_path, wait=True)
    stage = Stage(tmp_path, voice.speaker)
    async with stage.at_work():
        stage.show(*(entry(n, superchat(f"Number {n}")) for n in (1, 2, 3)))
        async with asyncio.timeout(20):
            while not voice.spoken():  # noqa: ASYNC110  # a process tells nobody
                await asyncio.sleep(0.01)
        stage.desk.retracted([1, 2])  # one is being made, one waits
        voice.go.touch()
        await stage.until_there(3)
        assert voice.spoken() == ["Number 1", "Number 3"]
        assert not stage.is_there(1)

        stage.desk.retracted([3])

        assert not stage.is_there(3)


async def test_a_block_takes_it_back(stage: Stage) -> None:
    async with stage.at_work():
        stage.show(entry(1, superchat("Hello")))
        await stage.until_there(1)

        stage.show(entry(2, VerdictGiven(of=1, text=Verdict.BLOCK)))

        assert not stage.is_there(1)


async def test_what_waited_too_long_is_not_read(stage: Stage, voice: Voice) -> None:
    stage.show(entry(1, superchat("Old")))
    await stage.clock.advance(LATE_S + 1)
    stage.show(entry(2, superchat("New")))
    async with stage.at_work():
        await stage.until_there(2)

    assert voice.spoken() == ["New"]


async def test_not_more_wait_than_can_be_heard(stage: Stage, voice: Voice) -> None:
    many = MOST_WAITING + 30
    stage.show(*(entry(n, superchat(str(n))) for n in range(1, many + 1)))
    async with stage.at_work():
        await stage.until_there(many)

    assert voice.spoken() == [str(n) for n in range(31, many + 1)]


async def test_without_a_voice_it_says_so_and_does_nothing(tmp_path: Path) -> None:
    stage = Stage(tmp_path, None)
    stage.show(entry(1, superchat("Hello")))

    assert "install espeak-ng" in stage.desk.trouble
    assert not stage.is_there(1)


async def test_a_voice_that_fails_is_told_and_stops_nothing(
    tmp_path: Path, voice: Voice
) -> None:
    (tmp_path / "no").write_text("#!/bin/sh\necho no card >&2; exit 1\n")
    (tmp_path / "no").chmod(0o700)
    stage = Stage(tmp_path, Speaker(kind="espeak", program=str(tmp_path / "no")))
    async with stage.at_work():
        stage.show(entry(1, superchat("Hello")))
        async with asyncio.timeout(20):
            while not stage.desk.trouble:  # noqa: ASYNC110  # a process tells nobody
                await asyncio.sleep(0.01)

        assert "no card" in stage.desk.trouble
        stage.desk._speaker = voice.speaker
        stage.show(entry(2, superchat("Again")))
        await stage.until_there(2)

    assert stage.desk.trouble == ""


@pytest.mark.parametrize(
    "name", ["", "speech:", "speech:x", "speech:1/../2", "speech:-1", "1", "speech:²"]
)
def test_what_is_no_name_of_speech_is_nothing(stage: Stage, name: str) -> None:
    assert stage.desk.path_of(name) is None


async def test_of_several_the_first_that_is_there_is_played(stage: Stage) -> None:
    async with stage.at_work():
        stage.show(entry(2, superchat("Two")))
        await stage.until_there(2)

    assert stage.desk.path_of("speech:1,2") == stage.desk.path_of("speech:2")
    assert stage.desk.path_of("speech:1,3") is None
