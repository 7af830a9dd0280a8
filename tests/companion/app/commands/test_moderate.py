"""`companion moderate` with a model beside the rules."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.support.evening import Here
from tests.support.models import install_tiny


@pytest.fixture
def data(tmp_path: Path) -> Path:
    install_tiny(tmp_path)
    return tmp_path


def lines(out: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.splitlines()]


def test_a_model_that_is_named_gives_scores(here: Here, data: Path) -> None:
    code, out, err = here(
        "moderate", "--text", "you loser", "--model", "tiny", "--json",
        "--data-dir", str(data),
    )  # fmt: skip
    (found,) = lines(out)

    assert (code, err) == (0, "")
    assert found["verdict"] == "block"
    assert found["scores"]["insult"] > 0.9  # type: ignore[index]  # an object
    assert {"rule": "toxicity", "detail": "1.00"} in found["reasons"]  # type: ignore[operator]  # a list
    assert list(found) == ["text", "verdict", "reasons", "skeleton", "scores", "ms"]


def test_the_chosen_model_is_asked_without_being_named(here: Here, data: Path) -> None:
    (data / "settings.toml").write_text('[moderation.model]\nid = "tiny"\n')
    code, out, _err = here(
        "moderate", "--text", "you loser", "--json", "--data-dir", str(data)
    )

    assert code == 0
    assert lines(out)[0]["scores"]


def test_without_a_model_there_are_no_scores(here: Here, data: Path) -> None:
    code, out, err = here(
        "moderate", "--text", "you loser", "--json", "--data-dir", str(data)
    )

    assert (code, err) == (0, "")
    assert lines(out)[0]["scores"] == {}
    assert lines(out)[0]["verdict"] == "allow"


def test_many_lines_keep_their_order_and_the_model_its_process(
    here: Here, data: Path, tmp_path: Path
) -> None:
    file = tmp_path / "texts.txt"
    wanted = [
        "you loser" if n % 3 == 0 else "gg" if n % 3 == 1 else "7" for n in range(600)
    ]
    file.write_text("\n".join(wanted) + "\n")
    code, out, _err = here(
        "moderate", "--file", str(file), "--model", "tiny", "--json",
        "--data-dir", str(data),
    )  # fmt: skip
    found = lines(out)

    assert code == 0
    assert [one["text"] for one in found] == wanted
    assert [one["verdict"] for one in found[:3]] == ["block", "allow", "allow"]
    assert found[2]["scores"] == {}  # a vote is no text
    assert len({one["verdict"] for one in found[::3]}) == 1
    assert "companion.moderation.worker" not in sys.modules


def test_a_blocklist_and_a_model_say_what_each_found(
    here: Here, data: Path, tmp_path: Path
) -> None:
    (tmp_path / "words.txt").write_text("loser\n")
    _code, out, _err = here(
        "moderate", "--text", "you loser", "--model", "tiny", "--json",
        "--blocklist", str(tmp_path / "words.txt"), "--data-dir", str(data),
    )  # fmt: skip
    rules = [one["rule"] for one in lines(out)[0]["reasons"]]  # type: ignore[attr-defined]  # a list

    assert rules[0] == "blocklist"
    assert "toxicity" in rules


def test_a_named_model_that_is_not_here_is_an_error(here: Here, tmp_path: Path) -> None:
    code, out, err = here(
        "moderate", "--text", "x", "--model", "nope", "--data-dir", str(tmp_path)
    )

    assert (code, out) == (2, "")
    assert "companion model get nope" in err


def test_a_chosen_model_that_is_damaged_leaves_the_rules(
    here: Here, data: Path
) -> None:
    (data / "settings.toml").write_text('[moderation.model]\nid = "tiny"\n')
    (data / "models" / "tiny" / "model.onnx").write_bytes(b"")
    code, out, err = here(
        "moderate", "--text", "you loser", "--json", "--data-dir", str(data)
    )

    assert code == 0
    assert lines(out)[0]["scores"] == {}
    assert "rules alone" in err
