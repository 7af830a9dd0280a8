"""Asking TikTok's open pages and the sign server small questions, without a signature.

TikTokLive's client could ask them too, but only in a worker, whose start costs more
than a second of a processor; one of these questions costs milliseconds. What is sent
mirrors what TikTokLive 7.0.1 sends for the same question.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from types import TracebackType
from typing import Final, Literal, Self

import aiohttp

from companion.platforms.tiktok.settings import TikTokSettings

MOST_BYTES: Final = 8 * 1024 * 1024
"""Longest answer that is read; a live page has about half a megabyte."""

_TIMEOUT: Final = aiohttp.ClientTimeout(total=15, sock_connect=10)
_LONGEST_HEADER: Final = 64 * 1024
_BROWSER: Final = (
    "5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Safari/537.36"
)

HEADERS: Final[Mapping[str, str]] = {
    "Connection": "keep-alive",
    "Cache-Control": "max-age=0",
    "User-Agent": f"Mozilla/{_BROWSER}",
    "Accept": "text/html,application/json,application/protobuf",
    "Referer": "https://www.tiktok.com/",
    "Origin": "https://www.tiktok.com",
    "Accept-Language": "en-US,en;q=0.9",
    "Accept-Encoding": "gzip, deflate",
    "Sec-Fetch-Site": "same-site",
    "Sec-Fetch-Mode": "cors",
    "Sec-Fetch-Dest": "empty",
    "Sec-Fetch-Ua-Mobile": "?0",
}
"""What a browser sends along; TikTok answers others with a captcha sooner."""

COOKIES: Final[Mapping[str, str]] = {"tt-target-idc": "useast1a"}

PARAMETERS: Final[Mapping[str, str]] = {
    "aid": "1988",
    "app_language": "en",
    "app_name": "tiktok_web",
    "browser_language": "en-GB",
    "browser_name": "Mozilla",
    "browser_online": "true",
    "browser_platform": "Win32",
    "browser_version": _BROWSER,
    "cookie_enabled": "true",
    "device_platform": "web_pc",
    "focus_state": "true",
    "from_page": "",
    "history_len": "8",
    "is_fullscreen": "false",
    "is_page_visible": "true",
    "screen_height": "1080",
    "screen_width": "1920",
    "tz_name": "Europe/London",
    "channel": "tiktok_web",
    "data_collection_enabled": "true",
    "os": "windows",
    "priority_region": "GB",
    "region": "GB",
    "user_is_login": "false",
    "webcast_language": "en",
    "msToken": "",
}
"""What TikTok's own pages say about themselves in each question."""


class Unanswered(Exception):
    """There is no answer to read; the text says why, for the log.

    is_unreachable: nobody was there, as when there is no network.
    """

    def __init__(self, text: str, *, is_unreachable: bool = False) -> None:
        super().__init__(text)
        self.is_unreachable = is_unreachable


class Asking:
    """Asks about one channel: `async with`; nothing is connected before it is needed.

    name: the channel's, without "@".
    """

    def __init__(self, name: str, settings: TikTokSettings) -> None:
        self._name = name
        self._settings = settings
        self._session: aiohttp.ClientSession

    async def __aenter__(self) -> Self:
        self._session = aiohttp.ClientSession(
            timeout=_TIMEOUT,
            cookie_jar=aiohttp.DummyCookieJar(),
            max_line_size=_LONGEST_HEADER,
            max_field_size=_LONGEST_HEADER,
            trust_env=True,  # as TikTokLive's client: a proxy of the environment
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._session.close()

    async def page(self) -> bytes:
        """Return the channel's live page. Raises Unanswered."""
        url = f"{self._settings.app_url}/@{self._name}/live"
        return (await self._get(url, headers=HEADERS, cookies=COOKIES))[1]

    async def tiktok(
        self, root: Literal["app", "webcast"], path: str, **parameters: str
    ) -> bytes:
        """Return what TikTok's interface answers. Raises Unanswered."""
        settings = self._settings
        url = settings.app_url if root == "app" else settings.webcast_url
        asked = {**PARAMETERS, **self._own_parameters(), **parameters}
        headers, cookies = HEADERS, COOKIES
        return (
            await self._get(
                url + path, headers=headers, cookies=cookies, parameters=asked
            )
        )[1]

    async def sign_server(self, path: str) -> tuple[int, bytes]:
        """Return the sign server's status and answer. Raises Unanswered."""
        headers = {"User-Agent": "Companion"}
        if self._settings.sign_api_key:
            headers["X-Api-Key"] = self._settings.sign_api_key
        return await self._get(self._settings.sign_url + path, headers=headers)

    def _own_parameters(self) -> dict[str, str]:
        page = f"https://www.tiktok.com/@{self._name}/live"
        digest = blake2b(self._name.encode(), digest_size=8).digest()
        device = 10**19 + int.from_bytes(digest, "big") % (8 * 10**19)
        return {"referer": page, "root_referer": page, "device_id": str(device)}

    async def _get(
        self,
        url: str,
        *,
        headers: Mapping[str, str],
        cookies: Mapping[str, str] | None = None,
        parameters: Mapping[str, str] | None = None,
    ) -> tuple[int, bytes]:
        try:
            async with self._session.get(
                url,
                headers=headers,
                cookies=cookies,
                params=parameters,
                allow_redirects=False,
            ) as reply:
                return reply.status, await _body(reply)
        except aiohttp.ClientConnectorError as error:
            raise Unanswered(type(error).__name__, is_unreachable=True) from error
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError) as error:
            raise Unanswered(type(error).__name__) from error


async def _body(reply: aiohttp.ClientResponse) -> bytes:
    content = bytearray()
    async for piece in reply.content.iter_chunked(64 * 1024):
        content += piece
        if len(content) > MOST_BYTES:
            reply.close()  # else what is left would be read to its end
            raise Unanswered("the answer is too long")
    return bytes(content)
