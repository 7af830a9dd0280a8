"""The hooks of a data folder: made, given other tokens, deleted, kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from companion.app.machine import SystemIds
from companion.domain.errors import CommandError
from companion.web.api.hooks import MOST_HOOKS, TokenHooks
from companion.web.tokens import Tokens


def hooks(folder: Path) -> tuple[TokenHooks, Tokens]:
    tokens = Tokens(folder, SystemIds())
    return TokenHooks(tokens, lambda: "http://127.0.0.1:1"), tokens


def test_a_hook_is_kept_with_its_address_and_its_own_token(tmp_path: Path) -> None:
    made = hooks(tmp_path)[0].make("tip")
    again, tokens = hooks(tmp_path)

    assert made.address == "http://127.0.0.1:1/api/v1/hooks/tip"
    assert again.make("tip") == made
    assert again.all() == [made]
    assert tokens.opens_hook("tip", made.token)
    assert not tokens.opens_hook("other", made.token)
    assert tokens.scope_of(made.token) is None


def test_no_log_may_have_a_hooks_token(tmp_path: Path) -> None:
    kept, tokens = hooks(tmp_path)

    assert kept.make("tip").token in tokens.secrets()


def test_nothing_opens_a_hook_that_is_not_there(tmp_path: Path) -> None:
    kept, tokens = hooks(tmp_path)
    made = kept.make("tip")
    kept.forget("tip")

    for presented in ("", made.token):
        assert not tokens.opens_hook("tip", presented)
    for change in (kept.rotate, kept.forget):
        with pytest.raises(CommandError):
            change("tip")


def test_there_is_an_end_to_how_many_there_are(tmp_path: Path) -> None:
    kept, _tokens = hooks(tmp_path)
    for number in range(MOST_HOOKS):
        kept.make(f"hook-{number}")

    assert kept.make("hook-0").name == "hook-0"
    with pytest.raises(CommandError):
        kept.make("one-more")


@pytest.mark.parametrize("name", ["", "A", "a/b", "a b", "é", "x" * 51, "tip\n"])
def test_a_name_is_part_of_an_address(tmp_path: Path, name: str) -> None:
    with pytest.raises(CommandError):
        hooks(tmp_path)[0].make(name)
