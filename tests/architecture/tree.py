"""Reading the repository as the tests of its rules see it."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = ("companion", "overlays", "resources", "sessions")
FOLDERS = (*PACKAGES, "packaging", "tests", "docs")


def files(*folders: str, suffix: str = "") -> list[Path]:
    """Return every file beneath these folders whose name ends in `suffix`."""
    found = (path for folder in folders for path in (ROOT / folder).rglob("*"))
    return sorted(
        path
        for path in found
        if path.is_file()
        and "__pycache__" not in path.parts
        and path.name.endswith(suffix)
    )


def name_of(path: Path) -> str:
    """Return a path as people write it: from the root, with slashes."""
    return path.relative_to(ROOT).as_posix()


def parsed(path: Path) -> ast.Module:
    """Return a Python file's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function and method, nested ones too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def pyproject() -> dict[str, Any]:
    """Return pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def subpackages(folder: str) -> list[str]:
    """Return the names of the packages that lie directly in a folder."""
    return sorted(path.parent.name for path in (ROOT / folder).glob("*/__init__.py"))
