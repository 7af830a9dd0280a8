"""A flag: a secret code that whoever finds it writes, once; the first gets more.

Every platform shows the message with the code to its own chat, which nothing here can
prevent. So `hides` keeps it from our chat overlay, and who was first is told by when it
was written, not by when it came.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from typing import Any, Final

from companion.domain.entries import Entry
from companion.domain.errors import CommandError
from companion.domain.on_air import FlagOnAir, Scored
from companion.domain.show.desk import Verb
from companion.domain.show.notes import InteractionMade
from companion.domain.show.specs import FlagSpec
from companion.domain.show.steps import AnyStep, Closing, Revealed
from companion.domain.show.views import AnswerView
from companion.domain.values import Timestamp
from companion.i18n import _
from companion.interactions.awards import Award, Earners
from companion.interactions.ballot import Answer, Ballot, Moved
from companion.interactions.heard import Heard
from companion.interactions.kind import Around, Interaction
from companion.interactions.options import folded

FLAG: Final = "!flag "
"""What may stand before a code."""

_SEEN: Final = 20
"""Of those who found it, the newest are shown, and the first."""


class Flag(Interaction[FlagSpec]):
    """Takes the code, bare or in its prefix's braces, once per person."""

    def __init__(self, made: InteractionMade, spec: FlagSpec, at: Timestamp) -> None:
        super().__init__(made, spec, at)
        code, prefix = folded(spec.code), folded(spec.prefix)
        if not code:
            raise CommandError(_("code: there is none."))
        inner = _within(code, prefix)
        self._codes: Final = {code, inner, f"{prefix}{{{inner}}}" if prefix else code}
        self._found: Final = Earners(
            earns=lambda _one: True,
            worth=lambda _one, is_first: spec.points + (spec.first if is_first else 0),
        )
        self._ballot: Final = Ballot[int](
            is_last=False, counts=self.counts, watch=self._found
        )

    def hear(self, heard: Heard) -> bool:
        """Take a code; a wrong one does nothing."""
        return self.answers(heard.text) and self._ballot.add(heard, 0)

    def answers(self, text: str) -> bool:
        """Return whether a text is the code."""
        said = folded(text)
        return said in self._codes or said.removeprefix(FLAG).strip() in self._codes

    def hides(self, text: str) -> bool:
        """Return whether a text would tell the code to who has not found it."""
        is_secret = self.phase == "ongoing" and not self._tells_code
        said = folded(text)
        return is_secret and any(code in said for code in self._codes)

    def answer_of(self, person: str) -> AnswerView:
        """Return a person's answer that counts."""
        return self._ballot.answer_of(person, lambda _found: self.code)

    def unhear(self, seq: int) -> bool:
        """Take back what an entry that is no longer allowed has found."""
        return self._ballot.take_back(seq)

    def relink(self, person_of: Callable[[str], str], moved: Moved) -> None:
        """Count anew: two may have become one person."""
        self._ballot.relink(person_of, moved)

    def stepped(self, step: AnyStep, entry: Entry) -> None:
        """Leave out what was said after it closed."""
        if isinstance(step, Closing):
            self._ballot.count_anew()

    def moved(self, entry: Entry) -> None:
        """Count anew where the windows have changed."""
        if self.is_recut:
            self._ballot.count_anew()

    def verbs(self) -> Sequence[Verb]:
        """Return what can be done with it beside what all can."""
        is_on = self.phase in {"ongoing", "results", "scoreboard"}
        return ("reveal",) if is_on and not self._tells_code else ()

    def plan(self, verb: Verb, value: str, around: Around) -> Sequence[AnyStep]:
        """Tell everybody the code."""
        if verb == "reveal" and "reveal" in self.verbs():
            return (Revealed(),)
        return super().plan(verb, value, around)

    @property
    def _tells_code(self) -> bool:
        return self.spec.on_overlay or self.is_revealed

    @property
    def code(self) -> str:
        """Return the code as it is written, in its prefix's braces if it has one."""
        spec = self.spec
        if not spec.prefix or _within(folded(spec.code), folded(spec.prefix)) != folded(
            spec.code
        ):
            return spec.code
        return f"{spec.prefix}{{{spec.code}}}"

    def awards(self) -> Mapping[str, Award]:
        """Return what whoever found it has earned; tests earn nothing."""
        is_over = self.phase in {"results", "scoreboard", "after"}
        return self._found.awards() if is_over else {}

    def reckon(self, verb: Verb) -> Generator[None, None, Mapping[str, Award]]:
        """Reckon portion by portion who earns what, before it closes."""
        if verb not in {"close", "finish"} or self.phase != "ongoing":
            return {}
        yield from self._found.prepare()
        return self._found.awards()

    def _scored(self, answer: Answer[int], first: Answer[int] | None) -> Scored:
        return self._found.award(answer, is_first=answer is first).scored()

    def on_air(self) -> FlagOnAir:
        """Return what viewers see of it now."""
        seen, first = self._found.newest(_SEEN), self._found.first
        if first is not None and first not in seen:
            seen = (first, *seen)
        return FlagOnAir(
            id=self.id,
            phase=self.phase,
            title=self.spec.title,
            code=self.code if self._tells_code else "",
            points=self.spec.points,
            found=tuple(self._scored(one, first) for one in seen),
        )

    def described(self) -> Mapping[str, Any]:
        """Return what the Broadcaster sees of it beyond what all kinds tell."""
        first = self._found.first
        return {
            "voters": len(self._ballot),
            "repeats": self._ballot.repeats,
            "late": self._ballot.outside,
            "test_votes": self._ballot.tests,
            "fastest": first.viewer if first is not None else None,
            "fastest_us": self._took(first),
            "scores": self._found.best(_SEEN),
            "numbers": {"code": self.code},
        }

    def _took(self, first: Answer[int] | None) -> int | None:
        if first is None or self.started_at is None:
            return None
        return first.said_at - self.started_at


def _within(code: str, prefix: str) -> str:
    """Return a code without its prefix's braces, if it was written with them."""
    start = f"{prefix}{{"
    if (
        prefix
        and code.startswith(start)
        and code.endswith("}")
        and len(code) > len(start) + 1
    ):
        return code[len(start) : -1].strip()
    return code
