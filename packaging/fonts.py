"""Bundle the typefaces of the overlays.

Usage: fonts.py

Takes them from the npm registry's @fontsource packages, all under the SIL Open Font
Licence, into overlays/shared/fonts. Needs fonttools and brotli. The emoji keep their
COLRv1 outlines, which Chromium draws from 98 on, and lose the SVG that it does not.
"""

from __future__ import annotations

import io
import tarfile
import urllib.request
from pathlib import Path
from typing import Final, NamedTuple

from fontTools.ttLib import TTFont

FOLDER: Final = Path(__file__).parents[1] / "overlays" / "shared" / "fonts"
_EUROPE: Final = ("latin", "latin-ext", "cyrillic", "greek", "vietnamese")
REGISTRY: Final = "https://registry.npmjs.org"


class Face(NamedTuple):
    """One typeface: a package of the registry and its files, by the names they get."""

    scope: str
    name: str
    version: str
    files: dict[str, str]


def _variable(name: str, version: str, *scripts: str, style: str = "normal") -> Face:
    end = "" if style == "normal" else f"-{style}"
    files = {
        f"{name}-{script}{end}.woff2": f"{name}-{script}-wght-{style}.woff2"
        for script in scripts
    }
    return Face("@fontsource-variable", name, version, files)


def _whole(name: str, version: str, script: str, weight: int) -> Face:
    files = {f"{name}.woff2": f"{name}-{script}-{weight}-normal.woff2"}
    return Face("@fontsource", name, version, files)


FACES: Final = (
    _whole("noto-sans-jp", "5.3.0", "japanese", 600),
    _whole("noto-sans-sc", "5.3.0", "chinese-simplified", 600),
    _whole("noto-sans-kr", "5.3.0", "korean", 600),
    _whole("noto-color-emoji", "5.3.2", "emoji", 400),
    _variable("noto-sans-arabic", "5.3.0", "arabic"),
    _variable("noto-sans-hebrew", "5.3.0", "hebrew"),
    _variable("noto-sans-devanagari", "5.3.0", "devanagari"),
    _variable("noto-sans-thai", "5.3.0", "thai"),
    _variable(
        "source-serif-4",
        "5.3.1",
        "latin",
        "latin-ext",
        "cyrillic",
        "greek",
        "vietnamese",
    ),
    _variable("source-serif-4", "5.3.1", "latin", "latin-ext", style="italic"),
    _variable(
        "jetbrains-mono",
        "5.3.0",
        "latin",
        "latin-ext",
        "cyrillic",
        "greek",
        "vietnamese",
    ),
    Face(
        "@fontsource",
        "jersey-15",
        "5.3.0",
        {
            f"jersey-15-{script}.woff2": f"jersey-15-{script}-400-normal.woff2"
            for script in ("latin", "latin-ext")
        },
    ),
)


def main() -> None:
    """Write every file and its licence."""
    for face in FACES:
        with tarfile.open(fileobj=io.BytesIO(_package(face))) as package:
            for target, source in face.files.items():
                content = _content(package, f"package/files/{source}")
                if face.name == "noto-color-emoji":
                    content = _without_svg(content)
                (FOLDER / target).write_bytes(content)
            licence = _content(package, "package/LICENSE")
            (FOLDER / f"{face.name.upper()}-OFL.txt").write_bytes(licence)


def _package(face: Face) -> bytes:
    path = f"{face.scope}/{face.name}/-/{face.name}-{face.version}.tgz"
    with urllib.request.urlopen(f"{REGISTRY}/{path}") as answer:  # noqa: S310  # https, fixed
        content: bytes = answer.read()
    return content


def _content(package: tarfile.TarFile, path: str) -> bytes:
    file = package.extractfile(path)
    if file is None:
        raise FileNotFoundError(path)
    return file.read()


def _without_svg(content: bytes) -> bytes:
    font = TTFont(io.BytesIO(content), recalcTimestamp=False)
    del font["SVG "]
    font.flavor = "woff2"
    smaller = io.BytesIO()
    font.save(smaller)
    return smaller.getvalue()


if __name__ == "__main__":
    main()
