"""The child's side: what a worker's main() builds on.

A main() makes its Channel first, so that from there on prints go to stderr; then it
imports what is heavy, which the parent waits for; then it calls serve() with a
coroutine function that takes a Link and works until Link.receive() returns None.
"""

from __future__ import annotations

import asyncio
import faulthandler
import os
import queue
import signal
import sys
import threading
import traceback
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final, Generic, TypeVar

import msgspec

from companion.domain.errors import WorkerError
from companion.workers.frames import BEAT_S, Kind, pack, read_frame

Received = TypeVar("Received")
Sent = TypeVar("Sent")

SILENCE_S: Final = 30.0
"""Seconds without a beat of the parent after which the child ends itself."""

GRACE_S: Final = 2.0
"""Seconds that the child may take to end when its input has ended."""

_CRASH_TEXT: Final = 4_000


class Channel:
    """The child's input and output, taken before anything else can print to them.

    What is printed from now on, by native code too, goes to stderr. A thread reads the
    input, so that this works on every system's event loop and sees the input's end even
    while the loop is stuck. A second thread writes, so that a full pipe stops nobody
    but whoever sends.
    """

    def __init__(
        self, *, silence_s: float = SILENCE_S, grace_s: float = GRACE_S
    ) -> None:
        # The parent decides when a worker ends, also when Ctrl-C is for both.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        self._silence_s = silence_s
        self._grace_s = grace_s
        self._input, self._output = _take_standard_streams()
        self._lock = threading.Lock()
        self._waiting: list[tuple[Kind, bytes] | None] = []
        self._notify: Callable[[], None] | None = None
        self._outbox: queue.SimpleQueue[tuple[bytes, Callable[[bool], None]]] = (
            queue.SimpleQueue()
        )
        self._arm()
        threading.Thread(target=self._read, daemon=True, name="worker-in").start()
        threading.Thread(target=self._write, daemon=True, name="worker-out").start()

    def attach(self, notify: Callable[[], None]) -> None:
        """Call `notify`, on a thread of ours, whenever something can be taken."""
        with self._lock:
            self._notify = notify
        notify()

    def take(self) -> list[tuple[Kind, bytes] | None]:
        """Return what has come since the last call; None stands for the end."""
        with self._lock:
            taken, self._waiting = self._waiting, []
        return taken

    def put(self, frame: bytes, done: Callable[[bool], None]) -> None:
        """Write; `done` is called on a thread of ours with whether it worked."""
        self._outbox.put((frame, done))

    def _read(self) -> None:
        try:
            while (frame := read_frame(self._read_exactly)) is not None:
                self._arm()
                self._arrived(frame)
        except (WorkerError, OSError) as error:
            sys.stderr.write(f"the worker's input is broken: {error}\n")
        self._arrived(None)
        with self._lock:
            has_begun = self._notify is not None
        if has_begun:
            # The loop was told; when it does not end the process, this does.
            threading.Event().wait(self._grace_s)
        sys.stderr.flush()
        os._exit(int(has_begun))  # while it still imports, nothing is to be cleaned up

    def _arrived(self, frame: tuple[Kind, bytes] | None) -> None:
        with self._lock:
            self._waiting.append(frame)
            notify = self._notify
        if notify is not None:
            notify()

    def _write(self) -> None:
        while True:
            frame, done = self._outbox.get()
            try:
                while frame:
                    frame = frame[os.write(self._output, frame) :]
            except OSError:
                done(False)
            else:
                done(True)

    def _read_exactly(self, size: int) -> bytes:
        parts = []
        while size and (part := os.read(self._input, size)):
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def _arm(self) -> None:
        # A C thread of its own: it ends the process even when Python code never gives
        # up the interpreter lock and no other thread of ours can run.
        faulthandler.dump_traceback_later(self._silence_s, exit=True, file=2)


