"""The gift menu: what gifts and the like do, for those who might send one."""

from __future__ import annotations

from collections.abc import Iterable

from companion.domain.on_air import GiftMenuOnAir, MenuLine
from companion.domain.show.bots import RuleDef, When
from companion.i18n import _
from companion.interactions.bots.state import BotFold


def gift_menu(rules: Iterable[RuleDef], *, fold: BotFold, prefix: str) -> GiftMenuOnAir:
    """Return the rules that have a label as viewers see them, in their order.

    prefix: of commands.
    """
    return GiftMenuOnAir(
        id="gift-menu",
        phase="ongoing",
        lines=tuple(
            MenuLine(
                gift=_asked(rule.when, prefix),
                label=rule.label,
                count=max(1, rule.when.least) if rule.when.event == "gift" else 1,
                lit_at=_lit_at(rule, fold),
                by=fold.lit.get(rule.id),
            )
            for rule in rules
            if rule.label and rule.is_on and not rule.is_dry
        ),
    )


def _lit_at(rule: RuleDef, fold: BotFold) -> int | None:
    kind = "redeem" if rule.when.event == "redeem" else "rule"
    return fold.runs.tally(f"{kind}:{rule.id}").at or None


def _asked(when: When, prefix: str) -> str:
    match when.event:
        case "gift" if not when.about:
            return _("Any gift")
        case "cheer":
            return _("{n} bits").format(n=max(1, when.least))
        case "redeem":
            return f"{prefix}redeem {when.about}"
        case "follow":
            return _("A follow")
        case "subscription" | "membership":
            return when.about or _("A subscription")
        case _:
            return when.about or when.event
