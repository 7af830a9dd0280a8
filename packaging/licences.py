"""Keep the README's table of licences complete.

update  writes the table from what the installed distributions say about themselves
check   exit code 1 when the README has another table
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
TABLE = re.compile(r"(<!-- licences -->\n).*?(<!-- end of licences -->)", re.DOTALL)
TOO_LONG = 60
"""A License field longer than this is the licence's text, not its name."""

BY_CLASSIFIER = {
    "MIT License": "MIT",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD",
    "GNU Affero General Public License v3": "AGPL-3.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
READ_BY_A_PERSON = {
    "TikTokLive": "AGPL-3.0 with additional sections 18–21",
    "babel": "BSD-3-Clause",
    "import-linter": "BSD-2-Clause",
    "pynput": "LGPL-3.0",  # for Windows and macOS only, so not installed here
    "pytest-timeout": "MIT",
    "python-xlib": "LGPL-2.1-or-later",
    "tzdata": "Apache-2.0",  # for Windows only, so not installed here
}
"""Where the metadata say less than the licence file in the distribution."""


def direct(pyproject: Path) -> dict[str, list[str]]:
    """Return what each part needs, by name: the app, its tests, its checks."""
    project = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]
    parts = {"app": project["dependencies"], **project["optional-dependencies"]}
    return {
        part: sorted((Requirement(line).name for line in lines), key=str.lower)
        for part, lines in parts.items()
    }


def licence_of(name: str) -> str:
    """Return the licence that a distribution states; "unknown" when it does not."""
    if name in READ_BY_A_PERSON:
        return READ_BY_A_PERSON[name]
    about = metadata.metadata(name).json
    if expression := about.get("license_expression"):
        return str(expression)
    for classifier in about.get("classifier", ()):
        if classifier.startswith("License :: "):
            last = classifier.rsplit(" :: ", 1)[1]
            return BY_CLASSIFIER.get(last, last)
    stated = str(about.get("license", "")).strip()
    return stated if stated and len(stated) < TOO_LONG else "unknown"


def table() -> str:
    """Return the table in Markdown."""
    lines = ["| Library | Licence | For |", "|---|---|---|"]
    for part, names in direct(ROOT / "pyproject.toml").items():
        lines += (f"| {name} | {licence_of(name)} | {part} |" for name in names)
    return "\n".join(lines) + "\n"


def main() -> int:
    """Run the command; return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("command", choices=("update", "check"))
    command = parser.parse_args().command
    before = README.read_text(encoding="utf-8")
    after = TABLE.sub(lambda found: found[1] + table() + found[2], before)
    if "unknown" in table():
        sys.stdout.write("A licence is unknown: read it, add it to the script.\n")
        return 1
    if command == "update":
        README.write_text(after, encoding="utf-8")
        return 0
    if before != after or not TABLE.search(before):
        sys.stdout.write("Run `.venv/bin/python packaging/licences.py update`.\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
