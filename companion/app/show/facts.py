"""What replies tell and rules ask: the facts of the running stream."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from zoneinfo import ZoneInfo

from companion.app.engine import CompanionEngine
from companion.domain.errors import CommandError
from companion.domain.show.views import ScoreView
from companion.domain.values import Platform, Viewer
from companion.domain.views import SessionView, Standing
from companion.interactions.desk import ShowDesk

_LISTENING = {
    "poll": ("vote",),
    "quiz": ("vote",),
    "rating": ("vote",),
    "prediction": ("bet",),
    "giveaway": ("enter",),
    "queue": ("join", "leave"),
    "teams": ("team",),
    "flag": ("flag",),
}
"""Words that kinds listen to while they are on."""


class EngineFacts:
    """Implements interactions.bots.causes.Facts, names as the gate allows them.

    coins: what a person has. coin_name: in the plural.
    """

    def __init__(
        self,
        engine: CompanionEngine,
        *,
        show: ShowDesk,
        coins: Callable[[str], int],
        coin_name: Callable[[], str],
    ) -> None:
        self._engine = engine
        self._view = engine.view
        self._show = show
        self._coins = coins
        self._coin_name = coin_name

    def session(self) -> SessionView | None:
        """Return the running session, None between sessions."""
        session = self._engine.session()
        return None if session is None or session.state == "ended" else session

    def standing(self, viewer_id: str) -> Standing | None:
        """Return a Viewer's place on the leaderboard, None without any points."""
        return self._view.standing(viewer_id)

    def at_rank(self, rank: int) -> Standing | None:
        """Return who has that place, 1 is best; None when nobody has."""
        if not 0 < rank <= self._view.tally.count_viewers(None):
            return None
        return self._view.as_allowed(self._view.tally.standing_at(rank))

    def top(self, limit: int) -> Sequence[Standing]:
        """Return the first places of the leaderboard."""
        return self._view.top(limit)

    def score(self, viewer_id: str) -> ScoreView | None:
        """Return a person's score in the show, None when nobody has that id."""
        try:
            return self._show.score(viewer_id)
        except CommandError:
            return None

    def coins(self, viewer_id: str) -> int:
        """Return a person's coins."""
        return self._coins(viewer_id)

    def coin_name(self) -> str:
        """Return what the Broadcaster calls a coin, in the plural."""
        return self._coin_name()

    def watching(self) -> int | None:
        """Return how many watch now, None when nobody tells."""
        return self._view.totals().watching

    def viewer(self, name: str, platform: Platform) -> Viewer | None:
        """Return the Viewer of that name or handle who was heard in this session."""
        found = self._view.tally.named(name, platform)
        return None if found is None else self._view.viewer_now(found)

    def link(self) -> str:
        """Return an address under which the stream is watched, "" for none."""
        for one in self._engine.connections():
            kind, _colon, name = one.target.partition(":")
            match kind:
                case "twitch":
                    return f"twitch.tv/{name}"
                case "tiktok":
                    return f"tiktok.com/{name}/live"
        return ""

    def listening(self) -> Collection[str]:
        """Return the words that something on now listens to."""
        words = {"ask"}
        for one in self._show.fold.interactions.values():
            if one.listens:
                words.update(_LISTENING.get(one.view().kind, ()))
        return words

    def on_air(self) -> Collection[str]:
        """Return the kinds of the interactions that are on the stream now."""
        interactions = self._show.fold.interactions.values()
        return {one.view().kind for one in interactions if one.is_shown}

    def zone(self) -> ZoneInfo:
        """Return the time zone of the session."""
        session = self._view.session
        return ZoneInfo(session.timezone if session else "UTC")
