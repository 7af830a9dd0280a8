"""What `companion bench` prints."""

from __future__ import annotations

import json

import pytest

from companion.bench.report import run_benches

NAMES = ("leaderboard",)


def test_one_bench_is_one_object(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_benches(NAMES, is_quick=True, is_json=True, is_all=False) == 0

    found = json.loads(capsys.readouterr().out)
    assert found["bench"] == "leaderboard"
    assert {one["unit"] for one in found["results"]} == {"µs"}
    for one in found["results"]:
        assert one["value"] > 0
        assert one["ratio"] == pytest.approx(
            one["baseline_value"] / one["value"], rel=0.05, abs=0.02
        )


def test_all_is_an_object_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    run_benches(NAMES, is_quick=True, is_json=True, is_all=True)

    found = json.loads(capsys.readouterr().out)
    assert list(found) == ["leaderboard"]
    assert found["leaderboard"]["bench"] == "leaderboard"


def test_people_read_a_table_with_goal_and_baseline(
    capsys: pytest.CaptureFixture[str],
) -> None:
    run_benches(NAMES, is_quick=True, is_json=False, is_all=False)

    out = capsys.readouterr().out
    assert out.startswith("leaderboard\n")
    line = next(one for one in out.splitlines() if "top-5" in one)
    assert "goal 1 µs" in line
    assert "SQLite table" in line
