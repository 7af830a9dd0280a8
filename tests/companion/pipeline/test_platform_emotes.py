"""Addresses of emotes are made of ids that can be nothing else."""

from __future__ import annotations

import pytest
from msgspec import structs

from companion.domain.entries import Entry
from companion.domain.values import Fragment, FragmentKind, Platform
from companion.pipeline.live_view import LiveView
from tests.support.events import chat
from tests.support.fakes import EPOCH

SAID = chat("luna", "Kappa", platform=Platform.TWITCH)
ENTRY = Entry(seq=1, number=1, session="s", at=EPOCH, body=SAID)
KAPPA = Fragment(kind=FragmentKind.EMOTE, text="Kappa", emote="emotesv2_ab12")


def test_an_emote_of_twitch_has_its_picture() -> None:
    address = LiveView().emote(ENTRY, KAPPA)

    assert address == (
        "https://static-cdn.jtvnw.net/emoticons/v2/emotesv2_ab12/default/dark/2.0"
    )


@pytest.mark.parametrize("emote", ["", "../../x", "a/b", "a b", "é", "x" * 81, None])
def test_an_id_that_is_none_gives_no_address(emote: str | None) -> None:
    assert LiveView().emote(ENTRY, structs.replace(KAPPA, emote=emote)) is None


def test_words_and_other_platforms_have_none() -> None:
    tiktok = structs.replace(ENTRY, body=chat("luna", "Kappa"))

    assert LiveView().emote(ENTRY, Fragment(text="Kappa")) is None
    assert LiveView().emote(tiktok, KAPPA) is None


def test_whoever_knows_more_emotes_is_asked_instead() -> None:
    view = LiveView()
    view.look_up_emotes(lambda _entry, fragment: f"https://e.invalid/{fragment.text}")

    assert view.emote(ENTRY, KAPPA) == "https://e.invalid/Kappa"
