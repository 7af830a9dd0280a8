"""`companion model`: list, get, convert, check."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.evening import Here
from tests.support.models import TINY, TINY_CHECKPOINT, install_tiny


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    file = tmp_path / "texts.txt"
    file.write_text("nice game\n\nyou loser\r\ni will smash you\n", encoding="utf-8")
    return file


def answer(here: Here, *arguments: str) -> Any:
    code, out, err = here("model", *arguments, "--json")
    assert (code, err) == (0, "")
    return json.loads(out)


def test_the_list_tells_what_there_is(here: Here, tmp_path: Path) -> None:
    install_tiny(tmp_path)
    (tmp_path / "settings.toml").write_text('[moderation.model]\nid = "tiny"\n')
    folder = ("--data-dir", str(tmp_path))
    offers = {one["id"]: one for one in answer(here, "list", *folder)}

    assert offers["tiny"]["state"] == "ready"
    assert offers["tiny"]["is_chosen"] is True
    assert offers["english-small"]["state"] == "absent"
    assert offers["english-small"]["size"] > 20_000_000
    code, out, _err = here("model", "list", *folder)
    assert code == 0
    assert "* tiny" in out
    assert "Apache-2.0" in out


def test_a_model_is_got_from_a_folder(here: Here, tmp_path: Path) -> None:
    folder = ("--data-dir", str(tmp_path / "data"))
    found = answer(here, "get", "tiny", "--from", str(TINY), "--measure", *folder)

    assert found["version"].startswith("tiny@")
    assert found["measured_ms"] > 0
    assert Path(found["folder"], "model.onnx").is_file()
    assert len(found["files"]["model.onnx"]) == 64
    code, out, err = here("model", "get", "tiny", "--from", str(TINY), *folder)
    assert (code, err) == (0, "")
    assert "moderation.model.id = “tiny”" in out


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("nothing",), "There is no model “nothing”"),
        (("english-small", "--from", "/nowhere/at/all"), "it is not there"),
        (("english-small", "--mirror", "http://example.com"), "https only"),
    ],
)
def test_what_cannot_be_got_is_said(
    here: Here, tmp_path: Path, arguments: tuple[str, ...], problem: str
) -> None:
    code, out, err = here("model", "get", *arguments, "--data-dir", str(tmp_path))

    assert (code, out) == (2, "")
    assert err.startswith("companion: ")
    assert problem in err


def test_a_checkpoint_is_converted_and_compared(
    here: Here, tmp_path: Path, texts: Path
) -> None:
    out = tmp_path / "made"
    checkpoint = str(TINY_CHECKPOINT / "model.ckpt")
    made = answer(here, "convert", checkpoint, "--out", str(out))
    assert made["after"] < made["before"]
    assert made["labels"][0] == "toxicity"

    install_tiny(tmp_path)
    both = ("check", "tiny", str(out), "--texts", str(texts))
    found = answer(here, *both, "--data-dir", str(tmp_path))
    assert found["texts"] == 3
    assert found["most"] < 0.01
    assert found["flipped"] == 0
    code, printed, err = here("model", *both, "--data-dir", str(tmp_path))
    assert (code, err) == (0, "")
    assert "no decision changes" in printed


def test_a_check_that_finds_too_much_exits_with_1(
    here: Here, tmp_path: Path, texts: Path
) -> None:
    install_tiny(tmp_path)
    code, _out, _err = here(
        "model", "check", "tiny", "tiny", "--texts", str(texts),
        "--most", "-1", "--data-dir", str(tmp_path),
    )  # fmt: skip

    assert code == 1


def test_what_cannot_be_compared_is_said(here: Here, tmp_path: Path) -> None:
    install_tiny(tmp_path)
    empty = tmp_path / "empty.txt"
    empty.write_text("\n")
    for first, file, problem in (
        ("other", empty, "has no text in it"),
        ("tiny", tmp_path / "nothing.txt", "cannot be read"),
    ):
        code, _out, err = here(
            "model", "check", first, "tiny", "--texts", str(file),
            "--data-dir", str(tmp_path),
        )  # fmt: skip
        assert code == 2
        assert problem in err


def test_what_is_no_checkpoint_is_said(here: Here, tmp_path: Path) -> None:
    (tmp_path / "x.ckpt").write_bytes(b"nothing")
    code, _out, err = here(
        "model", "convert", str(tmp_path / "x.ckpt"), "--out", str(tmp_path / "made")
    )

    assert code == 2
    assert "damaged" in err
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize("arguments", [(), ("nothing",), ("get",), ("convert", "x")])
def test_wrong_usage(here: Here, arguments: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit) as ended:
        here("model", *arguments)
    assert ended.value.code == 2
