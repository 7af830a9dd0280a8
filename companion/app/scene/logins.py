"""The accounts of the scene: Twitch logged in, YouTube read with a key."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import NoReturn

from typing_extensions import override

from companion.app.scene.evening import MINUTE, NOW
from companion.domain.errors import CommandError
from companion.domain.ports import Logins
from companion.domain.values import Platform
from companion.domain.views import LoginCode, LoginView
from companion.i18n import _

CLIENT_ID = "q2w8e4r6t1y3u5i7o9p0"


class SceneLogins(Logins):
    """Answers like the real ones and changes nothing.

    shown: how the accounts stand; a picture of something else puts others in.
    """

    def __init__(self) -> None:
        self.shown: Sequence[LoginView] = (
            LoginView(
                platform=Platform.TWITCH,
                way="login",
                account="miraplays",
                client_id=CLIENT_ID,
            ),
            LoginView(platform=Platform.YOUTUBE, way="key"),
        )

    @override
    async def views(self) -> Sequence[LoginView]:
        """Return both accounts."""
        return self.shown

    @override
    async def begin_twitch(self, client_id: str) -> LoginCode:
        """Return a code as Twitch gives them."""
        return LoginCode(
            user_code="KPWV-RTHB",
            address="https://www.twitch.tv/activate?device-code=KPWVRTHB",
            expires_at=NOW + 30 * MINUTE,
        )

    @override
    async def finish_twitch(self) -> LoginView:
        """Wait for ever: nobody types a code in a picture."""
        never: asyncio.Future[LoginView] = asyncio.get_running_loop().create_future()
        return await never

    @override
    async def try_youtube_key(self, key: str) -> None:
        """Refuse."""
        _refuse()

    @override
    async def keep_youtube_key(self, key: str) -> LoginView:
        """Refuse."""
        _refuse()

    @override
    async def log_in_youtube(
        self, client_id: str, client_secret: str, *, open_page: Callable[[str], object]
    ) -> LoginView:
        """Refuse."""
        _refuse()

    @override
    async def log_out(self, platform: Platform) -> LoginView:
        """Refuse."""
        _refuse()


def _refuse() -> NoReturn:
    raise CommandError(_("This is a picture; nothing can be changed in it."))
