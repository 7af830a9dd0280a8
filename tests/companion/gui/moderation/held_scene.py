"""A Held tab on an engine that holds as many messages as a test wants."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from companion.app.scene.engine import SceneEngine
from companion.app.scene.stage import SceneClock
from companion.domain.entries import Entry, Judgement, Reason, Verdict
from companion.domain.errors import CompanionError
from companion.domain.events import Chat
from companion.domain.values import Platform, Timestamp, Viewer
from companion.domain.views import Review
from companion.gui.bridge import Bridge
from companion.gui.components.dialog import Dialog
from companion.gui.components.toast import Notice
from companion.gui.moderation.asked_people import AskedPeople
from companion.gui.moderation.deciding import Deciding
from companion.gui.pages.moderation import ModerationPage
from companion.gui.preferences import Preferences
from companion.gui.shell.watch import Watch, read
from companion.gui.theme.theme import Theme
from companion.settings import Settings

NOW: Timestamp = SceneClock().now()
SECOND = 1_000_000


class MovingClock(SceneClock):
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.passed = 0.0

    @override
    def now(self) -> Timestamp:
        return NOW + round(self.passed * SECOND)

    @override
    def monotonic(self) -> float:
        return self.passed


class HoldingEngine(SceneEngine):
    """Holds what it is told; decisions empty it, unless they fail.

    failure: raised by every decision. decided: seqs with what was asked.
    """

    def __init__(self) -> None:
        super().__init__()
        self.held: dict[int, Review] = {}
        self.failure: CompanionError | None = None
        self.decided: list[tuple[str, int]] = []

    @override
    def reviews(self) -> Sequence[Review]:
        return tuple(self.held.values())

    @override
    async def allow(self, seq: int, *, who: str = "") -> None:
        self._decide("allow", seq)

    @override
    async def block(
        self, seq: int, *, who: str = "", only_waiting: bool = False
    ) -> None:
        self._decide("block", seq)

    def _decide(self, what: str, seq: int) -> None:
        if self.failure is not None:
            raise self.failure
        self.decided.append((what, seq))
        self.held.pop(seq, None)


def held(
    seq: int,
    text: str = "you are actual garbage",
    *,
    left: float | None = 30,
    name: str = "",
    verdict: Verdict = Verdict.HOLD,
) -> Review:
    """Return one message that waits."""
    reasons = (Reason(rule="holdlist", detail="garbage"),)
    chat = Chat(
        id=f"twitch:{seq}",
        platform=Platform.TWITCH,
        channel="c",
        viewer=Viewer(id=f"twitch:{seq}", name=name or f"viewer {seq}"),
        text=text,
    )
    entry = Entry(
        seq=seq,
        number=seq,
        session="s",
        at=NOW,
        body=chat,
        judgement=Judgement(text=verdict, reasons=reasons),
    )
    ends = None if left is None else NOW + round(left * SECOND)
    return Review(
        entry=entry, text=verdict, name=Verdict.ALLOW, expires_at=ends, reasons=reasons
    )


class HeldScene:
    """The page, and what stands behind it."""

    def __init__(self, theme: Theme, loop: asyncio.AbstractEventLoop) -> None:
        self.engine = HoldingEngine()
        self.bridge = Bridge(self.engine, loop)
        self.clock = MovingClock()
        self.watch = Watch(self.bridge, clock=self.clock)
        self.said: list[Notice] = []
        self.dialogs: list[Dialog] = []
        self.saved: list[Settings] = []
        self.preferences = Preferences(Settings(), save=self.saved.append)
        self.watch.take(read(self.engine))
        deciding = Deciding(
            QWidget(),
            self.bridge,
            theme=theme,
            say=self.said.append,
            show_dialog=self.dialogs.append,
        )
        self.page = ModerationPage(
            self.watch,
            theme=theme,
            preferences=self.preferences,
            say=self.said.append,
            show_dialog=self.dialogs.append,
            open_viewer=lambda _viewer_id: None,
            deciding=deciding,
            asked=AskedPeople(self.bridge, deciding, say=self.said.append),
        )
        self.page.resize(1_300, 760)

    @property
    def list(self) -> QWidget:
        return self.page.held.list

    def hold(self, *reviews: Review) -> None:
        """Let messages come that are held, and be looked at for a second."""
        self.engine.held.update({one.entry.seq: one for one in reviews})
        self.look()
        self.clock.passed += 1

    def look(self) -> None:
        """Have the window see the engine as it is now."""
        self.watch.take(read(self.engine))

    def seqs(self) -> list[int]:
        """Return the rows from top to bottom."""
        return [row.seq for row in self.page.held.shown]

    def tops(self) -> dict[int, int]:
        """Return where the rows in sight stand on the screen, by seq."""
        held_list = self.page.held.list
        return {
            seq: card.mapTo(self.page, card.rect().topLeft()).y()
            for seq, card in held_list.cards.items()
        }
