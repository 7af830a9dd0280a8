"""What a model is: its files, its labels, and how its figures are to be read."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final, Literal

import msgspec
from msgspec import Struct, field

from companion.domain.errors import ModelError
from companion.i18n import _

FILE: Final = "manifest.json"

CANONICAL: Final = (
    "toxicity",
    "severe_toxicity",
    "obscene",
    "threat",
    "insult",
    "identity_attack",
    "sexual_explicit",
)
"""Every label that a policy knows, in the order in which people see them."""

OTHER_NAMES: Final[Mapping[str, str]] = {
    "toxic": "toxicity",
    "severe_toxic": "severe_toxicity",
    "identity_hate": "identity_attack",
}
"""Names that models have for labels of CANONICAL."""

MOST_TOKENS: Final = 64
"""Chat is short: what stands after so many tokens is not read."""

_ID: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_FILE_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_SHA256: Final = re.compile(r"(?:[0-9a-f]{64})?")
_SIZE_LIMIT: Final = 1_000_000


class ModelFile(Struct, frozen=True, kw_only=True):
    """One file of a model.

    sha256: 64 hexadecimal digits; "" in an offer whose maker publishes none. size:
    bytes; 0: not known before it is here. address: where it can be had, "" nowhere.
    """

    sha256: str = ""
    size: int = 0
    address: str = ""


class Manifest(Struct, frozen=True, kw_only=True):
    """A model.

    labels: the model's own name of each of its figures, in its order, and which label
    of CANONICAL that is; "" when it is none and left out. activation: how figures
    become scores: each for itself (sigmoid), or as shares of one (softmax).
    thresholds: of canonical labels, the score from which on its makers, or whoever
    tuned this file, call it given; 0.5 for others. languages: BCP 47 codes.
    max_tokens: how long a text the model can read. source: what it was made from.
    """

    id: str
    title: str
    kind: Literal["onnx", "detoxify", "transformers", "http"]
    labels: dict[str, str]
    activation: Literal["sigmoid", "softmax"] = "sigmoid"
    thresholds: dict[str, float] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    licence: str = ""
    files: dict[str, ModelFile] = field(default_factory=dict)
    max_tokens: int = 512
    source: str = ""

    def __post_init__(self) -> None:
        """Refuse what no model can be; ValueError says what is wrong."""
        if not _ID.fullmatch(self.id):
            raise ValueError(_("“{id}” is no name of a model").format(id=self.id))
        named = [label for label in self.labels.values() if label]
        if not named or len(named) > len(set(named)) or set(named) - set(CANONICAL):
            raise ValueError(_("its labels are not those that a policy knows"))
        if not 4 <= self.max_tokens <= 100_000:
            raise ValueError(_("it says that it can read no text"))
        if set(self.thresholds) - set(named) or not all(
            0 <= value <= 1 for value in self.thresholds.values()
        ):
            raise ValueError(_("its thresholds are not those of its labels"))
        for name, file in self.files.items():
            # Names become paths in the data folder.
            if not _FILE_NAME.fullmatch(name) or name in {FILE, ".", ".."}:
                raise ValueError(_("“{name}” is no name of a file").format(name=name))
            if not _SHA256.fullmatch(file.sha256) or file.size < 0:
                raise ValueError(
                    _("the checksum of “{name}” is none").format(name=name)
                )

    @property
    def canonical(self) -> tuple[str, ...]:
        """The labels that it gives, in its own order."""
        return tuple(label for label in self.labels.values() if label)

    @property
    def size(self) -> int:
        """Of all files, in bytes."""
        return sum(file.size for file in self.files.values())

    def threshold(self, label: str) -> float:
        """Return from which score on a canonical label counts as given."""
        return self.thresholds.get(label, 0.5)


def version_of(manifest: Manifest) -> str:
    """Return "id@" and 12 hexadecimal digits that other files would not have."""
    digest = hashlib.sha256()
    for name, file in sorted(manifest.files.items()):
        digest.update(f"{name} {file.sha256}\n".encode())
    # Other labels or another activation give other scores from the same file.
    digest.update(msgspec.json.encode([manifest.labels, manifest.activation]))
    return f"{manifest.id}@{digest.hexdigest()[:12]}"


def read_manifest(folder: Path) -> Manifest:
    """Return the manifest in a model's folder; raises ModelError."""
    file = folder / FILE
    try:
        if file.stat().st_size > _SIZE_LIMIT:
            raise _unreadable(file, _("it is too large"))
        return msgspec.json.decode(file.read_bytes(), type=Manifest)
    except OSError as error:
        raise _unreadable(file, str(error.strerror or error)) from error
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise _unreadable(file, str(error)) from error


def write_manifest(manifest: Manifest, folder: Path) -> None:
    """Write it into a model's folder; raises OSError."""
    encoded = msgspec.json.format(msgspec.json.encode(manifest), indent=2)
    (folder / FILE).write_bytes(encoded + b"\n")


def sha256_of(file: Path) -> str:
    """Return a file's checksum; raises OSError."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def file_of(path: Path, *, address: str = "") -> ModelFile:
    """Return what a manifest says of a file; raises OSError."""
    return ModelFile(sha256=sha256_of(path), size=path.stat().st_size, address=address)


def check_whole(manifest: Manifest, folder: Path) -> None:
    """Raise ModelError unless every file is what the manifest says, byte for byte."""
    for name, expected in manifest.files.items():
        path = folder / name
        try:
            found = path.stat().st_size
            is_same = found == expected.size and sha256_of(path) == expected.sha256
        except OSError as error:
            cause = str(error.strerror or error)
            raise _broken(manifest, name, cause) from error
        if not is_same:
            raise _broken(manifest, name, _("it is not what it was when it came"))


def _unreadable(file: Path, cause: str) -> ModelError:
    text = _("{file} cannot be used: {cause}. Get the model again.")
    return ModelError(text.format(file=file.name, cause=cause))


def _broken(manifest: Manifest, name: str, cause: str) -> ModelError:
    text = _("The model “{title}” is not whole: {name}: {cause}. Get it again.")
    return ModelError(text.format(title=manifest.title, name=name, cause=cause))
