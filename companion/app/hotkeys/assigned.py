"""What each hotkey of the settings does."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from types import TracebackType
from typing import Any, Literal, Self

from companion.app.hotkeys.global_hotkeys import GlobalHotkeys, Hotkey
from companion.app.hotkeys.key_state import KeyHook
from companion.domain.errors import CompanionError
from companion.domain.ports import Gate
from companion.domain.show.desk import Show
from companion.domain.studio import Obs
from companion.settings import Settings

log = logging.getLogger(__name__)

_Act = Callable[[], Coroutine[Any, Any, None]]


class AssignedHotkeys:
    """The settings' hotkeys at work on the engine's loop, until the block ends.

    make_hook: see GlobalHotkeys. gate: whose modes are switched. obs: where the
    privacy scene is. show: whose steps are taken.
    """

    def __init__(
        self, make_hook: Callable[[], KeyHook], *, gate: Gate, obs: Obs, show: Show
    ) -> None:
        self._hotkeys = GlobalHotkeys(make_hook)
        self._gate = gate
        self._obs = obs
        self._show = show
        self._in_turn = asyncio.Lock()
        self._acting: set[asyncio.Task[None]] = set()

    @property
    def problem(self) -> str:
        """Why an assigned combination cannot work; "" when it does."""
        return self._hotkeys.problem

    async def __aenter__(self) -> Self:
        """Work on this loop; nothing is assigned yet."""
        await self._hotkeys.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop listening, and finish what was begun."""
        await self._hotkeys.__aexit__(kind, error, trace)
        await asyncio.gather(*self._acting)

    async def apply(self, settings: Settings) -> None:
        """Let the settings' combinations work, and no others.

        Raises SettingsError naming the field; the ones before hold then.
        """
        await self._hotkeys.assign(
            [
                Hotkey(field=field, text=text, act=partial(self._begin, act))
                for field, text, act in self._chosen(settings)
            ]
        )

    def _chosen(self, settings: Settings) -> Sequence[tuple[str, str, _Act]]:
        """Return field, combination and deed of every hotkey there is."""
        modes, show = settings.moderation.modes, settings.show
        return (
            ("moderation.modes.hotkey", modes.hotkey, partial(self._toggle, "raid")),
            (
                "moderation.modes.quiet_hotkey",
                modes.quiet_hotkey,
                partial(self._toggle, "quiet"),
            ),
            ("obs.panic_hotkey", settings.obs.panic_hotkey, self._panic),
            ("show.next_hotkey", show.next_hotkey, self._next),
            ("show.back_hotkey", show.back_hotkey, self._back),
            ("show.scoreboard_hotkey", show.scoreboard_hotkey, self._scoreboard),
        )

    def _begin(self, act: _Act) -> None:
        task = asyncio.get_running_loop().create_task(self._act(act))
        self._acting.add(task)
        task.add_done_callback(self._acting.discard)

    async def _act(self, act: _Act) -> None:
        """Do what a combination stands for; two presses do not overtake each other."""
        async with self._in_turn:
            try:
                await act()
            except CompanionError as error:
                log.warning("A hotkey could not do its work: %s", error)

    async def _panic(self) -> None:
        await self._obs.panic()

    async def _next(self) -> None:
        await self._show.next()

    async def _back(self) -> None:
        await self._show.back()

    async def _scoreboard(self) -> None:
        is_shown = self._show.view().scoreboard_shown
        await self._show.show_scoreboard(not is_shown)

    async def _toggle(self, mode: Literal["raid", "quiet"]) -> None:
        is_on = self._gate.view().mode == mode
        await self._gate.set_mode("normal" if is_on else mode)
