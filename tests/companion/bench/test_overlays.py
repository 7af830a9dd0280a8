"""`bench overlays`: real pages in a real browser, and what they are fed."""

from __future__ import annotations

from itertools import islice

import psutil
import pytest

from companion.bench import overlay_load
from companion.bench.overlays import ON_STAGE, measure
from companion.domain.errors import WorkerError
from companion.domain.on_air import PollOnAir, QuizOnAir
from overlays.catalogue import CATALOGUE
from tests.support.fakes import EPOCH


@pytest.mark.long
@pytest.mark.browser
def test_a_quick_run_measures_a_page_and_leaves_no_browser_behind() -> None:
    before = {one.pid for one in psutil.Process().children(recursive=True)}
    found = {one.name: one for one in measure(is_quick=True)}

    frames = found["leaderboard: frames a second"]
    assert frames.value > 1
    assert frames.baseline_value is not None
    assert 5 < found["leaderboard: page without fonts"].value < 60
    assert 0.1 < found["leaderboard: heap"].value < 30
    after = {one.pid for one in psutil.Process().children(recursive=True)}
    assert after <= before


def test_without_a_browser_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(WorkerError, match="browser"):
        measure(is_quick=True)


def test_every_interaction_changes_again_and_again() -> None:
    makers = list(islice(overlay_load._changes(EPOCH), 28))
    first = [make(n) for n, make in enumerate(makers[:14])]
    later = [make(n + 4_001) for n, make in enumerate(makers[14:])]

    assert [type(one) for one in first] == [type(one) for one in later]
    assert len({type(one) for one in first}) == 14
    assert all(one != two for one, two in zip(first, later, strict=True))
    votes = [one for one in later if isinstance(one, PollOnAir | QuizOnAir)]
    assert all(option.votes is not None for one in votes for option in one.options)


def test_what_stands_on_the_stage_exists() -> None:
    assert set(ON_STAGE) < {one.name for one in CATALOGUE}
