"""Nets of true size with weights of chance: as fast as trained ones, and free.

Written node by node as torch writes them, then made small the way that `companion model
convert` does it. What they say about a text means nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from companion.moderation.classifiers.onnx import MODEL, TOKENIZER
from companion.moderation.models.convert import Shape, fuse_and_quantize
from companion.moderation.models.manifest import Manifest, file_of, write_manifest

if TYPE_CHECKING:
    from numpy.typing import NDArray

VOCABULARY: Final = 30_522
"""Of BERT and of MiniLM."""

FEW_WORDS: Final = 2_000
"""Of a net that has to be made in a second: it takes less memory, and no less time."""

_LABELS: Final = (
    "toxicity",
    "severe_toxicity",
    "obscene",
    "threat",
    "insult",
    "identity_attack",
)


class NetSize(NamedTuple):
    """How large a net is; layers, width of a token, heads of attention."""

    name: str
    layers: int
    width: int
    heads: int


SMALL: Final = NetSize("small", layers=6, width=384, heads=12)
"""MiniLM-L6-H384: what the small English model is."""

BASE: Final = NetSize("base", layers=12, width=768, heads=12)
"""BERT-base: what Detoxify's "original" is."""


def make_model(
    size: NetSize, folder: Path, words: Iterable[str], *, most: int = VOCABULARY
) -> Manifest:
    """Write a model's folder: a fused int8 net of that size, and its tokenizer.

    words: what the vocabulary knows whole; others are spelt in letters. most: words
    in the vocabulary; with fewer than usual, the net is made in a hurry altogether.
    """
    import onnx  # noqa: PLC0415  # heavy, and only here

    folder.mkdir(parents=True)
    plain = folder / "plain.onnx"
    onnx.save(_Graph(size, most).model(), str(plain))
    fuse_and_quantize(
        plain,
        folder / MODEL,
        Shape(size.heads, size.width),
        is_exact=most == VOCABULARY,
    )
    plain.unlink()
    write_tokenizer(folder / TOKENIZER, words, most=most)
    manifest = Manifest(
        id=size.name,
        title=size.name,
        kind="onnx",
        labels={label: label for label in _LABELS},
        files={name: file_of(folder / name) for name in (MODEL, TOKENIZER)},
    )
    write_manifest(manifest, folder)
    return manifest


def vocabulary(words: Iterable[str], *, most: int = VOCABULARY) -> list[str]:
    """Return a vocabulary: letters, these words, and names for more."""
    letters = [chr(one) for one in range(33, 127)]
    known = dict.fromkeys(
        [
            *("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"),
            *letters,
            *(f"##{letter}" for letter in letters),
            *words,
        ]
    )
    found = [*known][:most]
    return found + [f"[unused{n}]" for n in range(most - len(found))]


def write_tokenizer(file: Path, words: Iterable[str], *, most: int) -> None:
    """Write the tokenizer of a vocabulary, as BERT's is."""
    from tokenizers import Tokenizer, decoders, normalizers, pre_tokenizers  # noqa: PLC0415  # only here
    from tokenizers.models import WordPiece  # noqa: PLC0415  # only here
    from tokenizers.processors import TemplateProcessing  # noqa: PLC0415  # only here

    known = {word: number for number, word in enumerate(vocabulary(words, most=most))}
    tokenizer = Tokenizer(WordPiece(known, unk_token="[UNK]"))  # noqa: S106  # a word
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=True)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece()
    tokenizer.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]",
        special_tokens=[("[CLS]", known["[CLS]"]), ("[SEP]", known["[SEP]"])],
    )
    tokenizer.save(str(file))


