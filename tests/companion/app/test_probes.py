"""What is tried in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess

import pytest

from companion.app.probes import probe_command
from companion.workers.program import own_environment


def probe(name: str, *arguments: str, **environment: str) -> str:
    """Run a probe as the doctor does, and return what it printed."""
    return subprocess.run(
        probe_command(name, *arguments),
        env=own_environment({**os.environ, **environment}),
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    ).stdout.strip()


def test_qt_tells_which_scripts_it_has_fonts_for() -> None:
    found = json.loads(probe("qt", "Latin", "Ogham", QT_QPA_PLATFORM="offscreen"))

    assert found["platform"] == "offscreen"
    assert "Latin" in found["scripts"]
    assert set(found["scripts"]) <= {"Latin", "Ogham", "Emoji"}


@pytest.mark.parametrize(
    "backend", ["keyring.backends.fail.Keyring", "keyring.backends.null.Keyring"]
)
def test_the_keyring_in_use_is_named(backend: str) -> None:
    assert probe("keyring-backends", PYTHON_KEYRING_BACKEND=backend) == backend


def test_secrets_are_told_by_name() -> None:
    nothing = "keyring.backends.null.Keyring"
    told = probe("keyring-secrets", "x", "a", "b", PYTHON_KEYRING_BACKEND=nothing)

    assert json.loads(told) == {"a": None, "b": None}
