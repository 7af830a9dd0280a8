"""Pictures are fetched once, kept within bounds, and never trusted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from companion.media.cache import Caches
from companion.web.fetching import Fetcher
from companion.web.pictures import RETRY_AFTER, Picture, Pictures
from tests.companion.web.conftest import names_in, until
from tests.support.fakes import FakeClock
from tests.support.picture_host import NAME, PictureHost, png


@pytest.fixture
async def host() -> AsyncIterator[PictureHost]:
    async with PictureHost() as host:
        yield host


@pytest.fixture
async def pictures(
    tmp_path: Path, clock: FakeClock, host: PictureHost
) -> AsyncIterator[Pictures]:
    fetcher = Fetcher(resolver=host.resolver(), trust=host.trust())
    async with Pictures(tmp_path / "kept", clock=clock, fetcher=fetcher) as pictures:
        yield pictures


def key_of(pictures: Pictures, name: str) -> str:
    key = pictures.key(f"https://{NAME}/{name}.png")
    assert key is not None
    return key


async def test_a_picture_is_fetched_once(pictures: Pictures, host: PictureHost) -> None:
    key = key_of(pictures, "ok")

    found = [await pictures.get(key) for _ in range(3)]

    assert found == [Picture(png(), "image/png")] * 3
    assert host.asked == {"ok.png": 1}


async def test_pages_that_ask_together_fetch_once(
    pictures: Pictures, host: PictureHost
) -> None:
    key = key_of(pictures, "slow")
    asking = [asyncio.ensure_future(pictures.get(key)) for _ in range(10)]
    await until(lambda: bool(host.asked))
    host.release.set()

    assert await asyncio.gather(*asking) == [Picture(png(), "image/png")] * 10
    assert host.asked == {"slow.png": 1}


async def test_a_picture_outlives_a_restart(
    pictures: Pictures, host: PictureHost, tmp_path: Path, clock: FakeClock
) -> None:
    key = key_of(pictures, "ok")
    await pictures.get(key)

    again = Pictures(tmp_path / "kept", clock=clock)

    assert await again.get(key) == Picture(png(), "image/png")


async def test_a_new_signature_is_the_same_picture(pictures: Pictures) -> None:
    first = pictures.key(f"https://{NAME}/a.png?x-expires=1&x-signature=a")
    second = pictures.key(f"https://{NAME}/a.png?x-expires=2&x-signature=b")

    assert first == second
    assert first != pictures.key(f"https://{NAME}/b.png")


def test_an_address_of_another_host_has_no_key(
    tmp_path: Path, clock: FakeClock
) -> None:
    assert Pictures(tmp_path, clock=clock).key("https://evil.example/a.png") is None


@pytest.mark.parametrize(
    "name", ["page", "drawing", "huge", "redirect", "missing", "large"]
)
async def test_what_is_no_fit_picture_is_not_there(
    pictures: Pictures, host: PictureHost, name: str, tmp_path: Path
) -> None:
    assert await pictures.get(key_of(pictures, name)) is None
    assert names_in(tmp_path / "kept") == set()


async def test_a_failure_is_not_tried_again_at_once(
    pictures: Pictures, host: PictureHost, clock: FakeClock
) -> None:
    key = key_of(pictures, "missing")
    await pictures.get(key)
    await pictures.get(key)
    assert host.asked["missing.png"] == 1

    await clock.advance(RETRY_AFTER)
    await pictures.get(key)

    assert host.asked["missing.png"] == 2


async def test_without_a_fetcher_nothing_is_asked(
    tmp_path: Path, clock: FakeClock
) -> None:
    pictures = Pictures(tmp_path, clock=clock)

    assert await pictures.get(key_of(pictures, "ok")) is None


@pytest.mark.parametrize(
    "key", ["", "x", "../../etc/passwd", "0" * 33, "A" * 32, "0" * 32]
)
async def test_a_key_that_nobody_gave_out_finds_nothing(
    pictures: Pictures, key: str
) -> None:
    assert await pictures.get(key) is None


async def test_a_file_that_somebody_changed_is_not_served(
    pictures: Pictures, tmp_path: Path, clock: FakeClock
) -> None:
    key = key_of(pictures, "ok")
    await pictures.get(key)
    (tmp_path / "kept" / key).write_bytes(b"<svg onload='alert(1)'/>")

    again = Pictures(tmp_path / "kept", clock=clock)

    assert await again.get(key) is None


async def test_a_file_that_somebody_removed_is_fetched_again(
    tmp_path: Path, clock: FakeClock, host: PictureHost
) -> None:
    fetcher = Fetcher(resolver=host.resolver(), trust=host.trust())
    async with Pictures(tmp_path, clock=clock, fetcher=fetcher) as first:
        key = key_of(first, "ok")
        await first.get(key)
    fetcher = Fetcher(resolver=host.resolver(), trust=host.trust())
    async with Pictures(tmp_path, clock=clock, fetcher=fetcher) as second:
        key_of(second, "ok")
        (tmp_path / key).unlink()

        assert await second.get(key) == Picture(png(), "image/png")


async def test_the_least_lately_used_go_when_room_is_short(
    tmp_path: Path, clock: FakeClock, host: PictureHost
) -> None:
    fetcher = Fetcher(resolver=host.resolver(), trust=host.trust())
    kept = Caches(tmp_path, clock=clock, most=3 * len(png())).part("pictures")
    async with Pictures(kept, clock=clock, fetcher=fetcher) as pictures:
        a, b, c, d = (key_of(pictures, name) for name in "abcd")
        for key in (a, b, c, a, d):  # the second time a comes from memory
            await pictures.get(key)

        assert names_in(tmp_path / "pictures") == {a, c, d}


async def test_a_disk_that_takes_nothing_costs_only_the_cache(
    tmp_path: Path, clock: FakeClock, host: PictureHost
) -> None:
    (tmp_path / "file").write_text("in the way")
    fetcher = Fetcher(resolver=host.resolver(), trust=host.trust())
    async with Pictures(tmp_path / "file", clock=clock, fetcher=fetcher) as pictures:
        assert await pictures.get(key_of(pictures, "ok")) == Picture(png(), "image/png")
