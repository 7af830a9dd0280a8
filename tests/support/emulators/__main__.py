"""All three platforms on this computer: `make emulators`, to try Companion on.

Prints what to type into another terminal, and runs until Ctrl+C or SIGTERM. The
emulators are processes of their own, and end with this one, however it ends.
"""

from __future__ import annotations

import argparse
import asyncio
import shlex
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, ExitStack, contextmanager, suppress
from typing import Final, NamedTuple

from tests.support.emulators.lively import Lively
from tests.support.emulators.tiktok_control import TikTokEmulator
from tests.support.emulators.twitch_control import TwitchEmulator
from tests.support.emulators.youtube_control import YouTubeEmulator

TIKTOK, TWITCH, YOUTUBE = "mira.plays", "mira_plays", "live0000001"
TARGETS: Final = (f"tiktok:@{TIKTOK}", f"twitch:{TWITCH}", f"youtube:{YOUTUBE}")
KEY: Final = {"COMPANION_YOUTUBE_API_KEY": "key-live0000001"}
LOGINS: Final = {
    "COMPANION_TWITCH_TOKEN": "emulatortoken",
    "COMPANION_YOUTUBE_TOKEN": "fixed-token-mira",
}
RATE: Final = 2.0


class Running(NamedTuple):
    """The three emulators."""

    tiktok: TikTokEmulator
    twitch: TwitchEmulator
    youtube: YouTubeEmulator

    @property
    def environment(self) -> Mapping[str, str]:
        """What points Companion at them, for reading without a login."""
        return {
            **self.tiktok.environment,
            **self.twitch.environment(TWITCH),
            **self.youtube.environment,
            **KEY,
        }


@contextmanager
def started() -> Iterator[Running]:
    """Start all three; they are gone after the block.

    Started with Ctrl+C ignored, which they inherit: in a terminal it goes to every
    process, and ending them is this one's affair.
    """
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with ExitStack() as stack:
            running = Running(
                stack.enter_context(TikTokEmulator.running()),
                stack.enter_context(TwitchEmulator.running()),
                stack.enter_context(YouTubeEmulator.running()),
            )
            signal.signal(signal.SIGINT, before)
            yield running
    finally:
        signal.signal(signal.SIGINT, before)


def words(running: Running, *, is_lively: bool) -> str:
    """Return what a person reads: the environment, and what to start with it."""
    connects = " ".join(f"--connect {target}" for target in TARGETS)
    traffic = "Something happens on each of them all the time."
    if not is_lively:
        traffic = 'Nothing happens by itself: make emulators ARGS="--lively" does.'
    lines = [
        "TikTok, Twitch and YouTube are running on this computer. In another terminal:",
        "",
        *_exports(running.environment),
        # Nothing of it is to stand among somebody's own streams.
        'export COMPANION_DATA_DIR="$(mktemp -d)"',
        "",
        "# read all three, without a login",
        f"companion serve {connects}",
        "",
        "# each alone",
        *(f"companion serve --connect {target}" for target in TARGETS),
        "",
        "# write too, as the broadcaster: first",
        *_exports(LOGINS),
        "",
        "# or the window: connect to the same names there",
        "companion",
        "",
        traffic,
        "Stop with Ctrl+C.",
        "",
    ]
    return "\n".join(lines)


def _exports(variables: Mapping[str, str]) -> Sequence[str]:
    return [f"export {name}={shlex.quote(text)}" for name, text in variables.items()]


async def serve(running: Running, *, per_second: float | None) -> None:
    """Wait for Ctrl+C or SIGTERM, with or without something happening meanwhile."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # Windows: Ctrl+C raises KeyboardInterrupt
            loop.add_signal_handler(one, stop.set)
    async with AsyncExitStack() as stack:
        stream = await stack.enter_async_context(running.youtube.stream(YOUTUBE))
        await stream.set(title="Try me")
        room = await stack.enter_async_context(running.tiktok.room(TIKTOK))
        channel = await stack.enter_async_context(running.twitch.channel(TWITCH))
        sys.stdout.write(words(running, is_lively=per_second is not None))
        sys.stdout.flush()
        if per_second is None:
            await stop.wait()
            return
        evening = Lively(room, channel, stream, per_second=per_second)
        happening = asyncio.create_task(evening.run())
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({happening, stopping}, return_when="FIRST_COMPLETED")
        happening.cancel()
        stopping.cancel()
        with suppress(asyncio.CancelledError):
            await happening


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until stopped; returns 0."""
    parser = argparse.ArgumentParser(prog="make emulators", description=__doc__)
    parser.add_argument(
        "--lively",
        nargs="?",
        type=_rate,
        const=RATE,
        metavar="PER_SECOND",
        help=f"let something happen on each platform ({RATE:g} times a second)",
    )
    given = parser.parse_args(arguments)
    with suppress(KeyboardInterrupt), started() as running:
        asyncio.run(serve(running, per_second=given.lively))
    return 0


def _rate(text: str) -> float:
    rate = float(text)
    if not 0 < rate <= 200:
        raise argparse.ArgumentTypeError("from just above 0 to 200 a second")
    return rate


if __name__ == "__main__":
    raise SystemExit(main())
