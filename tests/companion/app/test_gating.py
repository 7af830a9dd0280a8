"""What the gate is built of: the key of a second opinion is in the keyring only."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backends.fail import Keyring as NoKeyring

from companion.app.gating import gating_of
from companion.app.keyring_secrets import KeyringSecrets
from companion.app.logins import SECOND_OPINION
from companion.domain.errors import SettingsError
from companion.settings import ModerationSettings
from tests.support.fakes import FakeClock


@pytest.fixture
def no_keyring() -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(NoKeyring())
    yield
    keyring.set_keyring(before)


@pytest.mark.parametrize("key", ["two words", "line\r\nHost: evil", "é", "x" * 501])
async def test_what_cannot_stand_in_a_header_is_no_key(
    key: str, tmp_path: Path
) -> None:
    secrets = await KeyringSecrets.open([])
    gating = gating_of(
        ModerationSettings(),
        folder=tmp_path,
        blocklist=None,
        clock=FakeClock(),
        secrets=secrets,
    )
    with pytest.raises(SettingsError, match="at most 500") as refused:
        await gating.parts.opinion_key.keep(key)
    secrets.close()

    assert key not in str(refused.value)
    assert secrets.read(SECOND_OPINION) is None


async def test_without_a_keyring_a_key_is_refused(
    no_keyring: None, tmp_path: Path
) -> None:
    secrets = await KeyringSecrets.open([])
    gating = gating_of(
        ModerationSettings(),
        folder=tmp_path,
        blocklist=None,
        clock=FakeClock(),
        secrets=secrets,
    )
    with pytest.raises(SettingsError, match="keyring"):
        await gating.parts.opinion_key.keep("key-1")
    secrets.close()

    assert not gating.parts.opinion_key.is_kept()
