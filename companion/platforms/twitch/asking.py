"""Asking Twitch over HTTP: an answer, or an error of ours by its type.

Neither addresses with parameters nor headers get into texts or logs: tokens are there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import AsyncExitStack
from typing import Any, Final

from aiohttp import ClientError, ClientSession, ClientTimeout
from msgspec import Struct

from companion.domain.errors import ConnectionLost
from companion.domain.text import clean_text
from companion.i18n import _

PATIENCE: Final = ClientTimeout(total=10)


class Answer(Struct, frozen=True, kw_only=True):
    """What Twitch answered; body: {} when it is no JSON object.

    message: its own words about an error, up to 200 characters.
    """

    status: int
    body: dict[str, Any]
    headers: Mapping[str, str]

    def __repr__(self) -> str:
        # Tokens are in the body of some.
        return f"Answer(status={self.status})"

    @property
    def is_good(self) -> bool:
        """Whether Twitch did as asked."""
        return 200 <= self.status < 300

    @property
    def message(self) -> str:
        """Twitch's words, or the status when it has none."""
        said = self.body.get("message")
        if isinstance(said, str) and said:
            return clean_text(said, limit=200)
        return f"HTTP {self.status}"


async def ask(
    method: str,
    address: str,
    *,
    session: ClientSession | None = None,
    headers: Mapping[str, str] | None = None,
    params: Mapping[str, str] | None = None,
    form: Mapping[str, str] | None = None,
    body: Mapping[str, Any] | None = None,
) -> Answer:
    """Return Twitch's answer, whatever its status below 500.

    session: one that is open, or None for one of its own. Raises ConnectionLost when
    there is no answer, or none that can be read.
    """
    try:
        async with AsyncExitStack() as stack:
            if session is None:
                session = await stack.enter_async_context(ClientSession())
            response = await stack.enter_async_context(
                session.request(
                    method,
                    address,
                    headers=headers,
                    params=params,
                    data=form,
                    json=body,
                    timeout=PATIENCE,
                    allow_redirects=False,
                )
            )
            raw = await response.read()
            status, answered = response.status, dict(response.headers)
    except TimeoutError as error:
        raise ConnectionLost(_("Twitch does not answer.")) from error
    except (ClientError, OSError) as error:
        name = type(error).__name__
        text = _("Twitch cannot be reached ({detail}); is there a network?")
        raise ConnectionLost(text.format(detail=name)) from None
    return _read(status, raw, answered)


def _read(status: int, raw: bytes, headers: Mapping[str, str]) -> Answer:
    failed = _("Twitch does not answer as it should ({detail}).")
    if status >= 500:
        raise ConnectionLost(failed.format(detail=f"HTTP {status}"))
    try:
        body = json.loads(raw) if raw else {}
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        if 200 <= status < 300:
            raise ConnectionLost(failed.format(detail=_("no JSON")))
        body = {}
    lowered = {name.lower(): value for name, value in headers.items()}
    return Answer(status=status, body=body, headers=lowered)
