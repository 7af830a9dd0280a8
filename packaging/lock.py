"""Write packaging/constraints.txt: the versions in this environment, which work.

Only what Companion and its extras lead to; tools that happen to lie beside it do not
belong in there.
"""

from __future__ import annotations

import sys
import tomllib
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

TARGET = Path(__file__).with_name("constraints.txt")
HEADER = """\
# The versions that `make demo` and `make test` install, written by `make lock`.
# What Companion needs stands in pyproject.toml; this only keeps a later release of
# somebody else's library from breaking an evening that worked yesterday.
"""


def requirements_of(name: str, extras: frozenset[str]) -> list[Requirement]:
    """Return what an installed distribution needs here, with these extras of it."""
    lines = metadata.requires(name) or []
    needed = [Requirement(line) for line in lines]
    return [
        need
        for need in needed
        if need.marker is None
        or any(need.marker.evaluate({"extra": extra}) for extra in {"", *extras})
    ]


def direct() -> list[Requirement]:
    """Return what pyproject.toml asks for on this system, its extras included."""
    text = Path("pyproject.toml").read_text(encoding="utf-8")
    project = tomllib.loads(text)["project"]
    extras = project["optional-dependencies"].values()
    lines = (*project["dependencies"], *(line for extra in extras for line in extra))
    needs = [Requirement(line) for line in lines]
    return [need for need in needs if need.marker is None or need.marker.evaluate()]


def closure(waiting: list[Requirement]) -> dict[str, str]:
    """Return name and version of everything that these requirements lead to."""
    versions: dict[str, str] = {}
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        need = waiting.pop()
        name, extras = canonicalize_name(need.name), frozenset(need.extras)
        if (name, extras) not in seen:
            seen.add((name, extras))
            # 2.13.0+cpu is one builder's 2.13.0: others have it under that name only.
            versions[name] = metadata.version(name).partition("+")[0]
            waiting += requirements_of(name, extras)
    return versions


def main() -> int:
    """Write the file; return the exit code."""
    versions = closure(direct())
    lines = [f"{name}=={version}\n" for name, version in sorted(versions.items())]
    TARGET.write_text(HEADER + "".join(lines), encoding="utf-8")
    sys.stdout.write(f"{len(lines)} versions in {TARGET.name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
