"""Who is called when a combination of keys is pressed anywhere."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Self

from msgspec import Struct

from companion.app.hotkeys.key_state import HotkeysUnavailable, KeyHook
from companion.domain.combo import Combo
from companion.domain.errors import SettingsError
from companion.i18n import _

log = logging.getLogger(__name__)


class Hotkey(Struct, frozen=True, kw_only=True):
    """field: dotted name of the setting that holds the text "Ctrl+Alt+R", or "".

    act: called on the loop of GlobalHotkeys.
    """

    field: str
    text: str
    act: Callable[[], object]


class GlobalHotkeys:
    """Calls what belongs to a combination, whichever window has the focus.

    The keys go on to that window: nothing is swallowed. hook: how the system's keys
    are heard; None: not at all. It is opened only while a combination is assigned.
    Use it as `async with`: leaving it stops listening.
    """

    def __init__(self, hook: KeyHook | None) -> None:
        self._hook = hook
        self._acts: dict[Combo, Callable[[], object]] = {}
        self._is_open = False
        self._loop: asyncio.AbstractEventLoop | None = None
        self.problem = ""

    async def __aenter__(self) -> Self:
        """Work on this loop."""
        self._loop = asyncio.get_running_loop()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop listening."""
        self._acts = {}
        await self._follow()

    async def assign(self, hotkeys: Sequence[Hotkey]) -> None:
        """Let these combinations work, and no others.

        Raises SettingsError naming the field of one that is none, or that is taken by
        another; the ones before hold then. Where keys cannot be heard, `problem` says
        why.
        """
        self._acts = _acts_of(hotkeys)
        await self._follow()

    async def _follow(self) -> None:
        """Open the hook when something is assigned, close it when nothing is."""
        if self._hook is None or bool(self._acts) == self._is_open:
            return
        if self._is_open:
            self._is_open = False
            await asyncio.to_thread(self._hook.close)
            return
        try:
            await asyncio.to_thread(self._hook.open, self._heard)
        except HotkeysUnavailable as error:
            self.problem = str(error)
            log.warning("Hotkeys do not work: %s", error)
            return
        self.problem = ""
        self._is_open = True

    def _heard(self, combo: Combo) -> None:
        """Hand a combination over to the loop; called on the hook's thread."""
        act = self._acts.get(combo)
        if act is not None and self._loop is not None:
            self._loop.call_soon_threadsafe(act)


def _acts_of(hotkeys: Sequence[Hotkey]) -> dict[Combo, Callable[[], object]]:
    acts: dict[Combo, Callable[[], object]] = {}
    for hotkey in hotkeys:
        if not hotkey.text.strip():
            continue
        try:
            combo = Combo.parse(hotkey.text)
        except ValueError as error:
            text = _("{field}: {problem}").format(field=hotkey.field, problem=error)
            raise SettingsError(text, field=hotkey.field) from error
        if combo in acts:
            text = _("{field}: {keys} is taken already").format(
                field=hotkey.field, keys=combo
            )
            raise SettingsError(text, field=hotkey.field)
        acts[combo] = hotkey.act
    return acts
