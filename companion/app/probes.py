"""What is tried in a process of its own: it may hang, crash, or load too much.

`companion --probe NAME` prints one line to standard output. A built program has no
Python beside it that could be given a text to run.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from companion.workers.program import own_command


def probe_command(name: str, *arguments: str) -> list[str]:
    """Return the command line that runs a probe."""
    return own_command("--probe", name, *arguments)


def main(name: str, arguments: Sequence[str]) -> int:
    """Run a probe of PROBES; return the exit code."""
    print(PROBES[name](arguments))  # noqa: T201  # its answer
    return 0


def _keyring_backends(_arguments: Sequence[str]) -> str:
    """Return where the keyring would keep a login; writes nothing."""
    import keyring  # noqa: PLC0415  # may take long

    backend = keyring.get_keyring()
    inner = getattr(backend, "backends", [backend])
    return ", ".join(f"{type(one).__module__}.{type(one).__name__}" for one in inner)


def _keyring_secrets(arguments: Sequence[str]) -> str:
    """Return as JSON what the keyring holds: a service, then the names of secrets."""
    import keyring  # noqa: PLC0415  # may ask a person and wait for ever

    service, *names = arguments
    return json.dumps({name: keyring.get_password(service, name) for name in names})


def _qt(arguments: Sequence[str]) -> str:
    """Start Qt; return as JSON which of some writing systems it has fonts for."""
    from PySide6.QtCore import qVersion  # noqa: PLC0415  # aborts without a display
    from PySide6.QtGui import QFontDatabase  # noqa: PLC0415  # as above
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415  # as above

    app = QApplication(sys.argv[:1])
    families = QFontDatabase.families()
    systems = QFontDatabase.WritingSystem
    found = [one for one in arguments if QFontDatabase.families(systems[one])]
    if any("emoji" in family.lower() for family in families):
        found.append("Emoji")
    return json.dumps(
        {
            "platform": app.platformName(),
            "families": len(families),
            "scripts": found,
            "version": qVersion(),
        }
    )


PROBES: Final[Mapping[str, Callable[[Sequence[str]], str]]] = {
    "keyring-backends": _keyring_backends,
    "keyring-secrets": _keyring_secrets,
    "qt": _qt,
}
