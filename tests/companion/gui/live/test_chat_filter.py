"""Which rows a filter lets through."""

from __future__ import annotations

from msgspec import structs

from companion.domain.entries import Gap, SessionChange
from companion.domain.values import Platform, Role
from companion.gui.live.chat_filter import (
    EVERYTHING,
    ChatFilter,
    filter_of,
    passes_all,
    tab_values,
)
from companion.gui.live.chat_row import ChatRow, row_of
from companion.settings.chat import ChatTab
from tests.support.live_scene import TIKTOK, TWITCH, Ledger

BOOK = Ledger()


def row(body, source: str = "twitch:mira") -> ChatRow:
    entry = structs.replace(BOOK.entry(body), source=source)
    made = row_of(entry, 1)
    assert made is not None
    return made


SAID = row(BOOK.chat(TWITCH, "Ida", "a Rose is a rose", Role.SUBSCRIBER, Role.VIP))
ON_TIKTOK = row(BOOK.chat(TIKTOK, "Bo", "hi"), "tiktok:@mira")
GIFT = row(BOOK.gift("Bo", "Rose", total=3), "tiktok:@mira")
STARTED = row(SessionChange(change="started"), "")
GAP = row(Gap(source="tiktok:@mira", platform=TIKTOK, began=0, ended=1))


def kept(one: ChatFilter) -> list[ChatRow]:
    return [each for each in (SAID, ON_TIKTOK, GIFT, STARTED, GAP) if one.passes(each)]


def test_an_empty_filter_lets_everything_through() -> None:
    assert EVERYTHING.is_empty
    assert len(kept(EVERYTHING)) == 5


def test_a_platform_keeps_the_sessions_lines() -> None:
    assert kept(ChatFilter(platforms=frozenset({TWITCH}))) == [SAID, STARTED]
    assert kept(ChatFilter(platforms=frozenset({TIKTOK}))) == [
        ON_TIKTOK,
        GIFT,
        STARTED,
        GAP,
    ]


def test_a_channel_is_a_connection() -> None:
    one = ChatFilter(channels=frozenset({"tiktok:@mira"}))

    assert kept(one) == [ON_TIKTOK, GIFT, STARTED, GAP]
    assert kept(ChatFilter(channels=frozenset({"twitch:other"}))) == [STARTED]


def test_a_role_keeps_messages_of_its_people_only() -> None:
    assert kept(ChatFilter(roles=frozenset({Role.VIP, Role.MODERATOR}))) == [SAID]
    assert kept(ChatFilter(roles=frozenset({Role.MODERATOR}))) == []


def test_support_only_is_what_somebody_paid_for() -> None:
    assert kept(ChatFilter(money_only=True)) == [GIFT]


def test_mentions_only_is_what_names_the_broadcaster() -> None:
    named = structs.replace(SAID, mentions=((0, 1),))

    assert kept(ChatFilter(mentions_only=True)) == []
    assert ChatFilter(mentions_only=True).passes(named)


def test_words_are_found_in_name_title_and_text_in_any_case() -> None:
    assert kept(ChatFilter(words=" ROSE ")) == [SAID, GIFT]
    assert kept(ChatFilter(words="ida")) == [SAID]
    assert kept(ChatFilter(words=".*")) == []


def test_filters_narrow_each_other() -> None:
    people = ChatFilter(roles=frozenset({Role.VIP}))

    assert passes_all(SAID, [people, ChatFilter(words="rose")])
    assert not passes_all(SAID, [people, ChatFilter(words="tulip")])


def test_a_filter_survives_being_saved() -> None:
    one = ChatFilter(
        platforms=frozenset(Platform),
        channels=frozenset({"twitch:b", "twitch:a"}),
        roles=frozenset(Role),
        money_only=True,
        mentions_only=True,
        words="rose",
    )

    assert filter_of(ChatTab(**tab_values("mine", one))) == one
    assert filter_of(ChatTab(**tab_values("all", EVERYTHING))) == EVERYTHING
