"""Any text classification net in safetensors, by transformers and torch."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from companion.domain.errors import ModelError
from companion.i18n import _
from companion.moderation.classifiers.scores import by_length, scores_of
from companion.moderation.models.manifest import MOST_TOKENS, Manifest

WEIGHTS: Final = "model.safetensors"


class TransformersClassifier:
    """A folder with model.safetensors, config.json and the tokenizer's files."""

    def __init__(self, manifest: Manifest, folder: Path) -> None:
        self._manifest = manifest
        self._folder = folder
        self._net: Any = None
        self._tokenizer: Any = None

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
        """Read the files; raises ModelError, also for weights that could run code."""
        if WEIGHTS not in self._manifest.files:
            text = _(
                "The model “{title}” has no model.safetensors. Weights of other kinds "
                "(.bin, .pt) can run code and are not read."
            )
            raise ModelError(text.format(title=self._manifest.title))
        try:
            import torch  # noqa: PLC0415  # in the worker only
            import transformers  # noqa: PLC0415  # in the worker only
        except ImportError as error:
            text = _(
                "The model “{title}” needs torch: pip install companion-live[detoxify]"
            )
            raise ModelError(text.format(title=self._manifest.title)) from error
        torch.set_num_threads(1)
        transformers.utils.logging.disable_progress_bar()
        where = str(self._folder)
        try:
            self._tokenizer = transformers.AutoTokenizer.from_pretrained(
                where, local_files_only=True, trust_remote_code=False
            )
            net_class = transformers.AutoModelForSequenceClassification
            self._net = net_class.from_pretrained(
                where,
                local_files_only=True,
                use_safetensors=True,
                trust_remote_code=False,
            )
        except Exception as error:  # its libraries raise kinds of their own
            raise self._failed(error) from error
        self._net.eval()

    def score(self, texts: Sequence[str]) -> list[list[float]]:
        """Return the scores of each text; raises ModelError."""
        found: list[list[float]] = [[] for _text in texts]
        for chunk in by_length([len(text) for text in texts]):
            rows = self._run([texts[place] for place in chunk])
            for place, one in zip(chunk, scores_of(rows, self._manifest), strict=True):
                found[place] = one
        return found

    def _run(self, texts: list[str]) -> list[list[float]]:
        import torch  # noqa: PLC0415  # in the worker only

        try:
            inputs = self._tokenizer(
                texts,
                return_tensors="pt",
                padding=True,
                truncation=True,
                max_length=self.max_tokens,
            )
            with torch.inference_mode():
                rows: list[list[float]] = self._net(**inputs).logits.tolist()
        except (IndexError, RuntimeError, ValueError) as error:
            raise self._failed(error) from error
        return rows

    def _failed(self, error: Exception) -> ModelError:
        text = _("The model “{title}” cannot be run: {cause}. Get it again.")
        cause = str(error).strip().split("\n")[0][:300]
        return ModelError(text.format(title=self._manifest.title, cause=cause))
