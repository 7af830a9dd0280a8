"""Detoxify checkpoint in, fused int8 ONNX out: a quarter of the size, ten times faster.

Runs in a process of its own: `companion model convert`. Needs `companion[detoxify]`;
`fuse_and_quantize` alone does not.
"""

from __future__ import annotations

import logging
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

from companion.domain.errors import ModelError
from companion.i18n import _
from companion.moderation.classifiers.checkpoint import Checkpoint, read_checkpoint
from companion.moderation.classifiers.onnx import MODEL, TOKENIZER
from companion.moderation.models.manifest import (
    CANONICAL,
    Manifest,
    file_of,
    write_manifest,
)

Progress = Callable[[str, float], None]
"""Told what is being done, and which share of all (0..1) is done."""

_OPSET: Final = 17


class Shape(NamedTuple):
    """What the fusions have to know of a net."""

    heads: int
    width: int


class Converted(NamedTuple):
    """What a conversion made; sizes in bytes."""

    manifest: Manifest
    before: int
    after: int


def convert(
    checkpoint: Path,
    out: Path,
    *,
    config: Path,
    model_id: str,
    title: str,
    languages: tuple[str, ...],
    progress: Progress,
) -> Converted:
    """Write a model's folder from a Detoxify checkpoint; raises ModelError.

    out: must not exist; it is there whole or not at all. config: a folder with
    config.json and the tokenizer's files, as the net's makers publish them: nothing is
    fetched from anywhere.
    """
    if out.exists():
        text = _("{folder} is there already; choose another name with --out.")
        raise ModelError(text.format(folder=out))
    progress(_("reading the checkpoint"), 0.0)
    found = read_checkpoint(checkpoint)
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as scratch:
        work, whole = Path(scratch), Path(scratch) / "whole"
        whole.mkdir()
        progress(_("writing it as ONNX"), 0.1)
        shape = _export(found, config, work / "plain.onnx", whole / TOKENIZER)
        progress(_("joining its steps"), 0.4)
        fuse_and_quantize(work / "plain.onnx", whole / MODEL, shape, progress=progress)
        manifest = _manifest(
            found,
            whole,
            model_id=model_id,
            title=title,
            languages=languages,
            source=checkpoint.name,
        )
        write_manifest(manifest, whole)
        whole.replace(out)
    progress(_("done"), 1.0)
    return Converted(manifest, checkpoint.stat().st_size, manifest.size)


def fuse_and_quantize(
    plain: Path,
    out: Path,
    shape: Shape,
    *,
    progress: Progress | None = None,
    is_exact: bool = True,
) -> None:
    """Write the fused int8 form of an exported net of the BERT family.

    is_exact: with a scale for each column of weights, which takes three times as long
    to make and no longer to run.
    Raises ModelError when the file is no such net.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic  # noqa: PLC0415  # not in the app's own process
    from onnxruntime.transformers.fusion_options import FusionOptions  # noqa: PLC0415  # as above
    from onnxruntime.transformers.optimizer import optimize_model  # noqa: PLC0415  # as above

    with _quiet(), tempfile.TemporaryDirectory(dir=out.parent) as scratch:
        fused = Path(scratch) / "fused.onnx"
        try:
            optimized = optimize_model(
                str(plain),
                model_type="bert",
                num_heads=shape.heads,
                hidden_size=shape.width,
                optimization_options=FusionOptions("bert"),
                opt_level=0,  # the fusions alone: others of its tools would want torch
            )
            optimized.save_model_to_file(str(fused))
            if progress is not None:
                progress(_("making its figures small"), 0.6)
            quantize_dynamic(
                fused,
                out,
                per_channel=is_exact,
                weight_type=QuantType.QInt8,
                # Fused steps hide the kinds of their results from the tool: 1 is float.
                extra_options={"DefaultTensorType": 1},
            )
        except (OSError, RuntimeError, ValueError) as error:
            text = _("The net cannot be made small: {cause}")
            raise ModelError(text.format(cause=str(error)[:200])) from error


def _export(found: Checkpoint, config: Path, plain: Path, tokenizer: Path) -> Shape:
    """Write a checkpoint's net as ONNX, and its tokenizer; return its shape."""
    import torch  # noqa: PLC0415  # not in the app's own process
    import transformers  # noqa: PLC0415  # as above

    with _quiet():
        try:
            net_class = getattr(transformers, found.architecture)
            settings = net_class.config_class.from_pretrained(
                str(config), num_labels=found.outputs, local_files_only=True
            )
            net = net_class(settings)
            net.load_state_dict(found.state, strict=True)
            words = transformers.AutoTokenizer.from_pretrained(
                str(config), local_files_only=True
            )
            words.backend_tokenizer.save(str(tokenizer))
        except (AttributeError, OSError, RuntimeError, ValueError) as error:
            text = _(
                "The checkpoint does not fit {folder}: {cause}. --config names the "
                "folder with config.json and tokenizer of the net it was made from."
            )
            cause = str(error).strip().split("\n")[0][:200]
            raise ModelError(text.format(folder=config, cause=cause)) from error
        # The fusions know attention that is written out only.
        net.set_attn_implementation("eager")
        net.eval()
        torch.onnx.export(net, _sample(words), str(plain), **_names(words))
    return Shape(settings.num_attention_heads, settings.hidden_size)


def _sample(words: Any) -> tuple[Any, ...]:  # noqa: ANN401  # transformers' own
    """Return inputs of two texts of different lengths, to trace the net with."""
    inputs = words(["one", "two words more"], return_tensors="pt", padding=True)
    return tuple(inputs[name] for name in _inputs(words))


def _names(words: Any) -> dict[str, Any]:  # noqa: ANN401  # transformers' own
    """Return what the exporter is told of names and of what may vary."""
    names = _inputs(words)
    varying = {name: {0: "texts", 1: "tokens"} for name in names}
    return {
        "input_names": list(names),
        "output_names": ["logits"],
        "dynamic_axes": {**varying, "logits": {0: "texts"}},
        "opset_version": _OPSET,
        "dynamo": False,
        "do_constant_folding": True,
    }


def _inputs(words: Any) -> tuple[str, ...]:  # noqa: ANN401  # transformers' own
    """Return the tokenizer's names of inputs, in the order in which nets take them."""
    order = ("input_ids", "attention_mask", "token_type_ids")
    return tuple(name for name in order if name in words.model_input_names)


def _manifest(
    found: Checkpoint,
    folder: Path,
    *,
    model_id: str,
    title: str,
    languages: tuple[str, ...],
    source: str,
) -> Manifest:
    known = {name: name if name in CANONICAL else "" for name in found.classes}
    # Outputs without a name are of the training only.
    hidden = {f"output_{n}": "" for n in range(len(found.classes), found.outputs)}
    try:
        return Manifest(
            id=model_id,
            title=title,
            kind="onnx",
            labels={**known, **hidden},
            languages=languages,
            licence="Apache-2.0",
            files={name: file_of(folder / name) for name in (MODEL, TOKENIZER)},
            source=source,
        )
    except ValueError as error:
        raise ModelError(str(error)) from error


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the libraries' own remarks about themselves off the terminal."""
    previous = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(previous)
