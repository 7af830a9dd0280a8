"""The queue's page in a real browser."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from overlays.queue import Queue
from tests.overlays.conftest import Show
from tests.overlays.on_air import someone, state
from tests.overlays.sampling import boxes, rest

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser]

QUEUE = Queue()
WAITING = ".roster:not(.now) .name"


async def test_a_queue_moves_up(show: Show) -> None:
    shown = await show("queue", state(QUEUE))
    page = shown.page
    await expect(page.locator(".now .name")).to_have_text("Nova_Kessler")
    await expect(page.locator(WAITING).first).to_have_text("さくらもち🌸")
    await expect(page.locator(".hint")).to_have_text("Type !join in any chat")
    await expect(page.locator(".count")).to_have_text("14 wait")

    next_up = tuple(someone(n) for n in (3, 4, 5, 6, 7))
    await shown.server.show(state(QUEUE, now=(someone(2),), waiting=next_up, count=13))
    await expect(page.locator(".now .name")).to_have_text("さくらもち🌸")
    await expect(page.locator(".roster:not(.now) .lead")).to_have_text(list("12345"))
    await rest(page)
    rows = await boxes(page, ".person")
    assert [one["top"] for one in rows] == sorted(one["top"] for one in rows)

    await shown.server.retract("youtube:103")
    await expect(page.locator(WAITING)).to_have_count(4)
    await expect(page.locator(".count")).to_have_text("12 wait")


async def test_a_queue_that_is_empty_closed_or_to_come(show: Show) -> None:
    empty = state(QUEUE, now=(), waiting=(), count=0, is_open=False)
    shown = await show("queue", empty, motion="reduced")
    page = shown.page
    await expect(page.locator(".empty")).to_have_text("Nobody waits")
    await expect(page.locator(".hint")).to_have_text("The queue is closed")
    await expect(page.locator(".person")).to_have_count(0)

    await shown.server.show(state(QUEUE, phase="waiting"))
    await expect(page.locator(".title")).to_have_text("Next: Play with me")
    await shown.server.show(state(QUEUE, phase="failed"))
    await expect(page.locator(".side")).to_have_text("Called off")
    await shown.server.show({"shown": None})
    await expect(page.locator(".slab")).to_have_count(0)
