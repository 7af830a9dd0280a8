"""Posting to webhooks: the Broadcaster's own secret addresses, on the open internet.

An address is a secret: whoever has it can post. It is kept in the keyring, and neither
shown, logged nor told in an error. It is https only, on an address of the internet that
is looked up once and then used; a redirect is not followed. Nobody is notified by what
a Viewer wrote: mentions are switched off.
"""

from __future__ import annotations

import json
import ssl
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import aiohttp
import msgspec
from aiohttp.abc import AbstractResolver
from yarl import URL

from companion.domain.addresses import is_public
from companion.domain.errors import CommandError
from companion.domain.ports import Clock, Secrets
from companion.domain.text import clean_name
from companion.i18n import _

SLOTS: Final = tuple(f"webhook.{number}" for number in range(1, 21))
"""Names under which the keyring keeps them, one each."""

LONGEST_TEXT: Final = 2_000
"""Characters of a post; Discord takes no more."""

LONGEST_WAIT_S: Final = 15.0
"""Seconds to wait at most when a webhook asks to wait."""

_TRIES: Final = 3
_LONGEST_ADDRESS: Final = 2048
_LONGEST_ANSWER: Final = 16 * 1024
_LONGEST_NAME: Final = 50
_TIMEOUT_S: Final = 10.0
_HEADERS: Final = {"Accept-Encoding": "identity", "User-Agent": "Companion"}
_TAKEN: Final = frozenset({200, 201, 202, 204})
_TOO_MANY: Final = 429


class _Kept(msgspec.Struct, frozen=True):
    name: str
    address: str


class Webhooks:
    """Keeps webhooks by name, and posts to them.

    resolver: turns names into addresses, and must refuse those that are not public.
    trust: whose certificates count; None: the system's. timeout_s: of one try.
    """

    def __init__(
        self,
        *,
        secrets: Secrets,
        clock: Clock,
        resolver: Callable[[], AbstractResolver],
        trust: ssl.SSLContext | None = None,
        timeout_s: float = _TIMEOUT_S,
    ) -> None:
        self._secrets = secrets
        self._clock = clock
        self._resolver = resolver
        self._trust = trust
        self._timeout = aiohttp.ClientTimeout(total=timeout_s)

    def names(self) -> Sequence[str]:
        """Return the names of those that are kept."""
        return sorted(kept.name for kept in self._all().values())

    def keep(self, name: str, address: str) -> None:
        """Keep an address under a name; "" forgets it.

        Raises CommandError naming the field, SettingsError when the keyring refuses.
        """
        name = clean_name(name)
        if not 0 < len(name) <= _LONGEST_NAME:
            raise CommandError(_("name: 1 to {n} characters").format(n=_LONGEST_NAME))
        known = self._all()
        slot = next((slot for slot, kept in known.items() if kept.name == name), None)
        if not address.strip():
            if slot is not None:
                self._secrets.erase(slot)
            return
        checked = webhook_address(address.strip())
        slot = slot or next((one for one in SLOTS if one not in known), None)
        if slot is None:
            text = _("name: there are {n} webhooks already; forget one first.")
            raise CommandError(text.format(n=len(SLOTS)))
        kept = _Kept(name=name, address=str(checked))
        self._secrets.write(slot, msgspec.json.encode(kept).decode())

    async def post(self, name: str, text: str) -> str:
        """Post a text; returns what was posted. Raises CommandError when not taken."""
        address = next(
            (one.address for one in self._all().values() if one.name == name), None
        )
        if address is None:
            raise CommandError(_("There is no webhook “{name}”.").format(name=name))
        said = text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"
        if not said.strip():
            raise CommandError(_("There is nothing to send."))
        body = {"content": said, "allowed_mentions": {"parse": []}}
        await self._post(webhook_address(address), body)
        return said

    def _all(self) -> Mapping[str, _Kept]:
        found: dict[str, _Kept] = {}
        for slot in SLOTS:
            secret = self._secrets.read(slot)
            if not secret:
                continue
            try:
                found[slot] = msgspec.json.decode(secret, type=_Kept)
            except msgspec.MsgspecError:
                continue  # of another version, or written by hand
        return found

    async def _post(self, address: URL, body: Mapping[str, Any]) -> None:
        resolver = self._resolver()
        connector = aiohttp.TCPConnector(
            resolver=resolver, ssl=self._trust or True, use_dns_cache=False
        )
        try:
            async with aiohttp.ClientSession(
                connector=connector,
                headers=_HEADERS,
                timeout=self._timeout,
                cookie_jar=aiohttp.DummyCookieJar(),
                trust_env=False,
            ) as session:
                await self._try(session, address, body)
        finally:
            await resolver.close()

    async def _try(
        self, session: aiohttp.ClientSession, address: URL, body: Mapping[str, Any]
    ) -> None:
        """Post until it is taken; only what asks to wait is asked again.

        Whatever else went wrong, it may have been taken: once is enough.
        """
        for left in reversed(range(_TRIES)):
            wait_s = await self._try_once(session, address, body)
            if wait_s is None:
                return
            if not left or wait_s > LONGEST_WAIT_S:
                break
            await self._clock.sleep(wait_s)
        raise CommandError(_("The webhook takes no more for now; try again later."))

    async def _try_once(
        self, session: aiohttp.ClientSession, address: URL, body: Mapping[str, Any]
    ) -> float | None:
        """Post once; returns None, or the seconds that it asks to wait."""
        try:
            async with session.post(address, json=body, allow_redirects=False) as reply:
                if reply.status == _TOO_MANY:
                    return await _wait_s(reply)
                status = reply.status
                reply.close()  # what it answers is not read, however much it is
        except TimeoutError:
            raise CommandError(_("The webhook does not answer.")) from None
        except (aiohttp.ClientError, OSError):
            # The error's own text may hold the address.
            raise CommandError(_("The webhook cannot be reached.")) from None
        if status in _TAKEN:
            return None
        raise CommandError(_refused(status))


