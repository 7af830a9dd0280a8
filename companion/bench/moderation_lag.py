"""How late a window's timer is while chat is judged, in a process of its own.

`python -m companion.bench.moderation_lag rules|model FOLDER SECONDS`: the engine's
thread judges the simulator's chat, by rules alone or with the model's worker, while
Qt's loop ticks on the main thread. Prints the lateness of every tick in seconds, as
JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QCoreApplication, QElapsedTimer, Qt, QTimer

from companion.app.machine import SystemClock
from companion.bench.moderation_flow import chat, measure_flow
from companion.moderation.prepared import prepared
from companion.moderation.rules import RuleSet
from companion.settings.moderation import ModerationSettings

RATE: Final = 200
"""Texts a second: a large chat."""

_TICK_MS: Final = 5


def main() -> int:
    """Tick until the engine's thread is done; returns 0."""
    which, folder, seconds = sys.argv[1], Path(sys.argv[2]), float(sys.argv[3])
    sys.setswitchinterval(0.0005)  # as the app has it
    app = QCoreApplication(sys.argv[:1])
    late: list[float] = []
    texts = chat(2_000)
    ended: list[bool] = []

    def judge() -> None:
        try:
            asyncio.run(_judge(which, folder, texts, seconds=seconds))
            ended.append(True)
        finally:
            # Another thread may end Qt's loop by a queued call only.
            QTimer.singleShot(0, app, app.quit)

    engine = threading.Thread(target=judge)
    ticker, elapsed = QTimer(), QElapsedTimer()
    ticker.setTimerType(Qt.TimerType.PreciseTimer)
    ticker.setInterval(_TICK_MS)

    def tick() -> None:
        late.append(max(0.0, elapsed.nsecsElapsed() / 1e9 - _TICK_MS / 1000))
        elapsed.restart()

    ticker.timeout.connect(tick)
    elapsed.start()
    ticker.start()
    engine.start()
    app.exec()
    engine.join()
    json.dump(late, sys.stdout)
    return 0 if ended else 1


async def _judge(
    which: str, folder: Path, texts: Sequence[str], *, seconds: float
) -> None:
    if which == "model":
        await measure_flow(folder, texts, rate=RATE, seconds=seconds)
        return
    clock, rules = SystemClock(), RuleSet(ModerationSettings())
    for number in range(int(RATE * seconds)):
        await clock.sleep(1 / RATE)
        rules.opinion_of(prepared(texts[number % len(texts)]))


if __name__ == "__main__":
    sys.exit(main())
