"""What is asked of the platforms: texts sent, messages deleted, Viewers kept away.

Every answer tells the outcome at each connection, also when a platform refused: the
request was carried out, and the ledger has an entry of kind "platform_action" for each.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated, Final, Literal

import msgspec
from aiohttp import web

from companion.domain.entries import Entry, PlatformAction
from companion.domain.errors import CommandError
from companion.domain.ports import Engine
from companion.i18n import N_, _
from companion.web.api.route import ApiHandler, Route, body_of, reply
from companion.web.api.session import NoBody
from companion.web.api.shapes import Object
from companion.web.problems import Problem
from companion.web.tokens import Scope

_PROBLEMS: Final = (404, 409, 422, 503, 507)

_VIEWER_ID: Final = re.compile(r"(tiktok|twitch|youtube|room):[!-~]{1,100}")

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]
Target = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
Targets = Annotated[list[Target], msgspec.Meta(min_length=1, max_length=50)]
Seq = Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)]
Seconds = Annotated[int, msgspec.Meta(ge=1, le=1_209_600)]


class ChatBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A text for the platforms' chats.

    targets: the connections, "twitch:mira"; null: all that can write. reply_to: seq of
    the chat entry that is answered, through its own connection only.
    """

    text: Text
    targets: Targets | None = None
    reply_to: Seq | None = None


class TimeoutBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How long a Viewer may not write: up to two weeks, 1,209,600 s."""

    seconds: Seconds


class ActionObject(Object, frozen=True, kw_only=True):
    """What became of it at one connection.

    outcome: "refused" means that asking again is no use; "failed" that it may be. why:
    what the platform said then, "" when it was done. id: of the message that was sent,
    when the platform tells it. seq: of the entry in the ledger.
    """

    target: str
    outcome: Literal["done", "refused", "failed", "dry-run"]
    why: str
    id: str | None
    seq: int


class ActionRoutes:
    """POST /chat, /moderation/{id}/delete, /viewers/{id}/timeout, ban, unban.

    Speaking as the Broadcaster needs scope control; moderating, moderate.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def routes(self) -> Sequence[Route]:
        """Return the routes of this group."""
        return (
            self._route(
                "/api/v1/chat",
                self._send,
                ChatBody,
                N_("Send a text to the platforms' chats; one object per connection."),
                scope=Scope.CONTROL,
            ),
            self._route(
                "/api/v1/moderation/{id}/delete",
                self._delete,
                NoBody,
                N_(
                    "Delete the chat message with this seq on its platform;"
                    " it leaves every screen at once."
                ),
            ),
            self._route(
                "/api/v1/viewers/{id}/timeout",
                self._time_out,
                TimeoutBody,
                N_("Keep a Viewer from writing for some seconds."),
            ),
            self._route(
                "/api/v1/viewers/{id}/ban",
                self._ban,
                NoBody,
                N_("Keep a Viewer from writing until unbanned."),
            ),
            self._route(
                "/api/v1/viewers/{id}/unban",
                self._unban,
                NoBody,
                N_("Let a Viewer write again, also before a timeout is over."),
            ),
        )

    def _route(
        self,
        path: str,
        handler: ApiHandler,
        body: type[msgspec.Struct],
        about: str,
        *,
        scope: Scope = Scope.MODERATE,
    ) -> Route:
        return Route(
            method="POST",
            path=path,
            handler=handler,
            scope=scope,
            about=about,
            body=body,
            answer=list[ActionObject],
            problems=_PROBLEMS,
        )

    async def _send(self, request: web.Request) -> web.Response:
        body = await body_of(request, ChatBody)
        if not body.text.strip():
            raise Problem(422, _("There is nothing to send."), field="text")
        return _answer(
            await self._engine.send(
                body.text, targets=body.targets, reply_to=body.reply_to
            )
        )

    async def _delete(self, request: web.Request) -> web.Response:
        await body_of(request, NoBody)
        return _answer([await self._engine.delete_chat(seq_of(request))])

    async def _time_out(self, request: web.Request) -> web.Response:
        body = await body_of(request, TimeoutBody)
        return _answer(
            await self._engine.time_out(viewer_of(request), seconds=body.seconds)
        )

    async def _ban(self, request: web.Request) -> web.Response:
        return await self._judge(request, self._engine.ban)

    async def _unban(self, request: web.Request) -> web.Response:
        return await self._judge(request, self._engine.unban)

    async def _judge(
        self, request: web.Request, work: Callable[[str], Awaitable[Sequence[Entry]]]
    ) -> web.Response:
        await body_of(request, NoBody)
        return _answer(await work(viewer_of(request)))


def seq_of(request: web.Request) -> int:
    """Return the seq in a path; raises Problem 404 when it is none."""
    text = request.match_info["id"]
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Problem(404, _("There is no entry {seq}.").format(seq=text[:20]))
    return int(text)


def viewer_of(request: web.Request) -> str:
    """Return the Viewer's id in a path; raises Problem 404 when it can be nobody's.

    It need not be known here: who has not written yet can be banned too.
    """
    text = request.match_info["id"]
    if _VIEWER_ID.fullmatch(text) is None:
        raise Problem(404, _("There is no viewer “{id}”.").format(id=text[:120]))
    return text


def action_object(entry: Entry) -> ActionObject:
    """Return what became of it; the entry's body is a PlatformAction."""
    body = entry.body
    if not isinstance(body, PlatformAction):
        raise CommandError(_("Entry {seq} is no action.").format(seq=entry.seq))
    return ActionObject(
        target=body.source,
        outcome=body.outcome,
        why=body.why,
        id=body.made,
        seq=entry.seq,
    )


def _answer(entries: Sequence[Entry]) -> web.Response:
    return reply([action_object(entry) for entry in entries])
