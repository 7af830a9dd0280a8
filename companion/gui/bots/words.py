"""What the page calls things: roles, events, conditions, actions, outcomes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from companion.domain.show.bots import Event, If, PeriodicDef, RuleDef, Then, When
from companion.domain.show.specs import Who
from companion.domain.show.views import RunLine
from companion.domain.values import Platform
from companion.gui.components.amounts import number
from companion.i18n import N_, _

REPLY_ORDER = (Platform.TWITCH, Platform.YOUTUBE, Platform.TIKTOK)
"""Platforms in the order in which they take replies."""

_WHO: Mapping[Who, str] = {
    "everyone": N_("everyone"),
    "follower": N_("follower"),
    "subscriber": N_("subscriber"),
    "vip": N_("VIP"),
    "moderator": N_("mod"),
    "broadcaster": N_("you"),
}
_EVENTS: Mapping[Event, str] = {
    "gift": N_("Gift"),
    "cheer": N_("Bits"),
    "superchat": N_("Super Chat"),
    "supersticker": N_("Super Sticker"),
    "subscription": N_("Subscription"),
    "membership": N_("Membership"),
    "follow": N_("Follow"),
    "like": N_("Likes"),
    "share": N_("Share"),
    "raid": N_("Raid"),
    "chat": N_("Chat message"),
    "redemption": N_("Channel points"),
    "redeem": N_("!redeem with coins"),
    "session": N_("Session"),
    "interaction": N_("Poll, quiz …"),
    "every": N_("Every so often"),
    "hook": N_("Hook called"),
}
_ABOUT: Mapping[Event, str] = {
    "gift": N_("Which gift"),
    "redemption": N_("Which reward"),
    "redeem": N_("Word after !redeem"),
    "session": N_("live, paused or ended"),
    "interaction": N_("poll:results"),
    "hook": N_("Name of the hook"),
}
"""What `about` is called where an event has it."""

_UNITS: Mapping[Event, str] = {
    "gift": N_("diamonds"),
    "cheer": N_("bits"),
    "superchat": N_("whole units"),
    "supersticker": N_("whole units"),
    "subscription": N_("months"),
    "membership": N_("months"),
    "like": N_("likes"),
    "hook": N_("units"),
    "raid": N_("viewers"),
}
_FACTS: Mapping[str, str] = {
    "who": N_("Who it is"),
    "platform": N_("Platform"),
    "text has": N_("Text has"),
    "text is": N_("Text is"),
    "points": N_("Points, at least"),
    "score": N_("Score, at least"),
    "coins": N_("Coins, at least"),
    "between": N_("Time of day"),
    "on air": N_("On air"),
    "viewers": N_("Watching, at least"),
    "first time": N_("First time tonight"),
    "chance": N_("By chance, per cent"),
}
_FACT_EXAMPLES: Mapping[str, str] = {
    "who": "subscriber",
    "platform": "twitch",
    "text has": "gg",
    "text is": "gg",
    "points": "1000",
    "score": "1000",
    "coins": "100",
    "between": "18:00-23:30",
    "on air": "poll",
    "viewers": "50",
    "chance": "25",
}
_ACTIONS: Mapping[str, str] = {
    "reply": N_("Reply"),
    "message": N_("Message"),
    "alert": N_("Alert"),
    "celebration": N_("Celebration"),
    "sound": N_("Sound"),
    "scene": N_("OBS scene"),
    "points": N_("Points"),
    "coins": N_("Coins"),
    "counter": N_("Counter"),
    "webhook": N_("Webhook"),
    "hotkey": N_("Hotkey"),
    "interaction": N_("Poll, quiz …"),
}
_SAID: Mapping[str, str] = {
    "reply": N_("replied"),
    "message": N_("said"),
    "alert": N_("alert"),
    "celebration": N_("celebration"),
    "sound": N_("sound"),
    "scene": N_("scene"),
    "points": N_("points"),
    "coins": N_("coins"),
    "counter": N_("counter"),
    "webhook": N_("webhook"),
    "hotkey": N_("hotkey"),
    "interaction": N_("interaction"),
    "announcement": N_("announced"),
}

TEXT_ACTIONS = frozenset({"reply", "message", "alert", "celebration", "webhook"})
NAME_ACTIONS = frozenset(
    {"sound", "scene", "webhook", "hotkey", "counter", "interaction", "celebration"}
)
AMOUNT_ACTIONS = frozenset({"points", "coins", "counter"})
"""Actions that have a text, a name, an amount."""

_LONGEST = 160
"""Letters of a text in the log; the record has all of it."""

NO_VALUE = frozenset({"first time"})
"""Conditions that need nothing beside their name."""


def who_words(who: str) -> str:
    """Return a role as it stands in a list."""
    return _(_WHO[who]) if who in get_args(Who) else who  # type: ignore[index]  # tested


def who_choices() -> dict[str, str]:
    """Return every role by its key, from all to one."""
    return {key: _(word) for key, word in _WHO.items()}


def role_of(key: str) -> Who:
    """Return the role of that key. Raises StopIteration."""
    return next(who for who in _WHO if who == key)


def event_of(key: str) -> Event:
    """Return the event of that key. Raises StopIteration."""
    return next(event for event in _EVENTS if event == key)


def event_choices() -> dict[str, str]:
    """Return every event by its key, support first."""
    return {key: _(word) for key, word in _EVENTS.items()}


def about_words(event: Event) -> str:
    """Return what an event can be narrowed down by, "" when it cannot."""
    return _(_ABOUT[event]) if event in _ABOUT else ""


def unit_words(event: Event) -> str:
    """Return what its least amount counts, "" when it has none."""
    return _(_UNITS[event]) if event in _UNITS else ""


def fact_choices() -> dict[str, str]:
    """Return every condition by its key."""
    return {key: _(word) for key, word in _FACTS.items()}


def fact_example(fact: str) -> str:
    """Return a value that a condition takes."""
    return _FACT_EXAMPLES.get(fact, "")


def action_choices() -> dict[str, str]:
    """Return every action by its key."""
    return {key: _(word) for key, word in _ACTIONS.items()}


def seconds_words(seconds: float) -> str:
    """Return a cooldown as a list shows it: "none", "10 s", "5 min"."""
    if not seconds:
        return _("none")
    if seconds >= 120 and not seconds % 60:
        return _("{n} min").format(n=number(int(seconds // 60)))
    return _("{n} s").format(n=f"{seconds:g}")


def when_words(when: When) -> str:
    """Return what a rule waits for: "Gift Galaxy ≥ 500 diamonds"."""
    if when.event == "every":
        return _("every {time}").format(time=seconds_words(when.every_s))
    parts = [" ".join(filter(None, (_(_EVENTS[when.event]), when.about)))]
    if when.least and when.event in _UNITS:
        parts.append(f"≥ {number(when.least)} {_(_UNITS[when.event])}")
    return " ".join(parts)


def then_words(action: Then) -> str:
    """Return an action in short: "Sound horn.ogg"."""
    detail = action.name or action.text
    if action.do in AMOUNT_ACTIONS:
        amount = f"{action.amount:+d}"
        detail = f"{action.name} {amount}" if action.name else amount
    return " ".join(filter(None, (_(_ACTIONS[action.do]), detail)))


def if_words(condition: If) -> str:
    """Return a condition in short."""
    words = f"{_(_FACTS[condition.fact])} {condition.value}".strip()
    return _("not: {condition}").format(condition=words) if condition.is_not else words


def rule_words(rule: RuleDef) -> str:
    """Return a rule in a line: "Gift Galaxy → Sound horn.ogg, Alert"."""
    done = ", ".join(map(then_words, rule.actions))
    return f"{when_words(rule.when)} → {done}"


def periodic_words(one: PeriodicDef) -> str:
    """Return how often a periodic message comes."""
    return _("every {time}, after {n} lines").format(
        time=seconds_words(one.every_s), n=number(one.after_lines)
    )


def outcome_words(line: RunLine) -> str:
    """Return what came of a run, after the name of what ran."""
    said = _(_SAID[line.action]) if line.action in _SAID else line.action
    what = f"{said}: {_short(line.text)}" if line.text else said
    match line.outcome:
        case "done":
            return what
        case "begun":
            return _("{what} …").format(what=what)
        case "dry-run":
            return _("dry run, would have {what}").format(what=what)
        case _:
            return _short(line.why) or what


def _short(text: str) -> str:
    """Return a text that fits a line of the log."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
