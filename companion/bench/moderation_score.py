"""One way to score texts, in a process of its own: `bench moderation` starts these.

`python -m companion.bench.moderation_score ours FOLDER`: our path, as the worker takes
it. `… detoxify FOLDER`: what everybody does at first: `Detoxify.predict`, text by text,
on BERT-base with weights of chance, in a folder of its own. Texts come as JSON on
standard input, seconds of one core go to standard output.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import psutil
from msgspec import Struct

from companion.bench.moderation_nets import BASE, VOCABULARY, vocabulary
from companion.moderation.classifiers import classifier_of
from companion.moderation.models.manifest import read_manifest

BATCH: Final = 32
"""Texts in one order of the worker's."""

_LABELS: Final = ("toxic", "severe_toxic", "obscene", "threat", "insult", "hate")


class Scoring(Struct, frozen=True, kw_only=True):
    """What scoring took: seconds of one core for each text, bytes of the process."""

    seconds: float
    rss: int


def ours(folder: Path, texts: Sequence[str]) -> Scoring:
    """Score in orders as the worker gets them under load."""
    classifier = classifier_of(read_manifest(folder), folder)
    classifier.load()
    orders = [texts[at : at + BATCH] for at in range(0, len(texts), BATCH)]
    classifier.score(orders[0])  # the first one is slower
    return _timed(lambda: [classifier.score(order) for order in orders], len(texts))


def detoxify(folder: Path, texts: Sequence[str]) -> Scoring:
    """Score text by text with the real package, on one core as we do."""
    import torch  # noqa: PLC0415  # heavy, and not always there
    import transformers  # noqa: PLC0415  # as above
    from detoxify import Detoxify  # noqa: PLC0415  # as above

    torch.set_num_threads(1)
    torch.manual_seed(5)
    transformers.utils.logging.disable_progress_bar()
    config = transformers.BertConfig(num_labels=len(_LABELS))
    config.save_pretrained(folder)
    words = folder / "vocab.txt"
    known = vocabulary(word for text in texts for word in text.lower().split())
    words.write_text("\n".join(known[:VOCABULARY]) + "\n", encoding="utf-8")
    transformers.BertTokenizer(str(words)).save_pretrained(folder)
    checkpoint = folder / "model.ckpt"
    torch.save(
        {
            "config": _described(folder),
            "state_dict": transformers.BertForSequenceClassification(
                config
            ).state_dict(),
        },
        checkpoint,
    )
    model = Detoxify(checkpoint=str(checkpoint))
    checkpoint.unlink()
    model.predict(texts[0])
    return _timed(lambda: [model.predict(text) for text in texts], len(texts))


def _described(folder: Path) -> object:
    """Return what a checkpoint says of itself; the folder stands for a hub's name."""
    arguments = {
        "num_classes": len(_LABELS),
        "model_type": str(folder),
        "model_name": "BertForSequenceClassification",
        "tokenizer_name": "BertTokenizer",
    }
    return {
        "arch": {"type": BASE.name, "args": arguments},
        "dataset": {"type": "chance", "args": {"classes": list(_LABELS)}},
    }


def _timed(score: Callable[[], object], texts: int) -> Scoring:
    # Seconds of a core, not of the clock: they hardly change on a busy computer.
    began = time.process_time()
    score()
    taken = time.process_time() - began
    return Scoring(seconds=taken / texts, rss=psutil.Process().memory_info().rss)


def main() -> int:
    """Score what comes; returns 0."""
    which, folder = sys.argv[1], Path(sys.argv[2])
    texts = json.load(sys.stdin)
    found = ours(folder, texts) if which == "ours" else detoxify(folder, texts)
    json.dump({"seconds": found.seconds, "rss": found.rss}, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
