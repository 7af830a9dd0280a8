"""Hostile messages against every sink: nothing shows before its verdict is on disk.

The real app, its model in its worker process, the server, and a listener on all that
leaves the gate: every overlay's socket, the API's stream for readers, metrics, the
window's bridge, what is sent to the platform, and the bus. Later sinks (speech, word
clouds, webhooks) get what they have from that bus, whose every call is compared with
the ledger's file while it runs.
"""

from __future__ import annotations

import asyncio
import itertools
import random
import re
import sqlite3
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, closing
from pathlib import Path
from typing import Any, Final, NamedTuple

import aiohttp
import pytest
from msgspec import structs

from companion.app.machine import make_machine
from companion.app.options import RunOptions
from companion.app.running import RunningApp, open_app
from companion.domain.entries import Entry, Verdict, VerdictGiven
from companion.domain.events import Arrival, Chat
from companion.domain.values import Platform, Viewer
from companion.domain.views import ConnectionView, Review, SessionView, Shown
from companion.gui.bridge import Bridge
from companion.platforms.simulator.library import Library
from companion.platforms.simulator.sequence import generate
from companion.web.tokens import Scope
from sessions.database import FILE_NAME
from tests.support.emulators.twitch_control import TwitchChannel
from tests.support.models import install_tiny
from tests.support.models.words import BAD, MILD
from tests.support.twitch_fixtures import twitch, twitch_channel, twitch_name

__all__ = ["twitch", "twitch_channel", "twitch_name"]

pytestmark = pytest.mark.qt

BATCH: Final = 50
TOKEN: Final = re.compile(r"zq[tn]\d{5}x")
"""Stands in each text (t) and each name (n), so that it is known wherever it shows."""

RULES: Final = (
    "moderation.model.id=tiny",
    "moderation.blocklist=['grubbage']",
    "moderation.holdlist=['dubious']",
    "moderation.hold_seconds=600",
    "moderation.rules.flood.action=off",
    "moderation.rules.copy_paste.action=off",
    "moderation.ladder.dry_run=on",
)

OF_CHATS = ("leaderboard", "question", "chat", "credits", "prompter", "stage")
"""Overlays on which a Chat, or who wrote it, is seen."""


class Sighting(NamedTuple):
    """A text or name of a viewer where the stream, or a reader, sees it."""

    sink: str
    token: str


class Ear:
    """Hears the bus, and keeps what each sink has shown.

    allowed: tokens that the bus has let pass. early: what a sink had before that, but
    for named: names that are in the record already. The rules judge a name before it is
    recorded; it may be in the standings while the text beside it still waits.
    """

    def __init__(self, folder: Path) -> None:
        self.entries: dict[int, Entry] = {}
        self.allowed: set[str] = set()
        self.early: list[Sighting] = []
        self.named: set[str] = set()
        self.seen: Counter[str] = Counter()
        self.uncommitted: list[int] = []
        self.retracted_seqs: set[int] = set()
        self._given: dict[int, VerdictGiven] = {}
        self._recorded: set[str] = set()
        self._read_to = 0
        file = folder / FILE_NAME
        self._file = sqlite3.connect(f"file:{file}?mode=ro", uri=True)

    def close(self) -> None:
        self._file.close()

    def saw(self, sink: str, text: str) -> None:
        """Take what a sink has just shown."""
        for token in set(TOKEN.findall(text)):
            self.seen[sink] += 1
            if token in self.allowed:
                continue
            if token.startswith("zqn") and self._is_recorded(token):
                self.named.add(token)
            else:
                self.early.append(Sighting(sink, token))

    def _is_recorded(self, token: str) -> bool:
        found = self._file.execute(
            "SELECT seq, body FROM entries WHERE seq > ? ORDER BY seq", (self._read_to,)
        )
        for seq, body in found:
            self._read_to = seq
            self._recorded.update(TOKEN.findall(bytes(body).decode()))
        return token in self._recorded

    # The bus.

    def shown(self, items: Sequence[Shown]) -> None:
        [(committed,)] = self._file.execute("SELECT max(seq) FROM entries")
        for item in items:
            entry = item.entry
            if entry.seq > committed:
                self.uncommitted.append(entry.seq)
            if isinstance(entry.body, VerdictGiven):
                self._given[entry.body.of] = entry.body
            elif isinstance(entry.event, Chat):
                self._note(entry)

    def _note(self, entry: Entry) -> None:
        text, name = entry.judgement.text, entry.judgement.name
        given = self._given.get(entry.seq)
        if given is not None:
            text, name = given.text, given.name
        assert isinstance(entry.event, Chat)
        viewer = entry.event.viewer
        assert viewer is not None
        told = entry.event.text + "".join(one.text for one in entry.event.fragments)
        for part, verdict in ((told, text), (viewer.name, name)):
            found = TOKEN.findall(part)
            if verdict is Verdict.ALLOW:
                self.allowed.update(found)
            else:
                self.early.extend(Sighting("bus", token) for token in found)
        self.seen["bus"] += 1
        self.entries[entry.seq] = entry

    def reviewing(self, items: Sequence[Review]) -> None:
        pass

    def retracted(self, seqs: Sequence[int]) -> None:
        self.retracted_seqs.update(seqs)

    def connections(self, items: Sequence[ConnectionView]) -> None:
        pass

    def session(self, view: SessionView | None) -> None:
        pass

    def alarm(self, text: str) -> None:
        pass


