"""What programs ask of the platforms, and what they are told of the outcome."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from msgspec import structs

from companion.app.writing import Writing
from companion.domain.entries import Entry
from companion.domain.errors import CommandError, ConnectionLost
from companion.domain.ports import ChatWriter, Clock
from companion.web.tokens import Scope
from tests.companion.web.conftest import Web, next_message
from tests.support.events import chat, viewer
from tests.support.fakes import FakeClock
from tests.support.small_engine import SmallEngine

MIRA, LATE = "twitch:mira", "youtube:video000001"


class Channel:
    """A platform's chat that does what it is asked, or fails as a test wishes."""

    text_limit = 20

    def __init__(self, target: str) -> None:
        self.target = target
        self.cannot_write = ""
        self.failure: Exception | None = None
        self.asked: list[tuple[object, ...]] = []

    async def send(self, text: str, *, reply_to: str | None = None) -> str | None:
        self._ask("send", text, reply_to)
        return f"{self.target.partition(':')[0]}:made-1"

    async def delete(self, event_id: str) -> None:
        self._ask("delete", event_id)

    async def time_out(self, viewer_id: str, *, seconds: int) -> None:
        self._ask("timeout", viewer_id, seconds)

    async def ban(self, viewer_id: str) -> None:
        self._ask("ban", viewer_id)

    async def unban(self, viewer_id: str) -> None:
        self._ask("unban", viewer_id)

    def _ask(self, *what: object) -> None:
        self.asked.append(what)
        if self.failure is not None:
            raise self.failure


