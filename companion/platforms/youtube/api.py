"""YouTube's REST interface through google-api-python-client, off the loop.

The library blocks, and its HTTP is for one thread at a time: each call has a service
of its own out of a small pool, and a thread of its own.
"""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Callable
from typing import Any, Final

from companion.platforms.youtube.credentials import Credentials
from companion.platforms.youtube.failures import (
    Meaning,
    Refused,
    Unreachable,
    error_of,
    meaning_of,
)
from companion.platforms.youtube.quota import Call, Quota
from companion.platforms.youtube.threads import in_thread

ANSWER_WITHIN_S: Final = 20
"""Seconds that the socket may say nothing."""

_KEPT: Final = 2

Service = Any
"""A service of the library, made from Google's document: nothing is typed in it."""

Make = Callable[[Service], Any]
"""Makes a request of a service; nothing is sent yet."""


class Api:
    """Makes calls, counts their units, and says what a refusal means."""

    def __init__(self, *, address: str, credentials: Credentials, quota: Quota) -> None:
        self._address = address
        self._credentials = credentials
        self._quota = quota
        self._free: list[Service] = []
        self._lock = threading.Lock()
        self._is_closed = False

    async def call(self, call: Call, make: Make) -> Any:  # noqa: ANN401  # JSON
        """Return the answer; raises PlatformError by the type of the refusal."""
        try:
            return await self.answer(call, make)
        except (Refused, Unreachable) as problem:
            raise error_of(problem, self._quota) from None

    async def attempt(self, call: Call, make: Make) -> bytes:
        """Return the answer's body; raises Refused or Unreachable as they came.

        A login that has just run out is renewed once.
        """
        headers = await self._credentials.headers()
        try:
            return await self._made(call, make, headers)
        except Refused as refused:
            if meaning_of(refused) is not Meaning.NO_LOGIN:
                raise
            if not await self._credentials.renewed(headers):
                raise
        return await self._made(call, make, await self._credentials.headers())

    async def answer(self, call: Call, make: Make) -> Any:  # noqa: ANN401  # JSON
        """Return the answer decoded; as attempt()."""
        body = await self.attempt(call, make)
        if not body:
            return {}
        try:
            return json.loads(body)
        except ValueError as error:
            raise Unreachable(type(error).__name__) from None

    def close(self) -> None:
        """Close what is open; a call that is on its way closes its own."""
        self._is_closed = True
        with self._lock:
            free, self._free = self._free, []
        for service in free:
            _close(service)

    def reopen(self) -> None:
        """Allow connections to be kept again."""
        self._is_closed = False

    async def _made(self, call: Call, make: Make, headers: dict[str, str]) -> bytes:
        self._quota.spend(call)
        return await in_thread(lambda: self._execute(make, headers))

    def _execute(self, make: Make, headers: dict[str, str]) -> bytes:
        """Run on a thread: build what is missing, ask, and name what went wrong."""
        import http.client  # noqa: PLC0415  # heavy, with the library

        import httplib2  # noqa: PLC0415  # heavy
        from googleapiclient.errors import Error, HttpError  # noqa: PLC0415  # heavy

        service = self._taken()
        is_good = False
        try:
            request = make(service)
            request.headers.update(headers)
            # The library would decode it whole; who asked knows what is needed.
            request.postproc = _body
            answer = bytes(request.execute(num_retries=0))
            is_good = True
        except HttpError as error:
            is_good = True
            raise Refused(int(error.resp.status), _reason(error)) from None
        except (OSError, httplib2.HttpLib2Error, http.client.HTTPException) as error:
            raise Unreachable(type(error).__name__) from None
        except (Error, ValueError) as error:
            # The answer is no JSON: a proxy's page, or half an answer.
            raise Unreachable(type(error).__name__) from None
        finally:
            self._given_back(service, is_good=is_good)
        return answer

    def _taken(self) -> Service:
        with self._lock:
            if self._free:
                return self._free.pop()
        return _built(self._address)

    def _given_back(self, service: Service, *, is_good: bool) -> None:
        with self._lock:
            if is_good and not self._is_closed and len(self._free) < _KEPT:
                self._free.append(service)
                return
        _close(service)


def _built(address: str) -> Service:
    import httplib2  # noqa: PLC0415  # heavy
    from googleapiclient.discovery import build  # noqa: PLC0415  # heavy

    return build(
        "youtube",
        "v3",
        http=httplib2.Http(timeout=ANSWER_WITHIN_S),
        static_discovery=True,
        cache_discovery=False,
        client_options={"api_endpoint": f"{address}/"},
    )


def _body(_response: object, content: bytes) -> bytes:
    """Return an answer as it came; the library has raised on refusals before."""
    return content


def _close(service: Service) -> None:
    with contextlib.suppress(Exception):
        service.close()


def _reason(error: Any) -> str:  # noqa: ANN401  # the library has no types
    """Return Google's word for a refusal: of `errors`, or of `details`."""
    details = getattr(error, "error_details", None)
    for detail in details if isinstance(details, list) else ():
        if isinstance(detail, dict) and isinstance(detail.get("reason"), str):
            return str(detail["reason"])[:100]
    return ""
