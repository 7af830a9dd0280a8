"""What rules do: each action of the closed list, by hands that are lent to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, Protocol, get_args

from companion.domain.events import Chat
from companion.domain.show.bots import OF_NOBODY, Event, RuleDef, Then
from companion.domain.show.desk import Verb
from companion.domain.values import POINT, Platform, Timestamp
from companion.i18n import _
from companion.interactions.bots.causes import Cause, Hands, Texts, refusal
from companion.interactions.bots.celebrations import Celebrations
from companion.interactions.bots.guard import Echoes, actor
from companion.interactions.bots.runs import Work

_NEEDS_TEXT: Final = frozenset({"reply", "message", "alert"})
_NEEDS_NAME: Final = frozenset(
    {"sound", "scene", "counter", "webhook", "hotkey", "interaction"}
)
_NEEDS_AMOUNT: Final = frozenset({"points", "coins", "counter"})
_NEEDS_VIEWER: Final = frozenset({"reply", "points", "coins"})
_VERBS: Final = frozenset({*get_args(Verb), "next"})
_NO_VALUE: Final = frozenset({"extend", "decide", "remove", "place"})


class Post(Protocol):
    """Posts to webhooks by their names; see webhooks.Webhooks."""

    async def post(self, name: str, text: str) -> str:
        """Post a text. Raises CommandError when it was not taken."""


class Actions:
    """Turns what a rule is to do into work; texts are filled in before it begins."""

    def __init__(
        self,
        *,
        hands: Hands,
        post: Post,
        celebrations: Celebrations,
        texts: Texts,
        echoes: Echoes,
        now: Callable[[], Timestamp],
    ) -> None:
        self._hands = hands
        self._post = post
        self._celebrations = celebrations
        self._texts = texts
        self._echoes = echoes
        self._now = now

    def text(self, then: Then, cause: Cause) -> str:
        """Return what an action says, with its variables filled in."""
        return self._texts.fill(then.text, cause) if then.text else ""

    def work(
        self, then: Then, cause: Cause, *, rule: RuleDef, run: str, text: str
    ) -> Work:
        """Return what does an action; text: as `text` has filled it in."""
        viewer = cause.viewer
        match then.do:
            case "reply":
                return lambda: self.reply(text, cause)
            case "message":
                return lambda: self.say(text)
            case "alert":
                return lambda: self._hands.alert(text, viewer=viewer, of=cause.of)
            case "celebration":
                return lambda: self._celebrations.celebrate(
                    bot=rule.id, title=text, video=then.name, of=cause.of
                )
            case "sound":
                return lambda: self._hands.sound(then.name)
            case "scene":
                return lambda: self._hands.scene(then.name)
            case "points" | "coins":
                return self._give(then, cause, rule=rule, run=run)
            case "counter":
                return lambda: self._hands.count(then.name, then.amount, of=cause.of)
            case "webhook":
                return lambda: self._post.post(then.name, text or rule.name)
            case "hotkey":
                return lambda: self._hands.hotkey(then.name)
            case "interaction":
                return lambda: self._hands.interaction(then.name, who=actor(rule.name))

    async def reply(self, text: str, cause: Cause) -> str:
        """Answer a Chat; where there is none to answer, speak in that chat."""
        if cause.of is not None and _is_chat(cause):
            self._echoes.expect(text, now=self._now())
            return await self._hands.reply(text, to=cause.of)
        platforms = () if cause.platform is None else (cause.platform,)
        return await self.say(text, platforms=platforms)

    async def say(self, text: str, *, platforms: Sequence[Platform] = ()) -> str:
        """Say something in the chats of platforms; () means all."""
        self._echoes.expect(text, now=self._now())
        return await self._hands.message(text, platforms=platforms)

    def _give(self, then: Then, cause: Cause, *, rule: RuleDef, run: str) -> Work:
        viewer_id = "" if cause.viewer is None else cause.viewer.id

        async def points() -> str:
            amount = then.amount * POINT
            return await self._hands.points(viewer_id, amount, reason=rule.name)

        async def coins() -> str:
            return await self._hands.coins(
                viewer_id, then.amount, reason="award", run=run, of=cause.of
            )

        return points if then.do == "points" else coins


def check_action(then: Then, field: str, *, event: Event) -> None:
    """Raise CommandError, naming the field, for an action that cannot be done."""
    if then.do in _NEEDS_TEXT and not then.text.strip():
        raise refusal(f"{field}.text", _("a text is missing"))
    if then.do in _NEEDS_NAME and not then.name.strip():
        raise refusal(f"{field}.name", _("a name is missing"))
    if then.do in _NEEDS_AMOUNT and not then.amount:
        raise refusal(f"{field}.amount", _("a number other than 0 is missing"))
    if then.do in _NEEDS_VIEWER and event in OF_NOBODY:
        raise refusal(f"{field}.do", _("nobody is there whom it could be done for"))
    if then.do == "interaction" and then.name not in _VERBS - _NO_VALUE:
        words = ", ".join(sorted(_VERBS - _NO_VALUE))
        raise refusal(f"{field}.name", _("one of {words}").format(words=words))


def _is_chat(cause: Cause) -> bool:
    return cause.entry is not None and isinstance(cause.entry.event, Chat)
