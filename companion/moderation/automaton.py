"""Finding many patterns in one pass: the automaton of Aho and Corasick (1975)."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Generic, TypeVar

T = TypeVar("T")


class Automaton(Generic[T]):
    """Patterns over symbols, which are words or characters, and what each stands for.

    Searching takes time in proportion to the text, however many patterns there are.
    """

    def __init__(self, patterns: Iterable[tuple[Sequence[str], T]]) -> None:
        self._next: Final[list[dict[str, int]]] = [{}]
        self._fallback: Final[list[int]] = [0]
        self._found: Final[list[tuple[T, ...]]] = [()]
        for symbols, meaning in patterns:
            self._add(symbols, meaning)
        self._link()

    def find(self, symbols: Iterable[str]) -> Iterator[T]:
        """Yield what the patterns in `symbols` stand for, ordered by their ends."""
        steps, state = self._next, 0
        for symbol in symbols:
            while state and symbol not in steps[state]:
                state = self._fallback[state]
            state = steps[state].get(symbol, 0)
            yield from self._found[state]

    def _add(self, symbols: Sequence[str], meaning: T) -> None:
        state = 0
        for symbol in symbols:
            if symbol not in self._next[state]:
                self._next[state][symbol] = len(self._next)
                self._next.append({})
                self._fallback.append(0)
                self._found.append(())
            state = self._next[state][symbol]
        if state:
            self._found[state] += (meaning,)

    def _link(self) -> None:
        """Let each state know the longest other one that its end agrees with."""
        waiting = deque(self._next[0].values())
        while waiting:
            state = waiting.popleft()
            for symbol, target in self._next[state].items():
                waiting.append(target)
                other = self._fallback[state]
                while other and symbol not in self._next[other]:
                    other = self._fallback[other]
                self._fallback[target] = self._next[other].get(symbol, 0)
                self._found[target] += self._found[self._fallback[target]]
