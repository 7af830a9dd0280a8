"""A second model for what the first one is not sure of."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from companion.domain.errors import ModelError
from companion.moderation.second_opinion import SecondOpinion


class Played:
    """A classifier that does what a function of the text says."""

    languages = ("en",)
    max_tokens = 64

    def __init__(
        self, score: Callable[[str], list[float]], labels: Sequence[str]
    ) -> None:
        self.labels = labels
        self.asked: list[list[str]] = []
        self.is_loaded = False
        self._score = score

    def load(self) -> None:
        self.is_loaded = True

    def score(self, texts: Sequence[str]) -> list[list[float]]:
        self.asked.append(list(texts))
        return [self._score(text) for text in texts]


def first() -> Played:
    return Played(lambda text: [float(text), 0.0], ["toxicity", "threat"])


def doubting(other: Played, low: float = 0.4, high: float = 0.8) -> SecondOpinion:
    return SecondOpinion(first(), other, low=low, high=high)


def test_only_doubtful_texts_are_asked_about() -> None:
    other = Played(lambda _text: [0.9], ["toxicity"])
    both = doubting(other)
    both.load()
    rows = both.score(["0.39", "0.4", "0.6", "0.8", "0.81"])

    assert other.is_loaded
    assert other.asked == [["0.4", "0.6", "0.8"]]
    assert [row[0] for row in rows] == [0.39, 0.9, 0.9, 0.9, 0.81]


def test_labels_that_the_other_one_does_not_have_stay() -> None:
    other = Played(lambda _text: [0.2, 0.7], ["insult", "threat"])

    assert doubting(other).score(["0.5"]) == [[0.5, 0.7]]


def test_nothing_doubtful_asks_nobody() -> None:
    other = Played(lambda _text: [0.9], ["toxicity"])

    assert doubting(other).score(["0.1"]) == [[0.1, 0.0]]
    assert doubting(other).score([]) == []
    assert other.asked == []


def test_one_that_does_not_answer_is_asked_less_and_less() -> None:
    def fail(_text: str) -> list[float]:
        raise ModelError("out of reach")

    other = Played(fail, ["toxicity"])
    both = doubting(other)
    rows = [both.score(["0.5"]) for _ in range(15)]

    assert rows == [[[0.5, 0.0]]] * 15
    assert len(other.asked) == 4


def test_one_that_answers_again_is_asked_as_before() -> None:
    answers = iter([False, True, True])

    def score(_text: str) -> list[float]:
        if not next(answers):
            raise ModelError("out of reach")
        return [0.9]

    other = Played(score, ["toxicity"])
    both = doubting(other)
    rows = [both.score(["0.5"])[0][0] for _ in range(4)]

    assert rows == [0.5, 0.5, 0.9, 0.9]
