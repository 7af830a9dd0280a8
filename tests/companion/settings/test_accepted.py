"""What a setting accepts, in words."""

from __future__ import annotations

import pytest

from companion.settings.accepted import accepted, kind_at
from companion.settings.models import Settings


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (("server", "port"), "whole number, 1,024 to 65,535"),
        (("connections", "backoff_first_s"), "number, 0.01 to 60"),
        (("scoring", "gift", "points"), "number, 0 to 1,000,000, at most 3 decimals"),
        (("scoring", "gift", "tiers"), "list; each: table with up_to, factor"),
        (("scoring", "gift", "tiers", 0, "up_to"), "whole number, 1 to 1,000,000"),
        (("scoring", "superchat", "currencies", "EUR"),
         "number, 0 to 1,000,000, at most 3 decimals"),
        (("moderation", "blocklist", 7), "text of at most 200 characters"),
        (("server",), "table with port, max_sockets, name_length, silence_s"),
        (("overlays",), "table; each: table; each: any value"),
    ],
)  # fmt: skip
def test_every_kind_is_put_into_words(path: tuple[str | int, ...], words: str) -> None:
    kind = kind_at(Settings, path)

    assert kind is not None
    assert accepted(kind) == words


@pytest.mark.parametrize("path", [("nothing",), ("server", "port", "deeper")])
def test_what_does_not_exist_has_no_kind(path: tuple[str, ...]) -> None:
    assert kind_at(Settings, path) is None
