"""The parent's side: one worker process, from its start to its end."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Generic, Self, TypeVar

import msgspec

from companion.domain.errors import WorkerError
from companion.domain.text import clean_text
from companion.i18n import _
from companion.workers.frames import BEAT_S, HEADER, Kind, pack, unpack_header
from companion.workers.program import own_command, own_environment

Received = TypeVar("Received")
Sent = TypeVar("Sent")

_LINE_LIMIT = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a worker may take, in seconds.

    start: until it is ready; its imports can be heavy and the disk slow.
    silence: between two signs of life, while its parent listens.
    end: to end by itself after its input was closed; then it is killed.
    """

    start: float = 60.0
    silence: float = 15.0
    end: float = 3.0


def worker_command(name: str) -> list[str]:
    """Return the command line that starts worker `name` of this program."""
    return own_command("--worker", name)


class WorkerProcess(Generic[Sent, Received]):
    """A worker process; `async with` starts it and makes sure that it is gone after.

    receives: decodes the messages of the child, which may send nothing else.
    command: what to start instead of this program's own worker `name`.
    """

    def __init__(
        self,
        name: str,
        *,
        receives: msgspec.msgpack.Decoder[Received],
        command: Sequence[str] | None = None,
        patience: Patience | None = None,
    ) -> None:
        self._name = name
        self._decoder = receives
        self._encoder = msgspec.msgpack.Encoder()
        self._command = list(command or worker_command(name))
        self._patience = patience or Patience()
        self._log = logging.getLogger(f"{__name__}.{name}")
        self._process: Process | None = None
        self._errors: asyncio.Task[None] | None = None
        self._beat: asyncio.TimerHandle | None = None
        self._header: tuple[Kind, int] | None = None
        self._is_ready = False
        self._reading = asyncio.Lock()

    @property
    def pid(self) -> int:
        """The number of the running process."""
        return self._running.pid

    async def __aenter__(self) -> Self:
        try:
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=PIPE,
                stdout=PIPE,
                stderr=PIPE,
                env=own_environment(os.environ),
            )
        except OSError as error:
            text = _("The worker “{name}” cannot be started: {reason}")
            raise WorkerError(text.format(name=self._name, reason=error)) from error
        self._errors = asyncio.create_task(self._log_errors(self._process))
        self._send_beat()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def send(self, message: Sent) -> None:
        """Send a message; WorkerError when the worker is gone."""
        pipe = self._running.stdin
        assert pipe is not None  # noqa: S101  # it was started with PIPE
        try:
            pipe.write(pack(Kind.MESSAGE, self._encoder.encode(message)))
            await pipe.drain()
        except OSError as error:
            raise self._gone() from error

    async def receive(self) -> Received | None:
        """Return the worker's next message; None when it has ended by itself.

        May be cancelled and called again. Raises WorkerError when the worker crashed,
        hung (it is killed then), or sent nonsense.
        """
        while (frame := await self._next_frame()) is not None:
            kind, body = frame
            match kind:
                case Kind.READY:
                    self._is_ready = True
                case Kind.BEAT:
                    continue
                case Kind.MESSAGE:
                    return self._decoded(body)
                case Kind.CRASH:
                    reason = clean_text(body.decode("utf-8", "replace"))
                    text = _("The worker “{name}” failed: {reason}")
                    raise WorkerError(text.format(name=self._name, reason=reason))
        if await self._running.wait() != 0:
            raise self._gone()
        return None

    async def messages(self) -> AsyncIterator[Received]:
        """Yield the worker's messages until it ends by itself; raises as receive()."""
        while (message := await self.receive()) is not None:
            yield message

    async def close(self) -> None:
        """End the process: by itself if it can, else by force. Idempotent."""
        process = self._process
        if process is None:
            return
        if self._beat is not None:
            self._beat.cancel()
        try:
            async with asyncio.timeout(self._patience.end):
                await self._ended_by_itself(process)
        except TimeoutError:
            self._log.warning("does not end by itself and is killed")
        finally:
            _kill(process)
            await self._ended_by_itself(process)
            await self._end_log()
            self._process = None

    async def _ended_by_itself(self, process: Process) -> None:
        """Close the input and wait for the end, dropping what is still said."""
        assert process.stdin is not None  # noqa: S101  # it was started with PIPE
        assert process.stdout is not None  # noqa: S101  # it was started with PIPE
        process.stdin.close()
        async with self._reading:
            while await process.stdout.read(65536):
                pass
        await process.wait()

    async def _end_log(self) -> None:
        if self._errors is not None:
            # A child of the child could keep stderr open for longer.
            await asyncio.wait({self._errors}, timeout=1.0)
            self._errors.cancel()

    @property
    def _running(self) -> Process:
        if self._process is None:
            raise WorkerError(
                _("The worker “{name}” is closed.").format(name=self._name)
            )
        return self._process

    async def _next_frame(self) -> tuple[Kind, bytes] | None:
        pipe = self._running.stdout
        assert pipe is not None  # noqa: S101  # it was started with PIPE
        patience = self._patience.silence if self._is_ready else self._patience.start
        try:
            # Time counts only while somebody listens here: a worker that waits because
            # its parent is busy is not one that hangs.
            async with asyncio.timeout(patience), self._reading:
                if self._header is None:
                    self._header = unpack_header(await pipe.readexactly(HEADER.size))
                kind, length = self._header
                body = await pipe.readexactly(length)
        except TimeoutError as error:
            _kill(self._running)
            text = _("The worker “{name}” does not answer and was stopped.")
            raise WorkerError(text.format(name=self._name)) from error
        except asyncio.IncompleteReadError as error:
            if error.partial or self._header is not None:
                raise self._gone() from error
            return None
        self._header = None
        return kind, body

    def _decoded(self, body: bytes) -> Received:
        try:
            return self._decoder.decode(body)
        except msgspec.MsgspecError as error:
            text = _("The worker “{name}” sent what cannot be read: {reason}")
            raise WorkerError(text.format(name=self._name, reason=error)) from error

    def _gone(self) -> WorkerError:
        code = self._process.returncode if self._process else None
        text = _("The worker “{name}” ended unexpectedly (code {code}).")
        return WorkerError(text.format(name=self._name, code=code))

    def _send_beat(self) -> None:
        pipe = self._running.stdin
        if pipe is not None and not pipe.is_closing():
            pipe.write(pack(Kind.BEAT))
        loop = asyncio.get_running_loop()
        self._beat = loop.call_later(BEAT_S, self._send_beat)

    async def _log_errors(self, process: Process) -> None:
        """Copy the child's stderr to the log, line by line."""
        pipe = process.stderr
        assert pipe is not None  # noqa: S101  # it was started with PIPE
        rest = b""
        while part := await pipe.read(4096):
            *lines, rest = (rest + part).split(b"\n")
            if len(rest) > _LINE_LIMIT:
                lines, rest = [*lines, rest], b""
            for line in lines:
                text = line.decode("utf-8", "replace").rstrip()
                self._log.warning("%s", clean_text(text, limit=_LINE_LIMIT))
        if rest:
            self._log.warning("%s", clean_text(rest.decode("utf-8", "replace")))


def _kill(process: Process) -> None:
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
