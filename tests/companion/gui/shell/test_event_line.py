"""One event in a few words, for every kind."""

from __future__ import annotations

from companion.domain.entries import Amounts, Entry, SessionChange
from companion.domain.events import (
    Chat,
    Follow,
    Gift,
    Join,
    Like,
    Raid,
    Share,
    StreamStatus,
    UnknownEvent,
    ViewerCount,
)
from companion.domain.values import Platform, Viewer
from companion.gui.shell.event_line import event_line
from tests.support.fakes import EPOCH

BASE = {
    "id": "tiktok:1",
    "platform": Platform.TIKTOK,
    "channel": "c",
    "viewer": Viewer(id="tiktok:7", name="Луна"),
}


def said(body: object, **amounts: int) -> str:
    entry = Entry(
        seq=1, number=1, session="s", at=EPOCH, body=body, amounts=Amounts(**amounts)
    )
    return event_line(entry).replace("\u2068", "").replace("\u2069", "")


def test_every_kind_is_told_in_its_own_words() -> None:
    gift = Gift(**BASE, gift_id="r", name="Rose", diamonds_each=1, count=3)
    assert said(gift, gifts=3) == "Луна: Rose ×3"
    assert said(Like(**BASE, count=1)) == "Луна: 1 like"
    assert said(Like(**BASE, count=15)) == "Луна: 15 likes"
    assert said(Follow(**BASE)) == "Луна followed"
    assert said(Share(**BASE)) == "Луна shared the stream"
    assert said(Join(**BASE)) == "Луна came in"
    assert said(Raid(**BASE, viewers=84)) == "Луна raided with 84 viewers"
    assert said(ViewerCount(**BASE, viewers=1284)) == "1,284 watch now"
    assert "live" in said(StreamStatus(**BASE, status="live"))


def test_a_chats_text_is_not_repeated() -> None:
    assert said(Chat(**BASE, text="<script>")) == "Луна wrote"


def test_what_has_no_words_shows_who_it_was() -> None:
    assert said(UnknownEvent(**BASE, name="new")) == "Луна"
    assert said(SessionChange(change="started")) == ""
