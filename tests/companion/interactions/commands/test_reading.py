"""Which command a Chat calls: prefixes, names, aliases by language, clashes."""

from __future__ import annotations

import pytest

from companion.domain.errors import CommandError
from companion.domain.show.bots import BotBook, CommandDef
from companion.interactions.commands.catalogue import BUILT_IN
from companion.interactions.commands.reading import (
    CallBook,
    check_commands,
    said,
    usable,
)
from tests.support.events import chat


def book(*commands: CommandDef) -> BotBook:
    return BotBook(commands=commands)


def called(text: str, *commands: CommandDef, **how: str) -> str:
    found = CallBook(book(*commands), **how).find(text)
    return found.told.definition.name if found else ""


HI = CommandDef(name="hi", aliases=("hello",), reply="x")

BY_LANGUAGE = [
    (code, alias, name)
    for name, one in BUILT_IN.items()
    for code, aliases in one.aliases.items()
    for alias in aliases
]


@pytest.mark.parametrize(("code", "alias", "name"), BY_LANGUAGE)
def test_an_alias_calls_its_command_in_its_language(
    code: str, alias: str, name: str
) -> None:
    assert called(f"!{alias}", language=code) == name
    assert called(f"!{alias}", language="all") == name
    # What is on hears its words in every language, whatever the settings say.
    assert called(f"!{alias}", language="en") == (
        name if BUILT_IN[name].is_heard else ""
    )


@pytest.mark.parametrize("name", list(BUILT_IN))
@pytest.mark.parametrize("code", ["all", "fr", "de", "es", "it", "pt", "nl", "pl"])
def test_our_names_stay_in_every_language(code: str, name: str) -> None:
    assert called(f"!{name}", language=code, prefix="?") == name


def test_no_alias_calls_two_commands() -> None:
    owners: dict[str, set[str]] = {}
    for _code, alias, name in BY_LANGUAGE:
        owners.setdefault(alias, set()).add(name)

    assert [alias for alias, names in owners.items() if len(names) > 1] == []
    assert not set(owners) & set(BUILT_IN)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("!hi", "hi"),
        ("!HI there", "hi"),
        ("!hello", "hi"),
        ("!ｈｉ", "hi"),
        ("  !hi", "hi"),
        ("!hip", ""),
        ("hi", ""),
        ("! hi", ""),
        ("!", ""),
        ("", ""),
        ("!!hi", ""),
    ],
)
def test_a_word_after_the_prefix_calls(text: str, name: str) -> None:
    assert called(text, HI) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [("well hi!", "hi"), ("(Hello)", "hi"), ("this", ""), ("hiho", "")],
)
def test_a_name_that_stands_alone_calls_when_wanted(text: str, name: str) -> None:
    anywhere = CommandDef(name="hi", aliases=("hello",), reply="x", anywhere=True)

    assert called(text, anywhere) == name


def test_an_answer_is_read_without_whom_it_is_for() -> None:
    answer = chat("luna", "@Mira !points", reply_to="tiktok:1")

    assert said(answer) == "!points"
    assert said(chat("luna", "@Mira !points")) == "@Mira !points"


def test_the_book_changes_one_of_ours() -> None:
    own = CommandDef(name="points", aliases=("score2",), reply="mine", cooldown_s=1)
    found = CallBook(book(own)).find("!score2")

    assert found is not None
    assert found.told.built_in is BUILT_IN["points"]
    assert found.told.template is not None


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (
            CommandDef(name="two words", reply="x"),
            "two words: name: a name is one word",
        ),
        (CommandDef(name="!hi", reply="x"), "!hi: name: its name is"),
        (CommandDef(name="hi"), "hi: reply: a reply is missing"),
        (CommandDef(name="hi", reply="{{nothing}}"), "reply: {{nothing}} is no"),
        (
            CommandDef(name="hi", aliases=("top",), reply="x"),
            "hi: aliases: “top” calls two",
        ),
        (CommandDef(name="hi", aliases=("a\nb",), reply="x"), "aliases: a name is"),
    ],
)
def test_what_cannot_be_is_refused_by_its_name(wrong: CommandDef, why: str) -> None:
    with pytest.raises(CommandError, match="commands: ") as refused:
        check_commands(book(wrong))

    assert why in str(refused.value)


def test_two_of_one_name_are_refused() -> None:
    with pytest.raises(CommandError, match="hi: name: there are two of this name"):
        check_commands(book(HI, HI))


def test_of_a_book_that_clashes_the_rest_is_used() -> None:
    many = [CommandDef(name=f"c{number}", reply="x") for number in range(200)]
    clash = CommandDef(name="mine", aliases=("top",), reply="x")
    bad = CommandDef(name="bad", reply="{{nothing}}")
    whys: list[str] = []

    kept = usable(book(*many[:100], clash, bad, *many[100:]), whys)

    assert kept == many
    assert len(whys) == 2


def test_what_follows_is_split_and_bounded() -> None:
    found = CallBook(book(HI)).find("!hi  a\tb " + "x " * 5_000)

    assert found is not None
    assert found.args[:2] == ["a", "b"]
    assert len(found.args) == 30
    assert len(found.rest) <= 300