class Window(Ear):
    """The window's side of the bridge: what passed, not what waits for a person."""

    def __init__(self, ear: Ear) -> None:
        self._ear = ear

    def shown(self, items: Sequence[Shown]) -> None:
        for item in items:
            event = item.entry.event
            if isinstance(event, Chat) and event.viewer is not None:
                self._ear.saw("window", f"{event.text} {event.viewer.name}")

    def retracted(self, seqs: Sequence[int]) -> None:
        pass


def hostile_messages(channel: str, count: int) -> Iterator[Chat]:
    """Yield the simulator's nasty lines, toxic, doubtful and harmless words among."""
    scenario, seed = Library(None).find("hostile")
    chance = random.Random(5)
    bad = [word for words in BAD.values() for word in words]
    told = (one for one in generate(scenario, seed) if isinstance(one, Chat))
    for number, said in zip(range(count), told, strict=False):
        kind = chance.random()
        words = chance.sample(MILD, 5)
        if kind < 0.4:
            words.insert(2, chance.choice(bad))
        elif kind < 0.5:
            words.insert(2, chance.choice(["grubbage", "dubious"]))
        elif kind < 0.65:
            words = [said.text]
        rude = "grubbage " if chance.random() < 0.1 else ""
        yield structs.replace(
            said,
            id=f"twitch:message-{number}",
            platform=Platform.TWITCH,
            channel=channel,
            text=f"{' '.join(words)} zqt{number:05}x",
            fragments=(),
            reply_to=None,
            viewer=Viewer(
                id=f"twitch:{number % 97}", name=f"{rude}Viewer zqn{number:05}x"
            ),
        )


@asynccontextmanager
async def listening(
    app: RunningApp, ear: Ear
) -> AsyncIterator[list[asyncio.Task[None]]]:
    """Have an ear on every sink until the block ends."""
    bearer = {"Authorization": f"Bearer {app.tokens.api(Scope.READ)}"}
    root = f"http://127.0.0.1:{app.server.port}"
    bridge = Bridge(app.engine, asyncio.get_running_loop())
    bridge.listen(Window(ear))
    async with AsyncExitStack() as stack:
        http = await stack.enter_async_context(aiohttp.ClientSession())
        stack.callback(app.engine.listen(ear))
        tasks: list[asyncio.Task[None]] = []

        async def follow(sink: str, address: str, **fields: Any) -> None:
            socket = await stack.enter_async_context(
                http.ws_connect(address, max_msg_size=0, **fields)
            )
            tasks.append(asyncio.create_task(_hear(ear, sink, socket)))

        for name, link in app.server.links().items():
            await follow(name, link.replace("http", "ws", 1) + "ws")
        await follow("stream", f"{root}/api/v1/stream?after=0", headers=bearer)
        tasks.append(asyncio.create_task(_ask(ear, http, root, bearer)))
        await bridge.open()
        tasks.append(asyncio.create_task(_window(bridge)))
        try:
            yield tasks
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await bridge.close()
            bridge.deleteLater()


async def _hear(ear: Ear, sink: str, socket: aiohttp.ClientWebSocketResponse) -> None:
    async for message in socket:
        ear.saw(sink, str(message.data))


async def _ask(
    ear: Ear, http: aiohttp.ClientSession, root: str, bearer: dict[str, str]
) -> None:
    """Read what can be asked for, again and again."""
    asked = ("/api/v1/metrics", "/metrics", "/api/v1/leaderboard", "/api/v1/session")
    for path in itertools.cycle(asked):
        async with http.get(root + path, headers=bearer) as answer:
            ear.saw("asked", await answer.text())
            ear.seen[path] += 1
        await asyncio.sleep(0.01)


async def _window(bridge: Bridge) -> None:
    """Take what waits, as the window's timer does."""
    while True:
        bridge.drain()
        await asyncio.sleep(0.033)


