"""What the stream tells by numbers that we do not know, asked for by name.

The stream's schema is a table of numbers, and Google adds kinds before it publishes
theirs: gifts of jewels came so. The REST interface names every field, so that one
call there reads the very same messages.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from companion.domain.events import UnknownEvent
from companion.platforms.youtube.api import Api, Service
from companion.platforms.youtube.failures import Refused, Unreachable
from companion.platforms.youtube.pages import Page, PageReader
from companion.platforms.youtube.quota import Call, Pace

BURST: Final = 10
"""Calls that may follow one another when units were saved before."""

_IN_VAIN: Final = 3


class Namer:
    """Asks by name, as long as it helps and the units allow it."""

    def __init__(self, *, api: Api, reader: PageReader, pace: Pace) -> None:
        self._api = api
        self._reader = reader
        self._pace = pace
        self._in_vain = 0

    async def name(self, page: Page, request: Callable[[Service], Any]) -> None:
        """Replace what can be named in a page of the stream.

        request: makes the call whose answer has the same messages.
        """
        if not page.unknown or self._in_vain >= _IN_VAIN or self._pace.wait_s() > 0:
            return
        self._pace.made()
        try:
            answer = await self._api.answer(Call.LIST, request)
        except (Refused, Unreachable):
            self._in_vain += 1
            return
        named = self._reader.named(answer, page.unknown)
        found = [
            event
            for events in named.values()
            for event in events
            if not isinstance(event, UnknownEvent)
        ]
        self._in_vain = 0 if found else self._in_vain + 1
        page.events = [
            event
            for streamed in page.events
            for event in named.get(streamed.id, (streamed,))
        ]
