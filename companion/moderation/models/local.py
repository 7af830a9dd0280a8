"""A model from a folder, an archive or a single file that somebody has already."""

from __future__ import annotations

import lzma
import shutil
import zipfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Final
from urllib.parse import urlsplit

from msgspec.structs import replace

from companion.domain.errors import ModelError
from companion.i18n import _
from companion.moderation.models.manifest import (
    FILE,
    Manifest,
    ModelFile,
    file_of,
    read_manifest,
)

_LARGEST: Final = 4 * 1024**3
_PIECE: Final = 1024 * 1024

_WEIGHTS: Final = frozenset({".onnx", ".ckpt", ".safetensors"})

_DAMAGED: Final = (
    OSError,
    EOFError,
    RuntimeError,
    lzma.LZMAError,
    zipfile.BadZipFile,
    zlib.error,
)
"""What a damaged or locked archive raises."""

Open = Callable[[], BinaryIO]


def take_local(
    file: Path, expected: Manifest, loaded: Path, *, progress: Callable[[int], None]
) -> Manifest:
    """Copy a model's files into `loaded`; return its manifest with their checksums.

    file: a folder or zip archive with the files, or the model's main file beside the
    others. They may have our names, or those that they are published under. progress:
    told the bytes that were copied. Raises ModelError when one is missing or is not the
    published one.
    """
    try:
        with _Sources(file) as sources:
            files: dict[str, ModelFile] = {}
            done = 0
            for name, wanted in expected.files.items():
                opener = sources.find(name, wanted)
                target = loaded / name
                most = min(_LARGEST, done + wanted.size if wanted.size else _LARGEST)
                done = _copy(opener, target, done=done, most=most, progress=progress)
                files[name] = _verified(loaded / name, name, wanted)
            return replace(expected, files=files)
    except _DAMAGED as error:
        raise _unusable(file, str(error)) from error


def manifest_in(file: Path) -> Manifest | None:
    """Return the manifest that lies with a model, as `convert` writes it, if any."""
    folder = file if file.is_dir() else file.parent
    if zipfile.is_zipfile(file) or not (folder / FILE).is_file():
        return None
    return read_manifest(folder)


class _Sources:
    """The files that somebody has, by name."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._archive: zipfile.ZipFile | None = None

    def __enter__(self) -> _Sources:
        if not self._file.exists():
            raise _unusable(self._file, _("it is not there"))
        if self._file.is_file() and zipfile.is_zipfile(self._file):
            self._archive = zipfile.ZipFile(self._file)
        return self

    def __exit__(self, *_about: object) -> None:
        if self._archive is not None:
            self._archive.close()

    def find(self, name: str, wanted: ModelFile) -> Open:
        """Return what opens a file by our name or its makers'; raises ModelError."""
        published = PurePosixPath(urlsplit(wanted.address).path).name
        if self._is_main(name):
            return _opener(self._file)
        known = self._known()
        for one in (name, published):
            if one in known:
                return known[one]
        text = _("there is no {file} in it")
        raise _unusable(self._file, text.format(file=name))

    def _known(self) -> Mapping[str, Open]:
        if self._archive is not None:
            return _members(self._archive)
        if self._file.is_file():
            paths = [*self._file.parent.iterdir()]
        else:  # the hub keeps some files one folder further down
            paths = [*self._file.glob("*/*"), *self._file.iterdir()]
        return {one.name: _opener(one) for one in paths if one.is_file()}

    def _is_main(self, name: str) -> bool:
        """Tell whether the file that was named is the model, whatever it is called."""
        is_single = self._archive is None and self._file.is_file()
        suffix = Path(name).suffix
        return is_single and suffix in _WEIGHTS and self._file.suffix == suffix


def _members(archive: zipfile.ZipFile) -> Mapping[str, Open]:
    """Return an archive's files by name; none is ever written by its own path."""
    return {
        PurePosixPath(one.filename).name: _member(archive, one)
        for one in archive.infolist()
        if not one.is_dir()
    }


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Open:
    return lambda: archive.open(info)  # type: ignore[return-value]  # read like a file


def _opener(path: Path) -> Open:
    return lambda: path.open("rb")


def _copy(
    opener: Open,
    target: Path,
    *,
    done: int,
    most: int,
    progress: Callable[[int], None],
) -> int:
    """Copy, and return how many bytes are done by now; raises OSError.

    Raises ModelError before more than `most` are: a small archive may unpack to any
    size.
    """
    with opener() as source, target.open("wb") as copy:
        while piece := source.read(_PIECE):
            done += len(piece)
            if done > most:
                raise _unusable(target, _("it is too large"))
            copy.write(piece)
            progress(done)
    return done


def _verified(path: Path, name: str, wanted: ModelFile) -> ModelFile:
    found = file_of(path, address=wanted.address)
    if wanted.sha256 not in {"", found.sha256}:
        text = _(
            "{file} is not the file that its makers published: its checksum differs. "
            "Nothing was installed."
        )
        raise ModelError(text.format(file=name))
    return found


def clear(folder: Path) -> None:
    """Make an empty folder; raises OSError."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)


def _unusable(file: Path, cause: str) -> ModelError:
    text = _("{file} cannot be used: {cause}")
    return ModelError(text.format(file=file, cause=cause))
