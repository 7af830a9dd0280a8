"""The desk of coins: wallets, gifts between people, and whose accounts are one's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

from companion.domain.entries import AnyNote
from companion.domain.errors import CommandError
from companion.domain.show.notes import CoinsMoved, Posting, ViewersLinked
from companion.domain.show.views import ScoreView, WalletView
from companion.domain.values import Viewer
from companion.i18n import _
from companion.interactions.links import Links
from companion.interactions.record import Record

_MOST = 1_000_000_000


class Held(Protocol):
    """What an account has earned and spent."""

    @property
    def earned(self) -> int:
        """Return coins that came."""

    @property
    def spent(self) -> int:
        """Return coins that went."""

    @property
    def coins(self) -> int:
        """Return what is left."""


class CoinsDesk:
    """Implements domain.show.desk.Coins.

    purses: what accounts have now; quick, asked on the loop. viewer: by id, as last
    seen in any session, None when nobody has it. score: of a person in the show.
    """

    def __init__(
        self,
        *,
        record: Record,
        links: Links,
        purses: Callable[[Iterable[str]], Mapping[str, Held]],
        viewer: Callable[[str], Viewer | None],
        score: Callable[[str], ScoreView],
    ) -> None:
        self._record = record
        self._links = links
        self._purses = purses
        self._viewer = viewer
        self._score = score

    async def wallet(self, viewer_id: str) -> WalletView:
        """Return a person's coins. Raises CommandError when nobody has that id."""
        self._known(viewer_id)
        return self._wallet(viewer_id)

    def balance(self, viewer_id: str) -> int:
        """Return a person's coins, 0 for who has none."""
        kept = self._links.person(viewer_id)
        return self._purses((kept,))[kept].coins

    def score(self, viewer_id: str) -> ScoreView:
        """Return a person's score in the show and its rank.

        Who has not been heard in this session has none. Raises CommandError when
        nobody has that id.
        """
        try:
            return self._score(viewer_id)
        except CommandError:
            return ScoreView(viewer=self._known(viewer_id))

    async def award(
        self, viewer_id: str, coins: int, *, reason: str = "", who: str = ""
    ) -> WalletView:
        """Give or take coins; nobody gets below 0. reason: "award" when ""."""
        self._known(viewer_id)
        if not 0 < abs(coins) <= _MOST:
            raise CommandError(_("Between 1 and {most} coins.").format(most=_MOST))

        def decide() -> Sequence[AnyNote]:
            kept = self._links.person(viewer_id)
            other = "mint" if coins > 0 else "sink"
            return (
                CoinsMoved(
                    postings=_between(other, kept, coins),
                    reason=reason or "award",
                    who=who,
                ),
            )

        await self._record.put(decide)
        return self._wallet(viewer_id)

    async def give(
        self, giver_id: str, receiver_id: str, coins: int, *, of: int | None = None
    ) -> WalletView:
        """Move coins between two people. Raises CommandError when there are too few.

        of: seq of the Chat that asked for it, which moves them once.
        """
        self._known(giver_id)
        self._known(receiver_id)
        if not 0 < coins <= _MOST:
            raise CommandError(_("Between 1 and {most} coins.").format(most=_MOST))

        def decide() -> Sequence[AnyNote]:
            giver = self._links.person(giver_id)
            receiver = self._links.person(receiver_id)
            if giver == receiver:
                raise CommandError(_("Nobody can give coins to themselves."))
            return (
                CoinsMoved(
                    postings=_between(giver, receiver, coins),
                    reason="gave",
                    of=of,
                    run=f"give:{of}" if of is not None else "",
                ),
            )

        await self._record.put(decide)
        return self._wallet(giver_id)

    async def link(
        self, viewer_id: str, other_id: str, *, of: int | None = None, who: str = ""
    ) -> WalletView:
        """Make two accounts one person; the coins of the second are the first's.

        All accounts of the second come along. An account of several is not taken from
        a person: it is to be unlinked first.
        """
        self._known(viewer_id)
        self._known(other_id)

        def decide() -> Sequence[AnyNote]:
            kept, joining = map(self._links.person, (viewer_id, other_id))
            if kept == joining:
                raise CommandError(_("These accounts are linked already."))
            if other_id != joining:
                raise CommandError(_("This account is linked to another person."))
            # One note an account: when one is forgotten, the others stay linked.
            links = [
                ViewersLinked(viewer_id=kept, other_id=one, of=of, who=who)
                for one in self._links.accounts(joining)
            ]
            return (*links, *self._all_coins(joining, kept, who=who))

        await self._record.put(decide)
        return self._wallet(viewer_id)

    async def unlink(self, viewer_id: str, *, who: str = "") -> WalletView:
        """Make an account a person of its own again; it takes no coins along."""
        self._known(viewer_id)

        def decide() -> Sequence[AnyNote]:
            kept, *others = self._links.accounts(viewer_id)
            if not others:
                raise CommandError(_("This account is not linked."))
            if viewer_id != kept:
                return (_lifted(kept, viewer_id, who),)
            # The account that stands for the person leaves: another does so then.
            heir, *rest = others
            return (
                *(_lifted(kept, one, who) for one in others),
                *(ViewersLinked(viewer_id=heir, other_id=one, who=who) for one in rest),
                *self._all_coins(kept, heir, who=who),
            )

        await self._record.put(decide)
        return self._wallet(viewer_id)

    def _all_coins(self, giver: str, taker: str, *, who: str) -> Sequence[AnyNote]:
        coins = self._purses([giver])[giver].coins
        if not coins:
            return ()
        postings = _between(giver, taker, coins)
        return (CoinsMoved(postings=postings, reason="linked", who=who),)

    def _known(self, viewer_id: str) -> Viewer:
        viewer = self._viewer(viewer_id)
        if viewer is None:
            raise CommandError(_("Nobody here has the id {id}.").format(id=viewer_id))
        return viewer

    def _wallet(self, viewer_id: str) -> WalletView:
        accounts = self._links.accounts(viewer_id)
        found = self._purses(accounts)
        return WalletView(
            viewer=self._known(viewer_id),
            coins=sum(one.coins for one in found.values()),
            earned=sum(one.earned for one in found.values()),
            spent=sum(one.spent for one in found.values()),
            accounts=accounts,
        )


def _between(giver: str, taker: str, coins: int) -> tuple[Posting, Posting]:
    return Posting(account=giver, coins=-coins), Posting(account=taker, coins=coins)


def _lifted(kept: str, other: str, who: str) -> ViewersLinked:
    return ViewersLinked(viewer_id=kept, other_id=other, is_lifted=True, who=who)
