"""The one place where the two threads meet: order, overflow, answers, errors."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable, Sequence

import pytest

from companion.app.scene.engine import SceneEngine, session
from companion.app.scene.evening import shown_entries
from companion.domain.entries import Entry
from companion.domain.errors import CommandError, CompanionError
from companion.domain.events import Chat, Gift, Join, Like
from companion.domain.values import Platform
from companion.domain.views import ConnectionView, Review, SessionView, Shown
from companion.gui.bridge import Bridge, Mailbox


def shown(number: int, body: object) -> Shown:
    return Shown(
        entry=Entry(seq=number, number=number, session="s", at=number, body=body)
    )


def chat(number: int) -> Shown:
    body = Chat(id=f"tiktok:{number}", platform=Platform.TIKTOK, channel="c", text="hi")
    return shown(number, body)


def like(number: int) -> Shown:
    body = Like(id=f"tiktok:{number}", platform=Platform.TIKTOK, channel="c", count=1)
    return shown(number, body)


def join(number: int) -> Shown:
    return shown(
        number, Join(id=f"tiktok:{number}", platform=Platform.TIKTOK, channel="c")
    )


def gift(number: int) -> Shown:
    body = Gift(
        id=f"tiktok:{number}",
        platform=Platform.TIKTOK,
        channel="c",
        gift_id="rose",
        name="Rose",
        diamonds_each=1,
        count=1,
    )
    return shown(number, body)


def numbers(items: Sequence[Shown]) -> list[int]:
    return [item.entry.number for item in items]


class Pane:
    """A listener that keeps what it was told, in order, and on which thread."""

    def __init__(self, on_alarm: Callable[[], object] = lambda: None) -> None:
        self._on_alarm = on_alarm
        self.told: list[tuple[str, object]] = []
        self.batches: list[int] = []
        self.threads: set[int] = set()

    def _note(self, method: str, items: Sequence[object]) -> None:
        self.threads.add(threading.get_ident())
        self.batches.append(len(items))
        self.told.extend((method, item) for item in items)

    def shown(self, items: Sequence[Shown]) -> None:
        self._note("shown", items)

    def reviewing(self, items: Sequence[Review]) -> None:
        self._note("reviewing", items)

    def retracted(self, seqs: Sequence[int]) -> None:
        self._note("retracted", seqs)

    def connections(self, items: Sequence[ConnectionView]) -> None:
        self._note("connections", [tuple(items)])

    def session(self, view: SessionView | None) -> None:
        self._note("session", [view])

    def alarm(self, text: str) -> None:
        self._note("alarm", [text])
        self._on_alarm()


class Signalling(logging.Handler):
    """Calls a function for every line."""

    def __init__(self, on_line: Callable[[], object]) -> None:
        super().__init__()
        self._on_line = on_line

    def emit(self, record: logging.LogRecord) -> None:
        self._on_line()


class BrokenPane(Pane):
    """A listener with a fault of ours in it."""

    def shown(self, items: Sequence[Shown]) -> None:
        raise ZeroDivisionError


# The mailbox


def test_the_mailbox_keeps_the_order_across_kinds() -> None:
    mailbox = Mailbox()
    mailbox.put("shown", [chat(1), gift(2)])
    mailbox.put("session", [None])
    mailbox.put("shown", [chat(3)])
    mailbox.put("retracted", [1])

    taken = mailbox.take()

    assert [method for method, _items in taken] == [
        "shown",
        "session",
        "shown",
        "retracted",
    ]
    assert numbers(taken[0][1]) == [1, 2]
    assert numbers(taken[2][1]) == [3]


def test_what_was_taken_is_gone() -> None:
    mailbox = Mailbox()
    mailbox.put("shown", [chat(1)])
    mailbox.take()

    assert mailbox.take() == []


@pytest.mark.parametrize("make", [chat, like, join])
def test_above_its_capacity_the_oldest_chat_like_or_join_falls_out(make) -> None:
    mailbox = Mailbox(capacity=3)
    mailbox.put("shown", [make(number) for number in range(5)])

    [(_method, items)] = mailbox.take()

    assert numbers(items) == [2, 3, 4]
    assert mailbox.dropped == 2


def test_money_and_states_never_fall_out() -> None:
    mailbox = Mailbox(capacity=3)
    mailbox.put("shown", [gift(number) for number in range(10)])
    mailbox.put("session", [None] * 5)
    mailbox.put("alarm", ["disk full"])
    mailbox.put("retracted", range(7))

    kept = {method: len(items) for method, items in mailbox.take()}

    assert kept == {"shown": 10, "session": 5, "alarm": 1, "retracted": 7}
    assert mailbox.dropped == 0


def test_chat_makes_room_for_money_that_comes_later() -> None:
    mailbox = Mailbox(capacity=4)
    mailbox.put("shown", [chat(1), chat(2), chat(3)])
    mailbox.put("shown", [gift(4), gift(5), gift(6)])

    [(_method, items)] = mailbox.take()

    assert numbers(items) == [3, 4, 5, 6]
    assert mailbox.dropped == 2


def test_two_threads_lose_nothing_and_keep_the_order() -> None:
    mailbox = Mailbox(capacity=1_000_000)
    count = 20_000

    def fill() -> None:
        for number in range(count):
            mailbox.put("shown", [chat(number)])

    thread = threading.Thread(target=fill)
    thread.start()
    taken: list[int] = []
    while thread.is_alive() or len(taken) < count:
        for _method, items in mailbox.take():
            taken.extend(numbers(items))
    thread.join()

    assert taken == list(range(count))


# Engine to window


def test_what_the_engine_says_arrives_in_batches_and_in_order(theme, qt_loop) -> None:
    bridge = Bridge(SceneEngine(), qt_loop)
    pane = Pane()
    bridge.listen(pane)
    inbox = bridge.inbox
    entries = shown_entries()
    for item in entries:
        inbox.shown([item])
    inbox.alarm("disk full")
    inbox.session(session())

    bridge.drain()

    assert [item for method, item in pane.told if method == "shown"] == list(entries)
    assert [method for method, _item in pane.told[-2:]] == ["alarm", "session"]
    assert pane.batches == [len(entries), 1, 1]


def test_only_the_newest_state_of_connections_in_a_run_is_delivered(
    theme, qt_loop
) -> None:
    bridge = Bridge(SceneEngine(), qt_loop)
    pane = Pane()
    bridge.listen(pane)
    views = SceneEngine().connections()
    bridge.inbox.connections(views[:1])
    bridge.inbox.connections(views)

    bridge.drain()

    assert pane.told == [("connections", tuple(views))]


def test_every_change_of_session_is_delivered(theme, qt_loop) -> None:
    bridge = Bridge(SceneEngine(), qt_loop)
    pane = Pane()
    bridge.listen(pane)
    bridge.inbox.session(session())
    bridge.inbox.session(None)

    bridge.drain()

    assert [item for _method, item in pane.told] == [session(), None]


def test_a_pane_that_fails_does_not_keep_the_others_from_hearing(
    theme, qt_loop, caplog
) -> None:
    bridge = Bridge(SceneEngine(), qt_loop)
    pane = Pane()
    bridge.listen(BrokenPane())
    bridge.listen(pane)
    bridge.inbox.shown([chat(1)])

    with caplog.at_level(logging.ERROR):
        bridge.drain()

    assert numbers([item for _method, item in pane.told]) == [1]
    assert "BrokenPane failed in shown" in caplog.text


def test_a_pane_that_stopped_listening_hears_nothing(theme, qt_loop) -> None:
    bridge = Bridge(SceneEngine(), qt_loop)
    pane = Pane()
    stop = bridge.listen(pane)
    stop()
    bridge.inbox.shown([chat(1)])

    bridge.drain()

    assert pane.told == []


def test_what_is_said_on_the_engines_thread_arrives_on_the_windows(
    theme, run, engine_loop, qtbot
) -> None:
    class Speaking(SceneEngine):
        def listen(self, listener):
            listener.shown([chat(1)])
            listener.alarm("disk full")
            return lambda: None

    async def hear() -> Pane:
        bridge = Bridge(Speaking(), engine_loop)
        heard = asyncio.Event()
        pane = Pane(on_alarm=heard.set)
        bridge.listen(pane)
        await bridge.open()
        await heard.wait()
        await bridge.close()
        return pane

    pane = run(hear())

    assert [method for method, _item in pane.told] == ["shown", "alarm"]
    assert pane.threads == {threading.get_ident()}


# Window to engine


def test_a_call_runs_on_the_engines_thread_and_brings_the_answer(
    theme, run, engine_loop
) -> None:
    async def ask() -> tuple[int, object]:
        bridge = Bridge(SceneEngine(), engine_loop)
        thread = await bridge.call(lambda _engine: threading.get_ident())
        return thread, await bridge.call(lambda engine: engine.sessions())

    thread, sessions = run(ask())

    assert thread != threading.get_ident()
    assert sessions[0].name == "Friday ranked, then karaoke"


def test_a_call_raises_what_the_engine_raises(theme, run, engine_loop) -> None:
    async def ask() -> None:
        bridge = Bridge(SceneEngine(), engine_loop)
        await bridge.call(lambda engine: engine.end_session())

    with pytest.raises(CommandError, match="This is a picture"):
        run(ask())


def test_a_call_to_an_engine_that_has_closed_says_so(theme, run) -> None:
    closed = asyncio.new_event_loop()
    closed.close()

    async def ask() -> None:
        await Bridge(SceneEngine(), closed).call(lambda engine: engine.totals())

    with pytest.raises(CommandError, match="Companion is closing"):
        run(ask())


def test_a_call_waits_for_an_engine_that_is_not_there_yet(
    theme, run, engine_loop
) -> None:
    async def ask() -> str:
        bridge = Bridge()
        waiting = asyncio.ensure_future(
            bridge.call(lambda engine: engine.session().name)
        )
        await asyncio.sleep(0)
        assert not waiting.done()
        bridge.attach(SceneEngine(), engine_loop)
        return await waiting

    assert run(ask()) == "Friday ranked, then karaoke"


def test_a_call_that_is_given_up_is_given_up_on_the_engines_side_too(
    theme, run, engine_loop
) -> None:
    began, ended = threading.Event(), threading.Event()

    async def for_ever(_engine: object) -> None:
        began.set()
        try:
            await asyncio.get_running_loop().create_future()
        finally:
            ended.set()

    async def ask() -> None:
        bridge = Bridge(SceneEngine(), engine_loop)
        task = asyncio.ensure_future(bridge.call(for_ever))
        await asyncio.to_thread(began.wait, 10)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    run(ask())

    assert ended.wait(5)


def test_a_question_gets_its_answer_later(theme, run, engine_loop) -> None:
    async def ask() -> str:
        answer: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        bridge = Bridge(SceneEngine(), engine_loop)
        bridge.ask(lambda engine: engine.session().name, then=answer.set_result)
        assert not answer.done()
        return await answer

    assert run(ask()) == "Friday ranked, then karaoke"


def test_an_error_goes_to_whoever_asked(theme, run, engine_loop) -> None:
    async def ask() -> CompanionError:
        answer: asyncio.Future[CompanionError] = (
            asyncio.get_running_loop().create_future()
        )
        bridge = Bridge(SceneEngine(), engine_loop)
        bridge.ask(lambda engine: engine.pause_session(), failed=answer.set_result)
        return await answer

    assert isinstance(run(ask()), CommandError)


def test_an_error_that_nobody_takes_goes_to_the_window(theme, run, engine_loop) -> None:
    async def ask() -> CompanionError:
        answer: asyncio.Future[CompanionError] = (
            asyncio.get_running_loop().create_future()
        )
        bridge = Bridge(SceneEngine(), engine_loop)
        bridge.on_failure(answer.set_result)
        bridge.ask(lambda engine: engine.pause_session())
        return await answer

    assert "This is a picture" in str(run(ask()))


def test_a_fault_of_ours_is_logged_with_its_traceback(
    theme, run, engine_loop, caplog
) -> None:
    async def ask() -> None:
        logged = asyncio.Event()
        bridge_log = logging.getLogger("companion.gui.bridge")
        handler = Signalling(logged.set)
        bridge_log.addHandler(handler)
        Bridge(SceneEngine(), engine_loop).ask(lambda _engine: 1 // 0)
        await logged.wait()
        bridge_log.removeHandler(handler)

    with caplog.at_level(logging.ERROR):
        run(ask())

    assert "a request of the window failed" in caplog.text
    assert "ZeroDivisionError" in caplog.text


def test_what_was_begun_can_be_cancelled_and_answers_nothing(
    theme, run, engine_loop
) -> None:
    told: list[object] = []
    begun, ended = threading.Event(), threading.Event()

    async def never(_engine: SceneEngine) -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    async def act() -> None:
        bridge = Bridge(SceneEngine(), engine_loop)
        cancel = bridge.begin(never, then=told.append, failed=told.append)
        await asyncio.to_thread(begun.wait, 20)
        cancel()
        assert await asyncio.to_thread(ended.wait, 20)
        await bridge.answered()

    run(act())

    assert told == []


def test_closing_ends_what_is_not_answered(theme, run, engine_loop) -> None:
    began = threading.Event()

    async def never(_engine: object) -> None:
        began.set()
        await asyncio.get_running_loop().create_future()

    answered: list[object] = []

    async def ask() -> None:
        bridge = Bridge(SceneEngine(), engine_loop)
        await bridge.open()
        bridge.ask(never, then=answered.append, failed=answered.append)
        await asyncio.to_thread(began.wait, 10)
        await bridge.close()

    run(ask())

    assert answered == []


def test_after_closing_nothing_is_asked_any_more(theme, run, engine_loop) -> None:
    answered: list[object] = []

    async def ask() -> None:
        bridge = Bridge(SceneEngine(), engine_loop)
        await bridge.open()
        await bridge.close()
        bridge.ask(lambda engine: engine.totals(), then=answered.append)
        await bridge.answered()

    run(ask())

    assert answered == []
