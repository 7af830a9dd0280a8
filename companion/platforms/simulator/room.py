"""Acts of the room: likes, follows, joins, shares, raids, polls, counts, the stream."""

from __future__ import annotations

from typing import Literal

from companion.domain.events import (
    Follow,
    HypeTrain,
    Join,
    Like,
    PlatformPoll,
    PollOption,
    Raid,
    Share,
    StreamStatus,
    UnknownEvent,
    ViewerCount,
)
from companion.domain.values import Platform, Viewer
from companion.platforms.simulator import material
from companion.platforms.simulator.stage import Stage

_LEVEL_STEP = 1_800
_POLL_STEPS = 6


class Room:
    """Everything that is neither words nor worth something."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._dice = stage.dice
        self._goods = material.goods()
        self._likes = 0
        self._hearts = 400
        self._following: set[str] = set()
        self._train_runs = False
        self._poll_runs = False
        heard = stage.scenario.likes_heard
        self._missed_share = (1 - heard) / heard

    def like(self) -> Like:
        """Somebody taps; the room's total also moves by taps that nobody tells us."""
        count = self._dice.between(1, 15)
        missed = count * self._missed_share
        self._likes += count + int(missed + self._dice.random())
        viewer = self._stage.somebody(Platform.TIKTOK).viewer
        return Like(
            **self._stage.common(Platform.TIKTOK, viewer),
            count=count,
            room_total=self._likes,
        )

    def follow(self) -> Follow:
        """Somebody who does not follow yet does now."""
        platform = self._stage.platform_for("follow")
        viewer = self._stage.somebody(platform).viewer
        for _again in range(4):
            if viewer.id not in self._following:
                break
            viewer = self._stage.somebody(platform).viewer
        self._following.add(viewer.id)
        return Follow(**self._stage.common(platform, viewer))

    def share(self) -> Share:
        """Somebody shares the stream."""
        viewer = self._stage.somebody(Platform.TIKTOK).viewer
        return Share(**self._stage.common(Platform.TIKTOK, viewer))

    def join(self) -> Join:
        """Somebody comes in."""
        viewer = self._stage.somebody(Platform.TIKTOK).viewer
        return Join(**self._stage.common(Platform.TIKTOK, viewer))

    def raid(self, viewers: int | None = None) -> Raid:
        """Another channel sends its viewers, and they say so."""
        number = self._dice.between(1, len(self._goods.raiders.names))
        name = self._goods.raiders.names[number - 1]
        raider = Viewer(id=f"{Platform.TWITCH}:sim-r{number}", name=name)
        self._stage.set_mood("raid", seconds=20, about=name)
        return Raid(
            **self._stage.common(Platform.TWITCH, raider),
            viewers=self._dice.between(4, 400) if viewers is None else viewers,
        )

    def hype_train(self) -> HypeTrain | None:
        """Begin a hype train; its next stations follow. One at a time."""
        if self._train_runs:
            return None
        self._train_runs = True
        self._stage.set_mood("hype", seconds=30)
        stations = self._dice.between(4, 9)
        return self._station("begin", self._dice.between(300, 900), stations)

    def _station(
        self, phase: Literal["begin", "progress", "end"], total: int, left: int
    ) -> HypeTrain:
        if phase == "end":
            self._train_runs = False
        else:
            following: Literal["progress", "end"] = "progress" if left > 1 else "end"
            more = total + (self._dice.between(100, 1200) if left > 1 else 0)
            self._stage.later(
                self._dice.span(5, 14),
                lambda: self._station(following, more, left - 1),
            )
        return HypeTrain(
            **self._stage.common(Platform.TWITCH, None),
            phase=phase,
            level=1 + total // _LEVEL_STEP,
            total=total,
            progress=total % _LEVEL_STEP,
            goal=_LEVEL_STEP,
        )

    def poll(self) -> PlatformPoll | None:
        """Open the platform's own poll; its votes follow. One at a time."""
        if self._poll_runs:
            return None
        self._poll_runs = True
        question = self._dice.pick(self._goods.poll)
        platform = self._stage.platform_for("platform_poll")
        return self._tally(platform, question, [0] * len(question.options), _POLL_STEPS)

    def _tally(
        self,
        platform: Platform,
        question: material.Question,
        votes: list[int],
        left: int,
    ) -> PlatformPoll:
        self._poll_runs = left > 0
        if left:
            more = [n + self._dice.between(0, 9 + 5 * i) for i, n in enumerate(votes)]
            self._stage.later(
                6, lambda: self._tally(platform, question, more, left - 1)
            )
        options = zip(question.options, votes, strict=True)
        return PlatformPoll(
            **self._stage.common(platform, self._stage.broadcasters[platform]),
            question=question.question,
            options=tuple(PollOption(text=text, votes=n) for text, n in options),
            is_open=left > 0,
        )

    def unknown(self) -> UnknownEvent:
        """Send a kind that nobody knows yet."""
        platform = self._stage.platform_for("unknown")
        return UnknownEvent(
            **self._stage.common(platform, None),
            name="SimNewFeatureMessage",
            payload={"feature": "fireworks", "level": self._dice.between(1, 9)},
        )

    def watching(self, platform: Platform, viewers: int) -> ViewerCount:
        """Tell how many watch. YouTube is asked, so it does not say when it was."""
        likes = None
        common = self._stage.common(platform, None)
        if platform is Platform.YOUTUBE:
            self._hearts += self._dice.between(0, 3)
            likes = self._hearts
            common["platform_at"] = None
        return ViewerCount(**common, viewers=viewers, likes_total=likes)

    def status(
        self, platform: Platform, status: Literal["live", "paused", "resumed"]
    ) -> StreamStatus:
        """Tell what the stream itself does."""
        return StreamStatus(**self._stage.common(platform, None), status=status)