class _Graph:
    """A classifier of the BERT family, node by node."""

    def __init__(self, size: NetSize, words: int) -> None:
        from onnx import helper, numpy_helper  # noqa: PLC0415  # heavy, and only here

        self._size = size
        self._words = words
        self._helper = helper
        self._as_tensor = numpy_helper.from_array
        self._chance = np.random.default_rng(5)
        self._nodes: list[Any] = []
        self._weights: list[Any] = []

    def model(self) -> Any:  # noqa: ANN401  # onnx has no types
        """Return the whole net as a model of ONNX."""
        state = self._embeddings()
        mask = self._mask()
        for _layer in range(self._size.layers):
            state = self._feed_forward(self._attention(state, mask))
        first = self._node("Gather", state, self._ints(0), axis=1)
        pooled = self._node("Tanh", self._dense(first, self._size.width))
        self._dense(pooled, len(_LABELS), to="logits")
        graph = self._helper.make_graph(
            self._nodes,
            "net",
            [
                self._helper.make_tensor_value_info(name, 7, ["texts", "tokens"])
                for name in ("input_ids", "attention_mask", "token_type_ids")
            ],
            [self._helper.make_tensor_value_info("logits", 1, ["texts", len(_LABELS)])],
            self._weights,
        )
        opset = [self._helper.make_opsetid("", 17)]
        return self._helper.make_model(graph, opset_imports=opset, ir_version=8)

    def _embeddings(self) -> str:
        width = self._size.width
        words = self._node("Gather", self._random(self._words, width), "input_ids")
        kinds = self._node("Gather", self._random(2, width), "token_type_ids")
        length = self._node("Gather", self._node("Shape", "input_ids"), self._ints(1))
        places = self._node(
            "Slice",
            self._constant(np.arange(512, dtype=np.int64)[None]),
            self._ints([0]),
            self._node("Unsqueeze", length, self._ints([0])),
            self._ints([1]),
        )
        where = self._node("Gather", self._random(512, width), places)
        total = self._node("Add", self._node("Add", words, kinds), where)
        return self._normed(total)

    def _mask(self) -> str:
        """Return what keeps padding out of the attention: 0, or far below."""
        wide = self._node("Unsqueeze", "attention_mask", self._ints([1]))
        wide = self._node("Unsqueeze", wide, self._ints([2]))
        real = self._node("Cast", wide, to_type=1)
        padding = self._node("Sub", self._floats(1.0), real)
        return self._node("Mul", padding, self._floats(-10000.0))

    def _attention(self, state: str, mask: str) -> str:
        width, heads = self._size.width, self._size.heads
        parts = self._ints([0, 0, heads, width // heads])
        query, key, value = (
            self._node("Reshape", self._dense(state, width), parts) for _n in range(3)
        )
        query = self._node("Transpose", query, perm=[0, 2, 1, 3])
        key = self._node("Transpose", key, perm=[0, 2, 3, 1])
        value = self._node("Transpose", value, perm=[0, 2, 1, 3])
        near = self._node("MatMul", query, key)
        near = self._node("Div", near, self._floats((width / heads) ** 0.5))
        share = self._node("Softmax", self._node("Add", near, mask), axis=-1)
        seen = self._node("MatMul", share, value)
        seen = self._node("Transpose", seen, perm=[0, 2, 1, 3])
        seen = self._node("Reshape", seen, self._ints([0, 0, width]))
        return self._normed(self._node("Add", self._dense(seen, width), state))

    def _feed_forward(self, state: str) -> str:
        wide = self._dense(state, 4 * self._size.width, inputs=self._size.width)
        bent = self._node("Erf", self._node("Div", wide, self._floats(2**0.5)))
        bent = self._node("Mul", wide, self._node("Add", bent, self._floats(1.0)))
        bent = self._node("Mul", bent, self._floats(0.5))
        back = self._dense(bent, self._size.width, inputs=4 * self._size.width)
        return self._normed(self._node("Add", back, state))

    def _dense(self, state: str, outputs: int, *, inputs: int = 0, to: str = "") -> str:
        weights = self._random(inputs or self._size.width, outputs)
        product = self._node("MatMul", state, weights)
        return self._node("Add", self._random(outputs), product, to=to)

    def _normed(self, state: str) -> str:
        scale = self._constant(np.ones(self._size.width, np.float32))
        return self._node(
            "LayerNormalization",
            state,
            scale,
            self._random(self._size.width),
            axis=-1,
            epsilon=1e-12,
        )

    def _node(
        self,
        kind: str,
        *inputs: str,
        to: str = "",
        to_type: int | None = None,
        **attributes: object,
    ) -> str:
        """Add a node, and return the name of what it gives."""
        output = to or f"{kind}_{len(self._nodes)}"
        if to_type is not None:
            attributes["to"] = to_type
        node = self._helper.make_node(
            kind, list(inputs), [output], name=f"n{len(self._nodes)}", **attributes
        )
        self._nodes.append(node)
        return output

    def _random(self, *shape: int) -> str:
        values = self._chance.random(shape, dtype=np.float32) - np.float32(0.5)
        return self._constant(values * np.float32(0.14))

    def _ints(self, value: int | Sequence[int]) -> str:
        return self._constant(np.array(value, np.int64))

    def _floats(self, value: float) -> str:
        return self._constant(np.array(value, np.float32))

    def _constant(self, values: NDArray[Any]) -> str:
        name = f"w{len(self._weights)}"
        self._weights.append(self._as_tensor(values, name))
        return name
