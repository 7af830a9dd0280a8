"""Who is called when a combination of keys is pressed anywhere."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Self

from msgspec import Struct

from companion.app.hotkeys.key_state import HotkeysUnavailable, KeyHook
from companion.domain.errors import SettingsError
from companion.i18n import _
from companion.settings.combo import Combo

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

    The keys go on to that window: nothing is swallowed. make_hook: gives what hears
    the system's keys, or raises HotkeysUnavailable; asked, and opened, only while a
    combination is assigned. Use it as `async with`: leaving it stops listening.
    """

    def __init__(self, make_hook: Callable[[], KeyHook]) -> None:
        self._make_hook = make_hook
        self._hook: KeyHook | None = None
        self._acts: dict[Combo, Callable[[], object]] = {}
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
        """Listen when something is assigned, and stop when nothing is."""
        if not self._acts:
            self.problem = ""
            hook, self._hook = self._hook, None
            if hook is not None:
                await asyncio.to_thread(hook.close)
        elif self._hook is None:
            try:
                self._hook = await asyncio.to_thread(self._opened)
            except HotkeysUnavailable as error:
                self.problem = str(error)
                log.warning("Hotkeys do not work: %s", error)

    def _opened(self) -> KeyHook:
        hook = self._make_hook()
        hook.open(self._heard)
        return hook

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