class TalkingEngine(SmallEngine):
    """The small engine with two channels, through the app's own Writing."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.channels = {name: Channel(name) for name in (MIRA, LATE)}
        self._writing = Writing(
            writers=self._writers,
            why_not=lambda _target: "",
            record=self._record,
            retract=self._take_off,
        )

    def _writers(self) -> Mapping[str, ChatWriter]:
        return dict(self.channels)

    async def _record(self, body: object) -> Entry:
        return self.note(body)

    def _take_off(self, seqs: Sequence[int]) -> None:
        self.view.retract(seqs)
        self._bus.retracted(seqs)

    async def send(
        self,
        text: str,
        *,
        targets: Sequence[str] | None = None,
        reply_to: int | None = None,
    ) -> Sequence[Entry]:
        answered = None if reply_to is None else self._entries[reply_to - 1]
        return await self._writing.send(text, targets=targets, answered=answered)

    async def delete_chat(self, seq: int) -> Entry:
        if seq > len(self._entries):
            raise CommandError(f"There is no entry {seq}.")
        return await self._writing.delete(self._entries[seq - 1])

    async def time_out(self, viewer_id: str, *, seconds: int) -> Sequence[Entry]:
        return await self._writing.time_out(viewer_id, seconds=seconds)

    async def ban(self, viewer_id: str) -> Sequence[Entry]:
        return await self._writing.ban(viewer_id)

    async def unban(self, viewer_id: str) -> Sequence[Entry]:
        return await self._writing.unban(viewer_id)

    def hear(self, text: str) -> Entry:
        """Record a line that came through twitch:mira."""
        entry = self.feed(chat(viewer("ann", id="twitch:7001"), text))[0]
        self._entries[-1] = placed = structs.replace(entry, source=MIRA)
        return placed


@pytest.fixture
async def engine(clock: FakeClock) -> TalkingEngine:
    engine = TalkingEngine(clock)
    await engine.start_session("Friday")
    return engine


async def test_a_text_goes_to_every_chat_that_can_be_written_to(
    web: Web, engine: TalkingEngine
) -> None:
    status, answer = await web.post("/api/v1/chat", {"text": " hello "})

    assert status == 200
    assert answer == [
        {"target": MIRA, "outcome": "done", "why": "", "id": "twitch:made-1", "seq": 2},
        {
            "target": LATE,
            "outcome": "done",
            "why": "",
            "id": "youtube:made-1",
            "seq": 3,
        },
    ]
    assert [one.asked for one in engine.channels.values()] == [
        [("send", "hello", None)],
        [("send", "hello", None)],
    ]


async def test_a_text_goes_only_where_it_is_to_go(
    web: Web, engine: TalkingEngine
) -> None:
    answer = (await web.post("/api/v1/chat", {"text": "hi", "targets": [LATE]}))[1]

    assert [one["target"] for one in answer] == [LATE]
    assert engine.channels[MIRA].asked == []


async def test_a_refusal_is_an_answer_with_its_reason(
    web: Web, engine: TalkingEngine
) -> None:
    engine.channels[MIRA].failure = CommandError("Twitch dropped it: too fast.")
    engine.channels[LATE].failure = ConnectionLost("no answer")

    status, answer = await web.post("/api/v1/chat", {"text": "hi"})

    assert status == 200
    assert [(one["outcome"], one["why"], one["id"]) for one in answer] == [
        ("refused", "Twitch dropped it: too fast.", None),
        ("failed", "no answer", None),
    ]


async def test_a_reply_goes_through_the_connection_of_what_it_answers(
    web: Web, engine: TalkingEngine
) -> None:
    asked = engine.hear("where are you from?")

    answer = (await web.post("/api/v1/chat", {"text": "Lyon", "reply_to": asked.seq}))[
        1
    ]

    assert [one["target"] for one in answer] == [MIRA]
    assert engine.channels[MIRA].asked == [("send", "Lyon", asked.body.id)]


async def test_a_text_that_is_too_long_for_one_is_sent_to_none(
    web: Web, engine: TalkingEngine
) -> None:
    status, problem = await web.post("/api/v1/chat", {"text": "x" * 21})

    assert status == 409
    assert "20 characters" in problem["detail"]
    assert engine.channels[MIRA].asked == []


async def test_where_nothing_can_be_written_the_reason_is_told(
    web: Web, engine: TalkingEngine
) -> None:
    for channel in engine.channels.values():
        channel.cannot_write = "Log in to write."

    status, problem = await web.post("/api/v1/chat", {"text": "hi"})

    assert status == 409
    assert "Log in to write." in problem["detail"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "text"),
        ({"text": ""}, "text"),
        ({"text": " \n "}, "text"),
        ({"text": "x" * 2001}, "text"),
        ({"text": "a", "targets": []}, "targets"),
        ({"text": "a", "targets": [""]}, "targets[0]"),
        ({"text": "a", "reply_to": 0}, "reply_to"),
        ({"text": "a", "to": "b"}, "to"),
    ],
)
async def test_a_field_that_is_not_accepted_is_named(
    web: Web, body: object, field: str
) -> None:
    async with web.http.post(
        web.root + "/api/v1/chat", headers=web.bearer(), json=body
    ) as reply:
        problem = await reply.json(content_type=None)

    assert reply.content_type == "application/problem+json"
    assert (reply.status, problem["field"]) == (422, field)


async def test_a_deleted_message_leaves_the_overlay_at_once(
    web: Web, engine: TalkingEngine
) -> None:
    line = engine.hear("rude")
    async with web.open_page("chat") as page:
        await next_message(page)
        status, answer = await web.post(
            f"/api/v1/moderation/{line.seq}/delete", scope=Scope.MODERATE
        )

        told = [(await next_message(page))["data"] for _one in range(2)]
    assert {one for data in told for one in data.get("ids", ())} == {line.seq}
    assert {"state": {"lines": []}} in told
    assert (status, answer[0]["outcome"], answer[0]["target"]) == (200, "done", MIRA)
    assert engine.channels[MIRA].asked == [("delete", line.body.id)]


@pytest.mark.parametrize("seq", ["x", "-1", "٣", "9" * 30])
async def test_a_number_that_is_none_is_404(web: Web, seq: str) -> None:
    assert (await web.post(f"/api/v1/moderation/{seq}/delete"))[0] == 404


async def test_what_is_no_chat_cannot_be_deleted(web: Web) -> None:
    assert (await web.post("/api/v1/moderation/1/delete"))[0] == 409


@pytest.mark.parametrize(
    ("verb", "body", "asked"),
    [
        ("timeout", {"seconds": 600}, ("timeout", "twitch:7001", 600)),
        ("ban", {}, ("ban", "twitch:7001")),
        ("unban", {}, ("unban", "twitch:7001")),
    ],
)
async def test_a_viewer_is_kept_away_on_their_own_platform(
    web: Web,
    engine: TalkingEngine,
    verb: str,
    body: object,
    asked: tuple[object, ...],
) -> None:
    status, answer = await web.post(
        f"/api/v1/viewers/twitch:7001/{verb}", body, scope=Scope.MODERATE
    )

    assert (status, [one["target"] for one in answer]) == (200, [MIRA])
    assert engine.channels[MIRA].asked == [asked]
    assert engine.channels[LATE].asked == []


@pytest.mark.parametrize("seconds", [None, 0, -5, 1_209_601, "600", 1.5])
async def test_a_timeout_says_how_long(web: Web, seconds: object) -> None:
    body = {} if seconds is None else {"seconds": seconds}
    status, problem = await web.post("/api/v1/viewers/twitch:7001/timeout", body)

    assert (status, problem["field"]) == (422, "seconds")


@pytest.mark.parametrize(
    "nobody", ["mira", "twitch:", "kick:7", "twitch:%0a1", "twitch:" + "9" * 101]
)
async def test_an_id_that_is_nobodys_is_404(
    web: Web, engine: TalkingEngine, nobody: str
) -> None:
    assert (await web.post(f"/api/v1/viewers/{nobody}/ban"))[0] == 404
    assert engine.channels[MIRA].asked == []


async def test_nobody_speaks_as_the_broadcaster_without_control(web: Web) -> None:
    assert (await web.post("/api/v1/chat", {"text": "hi"}, scope=Scope.MODERATE))[
        0
    ] == 403


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/moderation/1/delete",
        "/api/v1/viewers/twitch:7/timeout",
        "/api/v1/viewers/twitch:7/ban",
        "/api/v1/viewers/twitch:7/unban",
    ],
)
async def test_a_reader_moderates_nothing(web: Web, path: str) -> None:
    assert (await web.post(path, {"seconds": 1}, scope=Scope.READ))[0] == 403


async def test_an_action_is_an_entry_whose_text_readers_do_not_see(
    web: Web, engine: TalkingEngine
) -> None:
    engine.channels[MIRA].failure = CommandError("dropped")
    await web.post("/api/v1/chat", {"text": "psst", "targets": [MIRA]})

    seen = {
        scope: (await web.get("/api/v1/events?after=1", scope=scope))[1][0]
        for scope in (Scope.READ, Scope.MODERATE, Scope.CONTROL)
    }

    assert {one["kind"] for one in seen.values()} == {"platform_action"}
    assert [one["payload"]["text"] for one in seen.values()] == [None, "psst", "psst"]
    assert seen[Scope.CONTROL]["payload"]["outcome"] == "refused"
    assert seen[Scope.CONTROL]["payload"]["why"] == "dropped"
