"""Link and API tokens: kept, private, compared whole."""

from __future__ import annotations

import itertools
import stat
import sys
from pathlib import Path

import msgspec
import pytest

from companion.app.machine import SystemIds
from companion.domain.errors import ServerError
from companion.web.tokens import API_SCOPES, FILE, Scope, Tokens
from tests.support.fakes import FakeIds

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")


def test_a_folder_keeps_its_tokens(tmp_path: Path) -> None:
    first = Tokens(tmp_path, SystemIds())
    links = [first.overlay(name) for name in ("leaderboard", "chat")]
    second = Tokens(tmp_path, SystemIds())

    assert [second.overlay(name) for name in ("leaderboard", "chat")] == links
    assert [second.api(s) for s in API_SCOPES] == [first.api(s) for s in API_SCOPES]


def test_no_two_tokens_are_alike_and_each_holds_128_bits(tmp_path: Path) -> None:
    tokens = Tokens(tmp_path, SystemIds())
    tokens.overlay("leaderboard")
    tokens.overlay("chat")

    assert len(set(tokens.secrets())) == 5
    assert all(len(token) >= 22 for token in tokens.secrets())


def test_another_folder_has_other_tokens(tmp_path: Path) -> None:
    first, second = (Tokens(tmp_path / name, SystemIds()) for name in ("a", "b"))

    assert first.overlay("chat") != second.overlay("chat")


@posix
def test_only_the_owner_can_read_the_file(tmp_path: Path) -> None:
    Tokens(tmp_path, FakeIds()).overlay("chat")

    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


@posix
def test_a_restored_file_is_made_private_again(tmp_path: Path) -> None:
    Tokens(tmp_path, FakeIds())
    (tmp_path / FILE).chmod(0o644)

    Tokens(tmp_path, FakeIds())

    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


def test_nothing_else_is_left_in_the_folder(tmp_path: Path) -> None:
    tokens = Tokens(tmp_path, FakeIds())
    tokens.overlay("chat")
    tokens.rotate("chat")

    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_a_half_written_file_is_in_nobodys_way(
    tmp_path: Path,
) -> None:
    kept = Tokens(tmp_path, FakeIds()).overlay("chat")
    (tmp_path / FILE).with_suffix(".new").write_text("{")

    tokens = Tokens(tmp_path, FakeIds())
    tokens.rotate("leaderboard")

    assert tokens.overlay("chat") == kept


def test_a_token_opens_its_overlay_only(tmp_path: Path) -> None:
    tokens = Tokens(tmp_path, FakeIds())
    chat, board = tokens.overlay("chat"), tokens.overlay("leaderboard")

    assert tokens.opens("chat", chat)
    assert not tokens.opens("chat", board)
    assert tokens.opens_any(chat)
    assert tokens.opens_any(board)


def test_what_is_no_token_opens_nothing(tmp_path: Path) -> None:
    tokens = Tokens(tmp_path, FakeIds())
    token = tokens.overlay("chat")

    for presented in ("", token[:-1], f"{token}x", f" {token}", "\udcff", "ü", "\x00"):
        assert not tokens.opens("chat", presented)
        assert not tokens.opens("nothing", presented)
        assert not tokens.opens_any(presented)
        assert tokens.scope_of(presented) is None


def test_every_token_has_its_scope(tmp_path: Path) -> None:
    tokens = Tokens(tmp_path, FakeIds())

    assert [tokens.scope_of(tokens.api(s)) for s in API_SCOPES] == list(API_SCOPES)
    assert tokens.scope_of(tokens.overlay("chat")) is Scope.OVERLAY
    assert all(low < high for low, high in itertools.pairwise(Scope))


def test_a_new_token_replaces_the_old_one_for_good(tmp_path: Path) -> None:
    tokens = Tokens(tmp_path, FakeIds())
    old = tokens.overlay("chat")

    new = tokens.rotate("chat")

    assert new != old
    assert not tokens.opens("chat", old)
    assert Tokens(tmp_path, FakeIds()).overlay("chat") == new


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe",
        b"[]",
        b'{"v":1,"api":{"control":"short"}}',
        b'{"v":1,"overlays":{"chat":"../../../../etc/passwd"}}',
        b'{"v":1,"overlays":{"chat":""}}',
    ],
)
def test_a_damaged_file_is_an_error_and_stays(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)

    with pytest.raises(ServerError, match=FILE):
        Tokens(tmp_path, FakeIds())

    assert (tmp_path / FILE).read_bytes() == content


def test_a_folder_that_takes_nothing_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(ServerError, match="--data-dir"):
        Tokens(tmp_path / "file" / "data", FakeIds())


def test_a_token_that_could_not_be_kept_is_not_given_out(tmp_path: Path) -> None:
    tokens = Tokens(tmp_path, FakeIds())
    old = tokens.overlay("chat")
    (tmp_path / FILE).with_suffix(".new").mkdir()  # nothing can be written there

    with pytest.raises(ServerError):
        tokens.rotate("chat")

    assert tokens.overlay("chat") == old


def test_the_file_is_plain_json(tmp_path: Path) -> None:
    tokens = Tokens(tmp_path, FakeIds())
    link = tokens.overlay("chat")

    kept = msgspec.json.decode((tmp_path / FILE).read_bytes())

    assert (kept["v"], kept["overlays"]) == (1, {"chat": link})
    assert set(kept["api"]) == {"read", "moderate", "control"}
