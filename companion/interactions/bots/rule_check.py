"""Whether rules can be as the book has them; each fault names its field."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Final

from companion.domain.show.bots import HOOK_NAME, BotBook, RuleDef, When
from companion.i18n import _
from companion.interactions.bots.actions import check_action
from companion.interactions.bots.causes import Texts, check_text, refusal
from companion.interactions.bots.celebrations import Celebrations
from companion.interactions.bots.conditions import check_conditions
from companion.interactions.bots.words import folded

_STATES: Final = ("live", "paused", "ended")


class RuleCheck:
    """Checks rules. webhooks: the names of those that are kept."""

    def __init__(
        self,
        *,
        texts: Texts,
        celebrations: Celebrations,
        webhooks: Callable[[], Collection[str]],
    ) -> None:
        self._texts = texts
        self._celebrations = celebrations
        self._webhooks = webhooks

    def check(self, book: BotBook, *, known: Mapping[str, RuleDef]) -> None:
        """Raise CommandError, naming the field, for what cannot be.

        known: rules that are at work; what they name may be gone for now.
        """
        ids: set[str] = set()
        redeemed: set[str] = set()
        for number, rule in enumerate(book.rules):
            field = f"rules[{number}]"
            if rule.id in ids:
                raise refusal(f"{field}.id", _("two have the same"))
            ids.add(rule.id)
            _check_when(rule.when, f"{field}.when")
            if rule.when.event == "redeem" and rule.is_on:
                name = folded(rule.when.about)
                if name in redeemed:
                    raise refusal(f"{field}.when.about", _("two have the same"))
                redeemed.add(name)
            check_conditions(rule.conditions, f"{field}.conditions")
            self._check_actions(rule, field, is_known=known.get(rule.id) == rule)

    def _check_actions(self, rule: RuleDef, field: str, *, is_known: bool) -> None:
        for place, then in enumerate(rule.actions):
            at = f"{field}.actions[{place}]"
            check_action(then, at, event=rule.when.event)
            check_text(then.text, f"{at}.text", self._texts)
            if is_known or not rule.is_on:
                continue
            if then.do == "celebration":
                self._celebrations.check(then.name, f"{at}.name")
            if then.do == "webhook" and then.name not in self._webhooks():
                text = _("no webhook is called “{name}”").format(name=then.name)
                raise refusal(f"{at}.name", text)


def _check_when(when: When, field: str) -> None:
    if when.event == "redeem" and not folded(when.about):
        text = _("what viewers type after !redeem is missing")
        raise refusal(f"{field}.about", text)
    if when.price and when.event != "redeem":
        raise refusal(f"{field}.price", _("only what is redeemed has a price"))
    is_hook = when.event == "hook" and when.about
    if is_hook and not re.fullmatch(HOOK_NAME, when.about):
        text = _("1 to 50 small letters, digits, - and _")
        raise refusal(f"{field}.about", text)
    if when.event == "session" and when.about not in {"", *_STATES}:
        words = ", ".join(_STATES)
        raise refusal(f"{field}.about", _("one of {words}").format(words=words))
