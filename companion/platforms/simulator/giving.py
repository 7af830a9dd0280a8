"""Acts of giving: gifts and their Streaks, Bits, Super Chats, recurring support."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from msgspec import Struct

from companion.domain.events import (
    Cheer,
    Gift,
    JewelGift,
    Membership,
    Streak,
    Subscription,
    SuperChat,
    SuperSticker,
)
from companion.domain.values import Micros, Platform, Timestamp, Viewer
from companion.platforms.simulator import material
from companion.platforms.simulator.chance import Urn
from companion.platforms.simulator.stage import MESSAGE_BASE, Stage

ANONYMOUS: Final = Viewer(id="twitch:anonymous", name="Anonymous", anonymous=True)
"""Twitch hides who cheers when they ask for it."""

REUSED_GROUP: Final = "0"
"""The group id that Streaks share when the platform reuses one."""

_RUN: Final = "~"
"""In a Streak message's id, before the number of its run."""

_REUSE_AFTER: Final = 60_000_000
"""Microseconds between the end of a run and the next one with the same group id."""

_TIERS: Final = ((1.0, "1"), (0.12, "2"), (0.04, "3"))
_CHEERS: Final = (1, 10, 50, 100, 100, 100, 100, 200, 300, 500, 500, 1000, 2500)


class Run(Struct):
    """A Streak while it lasts; serial: its true identity, whatever its group says."""

    giver: Viewer
    gift: material.Present
    serial: int
    group: str
    length: int
    step: int
    total: int = 0