class Link(Generic[Received, Sent]):
    """The child's end of the line, for its asyncio code."""

    def __init__(
        self, channel: Channel, receives: msgspec.msgpack.Decoder[Received]
    ) -> None:
        self._channel = channel
        self._decoder = receives
        self._encoder = msgspec.msgpack.Encoder()
        self._loop = asyncio.get_running_loop()
        self._inbox: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._is_beating = False
        self.ended = asyncio.Event()
        """Set when the input has ended: the parent closed it, or is gone."""
        channel.attach(lambda: self._on_loop(self._collect))

    async def receive(self) -> Received | None:
        """Return the next message; None when the parent wants no more.

        Raises WorkerError when what came is not such a message.
        """
        body = await self._inbox.get()
        if body is None:
            self._inbox.put_nowait(None)
            return None
        try:
            return self._decoder.decode(body)
        except msgspec.MsgspecError as error:
            raise WorkerError(f"a message cannot be read: {error}") from error

    async def send(self, message: Sent) -> None:
        """Send, and return when the system has taken it; WorkerError when it cannot."""
        await self.send_frame(Kind.MESSAGE, self._encoder.encode(message))

    async def send_frame(self, kind: Kind, body: bytes = b"") -> None:
        """Send a frame of the harness itself."""
        written: asyncio.Future[bool] = self._loop.create_future()

        def done(worked: bool) -> None:
            self._on_loop(lambda: _settle(written, worked))

        self._channel.put(pack(kind, body), done)
        if not await written:
            raise WorkerError("the parent takes no more messages")

    def beat(self) -> None:
        """Beat now and every BEAT_S seconds, as long as the loop runs."""
        self._loop.call_later(BEAT_S, self.beat)
        if not self._is_beating:  # the last one may still wait in a full pipe
            self._is_beating = True
            self._channel.put(pack(Kind.BEAT), self._beaten)

    def _beaten(self, _worked: bool) -> None:
        self._is_beating = False

    def _collect(self) -> None:
        for frame in self._channel.take():
            if frame is None:
                self._inbox.put_nowait(None)
                self.ended.set()
            elif frame[0] is Kind.MESSAGE:
                self._inbox.put_nowait(frame[1])

    def _on_loop(self, call: Callable[[], object]) -> None:
        try:
            self._loop.call_soon_threadsafe(call)
        except RuntimeError:
            return  # the loop is closed: nobody waits for this any more


def serve(
    channel: Channel,
    work: Callable[[Link[Received, Sent]], Awaitable[None]],
    *,
    receives: msgspec.msgpack.Decoder[Received],
) -> int:
    """Run `work` until it returns or the input ends; return the exit code.

    At the end of input `work` is cancelled and has GRACE_S seconds to clean up. An
    exception of `work` is told to the parent and on stderr.
    """
    try:
        asyncio.run(_serve(channel, work, receives))
    except WorkerError as error:
        sys.stderr.write(f"the worker ends: {error}\n")
        return 1
    except Exception:  # noqa: BLE001  # whatever it is, it ends here and is reported
        traceback.print_exc()
        return 1
    return 0


async def _serve(
    channel: Channel,
    work: Callable[[Link[Received, Sent]], Awaitable[None]],
    receives: msgspec.msgpack.Decoder[Received],
) -> None:
    link: Link[Received, Sent] = Link(channel, receives)
    await link.send_frame(Kind.READY)
    link.beat()
    working = asyncio.ensure_future(work(link))
    ending = asyncio.ensure_future(link.ended.wait())
    await asyncio.wait({working, ending}, return_when=asyncio.FIRST_COMPLETED)
    ending.cancel()
    if not working.done():
        working.cancel()
    try:
        await working
    except asyncio.CancelledError:
        return
    except Exception as error:
        text = f"{type(error).__name__}: {error}"[:_CRASH_TEXT]
        await link.send_frame(Kind.CRASH, text.encode("utf-8", "replace"))
        raise


def _settle(future: asyncio.Future[bool], result: bool) -> None:
    if not future.done():  # whoever waited may have been cancelled
        future.set_result(result)


def _take_standard_streams() -> tuple[int, int]:
    """Return private descriptors; the public ones become devnull and stderr.

    Plain descriptors: a buffered file's lock, held by a thread that waits for input,
    would abort the interpreter at its end.
    """
    received, sent = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    if sys.stderr is None:  # a windowed program of PyInstaller
        sys.stderr = os.fdopen(2, "w", encoding="utf-8", errors="backslashreplace")
    sys.stdin = Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115  # for good
    sys.stdout = sys.stderr
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415  # exists on Windows only

        msvcrt.setmode(received, os.O_BINARY)
        msvcrt.setmode(sent, os.O_BINARY)
    return received, sent
