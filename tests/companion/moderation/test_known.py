"""Nobody is known where nobody was asked."""

from __future__ import annotations

from companion.moderation.known import NOBODY


def test_nobody_is_trusted_hidden_permitted_or_known() -> None:
    assert not NOBODY.is_trusted("tiktok:1")
    assert NOBODY.hides("tiktok:1", 0) == ""
    assert not NOBODY.may_link("tiktok:1", 0)
    assert not NOBODY.permits("hello")
    assert not NOBODY.has_chatted("tiktok:1")
