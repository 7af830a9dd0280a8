"""An error names the field that it stands beside, and what would be accepted."""

from __future__ import annotations

import pytest

from companion.domain.errors import CommandError
from companion.domain.show.bots import (
    BotBook,
    CommandDef,
    PeriodicDef,
    RuleDef,
    Then,
    ThresholdDef,
    When,
)
from companion.gui.bots.draft import Def, Item, Quote, Section
from companion.gui.bots.problems import Problem, problem_of, refused
from companion.interactions.bots.causes import refusal
from companion.interactions.commands.reading import check_commands


def item(draft: Def, section: Section = "commands") -> Item:
    return Item(key="here", section=section, saved=None, draft=draft)


OTHER = Item(
    key="there",
    section="commands",
    saved=None,
    draft=CommandDef(name="hug", aliases=("cuddle",), reply="o"),
)


@pytest.mark.parametrize(
    ("draft", "section", "field", "words"),
    [
        (CommandDef(name=""), "commands", "name", "A name"),
        (CommandDef(name="a b", reply="x"), "commands", "name", "a space"),
        (CommandDef(name="a", reply=" "), "commands", "reply", "missing"),
        (CommandDef(name="a", reply="x" * 501), "commands", "reply", "At most 500"),
        (CommandDef(name="HUG", reply="x"), "commands", "name", "“!HUG” is taken"),
        (CommandDef(name="cuddle", reply="x"), "commands", "name", "!hug answers"),
        (
            CommandDef(name="a", aliases=("hug",), reply="x"),
            "commands",
            "aliases",
            "“!hug” is taken",
        ),
        (
            PeriodicDef(id="p", name="", texts=("a",)),
            "periodic",
            "name",
            "Something is missing",
        ),
        (
            PeriodicDef(id="p", name="p", texts=("a" * 501,)),
            "periodic",
            "texts[0]",
            "At most 500",
        ),
        (
            ThresholdDef(id="t", name="t", words=()),
            "thresholds",
            "words",
            "Something is missing",
        ),
        (
            ThresholdDef(id="t", name="t", words=("a",), needed=0),
            "thresholds",
            "needed",
            "At least 1",
        ),
        (Quote(text=" "), "quotes", "text", "missing"),
    ],
)
def test_what_is_plainly_wrong_is_said_beside_its_field(
    draft: Def, section: Section, field: str, words: str
) -> None:
    problem = problem_of(item(draft, section), [OTHER])

    assert problem is not None
    assert problem.field == field
    assert words in problem.text


def test_a_rule_names_the_action_that_is_wrong() -> None:
    rule = RuleDef(
        id="r",
        name="r",
        when=When(event="gift"),
        actions=(Then(do="reply"), Then(do="points", amount=2_000_000)),
    )

    problem = problem_of(item(rule, "rules"), [])

    assert problem is not None
    assert problem.field.startswith("actions")


def test_what_is_well_is_left_to_the_engine() -> None:
    assert problem_of(item(CommandDef(name="a", reply="x")), [OTHER]) is None


def test_our_own_commands_need_no_reply() -> None:
    ours = Item(
        key="here",
        section="commands",
        saved=None,
        draft=CommandDef(name="points"),
        is_built_in=True,
    )

    assert problem_of(ours, []) is None


SONG = CommandDef(name="song", reply="{{nobody}}")
BOOK = BotBook(commands=(CommandDef(name="hug", reply="o"), SONG))


def test_what_the_commands_refuse_stands_beside_reply_or_name() -> None:
    with pytest.raises(CommandError) as caught:
        check_commands(BOOK)

    problem = refused(str(caught.value), item(SONG), BOOK)

    assert problem == Problem(field="reply", text="{{nobody}} is no variable.")


def test_an_error_about_further_names_stands_beside_them() -> None:
    error = "commands: song: aliases: “!la” is a word of “Which one?”."

    problem = refused(error, item(SONG), BOOK)

    assert problem == Problem(field="aliases", text="“!la” is a word of “Which one?”.")


def test_refusals_are_read_as_the_engine_writes_them() -> None:
    error = refusal("commands[1].aliases[0]", "too long")

    problem = refused(str(error), item(SONG), BOOK)

    assert problem == Problem(field="aliases[0]", text="Too long.")


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (
            "commands[1].reply: {{nobody}} is unknown",
            Problem(field="reply", text="{{nobody}} is unknown."),
        ),
        (
            "$.commands[1].aliases[0]: too long",
            Problem(field="aliases[0]", text="Too long."),
        ),
        (
            "commands[0].reply: too long",
            Problem(field="", text="hug: Too long."),
        ),
        ("announcement.text: too long", Problem(field="text", text="Too long.")),
        ("The disk is full.", Problem(field="", text="The disk is full.")),
    ],
)
def test_an_error_of_the_engine_finds_its_field(error: str, problem: Problem) -> None:
    assert refused(error, item(SONG), BOOK) == problem
