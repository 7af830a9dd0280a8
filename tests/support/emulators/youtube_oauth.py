"""Google's login as the YouTube emulator plays it: consent, PKCE, tokens, refresh."""

from __future__ import annotations

import base64
import hashlib
import time
from urllib.parse import urlencode

from aiohttp import web

from tests.support.emulators.youtube_world import Login, World

CLIENT = "client-1.apps.googleusercontent.com"
CLIENT_SECRET = "GOCSPX-planted-client-secret"


class OAuth:
    """/oauth/auth and /oauth/token."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._violations: list[str] = []

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/oauth/auth", self.auth),
            web.post("/oauth/token", self.token),
        ]

    async def auth(self, request: web.Request) -> web.Response:
        """Play the person who decides at once, as /control/oauth says."""
        query = dict(request.query)
        redirect = query["redirect_uri"]
        if not redirect.startswith("http://127.0.0.1:"):
            return web.Response(status=400, text="redirect_uri_mismatch")
        if query.get("code_challenge_method") != "S256" or not query.get("state"):
            return web.Response(status=400, text="PKCE with S256 and state are asked")
        decision = self._world.oauth["decision"]
        if decision == "deny":
            back = {"error": "access_denied", "state": query["state"]}
        else:
            code = f"4/code-{next(self._world.numbers)}"
            self._world.codes[code] = query
            state = "forged" if decision == "forge" else query["state"]
            back = {"code": code, "state": state}
        raise web.HTTPFound(f"{redirect}?{urlencode(back)}")

    async def token(self, request: web.Request) -> web.Response:
        form = dict(await request.post())
        what = self._world.oauth["token"]
        if what == "500":
            return web.Response(status=500, text="out of order")
        if what == "garbage":
            return web.Response(text="<html>")
        if form.get("client_id") != CLIENT:
            return _error("invalid_client", 401)
        if form.get("client_secret") != CLIENT_SECRET:
            return _error("invalid_client", 401)
        if form.get("grant_type") == "authorization_code":
            return self._exchanged(form)
        return self._refreshed(form)

    def _exchanged(self, form: dict[str, object]) -> web.Response:
        asked = self._world.codes.pop(str(form.get("code")), None)
        if asked is None or asked["redirect_uri"] != form.get("redirect_uri"):
            return _error("invalid_grant", 400)
        verifier = str(form.get("code_verifier", ""))
        digest = hashlib.sha256(verifier.encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if not 43 <= len(verifier) <= 128 or challenge != asked["code_challenge"]:
            return _error("invalid_grant", 400)
        login = self._made()
        return self._answer(login, with_refresh=True)

    def _refreshed(self, form: dict[str, object]) -> web.Response:
        for login in self._world.logins:
            if login.refresh == form.get("refresh_token") and not login.is_revoked:
                login.access = f"ya29.planted-access-{next(self._world.numbers)}"
                login.expires_at = time.time() + self._world.oauth["expires_in"]
                return self._answer(login, with_refresh=False)
        return _error("invalid_grant", 400)

    def _made(self) -> Login:
        number = next(self._world.numbers)
        login = Login(
            access=f"ya29.planted-access-{number}",
            refresh=f"1//planted-refresh-{number}",
            expires_at=time.time() + self._world.oauth["expires_in"],
        )
        self._world.logins.append(login)
        return login

    def _answer(self, login: Login, *, with_refresh: bool) -> web.Response:
        answer = {
            "access_token": login.access,
            "expires_in": self._world.oauth["expires_in"],
            "scope": "https://www.googleapis.com/auth/youtube.force-ssl",
            "token_type": "Bearer",
        }
        if with_refresh:
            answer["refresh_token"] = login.refresh
        return web.json_response(answer)


def _error(name: str, status: int) -> web.Response:
    return web.json_response(
        {"error": name, "error_description": "emulated"}, status=status
    )
