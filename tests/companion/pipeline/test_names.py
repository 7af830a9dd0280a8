"""Whose name is hidden: the newest name's verdict, and nobody else's."""

from __future__ import annotations

import pytest

from companion.domain.entries import Award, Entry, Judgement, PlatformAction, Verdict
from companion.domain.events import AnyEvent, Subscription, ViewerRemoved
from companion.domain.values import Platform, Viewer
from companion.pipeline.names import HiddenNames
from tests.support.events import chat, viewer

REFUSED = (Verdict.HOLD, Verdict.BLOCK, Verdict.PENDING)


def entry(event: AnyEvent, name: Verdict = Verdict.ALLOW, **fields: object) -> Entry:
    return Entry(
        seq=1,
        number=1,
        session="s",
        at=0,
        body=event,
        judgement=Judgement(name=name),
        **fields,
    )


def nobody(_viewer_id: str) -> Viewer | None:
    return None


@pytest.mark.parametrize("verdict", REFUSED)
def test_a_name_is_hidden_until_it_is_allowed(verdict: Verdict) -> None:
    names = HiddenNames()
    said = entry(chat("luna"), verdict)
    names.arrived(said, known=nobody)
    assert "tiktok:luna" in names

    names.decided(said, Judgement(), known=nobody)

    assert "tiktok:luna" not in names


def test_who_takes_a_name_that_is_allowed_is_seen_again() -> None:
    names = HiddenNames()
    names.arrived(entry(chat(viewer("luna", name="Rude")), Verdict.BLOCK), known=nobody)
    names.arrived(entry(chat(viewer("luna", name="Luna"))), known=nobody)
    assert "tiktok:luna" not in names


def test_allowing_an_older_name_does_not_show_the_new_one() -> None:
    names = HiddenNames()
    older = entry(chat(viewer("luna", name="Doubtful")), Verdict.HOLD)
    names.arrived(older, known=nobody)
    names.arrived(entry(chat(viewer("luna", name="Rude")), Verdict.BLOCK), known=nobody)

    names.decided(older, Judgement(), known=nobody)

    assert "tiktok:luna" in names


def test_refusing_an_older_name_does_not_hide_the_new_one() -> None:
    names = HiddenNames()
    older = entry(chat(viewer("luna", name="Doubtful")), Verdict.HOLD)
    names.arrived(older, known=nobody)
    names.arrived(entry(chat(viewer("luna", name="Luna"))), known=nobody)

    names.decided(
        older, Judgement(name=Verdict.BLOCK), known=lambda _id: viewer("luna")
    )

    assert "tiktok:luna" not in names


def test_both_names_of_a_gifted_subscription_are_hidden() -> None:
    names = HiddenNames()
    gifted = Subscription(
        id="twitch:1",
        platform=Platform.TWITCH,
        channel="mira",
        viewer=viewer("luna"),
        gifted_by=viewer("sol"),
    )
    names.arrived(entry(gifted, Verdict.HOLD), known=nobody)
    assert "tiktok:luna" in names
    assert "tiktok:sol" in names


def test_tests_and_notes_tell_nothing_about_a_name() -> None:
    names = HiddenNames()
    names.arrived(entry(chat("luna"), Verdict.BLOCK), known=nobody)
    award = Award(viewer_id="tiktok:luna", points=1)

    names.arrived(entry(chat("luna"), test=True), known=nobody)
    names.arrived(entry(award, earner=viewer("luna")), known=nobody)
    names.arrived(entry(chat("sol"), Verdict.BLOCK, test=True), known=nobody)

    assert "tiktok:luna" in names
    assert "tiktok:sol" not in names


def removal(action: str, at: int = 0, seconds: int | None = None) -> Entry:
    body = ViewerRemoved(
        id="tiktok:removal",
        platform=Platform.TIKTOK,
        channel="@mira.plays",
        target="tiktok:luna",
        action=action,
        seconds=seconds,
    )
    return Entry(seq=1, number=1, session="s", at=at, body=body)


def test_who_is_banned_on_the_platform_has_no_name_until_unbanned() -> None:
    names = HiddenNames()
    names.arrived(removal("ban"), known=nobody)
    assert "tiktok:luna" in names
    names.arrived(removal("unban"), known=nobody)

    assert "tiktok:luna" not in names


def test_a_timeout_hides_a_name_for_its_time() -> None:
    names = HiddenNames()
    names.arrived(removal("timeout", seconds=60), known=nobody)
    assert "tiktok:luna" in names
    later = Entry(seq=2, number=2, session="s", at=60_000_000, body=chat("nova"))
    names.arrived(later, known=nobody)

    assert "tiktok:luna" not in names


@pytest.mark.parametrize(
    ("outcome", "is_hidden"), [("done", True), ("refused", False), ("dry-run", False)]
)
def test_our_own_ban_hides_a_name_when_the_platform_did_it(
    outcome: str, *, is_hidden: bool
) -> None:
    names = HiddenNames()
    body = PlatformAction(
        action="ban", source="twitch:mira", subject="twitch:luna", outcome=outcome
    )
    names.arrived(Entry(seq=1, number=1, session="s", at=0, body=body), known=nobody)

    assert ("twitch:luna" in names) is is_hidden
