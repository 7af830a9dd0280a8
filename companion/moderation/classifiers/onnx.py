"""The classifier that needs no torch: ONNX Runtime and a fast tokenizer."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from companion.domain.errors import ModelError
from companion.i18n import _
from companion.moderation.classifiers.scores import by_length, scores_of
from companion.moderation.models.manifest import MOST_TOKENS, Manifest

MODEL: Final = "model.onnx"
TOKENIZER: Final = "tokenizer.json"


class OnnxClassifier:
    """A folder with model.onnx and tokenizer.json, run on one thread of its own."""

    def __init__(self, manifest: Manifest, folder: Path) -> None:
        self._manifest = manifest
        self._folder = folder
        self._session: Any = None
        self._tokenizer: Any = None
        self._numpy: Any = None
        self._dtypes: dict[str, Any] = {}
        self._padding = 0

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
        """Read the files; raises ModelError."""
        # Their pools of threads would take the cores that the game wants.
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        try:
            import numpy as np  # noqa: PLC0415  # in the worker only
            from tokenizers import Tokenizer  # noqa: PLC0415  # in the worker only

            self._numpy = np
            self._tokenizer = Tokenizer.from_file(str(self._folder / TOKENIZER))
            self._tokenizer.no_padding()
            self._tokenizer.enable_truncation(max_length=self.max_tokens)
            self._session = _session(self._folder / MODEL)
        except Exception as error:  # both libraries raise kinds of their own
            text = _("The model “{title}” cannot be run: {cause}. Get it again.")
            # Readers of the API see it too: which folder it is is not their business.
            told = str(error).replace(f"{self._folder}{os.sep}", "")
            cause = told.strip().split("\n")[0][:300]
            title = self._manifest.title
            raise ModelError(text.format(title=title, cause=cause)) from error
        known = map(self._tokenizer.token_to_id, ("[PAD]", "<pad>"))
        self._padding = next((number for number in known if number is not None), 0)
        self._dtypes = {
            one.name: _dtype(one.type) for one in self._session.get_inputs()
        }

    def score(self, texts: Sequence[str]) -> list[list[float]]:
        """Return the scores of each text; raises ModelError."""
        encoded = [self._tokenizer.encode(text).ids for text in texts]
        found: list[list[float]] = [[] for _text in texts]
        for chunk in by_length([len(tokens) for tokens in encoded]):
            rows = self._run([encoded[place] for place in chunk])
            for place, scores in zip(
                chunk, scores_of(rows, self._manifest), strict=True
            ):
                found[place] = scores
        return found

    def _run(self, chunk: Sequence[Sequence[int]]) -> Sequence[Sequence[float]]:
        np = self._numpy
        width = max(map(len, chunk))
        ids = np.full((len(chunk), width), self._padding, np.int64)
        mask = np.zeros((len(chunk), width), np.int64)
        for row, tokens in enumerate(chunk):
            ids[row, : len(tokens)] = tokens
            mask[row, : len(tokens)] = 1
        known = {"input_ids": ids, "attention_mask": mask}
        inputs = {
            name: known.get(name, np.zeros_like(ids)).astype(dtype, copy=False)
            for name, dtype in self._dtypes.items()
        }
        try:
            (figures, *_rest) = self._session.run(None, inputs)
        except Exception as error:  # ONNX Runtime raises its own kinds
            text = _("The model “{title}” failed: {cause}")
            title, cause = self._manifest.title, str(error)[:300]
            raise ModelError(text.format(title=title, cause=cause)) from error
        rows: Sequence[Sequence[float]] = figures.tolist()
        if len(rows) != len(chunk):
            text = _("The model “{title}” answers what its manifest does not describe.")
            raise ModelError(text.format(title=self._manifest.title))
        return rows


def _session(file: Path) -> Any:  # noqa: ANN401  # ONNX Runtime has no types
    import onnxruntime as ort  # noqa: PLC0415  # in the worker only

    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.execution_mode = ort.ExecutionMode.ORT_SEQUENTIAL
    # A waiting thread that spins would take a core from the game.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.add_session_config_entry("session.inter_op.allow_spinning", "0")
    options.log_severity_level = 3
    return ort.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])


def _dtype(name: str) -> str:
    """Return NumPy's name of a tensor's type: fused graphs take int32, others int64."""
    return "int32" if name == "tensor(int32)" else "int64"