async def play(app: RunningApp, channel: str, count: int) -> list[Chat]:
    """Send the messages; people decide about some, feature and block others."""
    messages = list(hostile_messages(channel, count))
    chance = random.Random(6)
    for start in range(0, count, BATCH):
        for message in messages[start : start + BATCH]:
            app.engine.offer(Arrival(event=message, source=f"twitch:{channel}"))
        await app.engine.settle()
        waiting = list(app.engine.reviews())
        if waiting and chance.random() < 0.5:
            await app.engine.allow(chance.choice(waiting).entry.seq)
        shown = app.engine.view.chat(5)
        if shown:
            await app.engine.feature(shown[0].seq)
        if len(shown) > 1 and chance.random() < 0.5:
            await app.engine.block(shown[-1].seq)
    return messages


def verdicts_of(entries: Sequence[Entry]) -> dict[int, list[VerdictGiven]]:
    """Return the later verdicts by the entry that they are about."""
    found: dict[int, list[VerdictGiven]] = {}
    for entry in entries:
        if isinstance(entry.body, VerdictGiven):
            found.setdefault(entry.body.of, []).append(entry.body)
    return found


def never_allowed(entries: Sequence[Entry]) -> tuple[set[str], set[str]]:
    """Return the tokens of texts, and of names, that no verdict ever allowed."""
    later = verdicts_of(entries)
    texts, names = set(), set()
    for entry in entries:
        if not isinstance(entry.event, Chat) or entry.event.viewer is None:
            continue
        said = [entry.judgement, *later.get(entry.seq, ())]
        if all(one.text is not Verdict.ALLOW for one in said):
            texts.update(TOKEN.findall(entry.event.text))
        if all(one.name is not Verdict.ALLOW for one in said):
            names.update(TOKEN.findall(entry.event.viewer.name))
    return texts, names


@pytest.mark.parametrize("count", [1_000, pytest.param(10_000, marks=pytest.mark.long)])
@pytest.mark.timeout(1200)
async def test_no_sink_shows_what_has_no_verdict(
    tmp_path: Path,
    qapp: object,
    twitch_channel: TwitchChannel,
    monkeypatch: pytest.MonkeyPatch,
    count: int,
) -> None:
    folder = tmp_path / "data"
    install_tiny(folder)
    access = (await twitch_channel.login())["access"]
    environment = {**twitch_channel.environment, "COMPANION_TWITCH_TOKEN": access}
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    options = RunOptions(purpose="test", folder=folder, port=0, overrides=RULES)
    async with open_app(options, make_machine()) as app:
        await app.engine.start_session("Hostile")
        await app.engine.connect(f"twitch:{twitch_channel.name}")
        await until(app, lambda: not app.engine.connections()[0].cannot_write)
        await until(app, lambda: app.engine.gate.view().model.state == "ready")
        with closing(Ear(folder)) as ear:
            async with listening(app, ear) as tasks:
                began = time.perf_counter()
                await play(app, twitch_channel.name, count)
                await app.engine.send("thanks for being here")
                took = time.perf_counter() - began
                await until(app, lambda: ear.seen["/api/v1/session"] > 1)
                await asyncio.sleep(0.2)  # for what a sink may still have under way
                assert not any(task.done() for task in tasks), "a sink was not heard"
            model = app.engine.gate.view().model
        entries = await read_all(app)
    sent = [
        one["message"]
        for one in (await twitch_channel.state())["requests"]
        if one["what"] == "message"
    ]

    texts, names = never_allowed(entries)
    print(  # noqa: T201  # the figures are what it is for
        f"{count} messages in {took:.1f} s, {model.judged} by the model, "
        f"{len(texts)} texts and {len(names)} names never allowed, "
        f"seen: {dict(ear.seen)}"
    )
    assert ear.uncommitted == []
    assert ear.early == []
    assert not (texts | names) & (ear.allowed | ear.named)
    assert sent == ["thanks for being here"]
    assert min(len(texts), len(ear.allowed)) > count / 10, "both kinds came"
    assert len(names) > count / 20
    assert model.judged > count / 10
    assert ear.retracted_seqs
    for sink in (*OF_CHATS, "bus", "window"):
        assert ear.seen[sink] > 0, f"{sink} showed nothing, so nothing was proved"


async def until(app: RunningApp, holds: Any) -> None:
    async with asyncio.timeout(60):
        while not holds():  # noqa: ASYNC110  # a sink tells nobody what it has shown
            await asyncio.sleep(0.01)


async def read_all(app: RunningApp) -> list[Entry]:
    found: list[Entry] = []
    while more := await app.engine.entries(after=found[-1].seq if found else 0):
        found += more
    return found
