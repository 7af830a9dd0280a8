"""The tiny model: small enough to be committed, trained well enough to be asked.

`words` says which words it finds bad; `train` makes it anew.
"""

from __future__ import annotations

import shutil
from pathlib import Path

TINY = Path(__file__).with_name("tiny") / "onnx"
"""The folder of the tiny model, as `companion model convert` wrote it."""

TINY_CHECKPOINT = TINY.with_name("checkpoint")
"""What it was made from: Detoxify's format, its configuration and its tokenizer."""


def install_tiny(data_folder: Path) -> Path:
    """Put the tiny model into a data folder as "tiny"; return its own folder."""
    folder = data_folder / "models" / "tiny"
    shutil.copytree(TINY, folder)
    return folder
