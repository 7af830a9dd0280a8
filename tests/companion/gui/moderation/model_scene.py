"""A Model tab on the scene's engine, whose gate answers as a test says."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from msgspec import structs
from typing_extensions import override

from companion.app.scene.engine import SceneEngine
from companion.app.scene.gate import SceneGate
from companion.app.scene.stage import SceneClock
from companion.domain.entries import Verdict
from companion.domain.errors import CompanionError
from companion.domain.views import ModelOffer, VerdictLine, WouldChange
from companion.gui.bridge import Bridge
from companion.gui.moderation.model_tab import ModelTab
from companion.gui.preferences import Preferences
from companion.gui.shell.watch import Watch, read
from companion.gui.theme.theme import Theme
from companion.settings import Settings, with_values

SMALL = ModelOffer(
    id="small",
    title="Small",
    description="Fast.",
    languages=("en",),
    licence="Apache-2.0",
    size=23_400_000,
)


class WaitingGate(SceneGate):
    """Downloads wait until a test lets them end; what was asked is kept.

    failure: raised in place of an answer.
    """

    def __init__(self) -> None:
        super().__init__()
        self.offers: tuple[ModelOffer, ...] = (SMALL,)
        self.fetched: list[tuple[str, str | None, str]] = []
        self.cancelled = 0
        self.keys: list[str] = []
        self.go_on = asyncio.Event()
        self.failure: CompanionError | None = None
        self.compared: list[Mapping[str, object]] = []
        self.tables: list[Mapping[str, object]] = []
        self.answering = asyncio.Event()
        self.answering.set()

    def offer(self, **changes: object) -> None:
        """Offer the small model as it stands now."""
        self.offers = (structs.replace(SMALL, **changes),)

    @override
    def models(self) -> Sequence[ModelOffer]:
        return self.offers

    @override
    async def fetch_model(
        self, model_id: str, *, file: str | None = None, address: str = ""
    ) -> None:
        self.fetched.append((model_id, file, address))
        if self.failure is not None:
            raise self.failure
        self.offer(state="downloading", done=10_000_000)
        try:
            await self.go_on.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            self.offer(state="absent", done=10_000_000)
            raise
        self.offer(state="ready")

    @override
    async def keep_opinion_key(self, key: str) -> None:
        if self.failure is not None:
            raise self.failure
        self.keys.append(key)
        self.shown = structs.replace(self.shown, has_opinion_key=bool(key))

    @override
    async def measure_model(self, model_id: str) -> float:
        if self.failure is not None:
            raise self.failure
        self.offer(state="ready", measured_ms=0.64)
        return 0.64

    @override
    async def would_change(self, values: Mapping[str, object]) -> WouldChange:
        self.compared.append(values)
        await self.answering.wait()
        line = VerdictLine(
            seq=1,
            at=1,
            kind="verdict",
            by="model",
            of=1,
            text="you donkey",
            verdict=Verdict.ALLOW,
            scores={"insult": 0.5},
        )
        return WouldChange(looked_at=500, lines=((line, Verdict.HOLD),))

    @override
    async def reconfigure(self, values: Mapping[str, object]) -> None:
        if self.failure is not None:
            raise self.failure
        self.tables.append(values)


class ModelDesk:
    """A tab, its gate, and the settings as they are saved."""

    def __init__(self, theme: Theme, loop, **settings: object) -> None:
        self.gate = WaitingGate()
        self.engine = SceneEngine()
        self.engine.moderation = self.gate
        self.bridge = Bridge(self.engine, loop)
        self.watch = Watch(self.bridge, clock=SceneClock())
        self.look()
        values = {f"moderation.{name}": value for name, value in settings.items()}
        chosen = with_values(Settings(), values) if values else Settings()
        self.preferences = Preferences(chosen, save=lambda _settings: None)
        self.tab = ModelTab(self.watch, preferences=self.preferences, theme=theme)
        self.tab.resize(960, 900)
        self.tab.show()

    def look(self) -> None:
        """Have the tab see the gate as it is now."""
        self.watch.take(read(self.engine))

    async def answered(self) -> None:
        """Wait for every answer but of a download that a test holds up."""
        for _round in range(20):
            await asyncio.sleep(0)
        await asyncio.sleep(0.02)
