"""The fold of the show: a session's entries to how every interaction stands.

The same entries give the same state, live, on resume and in a recount. It takes every
committed entry, allowed or not, and hears of a Viewer's words only what is allowed.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from typing import Final, Literal

from msgspec import structs

from companion.domain.earning import earner_of
from companion.domain.entries import Amounts, AnyNote, Entry, Verdict, VerdictGiven
from companion.domain.errors import CommandError
from companion.domain.events import AnyEvent, Chat, StreamEvent
from companion.domain.on_air import Scored
from companion.domain.removal import REMOVING, removal_of
from companion.domain.show.desk import Verb
from companion.domain.show.notes import (
    InteractionMade,
    InteractionMoved,
    InteractionStepped,
    QuestionMarked,
    ScoreboardShown,
    ShowNote,
    ViewersLinked,
    WordsNamed,
)
from companion.domain.values import Timestamp
from companion.i18n import _
from companion.interactions.clocks import Clocks
from companion.interactions.commands.english import NAMES, Names, names_of, wordings
from companion.interactions.heard import Heard
from companion.interactions.kinds.catalogue import AnyInteraction, made
from companion.interactions.links import Links
from companion.interactions.questions import Questions, asked
from companion.interactions.remembered import Remembered
from companion.interactions.scoreboard import Scoreboard

log = logging.getLogger(__name__)

_KEPT: Final = 20_000
"""Chats that wait for a verdict."""

_NOT_ON: Final = frozenset({"before", "after", "failed"})
"""Phases in which nothing is taken back from an interaction any more."""

_BACKGROUND: Final = frozenset({"goal", "timer", "queue", "teams", "card"})
"""Kinds that run beside what the Broadcaster runs."""


class ShowFold:
    """Every interaction of a session, its clocks, questions and scoreboard.

    links: of all sessions; what the entries say is added. questions_each: that wait of
    one person, 0: any number; asked when one is recorded, so what is recorded stays.
    words: what the words that are heard are to be called; None: as it is on record.
    """

    def __init__(self, links: Links | None = None) -> None:
        self.interactions: Final[dict[str, AnyInteraction]] = {}
        self.clocks: Final = Clocks()
        self.questions: Final = Questions()
        self.scoreboard: Final = Scoreboard()
        self.links = links or Links()
        self.is_scoreboard_shown = False
        self.questions_each = 0
        self.words: WordsNamed | None = None
        self._words = WordsNamed()
        self._names: Names = NAMES
        self.changed: Final[dict[str, None]] = {}
        self.pending: Final[dict[int, Timestamp]] = {}
        self.last_at: Timestamp = 0
        self._moved: Final[dict[str, int]] = {}
        self._waiting: Final[OrderedDict[int, Entry]] = OrderedDict()
        self._deleted: Final[set[str]] = set()
        self._banned: Final[dict[str, int]] = {}
        self._remembered: Final = Remembered()
        self._asked: Final[dict[int, None]] = {}
        self._failing: Final[dict[str, None]] = {}

    def take(self, entry: Entry) -> None:
        """Take the next entry of the session."""
        if not self.last_at:
            # Links of later in this session: who was whose account yet, and who not.
            self.links = self.links.before(entry.seq)
        self.last_at = entry.at
        body = entry.body
        self.clocks.take(entry)
        if isinstance(body, StreamEvent):
            self._event(entry, body)
        elif isinstance(body, VerdictGiven):
            self._verdict(entry, body)
        elif isinstance(body, ShowNote):
            self._note(entry, body)
        else:
            self._tell_all(entry)
        if isinstance(body, REMOVING):
            self._remove(entry)

    # What Viewers say and do.

    def _event(self, entry: Entry, event: AnyEvent) -> None:
        if earner_of(event) is None:
            return
        is_chat = isinstance(event, Chat)
        if is_chat and entry.judgement.text is not Verdict.ALLOW:
            if entry.judgement.text is Verdict.PENDING:
                self.pending[entry.seq] = entry.at
            self._keep_waiting(entry)
            return
        self._hear(entry, event, by=entry, amounts=entry.amounts)

    def _keep_waiting(self, entry: Entry) -> None:
        self._waiting[entry.seq] = entry
        while len(self._waiting) > _KEPT:
            seq, _entry = self._waiting.popitem(last=False)
            self.pending.pop(seq, None)

    def _verdict(self, entry: Entry, given: VerdictGiven) -> None:
        self.pending.pop(given.of, None)
        waited = self._waiting.get(given.of)
        if given.text is Verdict.ALLOW:
            event = waited.event if waited is not None else None
            if waited is not None and event is not None:
                del self._waiting[given.of]
                self._hear_late(waited, event, by=entry)
        elif waited is None:
            # Blocked, or held again by an undo: it waits to be released once more.
            if (heard := self._remembered.take(given.of)) is not None:
                self._keep_waiting(heard)
            self._unhear((given.of,))
        self._tell_all(entry)

    def _hear_late(self, waited: Entry, event: AnyEvent, *, by: Entry) -> None:
        """Hear a Chat that is let through now, unless it was removed meanwhile."""
        viewer_id = "" if event.viewer is None else event.viewer.id
        banned = self._banned.get(viewer_id, 0)
        if event.id not in self._deleted and banned < waited.seq:
            # A Chat earns its Points when it is let through.
            amounts = structs.replace(waited.amounts, points=by.amounts.points)
            self._hear(waited, event, by=by, amounts=amounts)

    def _hear(
        self, entry: Entry, event: AnyEvent, *, by: Entry, amounts: Amounts
    ) -> None:
        viewer = event.viewer or earner_of(event)
        if viewer is None:
            return
        if isinstance(event, Chat) and asked(event, self._names) and not entry.test:
            self._asked[entry.seq] = None
            self.questions.ask(entry.seq, viewer.id)
        listening = self.listening()
        if not listening:
            return
        heard = Heard(
            entry=entry,
            event=event,
            viewer=viewer,
            person=self.links.person(viewer.id),
            text=event.text.strip() if isinstance(event, Chat) else "",
            said_at=self.clocks.said_at(entry, event),
            by=by.seq,
            amounts=amounts,
        )
        self._remembered.keep(heard)
        is_secret = bool(heard.text) and any(one.hides(heard.text) for one in listening)
        in_english = self._in_english(heard, listening)
        for one in listening:
            if is_secret and one.repeats_words:
                continue
            is_called = in_english is not None and one.answers(in_english.text)
            said = in_english if in_english is not None and is_called else heard
            if self._is_changed(one, said):
                self._change(one)

    def _in_english(
        self, heard: Heard, listening: Sequence[AnyInteraction]
    ) -> Heard | None:
        """Return it with our command's English name, None where it is said so.

        A word that something on has of its own is that one's alone.
        """
        *others, last = wordings(heard.text, self._names)
        if not others or any(one.answers(heard.text) for one in listening):
            return None
        return structs.replace(heard, text=last)

    def _is_changed(self, one: AnyInteraction, heard: Heard) -> bool:
        """Let one hear; a bug of ours in a kind stops that one, and no other."""
        try:
            return one.hear(heard)
        except Exception:
            log.exception("Interaction %s failed at entry %s", one.id, heard.entry.seq)
            self._failing[one.id] = None
            return True

    def _remove(self, entry: Entry) -> None:
        """Take back what a delete or a ban takes off; a cleared chat takes no votes."""
        removal = removal_of(entry.body)
        if removal is None:
            return
        # What waits for its verdict still is not heard any more either.
        self._deleted.update(removal.event_ids)
        if removal.viewer_id is not None:
            self._banned[removal.viewer_id] = entry.seq
        seqs = [
            seq for one in removal.event_ids for seq in self._remembered.of_event(one)
        ]
        if removal.viewer_id is not None:
            seqs += self._remembered.of_viewer(removal.viewer_id)
        self._unhear(seqs)

    def _unhear(self, seqs: Sequence[int]) -> None:
        for seq in seqs:
            self._remembered.take(seq)
            self._asked.pop(seq, None)
            self.questions.drop(seq)
        for one in self.interactions.values():
            if one.phase not in _NOT_ON and one.unhear_all(seqs):
                self._change(one)

    # What was done by hand, and because of it.

    def _note(self, entry: Entry, body: ShowNote) -> None:
        match body:
            case InteractionMade():
                self._make(entry, body)
            case InteractionMoved():
                self._move(entry, body)
            case InteractionStepped():
                if (one := self.interactions.get(body.id)) is not None:
                    one.step(body.step, entry)
                    self._change(one)
            case ScoreboardShown():
                self.is_scoreboard_shown = body.is_shown
            case QuestionMarked():
                self._asked.pop(body.of, None)
                self.questions.take(entry)
            case ViewersLinked():
                self._link(entry)
            case WordsNamed():
                self._words, self._names = body, names_of(body)
            case _:
                pass
        self._tell_all(entry)

    def _make(self, entry: Entry, body: InteractionMade) -> None:
        try:
            one = made(body, entry.at)
        except CommandError as error:
            # A later version's, or one that was never checked: it is not run here.
            log.warning("Interaction %s is left out: %s", body.id, error)
            return
        self.interactions[body.id] = one
        self.scoreboard.enter(body.id)
        self._change(one)

    def _move(self, entry: Entry, body: InteractionMoved) -> None:
        one = self.interactions.get(body.id)
        if one is None or not one.track.may(body.to, is_back=body.is_back):
            return
        one.move(body.to, is_back=body.is_back, entry=entry, why=body.why)
        self._failing.pop(body.id, None)
        self._moved[body.id] = entry.seq
        self._change(one)
        if all(other.phase in _NOT_ON for other in self.interactions.values()):
            self._remembered.clear()

    def _link(self, entry: Entry) -> None:
        moved = self.links.take(entry)
        if not moved:
            return
        for one in self.interactions.values():
            one.relink(self.links.person, moved)
            self._change(one)

    def _tell_all(self, entry: Entry) -> None:
        for one in self.interactions.values():
            if one.note(entry):
                self._change(one)

    def _change(self, one: AnyInteraction) -> None:
        self.changed[one.id] = None

    # What follows from it.

    def settle(self) -> Sequence[str]:
        """Return which interactions have changed since the last time, scores summed."""
        changed = list(self.changed)
        self.changed.clear()
        for name in changed:
            self.scoreboard.set(name, self.interactions[name].awards())
        return changed

    def reckon(self, one: AnyInteraction, verb: Verb) -> Iterator[None]:
        """Do portion by portion what `settle` will after a verb; as Interaction.reckon.

        Many thousands may earn something at once.
        """
        awards = yield from one.reckon(verb)
        yield from self.scoreboard.reckon(one.id, awards)

    def owed(self) -> Iterator[AnyNote]:
        """Yield what must be recorded because of what was heard and is not yet."""
        if self.words is not None and self.words != self._words:
            yield self.words
        yield from self._owed_questions()
        for name in self._failing:
            if self.interactions[name].track.may("failed"):
                why = _("A fault of Companion; its log says more.")
                yield InteractionMoved(id=name, to="failed", why=why)
        for one in self.interactions.values():
            yield from one.owed()

    def _owed_questions(self) -> Iterator[QuestionMarked]:
        if not self._asked:
            return
        waiting = self.questions.waiting_of(self.links.person)
        for seq in self._asked:
            person = self.links.person(self.questions.asker(seq))
            is_one_more = not self.questions_each or (
                waiting[person] < self.questions_each
            )
            waiting[person] += is_one_more
            state: Literal["listed", "dropped"] = "listed" if is_one_more else "dropped"
            yield QuestionMarked(of=seq, state=state, by="command")

    def listening(self) -> Sequence[AnyInteraction]:
        """Return those that hear what Viewers say now."""
        return [one for one in self.interactions.values() if one.listens]

    def is_answer(self, text: str) -> bool:
        """Return whether a text is an answer to something that is ongoing."""
        said = wordings(text, self._names)
        return any(one.answers(each) for one in self.listening() for each in said)

    def current(self) -> AnyInteraction | None:
        """Return what the Broadcaster runs: the last moved that is not over."""
        for name, _moved in sorted(self._moved.items(), key=lambda one: -one[1]):
            one = self.interactions[name]
            if one.phase not in {"before", "after"} and not self._is_beside(one):
                return one
        return None

    def _is_beside(self, one: AnyInteraction) -> bool:
        return one.view().kind in _BACKGROUND and not one.item

    def winners(self) -> frozenset[str]:
        """Return the people who have won a prize in this session."""
        return frozenset().union(*(one.winners for one in self.interactions.values()))

    def scores(self, limit: int) -> Sequence[Scored]:
        """Return the first of the session's scoreboard."""
        return self.scoreboard.best(limit)
