"""What the command line understands, before anything runs."""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

from companion.app.cli import (
    COMMANDS,
    data_folder,
    main,
    make_parser,
    port_number,
    positive,
    print_json,
    printable,
    whole,
)
from companion.app.commands.serve import options_of
from companion.app.options import RunOptions


def asked(*arguments: str) -> RunOptions:
    return options_of(make_parser().parse_args(arguments), purpose="test")


def test_a_demo_is_the_simulator_in_a_throw_away_folder() -> None:
    found = asked("serve", "--demo")
    assert (found.connect, found.folder) == (("simulator:1",), None)
    assert (found.rate, found.port, found.events) == (None, None, None)


def test_a_demo_with_a_folder_is_kept(tmp_path: Path) -> None:
    for arguments in (
        ("serve", "--demo", "--data-dir", str(tmp_path)),
        ("--data-dir", str(tmp_path), "serve", "--demo"),
    ):
        assert asked(*arguments).folder == tmp_path


def test_a_demo_does_not_play_in_the_folder_of_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("COMPANION_DATA_DIR", str(tmp_path))
    assert asked("serve", "--demo").folder is None
    assert asked("serve").folder == tmp_path


@pytest.mark.parametrize(
    "line",
    [
        "--data-dir here sessions list",
        "sessions --data-dir here list",
        "sessions list --data-dir here",
        "--data-dir there sessions list --data-dir here",
        "doctor --data-dir here",
        "moderate --text x --data-dir here",
    ],
)
def test_the_folder_is_named_anywhere_and_outweighs_the_environment(
    monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    monkeypatch.setenv("COMPANION_DATA_DIR", "elsewhere")
    assert data_folder(make_parser().parse_args(line.split())) == Path("here")


@pytest.mark.parametrize("where", ["before", "after"])
def test_options_mean_the_same_before_and_after_the_command(where: str) -> None:
    options = ("--demo", "--seed", "7", "--rate", "50", "--port", "0")
    line = (*options, "serve") if where == "before" else ("serve", *options)
    found = asked(*line)

    assert found.connect == ("simulator:7",)
    assert (found.rate, found.port, found.folder) == (50, 0, None)


def test_settings_from_both_sides_of_the_command_all_count() -> None:
    found = asked("--set", "a.b=1", "serve", "--set", "c.d=2", "--set", "e.f=3")
    assert found.overrides == ("a.b=1", "c.d=2", "e.f=3")


def test_targets_keep_their_order_behind_the_simulator() -> None:
    found = asked("serve", "--connect", "tiktok:@a", "--demo", "--connect", "tiktok:@b")
    assert found.connect == ("simulator:1", "tiktok:@a", "tiktok:@b")


def test_without_a_command_it_is_the_window() -> None:
    arguments = make_parser().parse_args(["--demo", "--seed", "3"])
    assert arguments.command is None
    assert options_of(arguments, purpose="window").connect == ("simulator:3",)


@pytest.mark.parametrize("name", [*COMMANDS, "window"])
def test_every_command_has_its_module(name: str) -> None:
    module = import_module(f"companion.app.commands.{name}")
    assert callable(module.run)
    assert (module.__doc__ or "").startswith(
        "`companion` alone" if name == "window" else f"`companion {name}`"
    )


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (whole, "0", 0),
        (whole, "12", 12),
        (port_number, "65535", 65535),
        (positive, "0.5", 0.5),
        (positive, "1e3", 1000),
    ],
)
def test_numbers_are_read(
    read: Callable[[str], float], text: str, value: float
) -> None:
    assert read(text) == value


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (whole, "-1"),
        (whole, "1.5"),
        (whole, ""),
        (whole, "٣"),
        (whole, "9" * 5_000),
        (port_number, "65536"),
        (positive, "-0.1"),
        (positive, "nan"),
        (positive, "inf"),
        (positive, "soon"),
    ],
)
def test_what_is_no_such_number_is_said(
    read: Callable[[str], float], text: str
) -> None:
    with pytest.raises(ArgumentTypeError):
        read(text)


def test_names_cannot_move_the_cursor() -> None:
    assert printable("a\x1b[2Jb\u202ec\u2028猫") == "a·[2Jb·c·猫"


def test_an_answer_in_json_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"text": "a\u2028b\nc"})
    out = capsys.readouterr().out
    assert len(out.splitlines()) == 1
    assert out.endswith("\n")


def test_an_error_is_one_sentence_and_exit_2(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code = main(["sessions", "list", "--data-dir", str(tmp_path)])
    captured = capsys.readouterr()
    assert (code, captured.out) == (2, "")
    assert captured.err == f"companion: There is no ledger in {tmp_path} yet.\n"


def test_a_file_that_cannot_be_read_is_no_traceback(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    code = main(["moderate", "--file", str(tmp_path)])
    assert code == 2
    assert capsys.readouterr().err.startswith(f"companion: {tmp_path}")
