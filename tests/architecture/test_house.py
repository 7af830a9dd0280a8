"""The commands, the licence and the dependencies keep their promises."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from importlib import metadata

import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.tree import ROOT, files, pyproject

AGPL_3 = "8486a10c4393cee1c25392769ddd3b2d6c242d6ec7928e1414efff7dfb2f07ef"
"""SHA-256 of the licence's text as the Free Software Foundation publishes it."""


def direct() -> list[Requirement]:
    """Return what this system needs to run and test Companion."""
    project = pyproject()["project"]
    extras = project["optional-dependencies"].values()
    lines = [*project["dependencies"], *(line for extra in extras for line in extra)]
    needs = [Requirement(line) for line in lines]
    return [need for need in needs if need.marker is None or need.marker.evaluate()]


def constraints() -> dict[str, str]:
    text = (ROOT / "packaging" / "constraints.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return dict(line.split("==") for line in lines)


def test_the_licence_is_the_agpl_word_for_word() -> None:
    text = (ROOT / "LICENSE").read_bytes()

    assert hashlib.sha256(text).hexdigest() == AGPL_3
    assert pyproject()["project"]["license"] == "AGPL-3.0-or-later"


def test_every_direct_dependency_is_locked_within_its_bounds() -> None:
    locked = constraints()
    outside = [
        str(need)
        for need in direct()
        if not need.specifier.contains(locked.get(canonicalize_name(need.name), "0"))
    ]

    assert outside == []


def test_the_readme_names_the_licence_of_every_direct_dependency() -> None:
    done = subprocess.run(
        [sys.executable, "packaging/licences.py", "check"],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout


def test_every_dependency_is_installed_as_written() -> None:
    outside = [
        str(need)
        for need in direct()
        if not need.specifier.contains(metadata.version(need.name))
    ]

    assert outside == []


def test_ci_runs_make_test() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")

    assert script.rstrip().endswith("exec make test")


def test_pre_commit_runs_what_ci_runs() -> None:
    text = (ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    hooks = [hook for repo in yaml.safe_load(text)["repos"] for hook in repo["hooks"]]
    entries = {hook["entry"] for hook in hooks}
    recipe = targets()["test"]

    assert {"make lint", "make test"} <= entries
    assert "$(CHECK) lint" in recipe
    assert "$(CHECK) tests" in recipe


def test_every_target_of_the_makefile_is_explained() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    unexplained = re.findall(r"^([a-z-]+):(?!.*## )", text, flags=re.MULTILINE)

    assert unexplained == []


def test_coverage_below_80_percent_fails() -> None:
    assert pyproject()["tool"]["coverage"]["report"]["fail_under"] >= 80


def test_scripts_are_valid_shell() -> None:
    for script in files("packaging", suffix=".sh"):
        subprocess.run(["sh", "-n", str(script)], check=True, timeout=10)


def targets() -> dict[str, str]:
    """Return each Makefile target with its recipe."""
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    return {
        found["name"]: found["recipe"]
        for found in re.finditer(
            r"^(?P<name>[a-z-]+):.*\n(?P<recipe>(\t.*\n)+)", text, flags=re.MULTILINE
        )
    }
