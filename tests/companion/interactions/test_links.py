"""Whose account is whose: chains are flat, and an account is in one person only."""

from __future__ import annotations

from companion.domain.entries import Entry
from companion.domain.show.notes import ViewersLinked
from companion.interactions.links import Links


def link(seq: int, kept: str, other: str, *, lifted: bool = False) -> Entry:
    body = ViewersLinked(viewer_id=kept, other_id=other, is_lifted=lifted)
    return Entry(seq=seq, number=seq, session="s", at=seq, body=body)


def test_two_accounts_are_one_person() -> None:
    links = Links([link(1, "tiktok:a", "twitch:a")])

    assert links.person("twitch:a") == links.person("tiktok:a") == "tiktok:a"
    assert links.accounts("twitch:a") == ("tiktok:a", "twitch:a")
    assert links.person("youtube:b") == "youtube:b"


def test_a_chain_of_links_is_one_person() -> None:
    links = Links([link(1, "a:1", "b:1"), link(2, "c:1", "a:1")])

    assert {links.person(one) for one in ("a:1", "b:1", "c:1")} == {"c:1"}
    assert set(links.accounts("b:1")) == {"a:1", "b:1", "c:1"}


def test_a_link_that_is_lifted_is_none() -> None:
    links = Links([link(1, "a:1", "b:1")])

    assert links.take(link(2, "a:1", "b:1", lifted=True))
    assert links.person("b:1") == "b:1"
    assert links.accounts("a:1") == ("a:1",)


def test_an_entry_that_was_taken_changes_nothing_again() -> None:
    links = Links([link(1, "a:1", "b:1"), link(2, "a:1", "b:1", lifted=True)])

    assert not links.take(link(1, "a:1", "b:1"))
    assert links.person("b:1") == "b:1"


def test_accounts_that_are_linked_already_change_nothing() -> None:
    links = Links([link(1, "a:1", "b:1")])

    assert not links.take(link(2, "b:1", "a:1"))
    assert links.person("a:1") == "a:1"
