"""The scene as an Engine: it answers like the real one and changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, NoReturn

from msgspec import structs
from typing_extensions import override

from companion.app.scene.bots import SceneBots
from companion.app.scene.cast import (
    CROWD,
    FINAL_POINTS,
    LATECOMERS,
    VIEWERS,
    extra,
)
from companion.app.scene.evening import (
    BEGAN,
    FIRST_NUMBER,
    MINUTE,
    NOW,
    SECOND,
    SESSION,
    TARGETS,
    earned_in_scene,
    shown_entries,
)
from companion.app.scene.gate import SceneGate
from companion.app.scene.held import held_entries, known_of
from companion.app.scene.logins import SceneLogins
from companion.app.scene.room import SceneRoom
from companion.app.scene.show import SceneShow
from companion.app.scene.studio import SceneStudio, link_of
from companion.domain.entries import Entry
from companion.domain.errors import CommandError
from companion.domain.events import AnyEvent, Gift
from companion.domain.ports import Engine, EngineListener
from companion.domain.show.desk import Coins
from companion.domain.show.views import ShowView
from companion.domain.values import POINT, Platform, Points, Viewer
from companion.domain.views import (
    ConnectionState,
    ConnectionView,
    GapView,
    GiftTally,
    Review,
    SessionView,
    Standing,
    Totals,
    ViewerCard,
)
from companion.i18n import _
from overlays.catalogue import CATALOGUE

TOTALS = Totals(
    entries=41_908,
    points=112_480 * POINT,
    diamonds=18_425,
    bits=2_300,
    likes=218_400,
    likes_room=219_044,
    chats=9_214,
    gifts=312,
    follows=86,
    shares=41,
    joins=1_204,
    subscriptions=37,
    viewers=CROWD,
    watching=1_792,
    watching_peak=2_104,
    held=4,
)

LINKS = {overlay.name: link_of(overlay.name) for overlay in CATALOGUE}


def connections() -> tuple[ConnectionView, ...]:
    """Return the three connections of the evening; one has fallen silent."""
    gap = GapView(
        began=NOW - 345 * SECOND, ended=NOW - 225 * SECOND, recovered=14, unknown=3
    )
    live, silent = ConnectionState.LIVE, ConnectionState.SILENT
    return (
        ConnectionView(
            target=TARGETS[Platform.TIKTOK],
            platform=Platform.TIKTOK,
            state=live,
            since=BEGAN,
            last_event_at=NOW - 400_000,
            viewers=1_284,
            heard=38_112,
            heard_share=0.99,
            duplicates=61,
            gaps=(gap,),
            budget=_("TikTok sign {n} left").format(n=412),
            refused=2,
            room_likes=219_044,
            heard_likes=61_870,
            cannot_write=_("TikTok is read only: it takes no messages from programs."),
            unofficial=True,
        ),
        ConnectionView(
            target=TARGETS[Platform.TWITCH],
            platform=Platform.TWITCH,
            state=live,
            since=BEGAN,
            last_event_at=NOW - 2 * SECOND,
            viewers=412,
            heard=2_760,
            heard_share=1.0,
            text_limit=500,
        ),
        ConnectionView(
            target=TARGETS[Platform.YOUTUBE],
            platform=Platform.YOUTUBE,
            state=silent,
            detail=_("Nothing has come for a while; a reconnect is being tried."),
            since=NOW - 18 * SECOND,
            last_event_at=NOW - 48 * SECOND,
            viewers=96,
            heard=1_902,
            heard_share=0.91,
            duplicates=12,
            gaps=(
                GapView(
                    began=NOW - 48 * SECOND,
                    ended=NOW - 17 * SECOND,
                    recovered=22,
                    unknown=0,
                ),
            ),
            budget=_("3,820 of 10,000 units today · 640 an hour · enough for 9.2 h"),
            cannot_write=_("Writing on YouTube needs a login, not only a key."),
        ),
    )


def _without_youtube() -> tuple[ConnectionView, ...]:
    """Return the connections when Google has ended the login."""
    *others, youtube = connections()
    stopped = structs.replace(
        youtube,
        state=ConnectionState.NEEDS_LOGIN,
        detail=_("Google has ended the login of Companion: log in again."),
        since=NOW - 4 * SECOND,
    )
    return (*others, stopped)


def session() -> SessionView:
    """Return the session that is on air."""
    return SessionView(
        id=SESSION,
        ordinal=214,
        name="Friday ranked, then karaoke",
        state="live",
        started_at=BEGAN,
        ended_at=None,
        timezone="UTC",
        totals=TOTALS,
    )


class SceneEngine(Engine):
    """What would change something is refused.

    alone: nothing has begun yet. crashed: and an evening before was never closed.
    paused: the session is. refused: YouTube's login was ended. arrived: the entries of
    the last minutes are counted; before that the standings are those that they change.
    accounts: who is logged in. moderation: the gate.
    """

    def __init__(self) -> None:
        self.alone = False
        self.arrived = False
        self.paused = False
        self.crashed = False
        self.refused = False
        self.accounts = SceneLogins()
        self.moderation = SceneGate()
        self.own_studio = SceneStudio()
        self.own_show = SceneShow()
        self.own_room = SceneRoom()
        self.own_bots = SceneBots()
        self._standings = _standings_before()

    @override
    def listen(self, listener: EngineListener) -> Callable[[], None]:
        """Take nobody: the scene stands still."""
        return lambda: None

    @override
    def connections(self) -> Sequence[ConnectionView]:
        """Return the connections; none while nothing has begun."""
        if self.alone:
            return ()
        return _without_youtube() if self.refused else connections()

    @override
    def session(self) -> SessionView | None:
        """Return the session; None while nothing has begun."""
        if self.alone:
            return None
        return structs.replace(
            session(), state="paused" if self.paused else "live", totals=self.totals()
        )

    @override
    def totals(self) -> Totals:
        """Return the totals; zeros while nothing has begun."""
        if self.alone:
            return Totals()
        if not self.arrived:
            return structs.replace(TOTALS, entries=FIRST_NUMBER - 10)
        return TOTALS

    @override
    def unfinished(self) -> SessionView | None:
        """Return tonight's session when it crashed."""
        if not self.crashed:
            return None
        return structs.replace(session(), totals=structs.replace(TOTALS, entries=4_210))

    @override
    def reviews(self) -> Sequence[Review]:
        """Return what is held."""
        return () if self.alone else held_entries()

    @override
    def overlay_links(self) -> dict[str, str]:
        """Return links that lead nowhere."""
        return dict(LINKS)

    @property
    @override
    def studio(self) -> SceneStudio:
        """Return the scene's overlays, OBS and media."""
        return self.own_studio

    @property
    @override
    def show(self) -> SceneShow:
        """Return the evening's run-sheet; an empty one while nothing has begun."""
        if self.alone:
            self.own_show.shown = ShowView()
        return self.own_show

    @property
    @override
    def coins(self) -> Coins:
        """Return scores, coins and whose accounts are whose."""
        raise CommandError(_("The show is off."))

    @property
    @override
    def bots(self) -> SceneBots:
        """Return commands and bots; none while nothing has begun."""
        self.own_bots.is_empty = self.own_bots.is_empty or self.alone
        return self.own_bots

    @property
    @override
    def room(self) -> SceneRoom:
        """Return the page for people in the room."""
        return self.own_room

    @override
    async def sessions(self) -> Sequence[SessionView]:
        """Return tonight and a few evenings before."""
        return (session(), *_past_sessions())

    @override
    async def standings(
        self,
        *,
        limit: int = 10,
        platform: Platform | None = None,
        scope: Literal["session", "week", "all"] = "session",
    ) -> tuple[Sequence[Standing], int]:
        """Return the standings before the last minutes."""
        return ((), 0) if self.alone else (self._standings[:limit], CROWD)

    @override
    async def viewer_card(self, viewer_id: str) -> ViewerCard:
        """Return somebody explained by the scene's entries."""
        found = [one for one in VIEWERS.values() if one.id == viewer_id]
        if not found:
            raise CommandError(_("Nobody has the id {id}.").format(id=viewer_id))
        return _card(found[0])

    @override
    async def entries(self, *, after: int, limit: int = 1000) -> Sequence[Entry]:
        """Return the scene's entries with seq > `after`."""
        entries = [one.entry for one in shown_entries() if one.entry.seq > after]
        return entries[:limit]

    @override
    async def connect(self, target: str) -> None:
        """Refuse."""
        _refuse()

    @override
    async def disconnect(self, target: str) -> None:
        """Refuse."""
        _refuse()

    @override
    async def start_session(self, name: str = "") -> SessionView:
        """Refuse."""
        _refuse()

    @override
    async def pause_session(self) -> SessionView:
        """Refuse."""
        _refuse()

    @override
    async def resume_session(self) -> SessionView:
        """Refuse."""
        _refuse()

    @override
    async def end_session(self) -> SessionView:
        """Refuse."""
        _refuse()

    @override
    async def reopen_session(self, session_id: str | None = None) -> SessionView:
        """Refuse."""
        _refuse()

    @override
    async def rename_session(self, name: str) -> SessionView:
        """Refuse."""
        _refuse()

    @override
    async def reset_viewer(self, viewer_id: str | None, reason: str = "") -> int:
        """Refuse."""
        _refuse()

    @override
    async def award(self, viewer_id: str, points: Points, reason: str = "") -> int:
        """Refuse."""
        _refuse()

    @override
    async def undo(self, seq: int) -> int:
        """Refuse."""
        _refuse()

    @override
    async def feature(self, seq: int | None) -> None:
        """Refuse."""
        _refuse()

    @override
    async def allow(self, seq: int, *, who: str = "") -> None:
        """Refuse."""
        _refuse()

    @override
    async def block(
        self, seq: int, *, who: str = "", only_waiting: bool = False
    ) -> None:
        """Refuse."""
        _refuse()

    @override
    async def send(
        self,
        text: str,
        *,
        targets: Sequence[str] | None = None,
        reply_to: int | None = None,
    ) -> Sequence[Entry]:
        """Refuse."""
        _refuse()

    @override
    async def delete_chat(self, seq: int) -> Entry:
        """Refuse."""
        _refuse()

    @override
    async def time_out(self, viewer_id: str, *, seconds: int) -> Sequence[Entry]:
        """Refuse."""
        _refuse()

    @override
    async def ban(self, viewer_id: str) -> Sequence[Entry]:
        """Refuse."""
        _refuse()

    @override
    async def unban(self, viewer_id: str) -> Sequence[Entry]:
        """Refuse."""
        _refuse()

    @property
    @override
    def logins(self) -> SceneLogins:
        """Return accounts as they stand in the picture."""
        return self.accounts

    @property
    @override
    def gate(self) -> SceneGate:
        """Return moderation as it stands in the picture; quiet while nothing began."""
        self.moderation.quiet = self.alone
        return self.moderation

    @override
    async def inject(self, event: AnyEvent) -> Entry:
        """Refuse."""
        _refuse()


