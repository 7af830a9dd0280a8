from __future__ import annotations

import pytest

from companion.domain.errors import ProtocolChanged
from companion.platforms.twitch.irc_message import MOST_TAGS, irc_message


def test_a_whole_message_is_taken_apart() -> None:
    message = irc_message("@a=1;b=;c :ann!ann@host PRIVMSG #mira :hello: you there\r\n")

    assert message.tags == {"a": "1", "b": "", "c": ""}
    assert message.sender == "ann"
    assert message.command == "PRIVMSG"
    assert message.parameters == ("#mira", "hello: you there")
    assert message.text == "hello: you there"


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"a\sb", "a b"),
        (r"a\:b", "a;b"),
        (r"a\\b", r"a\b"),
        (r"a\\sb", r"a\sb"),
        (r"a\rb\nc", "a\rb\nc"),
        (r"a\xb", "axb"),
        ("a\\", "a"),
    ],
)
def test_tags_are_unescaped_as_the_standard_says(written: str, meant: str) -> None:
    assert irc_message(f"@t={written} PING").tags == {"t": meant}


def test_a_message_without_tags_sender_and_text_is_one() -> None:
    message = irc_message("PING")

    assert (message.command, message.parameters, message.text) == ("PING", (), "")


def test_tags_beyond_any_real_number_are_left_out() -> None:
    many = ";".join(f"t{n}=1" for n in range(10_000))

    assert len(irc_message(f"@{many} PING").tags) == MOST_TAGS


@pytest.mark.parametrize("line", ["", " ", "@a=1", ":sender", "@a=1 :s \x00 x", "é x"])
def test_what_is_no_irc_is_a_changed_protocol(line: str) -> None:
    with pytest.raises(ProtocolChanged):
        irc_message(line)
