"""The real Detoxify package: any of its models, for who wants exactly that."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from companion.domain.errors import ModelError
from companion.i18n import _
from companion.moderation.classifiers.checkpoint import Checkpoint, read_checkpoint
from companion.moderation.classifiers.scores import by_length
from companion.moderation.models.manifest import (
    MOST_TOKENS,
    OTHER_NAMES,
    Manifest,
)

CHECKPOINT: Final = "model.ckpt"


class DetoxifyClassifier:
    """A folder with a checkpoint, config.json and the tokenizer's files.

    Detoxify's own functions build the net and give the scores. Only the reading of the
    file is ours, because its own would run whatever code is hidden in it.
    """

    def __init__(self, manifest: Manifest, folder: Path) -> None:
        self._manifest = manifest
        self._folder = folder
        self._detoxify: Any = None
        self._order: tuple[str, ...] = ()

    @property
    def labels(self) -> Sequence[str]:
        """Canonical names of what `score` gives."""
        return self._manifest.canonical

    @property
    def max_tokens(self) -> int:
        """How much of a text it reads."""
        return min(self._manifest.max_tokens, MOST_TOKENS)

    @property
    def languages(self) -> Sequence[str]:
        """BCP 47 codes of what it understands."""
        return self._manifest.languages

    def load(self) -> None:
        """Read the files; raises ModelError, also when the package is not there."""
        try:
            import transformers  # noqa: PLC0415  # in the worker only
            from detoxify.detoxify import Detoxify, get_model_and_tokenizer  # noqa: PLC0415  # in the worker only
        except ImportError as error:
            text = _(
                "The model “{title}” needs Detoxify: "
                "pip install companion-live[detoxify]"
            )
            raise ModelError(text.format(title=self._manifest.title)) from error
        transformers.utils.logging.disable_progress_bar()
        found = read_checkpoint(self._folder / CHECKPOINT)
        net, tokenizer = self._built(found, get_model_and_tokenizer)
        tokenizer.model_max_length = self.max_tokens
        net.eval()
        self._detoxify = Detoxify.__new__(Detoxify)  # its __init__ would unpickle
        self._detoxify.model, self._detoxify.tokenizer = net, tokenizer
        self._detoxify.class_names, self._detoxify.device = found.classes, "cpu"
        # By its own names as by ours, whichever way the manifest was written.
        known = {
            OTHER_NAMES.get(own, own): to for own, to in self._manifest.labels.items()
        }
        self._order = tuple(name for name in found.classes if known.get(name))
        if tuple(known[name] for name in self._order) != self._manifest.canonical:
            text = _("The model “{title}” answers what its manifest does not describe.")
            raise ModelError(text.format(title=self._manifest.title))

    def score(self, texts: Sequence[str]) -> list[list[float]]:
        """Return the scores of each text; raises ModelError."""
        found: list[list[float]] = [[] for _text in texts]
        for chunk in by_length([len(text) for text in texts]):
            try:
                scores = self._detoxify.predict([texts[place] for place in chunk])
            except (IndexError, RuntimeError, ValueError) as error:
                text = _("The model “{title}” failed: {cause}")
                title, cause = self._manifest.title, str(error)[:300]
                raise ModelError(text.format(title=title, cause=cause)) from error
            columns = [_as_list(scores[name]) for name in self._order]
            for row, place in enumerate(chunk):
                found[place] = [column[row] for column in columns]
        return found

    def _built(self, found: Checkpoint, build: Any) -> Any:  # noqa: ANN401  # its own
        """Return net and tokenizer as Detoxify builds them, from this folder alone.

        The folder stands where the checkpoint has the name of a net on a hub: with that
        name, Detoxify asks the network even when everything is here (its PR 126).
        """
        try:
            return build(
                model_type=str(self._folder),
                model_name=found.architecture,
                tokenizer_name=found.tokenizer,
                num_classes=found.outputs,
                state_dict=found.state,
            )
        except (AttributeError, OSError, RuntimeError, ValueError) as error:
            text = _("The model “{title}” cannot be run: {cause}. Get it again.")
            cause = str(error).strip().split("\n")[0][:300]
            title = self._manifest.title
            raise ModelError(text.format(title=title, cause=cause)) from error


def _as_list(column: float | list[float]) -> list[float]:
    """Return a column as a list: for one text, Detoxify gives a bare number."""
    return [column] if isinstance(column, float) else column
