"""The folder in which models are kept."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Final, NamedTuple

import msgspec
from msgspec.structs import replace

from companion.domain.errors import ModelError
from companion.i18n import _
from companion.kept_file import replace_whole
from companion.moderation.models.manifest import (
    FILE,
    OTHER_NAMES,
    Manifest,
    check_whole,
    read_manifest,
    version_of,
    write_manifest,
)

FOLDER: Final = "models"
CONFIG: Final = "config.json"

_SPEED: Final = "measured.json"


class _Speed(msgspec.Struct, frozen=True):
    version: str
    ms: float


class Installed(NamedTuple):
    """A model that is here. problem: why it cannot be used, "" when it can."""

    id: str
    manifest: Manifest | None
    problem: str


class ModelStore:
    """The models of a data folder; each is whole in `models/<id>`, or not there."""

    def __init__(self, data_folder: Path) -> None:
        self._folder = data_folder / FOLDER

    def folder(self, model_id: str) -> Path:
        """Return where a model is, or would be; raises ModelError for no such name."""
        if not model_id or Path(model_id).name != model_id or model_id.startswith("."):
            raise ModelError(_("“{id}” is no name of a model").format(id=model_id))
        return self._folder / model_id

    def scratch(self, model_id: str) -> Path:
        """Return the folder for what is still being loaded; it may not exist."""
        return self.folder(model_id).with_name(f".{model_id}.loading")

    def manifest(self, model_id: str) -> Manifest:
        """Return the manifest of a model that is here; raises ModelError."""
        folder = self.folder(model_id)
        if not folder.is_dir():
            text = _("The model “{id}” is not here. Get it: companion model get {id}")
            raise ModelError(text.format(id=model_id))
        manifest = read_manifest(folder)
        if manifest.id != model_id:
            text = _("The folder of the model “{id}” holds another one: {other}")
            raise ModelError(text.format(id=model_id, other=manifest.id))
        return manifest

    def check(self, model_id: str) -> Manifest:
        """Return the manifest of a model whose files are whole; raises ModelError."""
        manifest = self.manifest(model_id)
        check_whole(manifest, self.folder(model_id))
        return manifest

    def installed(self) -> list[Installed]:
        """Return what is here, by name; looks at sizes only, which is quick."""
        if not self._folder.is_dir():
            return []
        names = sorted(one.name for one in self._folder.iterdir() if one.is_dir())
        return [self._installed(name) for name in names if not name.startswith(".")]

    def put(self, manifest: Manifest, loaded: Path) -> Manifest:
        """Make a folder of loaded files the model, in place of an older one.

        Returns the manifest as installed. Raises ModelError when the files are not what
        it says; nothing is changed then.
        """
        final = labelled_by_config(manifest, loaded)
        check_whole(final, loaded)
        target = self.folder(manifest.id)
        old = target.with_name(f".{manifest.id}.old")
        try:
            write_manifest(final, loaded)
            shutil.rmtree(old, ignore_errors=True)
            if target.exists():
                target.replace(old)
            loaded.replace(target)
        except OSError as error:
            text = _("{folder} cannot be written to: {cause}")
            cause = error.strerror or str(error)
            raise ModelError(text.format(folder=target, cause=cause)) from error
        shutil.rmtree(old, ignore_errors=True)
        return final

    def remove(self, model_id: str) -> None:
        """Delete a model and what was loaded of it; raises ModelError."""
        try:
            for folder in (self.folder(model_id), self.scratch(model_id)):
                if folder.exists():
                    shutil.rmtree(folder)
        except OSError as error:
            text = _("The model “{id}” cannot be deleted: {cause}")
            cause = error.strerror or str(error)
            raise ModelError(text.format(id=model_id, cause=cause)) from error

    def speed(self, manifest: Manifest) -> float | None:
        """Return the milliseconds that were measured here for one text, if any."""
        try:
            raw = (self.folder(manifest.id) / _SPEED).read_bytes()
            found = msgspec.json.decode(raw, type=_Speed)
        except (OSError, msgspec.MsgspecError):
            return None
        return found.ms if found.version == version_of(manifest) else None

    def note_speed(self, manifest: Manifest, ms: float) -> None:
        """Keep what was measured; a folder that cannot be written to is no problem."""
        found = _Speed(version=version_of(manifest), ms=round(ms, 3))
        try:
            file = self.folder(manifest.id) / _SPEED
            replace_whole(file, msgspec.json.encode(found), lasts=False)
        except OSError:
            return

    def _installed(self, name: str) -> Installed:
        try:
            manifest = self.manifest(name)
            folder = self.folder(name)
            for file, expected in manifest.files.items():
                path = folder / file
                if not path.is_file() or path.stat().st_size != expected.size:
                    check_whole(manifest, folder)
        except ModelError as error:
            return Installed(name, None, str(error))
        return Installed(name, manifest, "")


def labelled_by_config(manifest: Manifest, folder: Path) -> Manifest:
    """Return a manifest with the labels in the order that config.json tells.

    What stands in the model's own file counts more than what a catalogue says of it.
    Raises ModelError when the labels are others altogether.
    """
    if manifest.kind not in {"onnx", "transformers"} or CONFIG not in manifest.files:
        return manifest
    try:
        found = json.loads((folder / CONFIG).read_bytes())["id2label"]
        names = [str(found[key]) for key in sorted(found, key=int)]
    except (OSError, KeyError, TypeError, ValueError) as error:
        raise _other_labels(manifest) from error
    labels = {
        name: manifest.labels.get(name, OTHER_NAMES.get(name, "")) for name in names
    }
    if set(labels.values()) - {""} != set(manifest.canonical):
        raise _other_labels(manifest)
    return replace(manifest, labels=labels)


def _other_labels(manifest: Manifest) -> ModelError:
    text = _("The files are not the model “{title}”: {file} names other labels.")
    return ModelError(text.format(title=manifest.title, file=CONFIG))


def is_model(folder: Path) -> bool:
    """Tell whether a folder says that it is a model."""
    return (folder / FILE).is_file()
