"""What travels between the app and the worker that runs the model."""

from __future__ import annotations

from typing import Final

import msgspec
from msgspec import Struct


class OtherServer(Struct, frozen=True, kw_only=True):
    """A server that is asked about texts whose highest score is in `low` to `high`."""

    address: str
    key: str = ""
    low: float
    high: float


class Load(Struct, frozen=True, kw_only=True, tag="load"):
    """Load the model in `folder`; comes first and once.

    nice: how far the worker stands back, 0 to 10. is_checked: the files were whole when
    they were loaded last, and are not read to the end again.
    """

    folder: str
    nice: int = 10
    is_checked: bool = False
    second_opinion: OtherServer | None = None


class Score(Struct, frozen=True, kw_only=True, tag="score"):
    """Score some texts; the answer has the same number."""

    number: int
    texts: list[str]


class StandBack(Struct, frozen=True, kw_only=True, tag="stand_back"):
    """Take another priority: nice 0 to 10."""

    nice: int


class Loaded(Struct, frozen=True, kw_only=True, tag="loaded"):
    """The model can be asked. labels: canonical, in the order of scores; rss: bytes."""

    version: str
    title: str
    labels: list[str]
    languages: list[str]
    rss: int


class Scored(Struct, frozen=True, kw_only=True, tag="scored"):
    """One row of scores, 0..1, for each text of the order with that number."""

    number: int
    rows: list[list[float]]
    rss: int


class Refused(Struct, frozen=True, kw_only=True, tag="refused"):
    """The model cannot be loaded or does not answer; the worker ends.

    text: for a person. is_missing: its files are not there, or not whole.
    """

    text: str
    is_missing: bool = False


Order = Load | Score | StandBack
Report = Loaded | Scored | Refused

ORDERS: Final[msgspec.msgpack.Decoder[Order]] = msgspec.msgpack.Decoder(Order)
REPORTS: Final[msgspec.msgpack.Decoder[Report]] = msgspec.msgpack.Decoder(Report)
