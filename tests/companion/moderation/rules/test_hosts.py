"""Hosts in a text, however their dots are written."""

from __future__ import annotations

import pytest

from companion.moderation.rules.hosts import host_of, hosts_in


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("https://a.example/x http://b.example", ["a.example", "b.example"]),
        ("Skins DOT gg", ["skins.gg"]),
        ("xn--bcher-kva.com", ["bücher.com"]),
        ("xn--\u00ff.com/x", ["xn--\u00ff.com"]),
        ("a.b.c.d.e.com", ["a.b.c.d.e.com"]),
        ("https://", []),
        ("nothing", []),
    ],
)
def test_hosts_are_told_by_name(text: str, names: list[str]) -> None:
    assert [host.name for host in hosts_in(text)] == names


@pytest.mark.parametrize(
    ("written", "host"),
    [
        (" HTTPS://www.Example.COM:8443/x ", "example.com"),
        ("example.com.", "example.com"),
        ("xn--bcher-kva.com", "bücher.com"),
    ],
)
def test_what_was_pasted_is_a_host(written: str, host: str) -> None:
    assert host_of(written) == host


@pytest.mark.parametrize("piece", ["a.", "a . ", "a dot ", "http://", "[.](", "a@b.c "])
def test_hosts_take_time_in_proportion(piece: str) -> None:
    # In quadratic time this would take minutes; the test's own limit ends it.
    for host in hosts_in(piece * 200_000):
        assert len(host.name) <= 253