class Giving:
    """Everything that is worth something.

    say: makes a line of text in a language and mood.
    """

    def __init__(self, stage: Stage, say: Callable[[str, str], str]) -> None:
        self._stage = stage
        self._dice = stage.dice
        self._say = say
        goods = material.goods()
        self._goods = goods
        self._gifts = Urn(goods.gift, [gift.weight for gift in goods.gift])
        self._by_name = {gift.name: gift for gift in goods.gift}
        chosen = stage.scenario.currencies or material.currency_codes()
        paid = [one for one in goods.currency if one.code in chosen]
        self._currencies = Urn(paid, [one.weight for one in paid])
        self._running: set[tuple[str, str]] = set()
        self._finished: dict[tuple[str, str], tuple[Timestamp, int]] = {}
        self._months: dict[str, int] = {}

    def gift(self) -> Gift | None:
        """Somebody sends a gift, or begins a Streak of them."""
        giver = self._stage.giver(Platform.TIKTOK).viewer
        gift = self._gifts.draw(self._dice)
        if self._stage.is_rival(giver):
            # Who wants the lead chooses the bigger one.
            other = self._gifts.draw(self._dice)
            gift = max(gift, other, key=lambda one: one.diamonds)
        length = self._length() if gift.streak else 1
        return self.give(giver, gift, length)

    def gift_of(self, name: str, *, count: int, giver: Viewer | None) -> Gift | None:
        """Somebody sends `count` of the gift called `name`, or begins that Streak."""
        gift = self._by_name[name]
        giver = giver or self._stage.giver(Platform.TIKTOK).viewer
        return self.give(giver, gift, count if gift.streak else 1)

    def give(self, giver: Viewer, gift: material.Present, length: int) -> Gift | None:
        """Send a gift, or the first message of a Streak; the rest follows later.

        None while the same Viewer's run of the same gift goes on.
        """
        if not gift.streak:
            self._stage.note_gift(giver, gift.diamonds)
            common = self._stage.common(Platform.TIKTOK, giver)
            return Gift(**common, **_named(gift), count=1)
        key = (giver.id, gift.id)
        if key in self._running:
            return None
        self._running.add(key)
        run = Run(
            giver=giver,
            gift=gift,
            serial=self._stage.number + 1,
            group=self._group(key),
            length=length,
            step=max(1, length // 24),
        )
        return self._message(run)

    def _length(self) -> int:
        """Return how long a run gets: mostly short, now and then very long."""
        draw = self._dice.random()
        if draw < 0.42:
            return 1
        if draw < 0.97:
            return self._dice.between(2, 12)
        return self._dice.between(20, 150)

    def _group(self, key: tuple[str, str]) -> str:
        """Return a group id; reused only where the run before is clearly over.

        The run before was longer than 1, so that the new one's first message says
        less than its last: nothing else tells two runs of one group id apart.
        """
        when, total = self._finished.get(key, (0, 0))
        share = self._stage.scenario.faults.reused_group
        if share and self._dice.happens(share):
            is_first = not total
            is_over = total > 1 and self._stage.now - when > _REUSE_AFTER
            if is_first or is_over:
                return REUSED_GROUP
        return str(self._stage.now // 1000 * 1000 + self._stage.number % 1000)

    def _message(self, run: Run) -> Gift:
        """Tell how far the run has come, and plan what follows."""
        first = run.total == 0
        before = run.total
        run.total = 1 if first else min(run.length, run.total + self._stride(run))
        self._stage.note_gift(run.giver, (run.total - before) * run.gift.diamonds)
        if run.total < run.length:
            pause, act = self._dice.span(0.2, 0.9), self._message
        else:
            pause, act = self._dice.span(1.0, 3.0), self._end
        self._stage.later(pause, lambda: act(run))
        return self._told(run, ended=False)

    def _stride(self, run: Run) -> int:
        return run.step + (self._dice.between(0, run.step) if run.step > 1 else 0)

    def _end(self, run: Run) -> Gift:
        key = (run.giver.id, run.gift.id)
        self._running.discard(key)
        if run.group == REUSED_GROUP:
            self._finished[key] = (self._stage.now, run.total)
        return self._told(run, ended=True)

    def _told(self, run: Run, *, ended: bool) -> Gift:
        common = self._stage.common(Platform.TIKTOK, run.giver)
        common["id"] += f"{_RUN}{run.serial}"
        return Gift(
            **common,
            **_named(run.gift),
            count=run.total,
            streak=Streak(
                group=run.group,
                total=run.total,
                message=MESSAGE_BASE + self._stage.number,
                ended=ended,
            ),
        )

    def cheer(self) -> Cheer:
        """Somebody sends Bits; some hide who they are."""
        person = self._stage.giver(Platform.TWITCH)
        bits = self._dice.pick(_CHEERS)
        text = self._say(person.language, "hype")
        if self._dice.happens(0.08):
            common = self._stage.common(Platform.TWITCH, ANONYMOUS)
            return Cheer(**common, bits=bits, text=text)
        self._stage.note_gift(person.viewer, bits)
        common = self._stage.common(Platform.TWITCH, person.viewer)
        return Cheer(**common, bits=bits, text=text)

    def superchat(self) -> SuperChat:
        """Somebody pays for a message."""
        person = self._stage.giver(Platform.YOUTUBE)
        micros, currency, tier = self._amount(person.viewer)
        return SuperChat(
            **self._stage.common(Platform.YOUTUBE, person.viewer),
            amount_micros=micros,
            currency=currency,
            tier=tier,
            text=self._say(person.language, self._dice.pick(("ask", "hype", "talk"))),
        )

    def supersticker(self) -> SuperSticker:
        """Somebody pays for a sticker."""
        person = self._stage.giver(Platform.YOUTUBE)
        micros, currency, tier = self._amount(person.viewer)
        sticker = self._dice.pick(self._goods.sticker)
        return SuperSticker(
            **self._stage.common(Platform.YOUTUBE, person.viewer),
            amount_micros=micros,
            currency=currency,
            tier=tier,
            sticker_id=sticker.id,
            text=sticker.text,
        )

    def _amount(self, viewer: Viewer) -> tuple[Micros, str, int]:
        currency = self._currencies.draw(self._dice)
        amount = self._dice.pick(currency.amounts)
        tier = 1 + sorted(set(currency.amounts)).index(amount)
        self._stage.note_gift(viewer, 100 * amount)
        return round(amount * 1_000_000), currency.code, tier

    def jewel_gift(self) -> JewelGift:
        """Somebody sends a gift on YouTube."""
        jewel = self._dice.pick(self._goods.jewel)
        viewer = self._stage.giver(Platform.YOUTUBE).viewer
        return JewelGift(
            **self._stage.common(Platform.YOUTUBE, viewer),
            name=jewel.name,
            jewels=jewel.jewels,
            count=self._dice.pick((1, 1, 1, 2, 5)),
        )

    def subscription(self) -> Subscription:
        """Somebody subscribes or goes on doing so."""
        platform = self._stage.platform_for("subscription")
        person = self._stage.somebody(platform)
        months = self._next_month(person.viewer)
        says = months > 1 and self._dice.happens(0.6)
        return Subscription(
            **self._stage.common(platform, person.viewer),
            months=months,
            tier=self._tier() if platform is Platform.TWITCH else "",
            text=self._say(person.language, "hype") if says else "",
        )

    def gift_subscription(self) -> Subscription:
        """Somebody pays for others: one by name, or many at once."""
        giver = self._stage.giver(Platform.TWITCH).viewer
        count = self._dice.pick((1, 1, 1, 1, 1, 5, 5, 10))
        receiver = None
        if count == 1:
            receiver = self._stage.somebody(Platform.TWITCH).viewer
        self._stage.note_gift(giver, 500 * count)
        return Subscription(
            **self._stage.common(Platform.TWITCH, receiver),
            gifted_by=giver,
            count=count,
            tier="1",
        )

    def membership(self) -> Membership:
        """Somebody becomes a member, stays one, moves up, or pays for others."""
        person = self._stage.somebody(Platform.YOUTUBE)
        level = self._dice.pick(self._goods.membership.levels)
        draw = self._dice.random()
        if draw < 0.2:
            giver = self._stage.giver(Platform.YOUTUBE).viewer
            count = self._dice.pick((1, 5, 10))
            self._stage.note_gift(giver, 500 * count)
            common = self._stage.common(Platform.YOUTUBE, None)
            return Membership(**common, gifted_by=giver, count=count, level=level)
        months = self._next_month(person.viewer)
        return Membership(
            **self._stage.common(Platform.YOUTUBE, person.viewer),
            months=months,
            level=level,
            upgrade=draw > 0.9,
            text=self._say(person.language, "hype") if months > 1 else "",
        )

    def _next_month(self, viewer: Viewer) -> int:
        months = self._months.get(viewer.id) or self._dice.pick((0, 0, 1, 5, 13, 24))
        self._months[viewer.id] = months + 1
        return months + 1

    def _tier(self) -> str:
        if self._dice.happens(0.3):
            return "prime"
        draw = self._dice.random()
        return next(tier for bound, tier in reversed(_TIERS) if draw < bound)


def _named(gift: material.Present) -> dict[str, Any]:
    """Return the fields of a Gift that say what it is."""
    return {"gift_id": gift.id, "name": gift.name, "diamonds_each": gift.diamonds}


def run_of(gift: Gift) -> str:
    """Return what tells a gift's run from every other, whatever its group id says.

    The simulator writes it into its ids for whoever checks a ledger; no ledger may
    look there.
    """
    return gift.id.rpartition(_RUN)[2]
