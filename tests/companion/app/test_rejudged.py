"""A past session judged again: the same rules change nothing, others what they must."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator

import pytest

from companion.app.rejudged import Change, Rejudged
from companion.domain.entries import (
    AnyBody,
    Entry,
    GateChanged,
    Judgement,
    Reason,
    TextPermitted,
    Verdict,
    VerdictGiven,
    ViewerMarked,
)
from companion.domain.errors import SettingsError
from companion.moderation.rules import RuleSet
from companion.moderation.word_list import list_of_settings
from companion.settings.moderation import ModerationSettings
from tests.support.events import chat, like, viewer
from tests.support.fakes import EPOCH

ALLOW, HOLD, BLOCK = Verdict.ALLOW, Verdict.HOLD, Verdict.BLOCK
PENDING = Judgement(text=Verdict.PENDING)
MODERATION = ModerationSettings()


def settings(**changes: object) -> ModerationSettings:
    return ModerationSettings.model_validate(changes)


def told(*bodies: AnyBody | tuple[AnyBody, Judgement]) -> list[Entry]:
    """Entries of a session, a second apart, numbered from 1."""
    entries: list[Entry] = []
    for number, one in enumerate(bodies, 1):
        body, judgement = one if isinstance(one, tuple) else (one, Judgement())
        entries.append(
            Entry(
                seq=number,
                number=number,
                session="id-1",
                at=EPOCH + number * 1_000_000,
                body=body,
                judgement=judgement,
            )
        )
    return entries


def by_model(of: int, text: Verdict, **scores: float) -> VerdictGiven:
    reasons = tuple(Reason(rule=label) for label in scores) if text is not ALLOW else ()
    return VerdictGiven(of=of, text=text, by="model", scores=scores, reasons=reasons)


def late(of: int, text: Verdict = ALLOW) -> VerdictGiven:
    reasons = (Reason(rule="model-late"),)
    return VerdictGiven(of=of, text=text, by="model", reasons=reasons)


def changed(
    entries: list[Entry], by: ModerationSettings = MODERATION, **more: object
) -> list[tuple[int, Verdict, Verdict]]:
    rejudged = Rejudged(by)
    return [
        (one.entry.seq, one.was, one.would) for one in rejudged.changes(entries, **more)
    ]


def test_another_list_blocks_what_was_shown() -> None:
    words = list_of_settings("blocklist", BLOCK, ["pineapple"], field="x")
    rejudged = Rejudged(MODERATION, words)
    entries = told(chat("luna", "pineapple on pizza"), chat("sol", "hello"), like())

    assert list(rejudged.changes(entries)) == [
        Change(
            entry=entries[0],
            viewer=viewer("luna"),
            text="pineapple on pizza",
            was=ALLOW,
            would=BLOCK,
            was_name=ALLOW,
            would_name=ALLOW,
            reasons=RuleSet(MODERATION, words).opinion("pineapple on pizza").reasons,
        )
    ]
    assert (rejudged.judged, rejudged.changed) == (3, {(ALLOW, BLOCK): 1})


def test_what_no_list_stops_any_more_is_told() -> None:
    blocked = Judgement(text=BLOCK, reasons=(Reason(rule="blocklist", detail="x"),))
    (change,) = Rejudged(MODERATION).changes(told((chat("luna", "fine"), blocked)))
    assert (change.was, change.would, change.reasons) == (BLOCK, ALLOW, ())
    assert change.was_reasons == blocked.reasons


def test_a_name_counts_apart_from_the_text() -> None:
    words = list_of_settings("blocklist", BLOCK, ["luna"], field="x")
    (change,) = Rejudged(MODERATION, words).changes(told(chat("luna", "hello")))
    assert (change.was, change.would) == (ALLOW, ALLOW)
    assert (change.was_name, change.would_name) == (ALLOW, BLOCK)


SCORED = told(
    (chat("kai", "so so"), PENDING),
    by_model(1, HOLD, toxicity=0.7),
    (chat("kai", "vile"), PENDING),
    by_model(3, BLOCK, toxicity=0.97),
    (chat("kai", "kind"), PENDING),
    by_model(5, ALLOW, toxicity=0.01),
)


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        ("2", []),
        ("0", [(1, HOLD, ALLOW), (3, BLOCK, ALLOW)]),
        ("1", [(1, HOLD, ALLOW), (3, BLOCK, HOLD)]),
    ],
)
def test_scores_on_record_are_read_by_other_thresholds(
    level: str, expected: list[tuple[int, Verdict, Verdict]]
) -> None:
    assert changed(SCORED, settings(policy={"level": level})) == expected


def test_what_rules_held_is_still_read_by_its_score() -> None:
    held = Judgement(text=HOLD, reasons=(Reason(rule="links"),))
    entries = told(
        (chat("kai", "see bad.example"), held), by_model(1, HOLD, toxicity=0.7)
    )
    off = {"rules": {"links": {"action": "off"}}}

    assert changed(entries, settings(**off, policy={"level": "0"})) == [
        (1, HOLD, ALLOW)
    ]
    assert changed(entries, settings(**off)) == []


def test_no_score_counts_for_whom_nothing_stops_now() -> None:
    entries = told(
        ViewerMarked(viewer_id="tiktok:kai", mark="trust"),
        (chat("kai", "vile"), PENDING),
        by_model(2, BLOCK, toxicity=0.97),
    )
    assert changed(entries) == [(2, BLOCK, ALLOW)]


def test_marks_and_permits_hold_from_when_they_were_made() -> None:
    words = settings(blocklist=["pineapple"])
    blocked = Judgement(text=BLOCK)
    entries = told(
        (chat("luna", "pineapple"), blocked),
        TextPermitted(text="pineapple", of=1),
        chat("sol", "Pineapple"),
        ViewerMarked(viewer_id="tiktok:sol", mark="ban"),
        (chat("sol", "hello"), Judgement(text=BLOCK, name=BLOCK)),
    )
    assert changed(entries, words) == []


def test_marks_of_earlier_sessions_hold_too() -> None:
    earlier = told(ViewerMarked(viewer_id="tiktok:sol", mark="ban"))
    said = told(like(), chat("sol", "hello"))[1:]
    assert changed(said, marks=earlier) == [(2, ALLOW, BLOCK)]
    assert changed(earlier + said) == [(2, ALLOW, BLOCK)]


def test_a_mode_counts_while_it_lasted() -> None:
    entries = told(
        GateChanged(rules="0", mode="raid"),
        (chat("kai", "rude"), PENDING),
        by_model(2, HOLD, toxicity=0.4),
        GateChanged(rules="0"),
        (chat("sol", "rude too"), PENDING),
        by_model(5, ALLOW, toxicity=0.4),
    )
    raid = settings(modes={"followers_only": False})
    assert changed(entries, raid) == []
    softer = settings(modes={"followers_only": False, "raid_level": "2"})
    assert changed(entries, softer) == [(2, HOLD, ALLOW)]


def test_who_wrote_before_the_session_is_no_newcomer() -> None:
    strict = settings(rules={"newcomers": {"hold": "everything"}})
    entries = told(chat("luna", "hello"), chat("luna", "again"), chat("sol", "hi"))

    everybody = Rejudged(strict).changes(entries)
    assert [one.entry.seq for one in everybody] == [1, 3]
    known = Rejudged(strict, chatters=["tiktok:luna"]).changes(entries)
    assert [one.entry.seq for one in known] == [3]


@pytest.mark.parametrize(
    ("was", "is_strict", "expected"),
    [
        (ALLOW, False, []),
        (HOLD, True, []),
        (ALLOW, True, [(1, ALLOW, HOLD)]),
        (HOLD, False, [(1, HOLD, ALLOW)]),
    ],
)
def test_what_the_model_was_too_late_for(
    was: Verdict, *, is_strict: bool, expected: list[tuple[int, Verdict, Verdict]]
) -> None:
    entries = told((chat("kai", "hello"), PENDING), late(1, was))
    assert changed(entries, settings(model={"strict": is_strict})) == expected


def test_what_nobody_judged_is_no_change() -> None:
    entries = told(
        (chat("kai", "pineapple"), PENDING),
        (chat("kai", "pineapple"), PENDING),
        VerdictGiven(of=2, text=BLOCK, by="person"),
    )
    assert changed(entries, settings(blocklist=["pineapple"])) == []


def test_floods_count_by_the_times_on_record() -> None:
    """All entries are read within a second here; then it was a second between two."""
    slow = told(*(chat("luna", f"text {n}") for n in range(20)))
    tight = settings(rules={"flood": {"messages": 3, "seconds": 10}})
    calm = settings(rules={"flood": {"messages": 3, "seconds": 2}})

    assert changed(slow, calm) == []
    assert [seq for seq, _was, _would in changed(slow, tight)] == list(range(4, 21))


def test_settings_that_cannot_be_used_are_refused() -> None:
    with pytest.raises(SettingsError):
        Rejudged(settings(blocklist=["~a"]))


def test_memory_is_bounded_however_long_the_session_was() -> None:
    def entries(count: int) -> Iterator[Entry]:
        for seq in range(1, count + 1):
            yield Entry(
                seq=seq,
                number=seq,
                session="id-1",
                at=EPOCH + seq,
                body=chat(f"viewer{seq % 50}", f"waits for ever {seq}"),
                judgement=PENDING,
            )

    def peak(count: int) -> int:
        tracemalloc.start()
        for _change in Rejudged(MODERATION).changes(entries(count)):
            raise AssertionError
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(100)
    assert peak(24_000) < 1.3 * peak(12_000)
