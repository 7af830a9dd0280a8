"""Webhooks: posted to over real TLS, in another process; secrets stay secrets."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from companion.domain.errors import CommandError
from companion.interactions.bots.webhooks import (
    LONGEST_TEXT,
    SLOTS,
    Webhooks,
    webhook_address,
)
from companion.web.fetching import PublicResolver
from tests.support.fakes import FakeClock
from tests.support.memory_secrets import MemorySecrets
from tests.support.picture_host import NAME, Everywhere, Here, PictureHost
from tests.support.webhook_process import WebhookProcess, webhook_process


class NotedClock(FakeClock):
    """A clock on which nothing takes time; it writes down who would have slept."""

    def __init__(self) -> None:
        super().__init__()
        self.slept: list[float] = []

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)


class Served:
    """The server's process, and webhooks that are led to it by name."""

    def __init__(self, process: WebhookProcess) -> None:
        self._process = process
        self.port = process.port
        self.clock = NotedClock()
        self.secrets = MemorySecrets()
        self.webhooks = Webhooks(
            secrets=self.secrets,
            clock=self.clock,
            resolver=lambda: Here(process.port),
            trust=PictureHost.trust(),
            timeout_s=5,
        )

    def keep(self, path: str) -> str:
        self.webhooks.keep(path, f"https://{NAME}/{path}")
        return path

    async def sent(self) -> dict[str, Any]:
        """Return the next thing that the server was sent."""
        return await self._process.sent()


@pytest_asyncio.fixture
async def served() -> AsyncIterator[Served]:
    async with webhook_process() as process:
        yield Served(process)


async def test_a_post_has_the_shape_of_discord_and_notifies_nobody(
    served: Served,
) -> None:
    name = served.keep("ok")

    assert await served.webhooks.post(name, "Live! @everyone") == "Live! @everyone"
    sent = await served.sent()
    assert sent["body"] == {
        "content": "Live! @everyone",
        "allowed_mentions": {"parse": []},
    }
    assert (sent["type"], sent["agent"]) == ("application/json", "Companion")


async def test_a_text_that_is_too_long_is_cut(served: Served) -> None:
    await served.webhooks.post(served.keep("ok"), "é" * 5_000)

    content = (await served.sent())["body"]["content"]
    assert (len(content), content[-1]) == (LONGEST_TEXT, "…")


@pytest.mark.parametrize(
    ("path", "waits"),
    [("slow-down", [7, 7]), ("slow-down-body", [2.5])],
)
async def test_it_waits_as_long_as_it_is_asked_to(
    served: Served, path: str, waits: list[float]
) -> None:
    assert await served.webhooks.post(served.keep(path), "hi") == "hi"

    assert served.clock.slept == waits


async def test_it_asks_three_times_at_most(served: Served) -> None:
    with pytest.raises(CommandError, match="takes no more for now"):
        await served.webhooks.post(served.keep("never-ready"), "hi")

    assert served.clock.slept == [1, 1]


@pytest.mark.parametrize("path", ["next-week", "nonsense-wait"])
async def test_it_does_not_wait_for_days(served: Served, path: str) -> None:
    with pytest.raises(CommandError, match="takes no more for now"):
        await served.webhooks.post(served.keep(path), "hi")

    assert served.clock.slept == []


