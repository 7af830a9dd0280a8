"""What gives a text its scores; for worker processes alone.

Every kind is a file here and a line in `KINDS`. Modules import what they run on when a
model is loaded: this package can be imported anywhere, `load()` belongs in a worker.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, Protocol

from companion.moderation.models.manifest import Manifest


class Classifier(Protocol):
    """A model that reads texts."""

    @property
    def labels(self) -> Sequence[str]:
        """Canonical names of what `score` gives, in its order."""

    @property
    def max_tokens(self) -> int:
        """How much of a text it reads."""

    @property
    def languages(self) -> Sequence[str]:
        """BCP 47 codes of what it understands."""

    def load(self) -> None:
        """Make ready: imports, files, memory. Raises ModelError.

        That the files are whole is for `check_whole` to find out, before.
        """

    def score(self, texts: Sequence[str]) -> list[list[float]]:
        """Return one score of 0..1 per label for each text; [] for [].

        Raises ModelError when the model answers nonsense, or not at all.
        """


def classifier_of(manifest: Manifest, folder: Path, *, key: str = "") -> Classifier:
    """Return what runs a model; nothing is loaded yet.

    folder: the model's own. key: what an "http" model's server wants to see.
    """
    return KINDS[manifest.kind](manifest, folder, key)


def _onnx(manifest: Manifest, folder: Path, _key: str) -> Classifier:
    from companion.moderation.classifiers.onnx import OnnxClassifier  # noqa: PLC0415  # only the one that is used

    return OnnxClassifier(manifest, folder)


def _detoxify(manifest: Manifest, folder: Path, _key: str) -> Classifier:
    from companion.moderation.classifiers.detoxify import DetoxifyClassifier  # noqa: PLC0415  # as above

    return DetoxifyClassifier(manifest, folder)


def _transformers(manifest: Manifest, folder: Path, _key: str) -> Classifier:
    from companion.moderation.classifiers.transformers import TransformersClassifier  # noqa: PLC0415  # as above

    return TransformersClassifier(manifest, folder)


def _http(manifest: Manifest, _folder: Path, key: str) -> Classifier:
    from companion.moderation.classifiers.http import HttpClassifier  # noqa: PLC0415  # as above

    return HttpClassifier(manifest, key=key)


KINDS: Final[Mapping[str, Callable[[Manifest, Path, str], Classifier]]] = {
    "onnx": _onnx,
    "detoxify": _detoxify,
    "transformers": _transformers,
    "http": _http,
}
"""Every kind of classifier there is."""
