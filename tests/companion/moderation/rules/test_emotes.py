"""Walls of emotes and emoji."""

from __future__ import annotations

from companion.domain.entries import Reason, Verdict
from companion.domain.values import Fragment, FragmentKind
from companion.moderation.prepared import prepared
from companion.moderation.rules.emotes import Emotes
from companion.settings.moderation import EmoteSettings

EMOTES = Emotes(EmoteSettings(most=3), Verdict.HOLD)
KEKW = Fragment(kind=FragmentKind.EMOTE, text="KEKW", emote="1")


def test_more_emotes_than_may_be_are_found() -> None:
    (finding,) = EMOTES.find(prepared("KEKWKEKWKEKWKEKW", (KEKW,) * 4))

    assert finding == (Verdict.HOLD, Reason(rule="emotes", detail="4"))


def test_as_many_as_may_be_are_fine() -> None:
    assert not EMOTES.find(prepared("KEKWKEKWKEKW", (KEKW,) * 3))


def test_emoji_count_with_emotes() -> None:
    text = "KEKW🎉🎉🎉"

    assert EMOTES.find(prepared(text, (KEKW, Fragment(text="🎉🎉🎉"))))


def test_a_family_and_a_flag_are_one_each() -> None:
    assert not EMOTES.find(prepared("👨‍👩‍👧‍👦🇫🇷👍🏽"))
