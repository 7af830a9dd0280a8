"""Rules and the model together, over a real worker with the tiny trained model."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from companion.domain.entries import Entry, Judgement, ModelVerdict, Reason, Verdict
from companion.domain.errors import SettingsError
from companion.domain.events import AnyEvent, Cheer
from companion.domain.values import Platform, Role, Timestamp
from companion.moderation.gatekeeper import Gatekeeper
from companion.moderation.known import Known
from companion.moderation.memory import RuleMemory
from companion.moderation.policy import Mode, is_proved_clean
from companion.moderation.rules import RuleSet
from companion.moderation.scorer import Scorer
from companion.settings.moderation import ModerationSettings
from tests.support.events import chat, like, viewer
from tests.support.fakes import EPOCH, FakeClock
from tests.support.model_worker import COMMAND, answer, asked, model_folder

TINY = Path(__file__).parents[2] / "support" / "models" / "tiny"
MODEL = "onnx"

LATE = (Reason(rule="model-late"),)


class People:
    """What is known of Viewers: as a test says."""

    def __init__(self) -> None:
        self.trusted: set[str] = set()
        self.permitted: set[str] = set()
        self.chatted: set[str] = set()

    def is_trusted(self, viewer_id: str) -> bool:
        return viewer_id in self.trusted

    def hides(self, viewer_id: str, at: Timestamp) -> str:
        return ""

    def may_link(self, viewer_id: str, at: Timestamp) -> bool:
        return False

    def permits(self, skeleton: str) -> bool:
        return skeleton in self.permitted

    def is_answer(self, text: str) -> bool:
        return False

    def has_chatted(self, viewer_id: str) -> bool:
        return viewer_id in self.chatted


class Gate:
    """A gatekeeper whose model runs, and all that it is made of."""

    def __init__(
        self, root: Path, values: Mapping[str, object], command: list[str] | None
    ) -> None:
        self.clock, self.people, self.memory = FakeClock(), People(), RuleMemory()
        self.scorer = Scorer(
            folder_of=lambda name: root / name, clock=self.clock, command=command
        )
        self.keeper = Gatekeeper(
            settings_of(values),
            make_rules=self.make_rules,
            scorer=self.scorer,
            clock=self.clock,
            known=self.people,  # type: ignore[arg-type]  # it never hides anybody
        )

    def make_rules(self, settings: ModerationSettings, mode: Mode) -> RuleSet:
        known: Known = self.people  # type: ignore[assignment]  # as above
        return RuleSet(settings, known=known, memory=self.memory, mode=mode)

    def reconfigure(self, mode: Mode = "normal", **values: object) -> None:
        self.keeper.change_to(settings_of(values), mode=mode)()

    def judge(self, event: AnyEvent) -> Judgement:
        return self.keeper.judge(event, at=EPOCH)

    async def verdict(self, event: AnyEvent) -> ModelVerdict | None:
        """Judge an event and have the model asked about what came of it."""
        async with asyncio.timeout(20):
            return await self.asked(event)

    def asked(self, event: AnyEvent) -> asyncio.Future[ModelVerdict | None]:
        loop = asyncio.get_running_loop()
        told: asyncio.Future[ModelVerdict | None] = loop.create_future()
        entry = Entry(
            seq=1,
            number=1,
            session="s",
            at=EPOCH,
            body=event,
            judgement=self.judge(event),
        )
        self.keeper.ask(entry, told.set_result)
        return told


def settings_of(values: Mapping[str, object]) -> ModerationSettings:
    model = {"id": MODEL, **dict(values.get("model", {}))}  # type: ignore[call-overload]  # a table
    return ModerationSettings.model_validate({**values, "model": model})


@asynccontextmanager
async def gate(
    root: Path = TINY, *, command: list[str] | None = None, **values: object
) -> AsyncIterator[Gate]:
    running = Gate(root, values, command)
    working = asyncio.create_task(running.scorer.run())
    try:
        yield running
    finally:
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working


async def test_a_clean_text_is_pending_until_the_model_allows_it() -> None:
    async with gate() as running:
        assert running.judge(chat(text="good morning")).text is Verdict.PENDING
        said = await running.verdict(chat(text="good morning"))

        assert said is not None
        assert said.judgement.text is Verdict.ALLOW
        assert said.judgement.scores["toxicity"] < 0.1
        assert said.model.startswith("tiny@")
        assert is_proved_clean(said.judgement)


async def test_a_toxic_text_is_stopped_with_labels_and_scores_as_reasons() -> None:
    async with gate() as running:
        said = await running.verdict(chat(text="you are a loser"))

        assert said is not None
        assert said.judgement.text is Verdict.BLOCK
        assert said.judgement.reasons[0].rule == "toxicity"
        assert float(said.judgement.reasons[0].detail) > 0.95


async def test_a_line_with_money_waits_too() -> None:
    cheer = Cheer(
        id="twitch:1",
        platform=Platform.TWITCH,
        channel="mira",
        viewer=viewer(),
        bits=100,
        text="you are a loser",
    )
    async with gate() as running:
        said = await running.verdict(cheer)

        assert said is not None
        assert said.judgement.text is Verdict.BLOCK


async def test_who_and_what_needs_no_model_is_allowed_at_once() -> None:
    async with gate() as running:
        running.people.trusted.add("tiktok:friend")
        running.people.permitted.add("you loser")
        moderator = viewer("mod", roles=(Role.MODERATOR,))
        events = [
            chat(moderator, "you are a loser"),
            chat("friend", "you are a loser"),
            chat(text="You loser"),
            chat(text="42"),
            chat(text="!join"),
            like(),
        ]
        assert [running.judge(event).text for event in events] == [Verdict.ALLOW] * 6


async def test_what_the_rules_hold_is_scored_and_stays_held() -> None:
    async with gate(holdlist=["pineapple"]) as running:
        said = await running.verdict(chat(text="pineapple is nice"))

        assert said is not None
        assert said.judgement.text is Verdict.HOLD
        assert said.judgement.reasons[0].rule == "holdlist"
        assert said.judgement.scores


async def test_what_the_rules_hold_is_blocked_when_scores_say_so() -> None:
    async with gate(holdlist=["pineapple"]) as running:
        said = await running.verdict(chat(text="you pineapple loser"))

        assert said is not None
        assert said.judgement.text is Verdict.BLOCK
        rules = [reason.rule for reason in said.judgement.reasons]
        assert rules[:2] == ["holdlist", "toxicity"]


async def test_what_the_rules_block_is_not_asked_about() -> None:
    async with gate(blocklist=["pineapple"]) as running:
        assert running.judge(chat(text="pineapple")).text is Verdict.BLOCK


async def test_without_a_model_nothing_is_pending() -> None:
    async with gate(model={"id": ""}) as running:
        assert running.judge(chat(text="good morning")) == Judgement()


@pytest.mark.parametrize(
    ("is_strict", "verdict"), [(False, Verdict.ALLOW), (True, Verdict.HOLD)]
)
async def test_while_the_model_is_missing_the_rules_stand_and_say_so(
    tmp_path: Path, is_strict: bool, verdict: Verdict
) -> None:
    async with gate(tmp_path, model={"strict": is_strict}) as running:
        judged = running.judge(chat(text="good morning"))

        assert (judged.text, judged.reasons) == (verdict, LATE)
        assert not is_proved_clean(judged)
        assert running.keeper.model_view().state == "missing"
        assert running.keeper.model_view().late == 1


@pytest.mark.parametrize(
    ("is_strict", "verdict"), [(False, Verdict.ALLOW), (True, Verdict.HOLD)]
)
async def test_what_the_model_is_late_for_is_never_clean(
    tmp_path: Path, is_strict: bool, verdict: Verdict
) -> None:
    model_folder(tmp_path, MODEL)
    model = {"strict": is_strict, "deadline_s": 0.5}
    async with gate(tmp_path, command=COMMAND, model=model) as running:
        waiting = running.asked(chat(text="wait for it"))
        await running.clock.advance(0.5)
        said = await waiting

        assert said is not None
        assert (said.judgement.text, said.judgement.reasons) == (verdict, LATE)
        assert (said.judgement.scores, said.model) == ({}, "")
        assert not is_proved_clean(said.judgement)


async def test_late_for_what_the_rules_hold_changes_nothing(tmp_path: Path) -> None:
    model_folder(tmp_path, MODEL)
    async with gate(tmp_path, command=COMMAND, holdlist=["pineapple"]) as running:
        waiting = running.asked(chat(text="wait for the pineapple"))
        await running.clock.advance(1.5)

        assert await waiting is None


async def test_first_time_chatters_are_asked_about_first(tmp_path: Path) -> None:
    folder = model_folder(tmp_path, MODEL)
    async with gate(tmp_path, command=COMMAND, model={"deadline_s": 10}) as running:
        running.people.chatted = {"tiktok:luna", "tiktok:vip"}
        vip = viewer("vip", roles=(Role.VIP,))
        asked_for = [running.asked(chat("luna", "wait for it"))]
        while not asked(folder):  # noqa: ASYNC110  # another process writes it
            await asyncio.sleep(0.002)
        for number in range(16):
            asked_for.append(running.asked(chat(vip, f"vip {number}")))
            asked_for.append(running.asked(chat("luna", f"luna {number}")))
            stranger = chat(f"new{number}", f"stranger {number}")
            asked_for.append(running.asked(stranger))
        running.people.chatted.update(f"tiktok:new{number}" for number in range(16))
        answer(folder)
        async with asyncio.timeout(20):
            await asyncio.gather(*asked_for)

        second, third = ({text.split()[0] for text in one} for one in asked(folder)[1:])
        assert second == {"stranger", "luna"}
        assert third == {"vip"}


async def test_settings_count_from_the_next_text_on() -> None:
    async with gate() as running:
        before = running.keeper.version
        running.reconfigure(blocklist=["pineapple"], policy={"level": "0"})

        assert running.judge(chat(text="pineapple")).text is Verdict.BLOCK
        said = await running.verdict(chat(text="you are a loser"))
        assert said is not None
        assert said.judgement.text is Verdict.ALLOW
        assert running.keeper.version != before


async def test_settings_that_cannot_be_used_change_nothing() -> None:
    async with gate(blocklist=["pineapple"]) as running:
        version = running.keeper.version
        with pytest.raises(SettingsError):
            running.reconfigure(blocklist=["\u0001"], model={"id": ""})

        assert running.keeper.version == version
        assert running.judge(chat(text="pineapple")).text is Verdict.BLOCK
        assert running.judge(chat(text="good morning")).text is Verdict.PENDING


async def test_quiet_hours_raise_the_level() -> None:
    lenient = {"level": "0"}
    async with gate(policy=lenient) as running:
        said = await running.verdict(chat(text="you are a loser"))
        assert said is not None
        assert said.judgement.text is Verdict.ALLOW
        running.people.chatted.add("tiktok:luna")
        running.reconfigure("quiet", policy=lenient)
        said = await running.verdict(chat(text="you are a loser"))

        assert said is not None
        assert said.judgement.text is Verdict.BLOCK


async def test_what_other_thresholds_would_change_is_told_before() -> None:
    async with gate() as running:
        for text in ("good morning", "you are a loser", "hello there"):
            await running.verdict(chat(text=text))
        lenient = settings_of({"policy": {"level": "0"}})
        told = running.keeper.would_change(lenient)

        assert told.looked_at == 3
        ((line, now),) = told.lines
        assert (line.text, line.verdict, now) == (
            "you are a loser",
            Verdict.BLOCK,
            Verdict.ALLOW,
        )
        assert running.keeper.would_change(settings_of({})).lines == ()


async def test_the_last_500_texts_are_kept_for_that() -> None:
    async with gate() as running:
        waiting = [running.asked(chat(text=f"hello you {n}")) for n in range(200)]
        await asyncio.gather(*waiting)
        for _ in range(4):
            await asyncio.gather(
                *(running.asked(chat(text=f"hello you {n}")) for n in range(200))
            )

        assert running.keeper.would_change(settings_of({})).looked_at == 500


async def test_a_text_can_be_tried() -> None:
    async with gate(holdlist=["pineapple"]) as running:
        trial = await running.keeper.try_text("you pineapple loser")

        assert trial.verdict is Verdict.BLOCK
        assert [reason.rule for reason in trial.reasons][:2] == ["holdlist", "toxicity"]
        assert trial.scores["insult"] > 0.9
        assert trial.model_ms is not None


async def test_a_text_that_needs_no_model_is_tried_by_rules_alone() -> None:
    async with gate() as running:
        trial = await running.keeper.try_text("42")

        assert (trial.verdict, trial.scores, trial.model_ms) == (
            Verdict.ALLOW,
            {},
            None,
        )
