"""Which drafts of a batch are new: the first thing the writer decides."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from msgspec import structs

from companion.domain.earning import Draft
from companion.domain.events import Gift, Streak, StreamEvent
from companion.domain.show.notes import CoinsMoved
from sessions.chain import FolderKey
from sessions.statements import Row, Statements, stored_runs
from sessions.streaks import Run, count_increase

_REMEMBERED_RUNS = 20_000
"""Group ids whose runs are kept in memory; the rest are read again when needed."""


def repeat_key(
    key: FolderKey, event: StreamEvent, source: str, *, session: str, test: bool
) -> bytes:
    """Return the key of an event, or of the group that a Streak's message belongs to.

    A simulated, replayed or test event may come again in another session on purpose;
    a platform's event counts once in all of them.
    """
    again = test or source.startswith(("simulator:", "replay:"))
    parts = (session if again else "", event.platform, event.channel)
    if isinstance(event, Gift) and event.streak is not None:
        giver = event.viewer.id if event.viewer else ""
        return key.of_event("streak", *parts, giver, event.gift_id, event.streak.group)
    return key.of_event(*parts, event.id)


def run_key(key: FolderKey, note: CoinsMoved) -> bytes | None:
    """Return the key of a transfer that may happen once; None: as often as asked."""
    return key.of_event("coins", note.run) if note.run else None


class Repeats:
    """Drops what is in the ledger already, and reduces Streaks to their increase.

    The unique key in the database is the law; what is kept here only saves look-ups.
    """

    def __init__(
        self, key: FolderKey, statements: Statements, *, session_id: str
    ) -> None:
        self._key = key
        self._statements = statements
        self._session_id = session_id
        self._runs: dict[bytes, list[Run]] = {}

    def fresh(
        self, connection: sa.Connection, drafts: Sequence[Draft]
    ) -> tuple[list[tuple[Draft, bytes | None]], list[Row], dict[str, int]]:
        """Return new drafts with their dedupe keys, run rows, and repeats by source."""
        streaks = [_streak_of(draft) for draft in drafts]
        keys = [
            self._key_of(draft, is_streak=streak is not None)
            for draft, streak in zip(drafts, streaks, strict=True)
        ]
        keyed = [
            (key, streak) for key, streak in zip(keys, streaks, strict=True) if key
        ]
        known = self._statements.known_keys(
            connection, (key for key, streak in keyed if streak is None)
        )
        self._remember_runs(connection, {key for key, streak in keyed if streak})
        fresh: list[tuple[Draft, bytes | None]] = []
        moved: dict[tuple[bytes, int], Row] = {}
        repeats: dict[str, int] = {}
        for draft, key, streak in zip(drafts, keys, streaks, strict=True):
            if key is None:
                fresh.append((draft, None))
            elif streak is not None:
                increased = self._increased(draft, streak, key, moved)
                if increased is None:
                    repeats[draft.source] = repeats.get(draft.source, 0) + 1
                else:
                    fresh.append(increased)
            elif key in known:
                repeats[draft.source] = repeats.get(draft.source, 0) + 1
            else:
                known.add(key)
                fresh.append((draft, key))
        return fresh, list(moved.values()), repeats

    def _increased(
        self,
        draft: Draft,
        streak: Streak,
        key: bytes,
        moved: dict[tuple[bytes, int], Row],
    ) -> tuple[Draft, bytes] | None:
        if streak.total < 1:
            return None  # no run is that short
        runs = self._runs.setdefault(key, [])
        increase, run = count_increase(runs, streak)
        runs[:] = [one for one in runs if one.generation != run.generation]
        runs.append(run)
        runs.sort(key=lambda one: one.generation)
        moved[key, run.generation] = (key, *structs.astuple(run))
        if not increase:
            return None
        # A late message of an earlier run counts there: its own total names the step.
        step = f"{run.generation}:{run.highest}"
        unique = self._key.of_event(key.hex(), step)
        event = structs.replace(draft.body, count=increase)
        earning = draft.earning and structs.replace(draft.earning, units=increase)
        return structs.replace(draft, body=event, earning=earning), unique

    def _key_of(self, draft: Draft, *, is_streak: bool) -> bytes | None:
        event = draft.body
        if isinstance(event, CoinsMoved) and not draft.test:
            return run_key(self._key, event)
        if not isinstance(event, StreamEvent):
            return None
        if event.id.endswith(":") and not is_streak:
            return None  # nothing tells it from another, and money is not dropped
        return repeat_key(
            self._key, event, draft.source, session=self._session_id, test=draft.test
        )

    def _remember_runs(self, connection: sa.Connection, keys: set[bytes]) -> None:
        if len(self._runs) > _REMEMBERED_RUNS:
            self._runs.clear()
        wanted = keys - self._runs.keys()
        self._runs.update((key, []) for key in wanted)
        for row in stored_runs(connection, wanted):
            self._runs[row.key].append(
                Run(
                    generation=row.generation,
                    highest=row.highest,
                    first_message=row.first_message,
                    last_message=row.last_message,
                    ended=row.ended,
                )
            )


def _streak_of(draft: Draft) -> Streak | None:
    return draft.body.streak if isinstance(draft.body, Gift) else None
