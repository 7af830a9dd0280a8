"""Reading checkpoints that may hold more than weights."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
import torch

from companion.domain.errors import ModelError
from companion.moderation.classifiers.checkpoint import read_checkpoint
from tests.support.models import TINY_CHECKPOINT

TINY = TINY_CHECKPOINT / "model.ckpt"


class Payload:
    """What a pickle can do: this would make a file."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self) -> object:
        return Path.touch, (self.file,)


def changed(tmp_path: Path, **changes: object) -> Path:
    """Write the tiny checkpoint with other contents."""
    loaded = {**torch.load(TINY, weights_only=True), **changes}
    torch.save(loaded, tmp_path / "changed.ckpt")
    return tmp_path / "changed.ckpt"


def test_a_checkpoint_says_what_it_is() -> None:
    found = read_checkpoint(TINY)

    assert found.classes[:2] == ("toxicity", "severe_toxicity")
    assert found.classes[-1] == "identity_attack"
    assert found.outputs == 6
    assert found.architecture == "BertForSequenceClassification"
    assert len(found.state) == 41


def test_code_in_a_checkpoint_is_never_run(tmp_path: Path) -> None:
    made = tmp_path / "made-by-the-checkpoint"
    file = changed(tmp_path, more=Payload(made))

    with pytest.raises(ModelError, match=r"could run code\. It was not read"):
        read_checkpoint(file)
    assert not made.exists()


def test_a_plain_pickle_is_not_run_either(
    tmp_path: Path, recwarn: pytest.WarningsRecorder
) -> None:
    made = tmp_path / "made-by-the-checkpoint"
    file = tmp_path / "plain.ckpt"
    file.write_bytes(pickle.dumps({"state_dict": Payload(made)}))

    with pytest.raises(ModelError, match=r"could run code\. It was not read"):
        read_checkpoint(file)
    assert not made.exists()
    assert not recwarn


def test_a_buffer_of_old_versions_is_dropped(tmp_path: Path) -> None:
    state = dict(torch.load(TINY, weights_only=True)["state_dict"])
    state["bert.embeddings.position_ids"] = torch.arange(512)
    file = changed(tmp_path, state_dict=state)

    assert set(read_checkpoint(file).state) == set(read_checkpoint(TINY).state)


@pytest.mark.parametrize(
    "config",
    [
        {},
        {"arch": {"args": {}}, "dataset": {"args": {"classes": []}}},
        {
            "arch": {
                "args": {
                    "num_classes": 6,
                    "model_name": "__import__('os')",
                    "tokenizer_name": "BertTokenizer",
                }
            },
            "dataset": {"args": {"classes": ["toxic"]}},
        },
        {
            "arch": {
                "args": {
                    "num_classes": 1,
                    "model_name": "BertForSequenceClassification",
                    "tokenizer_name": "BertTokenizer",
                }
            },
            "dataset": {"args": {"classes": ["toxic", "insult"]}},
        },
    ],
)
def test_a_checkpoint_of_something_else_is_refused(
    tmp_path: Path, config: object
) -> None:
    with pytest.raises(ModelError, match="no checkpoint of Detoxify"):
        read_checkpoint(changed(tmp_path, config=config))


@pytest.mark.parametrize("keep", [0, 100, 100_000])
def test_a_file_that_is_cut_off_is_damaged(tmp_path: Path, keep: int) -> None:
    file = tmp_path / "cut.ckpt"
    file.write_bytes(TINY.read_bytes()[:keep])

    with pytest.raises(ModelError, match="damaged"):
        read_checkpoint(file)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"nothing\.ckpt cannot be read: No such file"):
        read_checkpoint(tmp_path / "nothing.ckpt")