def webhook_address(text: str) -> URL:
    """Return the address of a webhook. Raises CommandError when it cannot be one."""
    fault = CommandError(
        _("address: an https address on the internet, as Discord gives it")
    )
    is_plain = text.isascii() and text.isprintable() and "\\" not in text
    if len(text) > _LONGEST_ADDRESS or not is_plain or " " in text:
        raise fault
    try:
        url = URL(text)
        port, host = url.port, url.host
    except ValueError:
        raise fault from None
    if url.scheme != "https" or not host or not port:
        raise fault
    if url.user is not None or url.password is not None:
        raise fault
    is_number = ":" in host or host.replace(".", "").isdigit()
    if is_number and not is_public(host):
        raise fault  # no name is looked up for these
    return url.with_fragment(None)


async def _wait_s(reply: aiohttp.ClientResponse) -> float:
    """Return how long a webhook asks to wait, as its header or its body says."""
    told = reply.headers.get("Retry-After", "")
    if not told:
        content = await reply.content.read(_LONGEST_ANSWER)
        try:
            told = str(json.loads(content)["retry_after"])
        except (ValueError, LookupError, TypeError, RecursionError):
            told = ""
    reply.close()
    try:
        wait_s = float(told)
    except ValueError:
        wait_s = 1.0  # a date, or nothing at all
    return wait_s if 0 <= wait_s < float("inf") else LONGEST_WAIT_S + 1


def _refused(status: int) -> str:
    if 300 <= status < 400:
        return _(
            "The webhook points elsewhere ({status}): this is not followed."
        ).format(status=status)
    if status in {401, 403, 404, 410}:
        return _("There is no such webhook any more ({status}).").format(status=status)
    return _("The webhook refused it ({status}).").format(status=status)
