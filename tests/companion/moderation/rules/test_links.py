"""Links, by the host they lead to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.domain.entries import Verdict
from companion.moderation.prepared import prepared
from companion.moderation.rules.links import Links
from companion.settings.moderation import LinkSettings


def links(*permitted: str) -> Links:
    return Links(LinkSettings(permitted_hosts=permitted), Verdict.HOLD)


def found(text: str, *permitted: str) -> list[str]:
    return [one.reason.detail for one in links(*permitted).find(prepared(text))]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("look https://evil.example/x?y=1", "https://evil.example/x?y=1"),
        ("HTTP://EVIL.EXAMPLE", "HTTP://EVIL.EXAMPLE"),
        ("hxxps://evil.example", "hxxps://evil.example"),
        ("free at sk1ns-drop.gg now", "sk1ns-drop.gg"),
        ("sk1ns-drop[.]gg", "sk1ns-drop[.]gg"),
        ("sk1ns-drop (dot) gg", "sk1ns-drop (dot) gg"),
        ("sk1ns-drop dot gg", "sk1ns-drop dot gg"),
        ("sk1ns-drop . gg", "sk1ns-drop . gg"),
        ("sk1ns-drop。gg", "sk1ns-drop。gg"),
        ("ｓｋｉｎｓ．ｇｇ", "ｓｋｉｎｓ．ｇｇ"),
        ("sk1ns\u200b-drop.\u200bgg", "sk1ns\u200b-drop.\u200bgg"),
        ("www.whatever.museum", "www.whatever.museum"),
        ("whatever.museum/prize", "whatever.museum/prize"),
        ("xn--80ak6aa92e.com", "xn--80ak6aa92e.com"),
        ("http://1.2.3.4:8080/x", "http://1.2.3.4:8080/x"),
        ("1.2.3.4/login", "1.2.3.4/login"),
        ("two.com", "two.com"),
        ("(see evil.com)", "evil.com"),
        ('window.open("http://a.invalid","x")', "http://a.invalid"),
        (f"https://a.invalid/{'x' * 500}", f"https://a.invalid/{'x' * 182}"),
    ],
)
def test_a_link_is_found_as_it_was_written(text: str, written: str) -> None:
    assert found(text) == [written]


@pytest.mark.parametrize(
    "text",
    [
        "hello there",
        "wait... what",
        "e.g. this, i.e. that, at 8 p.m. in the U.S.A.",
        "version 1.2.3 or 1.2.3.4",
        "3.50 please",
        "gg.wp",
        "yes.me too",
        "look at main.py and README.txt",
        "mail me@example.com",
        "@luna.live you rock",
        "polka dot dress",
        "dot",
        "a . b",
        "ok.Then we go",
        "( )[ ] {.}",
        "node.js",
        "",
    ],
)
def test_dots_alone_are_no_link(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "https://twitch.tv/mira",
        "twitch.tv/mira",
        "clips.twitch.tv/abc",
        "WWW.Twitch.TV",
        "twitch[.]tv",
        "https://twitch.tv:443/x.",
        "https://user@twitch.tv/",
        "https://TWITCH.tv./",
    ],
)
def test_a_permitted_host_permits_all_below_it(text: str) -> None:
    assert found(text, "twitch.tv") == []


@pytest.mark.parametrize(
    "text",
    [
        "nottwitch.tv",
        "twitch.tv.evil.ru",
        "https://twitch.tv@evil.ru/",
        "https://twitch.tv:x@evil.ru/",
        "https://evil.ru\\@twitch.tv/",
        "https://evil.ru/twitch.tv",
        "https://evil.ru?twitch.tv",
        "https://evil.ru#twitch.tv",
        "https://twitch.tv%2eevil.ru/",
        "twіtch.tv",
        "xn--twtch-s4a.tv",
        "https://twítch.tv",
    ],
)
def test_a_host_that_only_has_it_in_its_name_is_not_permitted(text: str) -> None:
    assert len(found(text, "twitch.tv")) == 1


@pytest.mark.parametrize(
    "entry", ["https://www.twitch.tv/mira", "*.twitch.tv", "TWITCH.TV", "www.twitch.tv"]
)
def test_a_permitted_host_may_be_pasted(entry: str) -> None:
    assert found("clips.twitch.tv", entry) == []


def test_a_host_in_other_letters_is_the_same_as_its_punycode() -> None:
    assert found("xn--mnchen-3ya.de/x münchen.de/x", "münchen.de") == []
    assert found("münchen.de/x", "xn--mnchen-3ya.de") == []


def test_each_link_is_told_with_its_place() -> None:
    text = "ä one.com and two.com"

    reasons = [one.reason for one in links().find(prepared(text))]

    assert [text[slice(*reason.span)] for reason in reasons if reason.span] == [
        "one.com",
        "two.com",
    ]


def test_names_are_judged_too() -> None:
    assert list(links().find_in_name(prepared("skins.gg")))


@given(st.text(st.characters(exclude_categories=[]), max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    found(f"https://{text} x.{text}.com")
