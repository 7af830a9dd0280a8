"""The models that Companion offers. None comes with it: they are large."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from msgspec import Struct

from companion.domain.errors import ModelError
from companion.i18n import N_, _
from companion.moderation.models.manifest import Manifest, ModelFile

_HUB: Final = "https://huggingface.co"
_RELEASES: Final = "https://github.com/unitaryai/detoxify/releases/download"

_SIX: Final = {
    "toxic": "toxicity",
    "severe_toxic": "severe_toxicity",
    "obscene": "obscene",
    "threat": "threat",
    "insult": "insult",
    "identity_hate": "identity_attack",
}
"""Of the Jigsaw challenge of 2018."""

_SEVEN: Final = {
    "toxicity": "toxicity",
    "severe_toxicity": "severe_toxicity",
    "obscene": "obscene",
    "identity_attack": "identity_attack",
    "insult": "insult",
    "threat": "threat",
    "sexual_explicit": "sexual_explicit",
}
"""Of the challenges of 2019 and 2020."""

_PEOPLE: Final = (
    "male",
    "female",
    "homosexual_gay_or_lesbian",
    "christian",
    "jewish",
    "muslim",
    "black",
    "white",
    "psychiatric_or_mental_illness",
)
"""Whom a text speaks of: figures beside the seven, which say nothing about the text."""

SEVEN_LANGUAGES: Final = ("en", "fr", "es", "it", "pt", "tr", "ru")


class Offer(Struct, frozen=True, kw_only=True):
    """A model that can be got.

    description: a marked text. size: about how many bytes are loaded. needs: an extra
    of the installation, "" for none.
    """

    manifest: Manifest
    description: str
    size: int
    needs: Literal["", "detoxify"] = ""

    @property
    def unpinned(self) -> tuple[str, ...]:
        """The files of which no published checksum is known."""
        files = self.manifest.files.items()
        return tuple(name for name, file in files if not file.sha256)


def _hub(repository: str, revision: str, name: str) -> str:
    return f"{_HUB}/{repository}/resolve/{revision}/{name}"


def _small() -> Manifest:
    repository = "minuva/MiniLMv2-toxic-jigsaw-onnx"
    revision = "c035f27b6a6d68770f8069a4829f1715a48b8d51"
    return Manifest(
        id="english-small",
        title=N_("English small"),
        kind="onnx",
        labels=_SIX,
        languages=("en",),
        licence="Apache-2.0",
        files={
            "model.onnx": ModelFile(
                sha256=(
                    "bcd9dfb48cad802ac8f7cd789e1294f1f0b22d532797bd41f5a11694e3c269a0"
                ),
                size=22_864_978,
                address=_hub(repository, revision, "model_optimized_quantized.onnx"),
            ),
            "tokenizer.json": _unknown(_hub(repository, revision, "tokenizer.json")),
            "config.json": _unknown(_hub(repository, revision, "config.json")),
        },
        source=f"{_HUB}/{repository}",
    )


def _quality() -> Manifest:
    repository = "Xenova/toxic-bert"
    return Manifest(
        id="english-quality",
        title=N_("English quality"),
        kind="onnx",
        labels=_SIX,
        languages=("en",),
        licence="Apache-2.0",
        files={
            "model.onnx": ModelFile(
                sha256=(
                    "620012c9bed13e3c58b9c959d160d955ff033a1a27528212b9da5b0aa4ac3f73"
                ),
                address=_hub(repository, "main", "onnx/model_quantized.onnx"),
            ),
            "tokenizer.json": _unknown(_hub(repository, "main", "tokenizer.json")),
            "config.json": _unknown(_hub(repository, "main", "config.json")),
        },
        source=f"{_HUB}/{repository}",
    )


def _languages() -> Manifest:
    repository = "gravitee-io/detoxify-onnx"
    return Manifest(
        id="seven-languages",
        title=N_("Seven languages"),
        kind="onnx",
        labels={**_SEVEN, **dict.fromkeys(_PEOPLE, "")},
        languages=SEVEN_LANGUAGES,
        licence="Apache-2.0",
        files={
            "model.onnx": _unknown(_hub(repository, "main", "model.quant.onnx")),
            "tokenizer.json": _unknown(_hub(repository, "main", "tokenizer.json")),
            "config.json": _unknown(_hub(repository, "main", "config.json")),
        },
        source=f"{_HUB}/{repository}",
    )


def _unknown(address: str) -> ModelFile:
    """Return a file whose makers publish no checksum that we know."""
    return ModelFile(address=address)


def _detoxify(
    name: str,
    checkpoint: str,
    net: str,
    words: tuple[str, ...],
    *,
    labels: Mapping[str, str],
    languages: tuple[str, ...] = ("en",),
    sha256: str = "",
    size: int = 0,
) -> Manifest:
    """Return one of the five models of the Detoxify package, run by the package."""
    weights = ModelFile(sha256=sha256, size=size, address=f"{_RELEASES}/{checkpoint}")
    return Manifest(
        id=f"detoxify-{name}",
        title=f"Detoxify {name}",
        kind="detoxify",
        labels=dict(labels),
        languages=languages,
        licence="Apache-2.0",
        files={
            "model.ckpt": weights,
            **{file: _unknown(_hub(net, "main", file)) for file in words},
        },
        source=f"{_RELEASES}/{checkpoint}",
    )


_BERT: Final = ("config.json", "tokenizer_config.json", "tokenizer.json", "vocab.txt")
_ROBERTA: Final = (
    "config.json",
    "tokenizer_config.json",
    "tokenizer.json",
    "vocab.json",
    "merges.txt",
)
_PIECES: Final = ("config.json", "tokenizer_config.json", "tokenizer.json")

OFFERS: Final[tuple[Offer, ...]] = (
    Offer(
        manifest=_small(),
        description=N_(
            "MiniLMv2, the usual choice: it learned from a larger model, finds nearly "
            "as much, and is quick."
        ),
        size=23_600_000,
    ),
    Offer(
        manifest=_quality(),
        description=N_(
            "Detoxify's own “original”, made small for this: larger, and about six "
            "times slower."
        ),
        size=111_700_000,
    ),
    Offer(
        manifest=_languages(),
        description=N_(
            "Detoxify multilingual: English, French, Spanish, Italian, Portuguese, "
            "Turkish and Russian. It takes half a gigabyte of memory while it runs."
        ),
        size=296_000_000,
    ),
    Offer(
        manifest=_detoxify(
            "original",
            "v0.1-alpha/toxic_original-c1212f89.ckpt",
            "google-bert/bert-base-uncased",
            _BERT,
            labels=_SIX,
            sha256="c1212f89ac23307ab33932ce29dc446a6e030fb3f384a500890bbe662b7b544a",
            size=438_021_897,
        ),
        description=N_("English, by the Detoxify package itself: large and slow."),
        size=439_000_000,
        needs="detoxify",
    ),
    Offer(
        manifest=_detoxify(
            "unbiased",
            "v0.3-alpha/toxic_debiased-c7548aa0.ckpt",
            "FacebookAI/roberta-base",
            _ROBERTA,
            labels=_SEVEN,
        ),
        description=N_(
            "English, by the Detoxify package itself: the fairest to who is named, "
            "large and slow."
        ),
        size=502_000_000,
        needs="detoxify",
    ),
    Offer(
        manifest=_detoxify(
            "multilingual",
            "v0.4-alpha/multilingual_debiased-0b549669.ckpt",
            "FacebookAI/xlm-roberta-base",
            (*_PIECES, "sentencepiece.bpe.model"),
            labels=_SEVEN,
            languages=SEVEN_LANGUAGES,
        ),
        description=N_(
            "Seven languages, by the Detoxify package itself: very large and slow."
        ),
        size=1_126_000_000,
        needs="detoxify",
    ),
    Offer(
        manifest=_detoxify(
            "original-small",
            "v0.1.2/original-albert-0e1d6498.ckpt",
            "albert/albert-base-v2",
            (*_PIECES, "spiece.model"),
            labels=_SIX,
        ),
        description=N_("English, by the Detoxify package itself: small, yet slow."),
        size=49_000_000,
        needs="detoxify",
    ),
    Offer(
        manifest=_detoxify(
            "unbiased-small",
            "v0.1.2/unbiased-albert-c8519128.ckpt",
            "albert/albert-base-v2",
            (*_PIECES, "spiece.model"),
            labels=_SEVEN,
        ),
        description=N_(
            "English, by the Detoxify package itself: small and fair, yet slow."
        ),
        size=49_000_000,
        needs="detoxify",
    ),
)
"""Every model that `companion model get` knows by name."""


def offer_of(model_id: str) -> Offer:
    """Return an offer; raises ModelError, which names those that there are."""
    for offer in OFFERS:
        if offer.manifest.id == model_id:
            return offer
    known = ", ".join(offer.manifest.id for offer in OFFERS)
    text = _("There is no model “{id}”. There are: {known}.")
    raise ModelError(text.format(id=model_id, known=known))
