"""Texts that wait for the model: bounded, the urgent ones first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from enum import IntEnum
from typing import Final, NamedTuple

CAPACITY: Final = 256
"""Texts that may wait; a small model needs 150 ms for so many."""


class Urgency(IntEnum):
    """Who is asked about first, and shed last."""

    FIRST = 0
    """First-time chatters, and what is about to be shown large or spoken."""
    USUAL = 1
    TRUSTED = 2
    """Whom the platform gave a role: VIPs, subscribers, members, moderators."""


class Answer(NamedTuple):
    """What the model says about a text.

    scores: 0..1 by canonical label; {} when it said nothing, and `why` is the name of
    the reason then: "model-late", "model-shed", "model-poison". version: of the model.
    """

    scores: dict[str, float]
    version: str = ""
    why: str = ""


class Waiter:
    """Somebody who wants to know about a text; `answered` is called once.

    asked: monotonic second.
    """

    __slots__ = ("answered", "asked", "is_done")

    def __init__(self, answered: Callable[[Answer], object], asked: float) -> None:
        self.answered = answered
        self.asked = asked
        self.is_done = False

    def tell(self, answer: Answer) -> bool:
        """Answer, unless that was done; returns whether it was not."""
        if self.is_done:
            return False
        self.is_done = True
        self.answered(answer)
        return True


class Question:
    """A text that the model is to score, and all who wait for it.

    tries: how many workers have ended over it.
    """

    __slots__ = ("text", "tries", "urgency", "waiters")

    def __init__(self, text: str, urgency: Urgency) -> None:
        self.text = text
        self.urgency = urgency
        self.waiters: list[Waiter] = []
        self.tries = 0

    @property
    def is_wanted(self) -> bool:
        """Whether anybody still waits for it."""
        return any(not waiter.is_done for waiter in self.waiters)


class ModelQueue:
    """Questions by urgency, within one urgency the oldest first."""

    def __init__(self, capacity: int = CAPACITY) -> None:
        self._capacity = capacity
        self._levels: Final[dict[Urgency, OrderedDict[str, Question]]] = {
            urgency: OrderedDict() for urgency in Urgency
        }

    def __len__(self) -> int:
        return sum(map(len, self._levels.values()))

    def add(self, question: Question) -> Question | None:
        """Take a question; returns the one that is shed for it, if any.

        Trusted Viewers' texts go first, then whatever is least urgent, the stalest
        first; that can be the new one itself.
        """
        shed = None
        if len(self) >= self._capacity:
            shed = self._least_urgent(question)
            if shed is question:
                return shed
            self.drop(shed)
        self._levels[question.urgency][question.text] = question
        return shed

    def hasten(self, question: Question, urgency: Urgency) -> None:
        """Let a question be as urgent as whoever asks it too."""
        if urgency >= question.urgency:
            return
        if self._levels[question.urgency].pop(question.text, None) is not None:
            self._levels[urgency][question.text] = question
        question.urgency = urgency

    def drop(self, question: Question) -> bool:
        """Ask no more about it; returns whether it waited here."""
        return self._levels[question.urgency].pop(question.text, None) is not None

    def take(self, limit: int) -> list[Question]:
        """Return up to `limit` questions, the most urgent, short texts first."""
        taken: list[Question] = []
        for level in self._levels.values():
            while level and len(taken) < limit:
                taken.append(level.popitem(last=False)[1])
        taken.sort(key=lambda question: len(question.text))
        return taken

    def _least_urgent(self, newcomer: Question) -> Question:
        for urgency in reversed(Urgency):
            level = self._levels[urgency]
            if level:
                return next(iter(level.values()))
            if newcomer.urgency is urgency:
                return newcomer
        return newcomer
