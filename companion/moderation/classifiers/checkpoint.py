"""Reading what Detoxify's training wrote, without running what may be hidden in it."""

from __future__ import annotations

import pickle
import re
import warnings
from pathlib import Path
from typing import Any, Final, NamedTuple

from companion.domain.errors import ModelError
from companion.i18n import _
from companion.moderation.models.manifest import OTHER_NAMES

_CLASS_NAME: Final = re.compile(r"[A-Z][A-Za-z]{2,60}")


class Checkpoint(NamedTuple):
    """A Detoxify checkpoint.

    classes: names of its outputs as Detoxify calls them; there may be more outputs
    than names. architecture, tokenizer: classes of transformers. state: the weights.
    """

    classes: tuple[str, ...]
    outputs: int
    architecture: str
    tokenizer: str
    state: dict[str, Any]


def read_checkpoint(file: Path) -> Checkpoint:
    """Return what is in a checkpoint; raises ModelError.

    A checkpoint is a pickle, which can run code when it is read: everything but plain
    values and tensors is refused.
    """
    import torch  # noqa: PLC0415  # in the worker, and in `model convert`, only

    torch.set_num_threads(1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its remarks on files of other makers
            loaded = torch.load(file, map_location="cpu", weights_only=True)
    except pickle.UnpicklingError as error:
        text = _(
            "{file} is damaged, or holds more than weights, which could run code. It "
            "was not read. Get the checkpoint from its makers again."
        )
        raise ModelError(text.format(file=file.name)) from error
    except OSError as error:
        raise _unusable(file, str(error.strerror or error)) from error
    except Exception as error:  # on damaged files it raises whatever comes up
        raise _unusable(file, _("it is damaged, or no checkpoint at all")) from error
    try:
        arguments = loaded["config"]["arch"]["args"]
        names = loaded["config"]["dataset"]["args"]["classes"]
        # Old checkpoints carry a buffer that newer versions of the nets do not have.
        state = {
            name: weights
            for name, weights in loaded["state_dict"].items()
            if not name.endswith("position_ids")
        }
        found = Checkpoint(
            classes=tuple(OTHER_NAMES.get(str(name), str(name)) for name in names),
            outputs=int(arguments["num_classes"]),
            architecture=str(arguments["model_name"]),
            tokenizer=str(arguments["tokenizer_name"]),
            state=state,
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise _unusable(file, _("it is no checkpoint of Detoxify's")) from error
    named = (found.architecture, found.tokenizer)
    if not all(map(_CLASS_NAME.fullmatch, named)) or found.outputs < len(found.classes):
        raise _unusable(file, _("it is no checkpoint of Detoxify's"))
    return found


def _unusable(file: Path, cause: str) -> ModelError:
    text = _("{file} cannot be read: {cause}")
    return ModelError(text.format(file=file.name, cause=cause))
