"""What the flag overlay shows of a flag, and its QR code."""

from __future__ import annotations

import re

import pytest
import zxingcpp
from PySide6.QtGui import QColor, QImage, QPainter

from overlays.flag import Flag, FlagSettings
from overlays.qr import MOST_MODULES, QUIET_ZONE, qr_of
from tests.overlays.on_air import airing, scored, state

FLAG = Flag()


def test_a_flag_comes_with_its_code_and_its_worth() -> None:
    shown = state(FLAG)["shown"]

    assert (shown["code_text"], shown["points"]) == ("!flag GH0ST-LANTERN", 250_000)
    assert shown["qr"] == qr_of("!flag GH0ST-LANTERN")


def test_who_found_it_is_shown_newest_first_and_the_first_stays() -> None:
    found = (scored(1, 9, first=True), scored(2, 5), scored(3, 5), scored(4, 5))
    view = airing("flag", found=found)

    def ids(limit: int) -> list[str]:
        shown = FLAG.project(view, FlagSettings(found=limit))["shown"]
        return [one["id"] for one in shown["found"]]

    assert ids(4) == ["tiktok:104", "youtube:103", "tiktok:102", "twitch:101"]
    assert ids(2) == ["tiktok:104", "twitch:101"]
    assert ids(0) == []


@pytest.mark.parametrize(
    "text",
    [
        "!flag GH0ST-LANTERN",
        "https://companion.example/join?room=7&name=é",
        "旗を見つけた 🚩",
        "1234567890",
        "x" * 412,
    ],
)
def test_the_code_is_read_as_what_was_written(text: str) -> None:
    assert read(drawn(text)) == [text]


def test_around_the_code_is_room_for_readers() -> None:
    qr = qr_of("room")
    assert qr is not None
    moves = re.findall(r"M(\d+) (\d+)h(\d+)", qr["path"])
    columns = {int(x) for x, _, _ in moves}
    rows = {int(y) for _, y, _ in moves}

    assert min(columns) == min(rows) == QUIET_ZONE
    assert max(rows) == qr["size"] - QUIET_ZONE - 1
    assert max(int(x) + int(w) for x, _, w in moves) == qr["size"] - QUIET_ZONE


@pytest.mark.parametrize("text", ["", "x" * 413, "旗" * 5_000])
def test_what_no_code_can_hold_has_none(text: str) -> None:
    assert qr_of(text) is None
    assert state(FLAG, code=text)["shown"]["qr"] is None


def test_a_broken_text_has_a_code_all_the_same() -> None:
    qr = qr_of("\ud800")

    assert qr is not None
    assert qr["size"] <= MOST_MODULES + 2 * QUIET_ZONE


def drawn(text: str) -> QImage:
    """Return a code's path as a picture, eight pixels a module."""
    qr = qr_of(text)
    assert qr is not None
    picture = QImage(qr["size"], qr["size"], QImage.Format.Format_Grayscale8)
    picture.fill(QColor("white"))
    painter = QPainter(picture)
    for x, y, width in re.findall(r"M(\d+) (\d+)h(\d+)", qr["path"]):
        painter.fillRect(int(x), int(y), int(width), 1, QColor("black"))
    painter.end()
    return picture.scaledToWidth(qr["size"] * 8)


def read(picture: QImage) -> list[str]:
    return [one.text for one in zxingcpp.read_barcodes(picture)]