@pytest.mark.parametrize(
    ("path", "why"),
    [
        ("redirect", "points elsewhere (302)"),
        ("moved", "points elsewhere (308)"),
        ("broken", "refused it (500)"),
        ("gone", "no such webhook any more (404)"),
    ],
)
async def test_what_it_refuses_is_asked_once_and_told_without_the_address(
    served: Served, caplog: pytest.LogCaptureFixture, path: str, why: str
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(CommandError) as refused:
        await served.webhooks.post(served.keep(path), "hi")

    assert why in str(refused.value)
    assert NAME not in str(refused.value)
    assert NAME not in caplog.text
    assert refused.value.__cause__ is None
    await served.sent()


async def test_one_that_hangs_is_given_up(served: Served) -> None:
    quick = Webhooks(
        secrets=served.secrets,
        clock=served.clock,
        resolver=lambda: Here(served.port),
        trust=PictureHost.trust(),
        timeout_s=0.3,
    )
    with pytest.raises(CommandError, match="does not answer"):
        await quick.post(served.keep("hang"), "hi")


async def test_an_endless_answer_is_not_read(served: Served) -> None:
    assert await served.webhooks.post(served.keep("endless"), "hi") == "hi"


async def test_a_certificate_of_another_is_refused(served: Served) -> None:
    strict = Webhooks(
        secrets=served.secrets, clock=served.clock, resolver=lambda: Here(served.port)
    )
    with pytest.raises(CommandError, match="cannot be reached") as refused:
        await strict.post(served.keep("ok"), "hi")

    assert NAME not in str(refused.value)


@pytest.mark.parametrize("address", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1"])
async def test_a_name_that_leads_home_is_not_posted_to(
    served: Served, address: str
) -> None:
    home = Webhooks(
        secrets=served.secrets,
        clock=served.clock,
        resolver=lambda: PublicResolver(Everywhere("8.8.8.8", address)),
        trust=PictureHost.trust(),
    )
    with pytest.raises(CommandError, match="cannot be reached"):
        await home.post(served.keep("ok"), "hi")


@pytest.mark.parametrize(
    "address",
    [
        "http://discord.com/api/webhooks/1/x",
        "ftp://discord.com/x",
        "discord.com/x",
        "https://",
        "https://user:word@discord.com/x",
        "https://127.0.0.1/x",
        "https://127.1/x",
        "https://2130706433/x",
        "https://[::1]/x",
        "https://[::ffff:10.0.0.1]/x",
        "https://192.168.1.1:8443/x",
        "https://169.254.169.254/latest",
        "https://dis\u0441ord.com/x",
        "https://discord.com/x y",
        "https://discord.com\\@127.0.0.1/x",
        "https://discord.com:99999/x",
        "https://discord.com/" + "x" * 3_000,
        "javascript:alert(1)",
    ],
)
def test_an_address_that_cannot_be_one_is_refused_and_not_repeated(
    address: str,
) -> None:
    with pytest.raises(CommandError) as refused:
        webhook_address(address)

    assert str(refused.value).startswith("address: ")
    assert address not in str(refused.value)


@pytest.mark.parametrize(
    "address",
    [
        "https://discord.com/api/webhooks/123/abc-DEF_4",
        "https://hooks.example:8443/x",
        "https://8.8.8.8/x",
    ],
)
def test_an_address_of_the_internet_is_taken(address: str) -> None:
    assert str(webhook_address(address)) == address


class TestKeeping:
    def webhooks(self) -> tuple[Webhooks, MemorySecrets]:
        secrets = MemorySecrets()
        made = Webhooks(secrets=secrets, clock=FakeClock(), resolver=Everywhere)
        return made, secrets

    def test_they_are_kept_by_name_and_replaced_and_forgotten(self) -> None:
        webhooks, secrets = self.webhooks()
        webhooks.keep("team", "https://discord.com/1")
        webhooks.keep("fans", "https://discord.com/2")
        webhooks.keep("team", "https://discord.com/3")
        assert webhooks.names() == ["fans", "team"]
        assert len(secrets.kept) == 2

        webhooks.keep("team", "")
        webhooks.keep("unknown", "")

        assert webhooks.names() == ["fans"]
        assert set(secrets.kept) <= set(SLOTS)

    def test_there_is_an_end_of_room(self) -> None:
        webhooks, _secrets = self.webhooks()
        for number in range(len(SLOTS)):
            webhooks.keep(f"n{number}", "https://discord.com/1")

        with pytest.raises(CommandError, match="name: there are 20"):
            webhooks.keep("one more", "https://discord.com/1")

    @pytest.mark.parametrize("name", ["", "  ", "x" * 51])
    def test_a_name_is_short_and_not_empty(self, name: str) -> None:
        with pytest.raises(CommandError, match="name: "):
            self.webhooks()[0].keep(name, "https://discord.com/1")

    def test_what_somebody_else_wrote_into_the_keyring_is_left_alone(self) -> None:
        webhooks, secrets = self.webhooks()
        secrets.kept[SLOTS[0]] = "not ours"
        webhooks.keep("team", "https://discord.com/1")

        assert webhooks.names() == ["team"]

    async def test_an_unknown_name_and_an_empty_text_are_refused(self) -> None:
        webhooks, _secrets = self.webhooks()
        webhooks.keep("team", "https://discord.com/1")

        for name, text in (("other", "hi"), ("team", "  ")):
            with pytest.raises(CommandError):
                await webhooks.post(name, text)
