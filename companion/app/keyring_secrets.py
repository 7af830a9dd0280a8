"""Logins in the system's keyring, with a copy at hand so that nobody waits for it.

A keyring may ask its user for a password, and answers when they have typed it. So all
that may be wanted is read once at the start, beside everything else, and what is
written later is written by a thread of its own.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType
from typing import Final, Self

from companion.domain.errors import SettingsError
from companion.i18n import _

SERVICE: Final = "Companion"
"""Under which name the keyring's own window shows them."""

_log = logging.getLogger(__name__)


class KeyringSecrets:
    """Implements domain.ports.Secrets; use `await KeyringSecrets.open(names)`.

    Without a keyring, and when it refuses, logins last until the program ends;
    `trouble` says so.
    """

    def __init__(self) -> None:
        self._known: dict[str, str] = {}
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="keyring")
        self.trouble = ""

    @classmethod
    async def open(cls, names: Iterable[str]) -> Self:
        """Return the store with everything read that has one of these names."""
        store = cls()
        wanted = tuple(names)
        await asyncio.wrap_future(store._thread.submit(store._read_all, wanted))
        return store

    def close(self) -> None:
        """Wait until everything is written."""
        self._thread.shutdown()

    def read(self, name: str) -> str | None:
        """Return the secret of that name, or None."""
        return self._known.get(name)

    def write(self, name: str, value: str) -> None:
        """Keep a secret in place of the old one."""
        self._known[name] = value
        self._later(lambda: _keyring().set_password(SERVICE, name, value))

    def erase(self, name: str) -> None:
        """Forget a secret; none of that name is fine."""
        if self._known.pop(name, None) is not None:
            self._later(lambda: _keyring().delete_password(SERVICE, name))

    async def keep(self, name: str, value: str) -> None:
        """Keep a secret for good, or forget it when it is empty, and wait for that.

        Raises SettingsError when the keyring refuses; the old one holds then.
        """

        def work() -> None:
            if value:
                _keyring().set_password(SERVICE, name, value)
            elif name in self._known:
                _keyring().delete_password(SERVICE, name)

        try:
            await asyncio.wrap_future(self._thread.submit(work))
        except Exception as error:  # noqa: BLE001  # every backend has its own
            self._refused(error)
            text = _(
                "The keyring of this computer does not take it, so it is not kept. "
                "On Linux, install gnome-keyring or KWallet."
            )
            # Not "from error": a backend's text may quote what it was given.
            raise SettingsError(text, field=name) from None
        self.trouble = ""
        if value:
            self._known[name] = value
        else:
            self._known.pop(name, None)

    def _read_all(self, names: Iterable[str]) -> None:
        for name in names:
            try:
                value = _keyring().get_password(SERVICE, name)
            except Exception as error:  # noqa: BLE001  # every backend has its own
                # Who has no login needs no keyring: no warning on every start.
                self._refused(error, level=logging.DEBUG)
                return
            if value is not None:
                self._known[name] = value

    def _later(self, work: Callable[[], object]) -> None:
        def attempt() -> None:
            try:
                work()
            except Exception as error:  # noqa: BLE001  # every backend has its own
                self._refused(error)
            else:
                self.trouble = ""

        self._thread.submit(attempt)

    def _refused(self, error: Exception, *, level: int = logging.WARNING) -> None:
        # The type alone: a backend's text may quote what it was given.
        _log.log(level, "The keyring does not answer: %s", type(error).__name__)
        self.trouble = _(
            "There is no keyring that Companion can use, so logins are forgotten when "
            "it ends. On Linux, install gnome-keyring or KWallet."
        )


def _keyring() -> ModuleType:
    # 15 MB and 50 ms, and only on the keyring's own thread.
    import keyring  # noqa: PLC0415  # see above

    return keyring
