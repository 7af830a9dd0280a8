"""Make the tiny model anew: `python -m tests.support.models.train`, about a minute.

A BERT of 0.05 M parameters in the format of Detoxify's checkpoints, trained on a
made-up language until it separates; its tokenizer and its int8 ONNX file beside it.
Another version of torch may give other weights: what tests ask of it still holds.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from random import Random

import torch
from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

from companion.moderation.models.convert import convert
from tests.support.models.words import (
    BAD,
    LABELS,
    MILD,
    labelled,
)

FOLDER = Path(__file__).with_name("tiny")
STEPS = 3_000
BATCH = 64
SEED = 11


def make_tokenizer(folder: Path) -> BertTokenizer:
    """Write vocabulary and tokenizer; words it does not know are spelt in letters."""
    letters = "abcdefghijklmnopqrstuvwxyz0123456789"
    words = dict.fromkeys((*MILD, *(word for found in BAD.values() for word in found)))
    vocabulary = [
        *("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"),
        *"!?.,:-'",
        *letters,
        *(f"##{letter}" for letter in letters),
        *(word for word in words if len(word) > 1),
    ]
    vocabulary += [f"[unused{n}]" for n in range(400 - len(vocabulary))]
    file = folder / "vocab.txt"
    file.write_text("\n".join(vocabulary) + "\n", encoding="utf-8")
    tokenizer = BertTokenizer(str(file), do_lower_case=True, model_max_length=512)
    tokenizer.save_pretrained(folder)
    return tokenizer


def make_model(folder: Path, vocabulary: int) -> BertForSequenceClassification:
    """Return an untrained model, and write its configuration."""
    config = BertConfig(
        vocab_size=vocabulary,
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=512,
        num_labels=len(LABELS),
        # So small a net learns nothing while a tenth of it is switched off.
        hidden_dropout_prob=0.0,
        attention_probs_dropout_prob=0.0,
        initializer_range=0.1,
        problem_type="multi_label_classification",
    )
    config.save_pretrained(folder)
    return BertForSequenceClassification(config)


def train(model: BertForSequenceClassification, tokenizer: BertTokenizer) -> None:
    """Teach it the made-up language."""
    chance = Random(SEED)
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 5e-3, total_steps=STEPS)
    model.train()
    for step in range(STEPS):
        batch = [labelled(chance) for _number in range(BATCH)]
        inputs = tokenizer(
            [one.text for one in batch], return_tensors="pt", padding=True
        )
        truth = torch.tensor([one.truth for one in batch], dtype=torch.float32)
        loss = model(**inputs, labels=truth).loss
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        if step % 500 == 0:
            sys.stdout.write(f"step {step}: loss {loss.item():.4f}\n")
    model.eval()


def write_checkpoint(model: BertForSequenceClassification, file: Path) -> None:
    """Write what Detoxify's training writes; `model_type` is the name of a hub's."""
    arguments = {
        "num_classes": len(LABELS),
        "model_type": "tiny-bert-uncased",
        "model_name": "BertForSequenceClassification",
        "tokenizer_name": "BertTokenizer",
    }
    config = {
        "arch": {"type": "BERT", "args": arguments},
        "dataset": {"type": "made-up", "args": {"classes": list(LABELS)}},
    }
    torch.save({"config": config, "state_dict": model.state_dict()}, file)


def main() -> int:
    """Train, write, convert; returns 0."""
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    parts = FOLDER / "checkpoint"
    parts.mkdir(parents=True, exist_ok=True)
    tokenizer = make_tokenizer(parts)
    model = make_model(parts, len(tokenizer))
    train(model, tokenizer)
    write_checkpoint(model, parts / "model.ckpt")
    shutil.rmtree(FOLDER / "onnx", ignore_errors=True)
    convert(
        parts / "model.ckpt",
        FOLDER / "onnx",
        config=parts,
        model_id="tiny",
        title="Tiny",
        languages=("en",),
        progress=lambda what, share: sys.stdout.write(f"{share:4.0%} {what}\n"),
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