def _refuse() -> NoReturn:
    raise CommandError(_("This is a picture; nothing can be changed in it."))


def _standings_before() -> tuple[Standing, ...]:
    earned = earned_in_scene()
    people = {viewer.id: viewer for viewer in VIEWERS.values()}
    rows = [
        (points - earned.get(viewer_id, 0), people[viewer_id])
        for viewer_id, points in FINAL_POINTS.items()
    ]
    rows += [(points, viewer) for viewer, points in map(extra, range(CROWD))]
    rows.sort(key=lambda row: -row[0])
    return tuple(
        Standing(rank=rank, viewer=viewer, points=points)
        for rank, (points, viewer) in enumerate(rows[: CROWD - LATECOMERS], 1)
    )


def _card(viewer: Viewer) -> ViewerCard:
    shown = [one.entry for one in shown_entries() if one.entry.earner == viewer]
    entries = tuple(reversed([_own(entry, viewer) for entry in shown]))
    gifts = tuple(
        GiftTally(
            gift_id=event.gift_id,
            name=event.name,
            icon=None,
            count=event.count,
            diamonds=event.count * event.diamonds_each,
        )
        for entry in entries
        if isinstance(event := entry.event, Gift)
    )
    points = FINAL_POINTS.get(viewer.id, 0)
    ranks = sorted(FINAL_POINTS.values(), reverse=True)
    known = known_of(viewer, VIEWERS)
    standing = None
    if points or known:
        standing = Standing(
            rank=ranks.index(points) + 1 if points else len(ranks) + 1,
            viewer=viewer,
            points=points,
            chats=known.chats if known else 0,
        )
    return ViewerCard(
        standing=standing,
        viewer=viewer,
        first_seen=known.first_seen if known else BEGAN + 4 * MINUTE,
        used_points=0,
        gifts=gifts,
        entries=entries,
    )


def _own(entry: Entry, viewer: Viewer) -> Entry:
    return structs.replace(entry, earner=viewer)


def _past_sessions() -> tuple[SessionView, ...]:
    names = ("Thursday: new season", "Chill and draw", "", "Wednesday ranked")
    days = (1, 3, 5, 9)
    return tuple(
        SessionView(
            id=f"scene-{ordinal}",
            ordinal=ordinal,
            name=name,
            state="ended",
            started_at=BEGAN - day * 24 * 60 * MINUTE,
            ended_at=BEGAN - (day * 24 - 3) * 60 * MINUTE - ordinal * MINUTE // 10,
            timezone="UTC",
            totals=structs.replace(
                TOTALS,
                viewers=CROWD - 97 * day,
                gifts=TOTALS.gifts - 23 * day,
                chats=TOTALS.chats - 611 * day,
                points=TOTALS.points - 7_310 * POINT * day,
            ),
        )
        for ordinal, name, day in zip((213, 212, 211, 210), names, days, strict=True)
    )
