"""Tiny nets with weights of chance, in every family that Detoxify has models of."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import torch
import transformers
from tokenizers import Tokenizer, models, pre_tokenizers, trainers

from tests.support.models.words import labelled

FAMILIES = ("Bert", "Roberta", "XLMRoberta", "Albert")

SEVEN = (
    "toxicity",
    "severe_toxicity",
    "obscene",
    "identity_attack",
    "insult",
    "threat",
    "sexual_explicit",
)
OUTPUTS = 16
"""Of Detoxify's newer models: seven have names, nine are of its training."""


def texts(count: int) -> list[str]:
    chance = Random(4)
    return [labelled(chance).text for _number in range(count)]


def make_family(family: str, folder: Path) -> None:
    """Write a checkpoint of a family, its configuration and its tokenizer."""
    tokenizer = _tokenizer(family, folder)
    tokenizer.save_pretrained(folder)
    values: dict[str, Any] = {
        "vocab_size": len(tokenizer),
        "hidden_size": 32,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "intermediate_size": 64,
        "max_position_embeddings": 514,
        "pad_token_id": tokenizer.pad_token_id,
    }
    if family == "Albert":
        values["embedding_size"] = 16
    config = getattr(transformers, f"{family}Config")
    config(**values).save_pretrained(folder)  # with two outputs, as hubs have them
    torch.manual_seed(1)
    net = getattr(transformers, f"{family}ForSequenceClassification")
    arguments = {
        "num_classes": OUTPUTS,
        "model_type": f"hub/{family}",
        "model_name": net.__name__,
        "tokenizer_name": f"{family}Tokenizer",
    }
    described = {
        "arch": {"args": arguments},
        "dataset": {"args": {"classes": list(SEVEN)}},
    }
    weights = net(config(**values, num_labels=OUTPUTS)).state_dict()
    torch.save({"config": described, "state_dict": weights}, folder / "model.ckpt")


def _tokenizer(family: str, folder: Path) -> Any:
    corpus = texts(300)
    kind = getattr(transformers, f"{family}Tokenizer")
    if family == "Bert":
        words = sorted({word for text in corpus for word in text.split()})
        known = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *words]
        (folder / "vocab.txt").write_text("\n".join(known) + "\n")
        return kind(str(folder / "vocab.txt"))
    if family == "Roberta":
        pairs = Tokenizer(models.BPE())
        pairs.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        trainer = trainers.BpeTrainer(
            vocab_size=600,
            special_tokens=["<s>", "<pad>", "</s>", "<unk>", "<mask>"],
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
            show_progress=False,
        )
        pairs.train_from_iterator(corpus, trainer)
        pairs.model.save(str(folder))
        return kind.from_pretrained(str(folder))
    pieces = Tokenizer(models.Unigram())
    pieces.pre_tokenizer = pre_tokenizers.Metaspace()
    special = {
        "XLMRoberta": ["<s>", "<pad>", "</s>", "<unk>"],
        "Albert": ["<pad>", "<unk>", "[CLS]", "[SEP]"],
    }
    trainer = trainers.UnigramTrainer(
        vocab_size=300,
        special_tokens=special[family],
        unk_token="<unk>",
        show_progress=False,
    )
    pieces.train_from_iterator(corpus, trainer)
    vocabulary = json.loads(pieces.to_str())["model"]["vocab"]
    return kind(vocab=[tuple(piece) for piece in vocabulary])
