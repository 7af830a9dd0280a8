"""Every rule that the settings know is asked when it is switched on."""

from __future__ import annotations

from companion.moderation.known import NOBODY
from companion.moderation.memory import RuleMemory
from companion.moderation.rules.blocklist import Blocklist
from companion.moderation.rules.catalogue import conduct_rules, text_rules
from companion.settings.moderation import ModerationSettings

OFF = {
    "links": {"action": "off"},
    "unreadable": {"zalgo": "off", "bidi": "off"},
    "flood": {"action": "off"},
    "copy_paste": {"action": "off"},
}
ON = {
    "caps": {"action": "hold"},
    "symbols": {"action": "hold"},
    "emotes": {"action": "hold"},
    "repetition": {"action": "hold"},
    "newcomers": {"hold": "everything"},
    "patterns": [{"pattern": "x"}],
}


def names(rules: dict[str, object], mode: str = "normal") -> list[str]:
    settings = ModerationSettings.model_validate({"rules": rules})
    memory = RuleMemory()
    asked = [
        *text_rules(settings.rules, Blocklist([]), memory, lambda: 0.0),
        *conduct_rules(settings, NOBODY, memory, mode),
    ]
    return [type(rule).__name__ for rule in asked]


def test_what_is_on_from_the_start() -> None:
    assert names({}) == [
        "Blocklist",
        "TooLong",
        "Links",
        "Zalgo",
        "Bidi",
        "Flood",
        "CopyPaste",
    ]


def test_all_but_the_lists_and_the_length_can_be_switched_off() -> None:
    assert names(OFF) == ["Blocklist", "TooLong"]


def test_all_can_be_switched_on() -> None:
    assert names(ON, "raid") == [
        "Blocklist",
        "TooLong",
        "Links",
        "Zalgo",
        "Bidi",
        "Caps",
        "Symbols",
        "Emotes",
        "Repetition",
        "Patterns",
        "Flood",
        "CopyPaste",
        "Newcomers",
        "RaidMode",
    ]
