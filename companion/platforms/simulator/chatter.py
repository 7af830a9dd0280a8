"""Acts of the chat: what people say, ask and write with a reward; bots; moderators."""

from __future__ import annotations

from collections import deque
from typing import Final, Literal

from companion.domain.events import (
    Announcement,
    Chat,
    ChatCleared,
    ChatDeleted,
    ChatMode,
    PlatformQuestion,
    Redemption,
    ViewerRemoved,
)
from companion.domain.text import clean_text
from companion.domain.values import Fragment, FragmentKind, Platform, Viewer
from companion.platforms.simulator import material
from companion.platforms.simulator.cast import Person
from companion.platforms.simulator.stage import Stage

_ANNOUNCEMENTS = (
    "Karaoke starts after the ranked games. Put your song into the list!",
    "Please be kind to those who are here for the first time.",
    "The next goal brings the cat on camera.",
)
_ACTIONS: Final[tuple[Literal["timeout", "clear", "ban"], ...]] = (
    "timeout",
    "timeout",
    "clear",
    "ban",
)
_PAUSES_S = (2.0, 6.0)
"""Between what a bot writes and its removal."""


class Chatter:
    """Everything that is words."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._dice = stage.dice
        self._talk = material.talk()
        self._hostile = material.hostile().cleaned()
        self._marks = frozenset(self._talk.emotes)
        self._recent: dict[Platform, deque[str]] = {
            platform: deque(maxlen=30) for platform in stage.platforms
        }
        self._plain: dict[str, tuple[Fragment, ...]] = {}
        self._modes: dict[Platform, bool] = {}

    def chat(self) -> Chat:
        """Somebody says something."""
        platform = self._stage.platform_for("chat")
        return self._said(self._stage.somebody(platform), platform)

    def rename(self) -> Chat:
        """Somebody speaks under a new name."""
        platform = self._stage.platform_for("chat")
        fresh = self._stage.somebody(platform).viewer.name[:20].strip()
        person = self._stage.crowds[platform].rename(self._dice, f"{fresh} II")
        return self._said(person, platform)

    def _said(self, person: Person, platform: Platform) -> Chat:
        if self._dice.random() < self._stage.scenario.hostile_share:
            text = self._dice.pick(self._hostile)
        else:
            text = self._text(person.language)
        return self._chat(person, platform, text)

    def _chat(self, person: Person, platform: Platform, text: str) -> Chat:
        recent = self._recent[platform]
        replies = platform is Platform.TWITCH and recent and self._dice.happens(0.04)
        common = self._stage.common(platform, person.viewer)
        chat = Chat(
            **common,
            text=text,
            fragments=self._fragments(text),
            reply_to=self._dice.pick(recent) if replies else None,
        )
        recent.append(common["id"])
        return chat

    def _text(self, language: str) -> str:
        draw = self._dice.random()
        stage = self._stage
        if stage.now < stage.mood_until and draw < 0.55:
            return self.line(language, stage.mood)
        if draw < 0.75:
            return self.line(language, "talk")
        if draw < 0.90:
            return self._dice.pick(self._talk.shorts)
        if draw < 0.94:
            return self._filled(self._dice.pick(self._talk.commands))
        if draw < 0.97:
            return " ".join(
                [self._dice.pick(self._talk.emotes)] * self._dice.between(1, 3)
            )
        return self.line(language, "ask")

    def line(self, language: str, mood: str) -> str:
        """Return a line in that language, or in English when it has none."""
        moods = self._talk.moods
        lines = moods[language].get(mood) or moods["en"][mood]
        return self._filled(self._dice.pick(lines))

    def _filled(self, line: str) -> str:
        if "{" not in line:
            return line
        stage = self._stage
        platform = stage.platform_for("chat")
        other = stage.spotlight
        if not other or self._dice.happens(0.3):
            other = stage.crowds[platform].somebody(self._dice).viewer.name
        line = line.replace("{other}", other)
        line = line.replace("{broadcaster}", "mira")
        return line.replace("{n}", str(self._dice.between(2, 99) * 50))

    def _fragments(self, text: str) -> tuple[Fragment, ...]:
        """Return the pieces of a text; () when all of it is plain."""
        if "mira" not in text and not text.startswith("@"):
            return ()
        known = self._plain.get(text)
        if known is None:
            known = _split(text, self._marks)
            if len(self._plain) < 1_000:
                self._plain[text] = known
        return known

    def announcement(self) -> Announcement:
        """Let the Broadcaster announce something."""
        platform = self._stage.platform_for("announcement")
        return Announcement(
            **self._stage.common(platform, self._stage.broadcasters[platform]),
            text=self._dice.pick(_ANNOUNCEMENTS),
        )

    def question(self) -> PlatformQuestion:
        """Somebody uses the platform's own question box."""
        platform = self._stage.platform_for("platform_question")
        person = self._stage.somebody(platform)
        return PlatformQuestion(
            **self._stage.common(platform, person.viewer),
            text=self.line(person.language, "ask"),
        )

    def redemption(self) -> Redemption:
        """Somebody spends channel points."""
        reward = self._dice.pick(material.goods().reward)
        person = self._stage.somebody(Platform.TWITCH)
        return Redemption(
            **self._stage.common(Platform.TWITCH, person.viewer),
            reward_id=reward.id,
            title=reward.title,
            cost=reward.cost,
            text=self.line(person.language, "ask") if reward.text else "",
        )

    def spam(self) -> Chat:
        """Let a bot write; seconds later a moderator takes it away."""
        platform = self._stage.platform_for("chat")
        number = self._dice.between(1, 40)
        bot = Viewer(id=f"{platform}:sim-b{number}", name=f"best_viewers_{number}")
        person = Person(bot, "en")
        text = clean_text(self._dice.pick(material.hostile().spam))
        chat = self._chat(person, platform, text)
        self._stage.later(
            self._dice.span(*_PAUSES_S), lambda: self._remove(chat, person)
        )
        return chat

    def _remove(self, chat: Chat, person: Person) -> ChatDeleted | ViewerRemoved:
        by = self._stage.broadcasters[chat.platform]
        common = self._stage.common(chat.platform, None)
        if self._dice.happens(0.6):
            return ChatDeleted(**common, targets=(chat.id,), by=by)
        action: Literal["timeout", "clear", "ban"] = self._dice.pick(_ACTIONS)
        seconds = self._dice.pick((60, 600)) if action == "timeout" else None
        if action == "ban":
            self._stage.later(self._dice.span(40, 90), lambda: self._forgive(person))
        return ViewerRemoved(
            **common, target=person.viewer.id, action=action, seconds=seconds, by=by
        )

    def _forgive(self, person: Person) -> ViewerRemoved:
        platform = Platform(person.viewer.id.split(":", 1)[0])
        return ViewerRemoved(
            **self._stage.common(platform, None),
            target=person.viewer.id,
            action="unban",
            by=self._stage.broadcasters[platform],
        )

    def clear(self) -> ChatCleared:
        """Empty the chat."""
        platform = self._stage.platform_for("chat_cleared")
        return ChatCleared(**self._stage.common(platform, None))

    def mode(self) -> ChatMode:
        """Restrict the chat, or free it again."""
        platform = self._stage.platform_for("chat_mode")
        is_on = self._modes[platform] = not self._modes.get(platform, False)
        mode = "members-only" if platform is Platform.YOUTUBE else "followers-only"
        return ChatMode(**self._stage.common(platform, None), mode=mode, is_on=is_on)


def _split(text: str, emotes: frozenset[str]) -> tuple[Fragment, ...]:
    """Return text, emotes and a leading mention as pieces that join to `text`."""
    pieces: list[Fragment] = []
    plain = ""
    for index, word in enumerate(text.split(" ")):
        space = " " if index else ""
        if word in emotes:
            kind, emote = FragmentKind.EMOTE, f"sim-{word}"
        elif index == 0 and len(word) > 1 and word[0] == "@":
            kind, emote = FragmentKind.MENTION, None
        else:
            plain += space + word
            continue
        if plain + space:
            pieces.append(Fragment(text=plain + space))
        pieces.append(Fragment(kind=kind, text=word, emote=emote))
        plain = ""
    if plain:
        pieces.append(Fragment(text=plain))
    is_plain = all(piece.kind is FragmentKind.TEXT for piece in pieces)
    return () if is_plain else tuple(pieces)
