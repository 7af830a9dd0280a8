"""What the test workers and their parents say to each other."""

from __future__ import annotations

import sys
from typing import Any

import msgspec

from companion.workers.process import Patience, WorkerProcess


class Order(msgspec.Struct):
    text: str


class Report(msgspec.Struct):
    text: str
    number: int = 0


ORDERS = msgspec.msgpack.Decoder(Order)
REPORTS = msgspec.msgpack.Decoder(Report)

QUICK = Patience(start=20.0, silence=2.5, end=2.0)


def worker(
    name: str, *, patience: Patience = QUICK, silence: float = 30.0
) -> WorkerProcess[Any, Report]:
    """Return a worker that behaves as tests.companion.workers.children.NAME says.

    silence: seconds without the parent's beat after which the child ends itself.
    """
    module = "tests.companion.workers.children"
    return WorkerProcess(
        name,
        receives=REPORTS,
        command=[sys.executable, "-m", module, name, str(silence)],
        patience=patience,
    )
