"""How OBS is reached."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from companion.settings.obs import OBS_ADDRESS, ObsSettings


def test_by_default_obs_is_looked_for_where_it_is_usually() -> None:
    settings = ObsSettings()

    assert (settings.enabled, settings.address) == (True, OBS_ADDRESS)
    assert settings.refresh_on_start


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("ws://127.0.0.1:4455/", "ws://127.0.0.1:4455"),
        (" ws://studio.local:4455 ", "ws://studio.local:4455"),
        ("wss://[::1]:4455", "wss://[::1]:4455"),
    ],
)
def test_an_address_is_kept_in_one_spelling(typed: str, kept: str) -> None:
    assert ObsSettings(address=typed).address == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "http://127.0.0.1:4455",
        "ws://",
        "ws://me:secret@host",
        "ws://a b",
        "ws://h:x",
    ],
)
def test_what_is_no_address_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        ObsSettings(address=typed)


def test_a_panic_key_has_one_spelling() -> None:
    assert ObsSettings(panic_hotkey="alt+control+p").panic_hotkey == "Ctrl+Alt+P"
