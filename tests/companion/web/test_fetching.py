"""Pictures come from the platforms' hosts over https, or not at all (area 15)."""

from __future__ import annotations

import pytest
from yarl import URL

from companion.web.fetching import (
    Fetcher,
    NotFetched,
    PublicResolver,
    picture_address,
)
from companion.web.picture_hosts import PICTURE_HOSTS
from tests.support.picture_host import NAME, Everywhere, PictureHost, png


@pytest.mark.parametrize(
    "address",
    [
        f"https://{NAME}/jtv_user_pictures/a-300x300.png",
        f"https://{NAME}:443/a.png",
        "https://STATIC-CDN.jtvnw.net/a.png",
        "https://p16-sign-va.tiktokcdn.com/tos/a~c5_100x100.webp?x-expires=1&x-sig=a%3D",
        "https://p77-sign-sg.tiktokcdn.com/a.jpeg",
        "https://p19-common-sign.tiktokcdn-us.com/a.webp",
        "https://p16-webcast.tiktokcdn.com/img/maliva/a.png~tplv-obj.png",
        "https://yt3.ggpht.com/ytc/a=s88-c-k-c0x00ffffff-no-rj",
        "https://lh3.googleusercontent.com/a",
    ],
)
def test_addresses_of_the_platforms_are_taken(address: str) -> None:
    assert picture_address(address) is not None


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a.png",
        "//static-cdn.jtvnw.net/a.png",
        f"http://{NAME}/a.png",
        f"ftp://{NAME}/a.png",
        f"file://{NAME}/etc/passwd",
        "javascript:alert(1)",
        "data:image/png;base64,AAAA",
        f"https://{NAME}:8443/a.png",
        f"https://{NAME}:80/a.png",
        f"https://user@{NAME}/a.png",
        f"https://user:word@{NAME}/a.png",
        f"https://:word@{NAME}/a.png",
        f"https://{NAME}@evil.example/a.png",
        f"https://evil.example#@{NAME}/a.png",
        f"https://evil.example\\@{NAME}/a.png",
        f"https://evil.example%2f@{NAME}/a.png",
        f"https://evil.example/{NAME}/a.png",
        f"https://{NAME}.evil.example/a.png",
        f"https://evil{NAME}/a.png",
        f"https://x.{NAME}/a.png",
        f"https://{NAME}./a.png",
        "https://tiktokcdn.com/a.png",
        "https://evil.tiktokcdn.com/a.png",
        "https://p16-sign-va.tiktokcdn.com.evil.example/a.png",
        "https://127.0.0.1/a.png",
        "https://localhost/a.png",
        "https://[::1]/a.png",
        "https://169.254.169.254/latest/meta-data/",
        "https://2130706433/a.png",
        f"https://{NAME}/a\r\nHost: evil.example",
        f"https://{NAME}/a b.png",
        f"https://{NAME}/a\x00.png",
        "https://ｓtatic-cdn.jtvnw.net/a.png",
        "https://statıc-cdn.jtvnw.net/a.png",
        f"https://{NAME}/" + "a" * 3000,
        "https://[" + NAME,
        "https://",
    ],
)
def test_every_other_address_is_refused(address: str) -> None:
    url = picture_address(address)

    # A space is only ever sent escaped; then it harms nobody.
    assert url is None or (url.raw_host == NAME and " " not in str(url))


def test_the_list_names_whole_hosts() -> None:
    assert all("*" not in host and not host.startswith(".") for host in PICTURE_HOSTS)
    assert len(PICTURE_HOSTS) > 100


async def test_a_name_that_is_also_private_is_refused() -> None:
    resolver = PublicResolver(Everywhere("8.8.8.8", "127.0.0.1"))

    with pytest.raises(OSError, match="not a public address"):
        await resolver.resolve(NAME, 443)


async def test_a_public_name_is_resolved() -> None:
    resolver = PublicResolver(Everywhere("8.8.8.8"))

    assert [one["host"] for one in await resolver.resolve(NAME, 443)] == ["8.8.8.8"]


async def test_nothing_is_asked_of_a_private_address() -> None:
    async with (
        PictureHost() as host,
        Fetcher(
            resolver=PublicResolver(host.resolver()), trust=host.trust()
        ) as fetcher,
    ):
        with pytest.raises(NotFetched):
            await fetcher.fetch(URL(f"https://{NAME}/ok.png"))
        assert not host.asked


async def test_a_picture_is_fetched_and_says_nothing_about_us() -> None:
    async with (
        PictureHost() as host,
        Fetcher(resolver=host.resolver(), trust=host.trust()) as fetcher,
    ):
        content = await fetcher.fetch(URL(f"https://{NAME}/ok.png"))

    assert content == png()
    sent = {name.lower() for name in host.seen[0]}
    assert sent == {"host", "accept", "accept-encoding", "user-agent"}
    assert host.seen[0]["User-Agent"] == "Companion"


@pytest.mark.parametrize("name", ["redirect", "missing", "large", "endless", "packed"])
async def test_what_is_not_plainly_a_picture_is_not_taken(name: str) -> None:
    async with (
        PictureHost() as host,
        Fetcher(resolver=host.resolver(), trust=host.trust()) as fetcher,
    ):
        with pytest.raises(NotFetched):
            await fetcher.fetch(URL(f"https://{NAME}/{name}.png"))

        assert host.asked == {f"{name}.png": 1}


async def test_a_certificate_of_somebody_else_is_refused() -> None:
    async with (
        PictureHost() as host,
        Fetcher(resolver=host.resolver(), trust=host.trust()) as fetcher,
    ):
        with pytest.raises(NotFetched):
            await fetcher.fetch(URL("https://yt4.ggpht.com/ok.png"))
        assert not host.asked


async def test_a_host_that_nobody_vouches_for_is_refused() -> None:
    async with PictureHost() as host, Fetcher(resolver=host.resolver()) as fetcher:
        with pytest.raises(NotFetched):
            await fetcher.fetch(URL(f"https://{NAME}/ok.png"))
        assert not host.asked
