"""Getting, offering, measuring and removing models."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import pytest

from companion.app.machine import SystemClock
from companion.domain.errors import ModelError
from companion.domain.views import ModelOffer
from companion.moderation.models.catalogue import OFFERS
from companion.moderation.models.shelf import ModelShelf
from tests.support.model_server import BadServer, HastyClock, Manner, serving
from tests.support.models import TINY, install_tiny


@pytest.fixture
def shelf(tmp_path: Path) -> ModelShelf:
    return ModelShelf(tmp_path, clock=HastyClock())


def offer(shelf: ModelShelf, model_id: str, chosen: str = "") -> ModelOffer:
    return next(one for one in shelf.offers(chosen) if one.id == model_id)


def test_everything_is_offered_at_first(shelf: ModelShelf) -> None:
    offers = shelf.offers("english-small")

    assert [one.id for one in offers][:3] == [one.manifest.id for one in OFFERS[:3]]
    assert all(one.state == "absent" and one.size > 0 for one in offers)
    assert [one.id for one in offers if one.is_chosen] == ["english-small"]


def test_a_missing_checksum_is_said_and_not_made_up(shelf: ModelShelf) -> None:
    assert "model.onnx" in offer(shelf, "seven-languages").detail
    assert "model.onnx" not in offer(shelf, "english-small").detail


async def test_a_model_of_ones_own_comes_from_its_folder(
    shelf: ModelShelf, tmp_path: Path
) -> None:
    told: list[int] = []
    manifest = await shelf.fetch(
        "tiny", file=TINY, progress=lambda done, _size: told.append(done)
    )

    found = offer(shelf, "tiny", "tiny")
    assert found.state == "ready"
    assert found.is_chosen
    assert found.size == manifest.size == told[-1]
    assert (tmp_path / "models" / "tiny" / "model.onnx").is_file()


async def test_what_is_not_the_published_file_is_not_installed(
    shelf: ModelShelf, tmp_path: Path
) -> None:
    with pytest.raises(ModelError, match="checksum differs"):
        await shelf.fetch("english-small", file=TINY)

    assert offer(shelf, "english-small").state == "absent"
    assert not (tmp_path / "models" / "english-small").exists()


async def test_nothing_half_is_installed_when_the_mirror_has_another_file(
    shelf: ModelShelf, tmp_path: Path
) -> None:
    async with serving(BadServer(b"other")) as server:
        with pytest.raises(ModelError, match="has another"):
            await shelf.fetch("english-small", address=server.address("").rstrip("/"))

    assert server.requests[0]["path"] == "/model.onnx"
    assert not (tmp_path / "models" / "english-small").exists()


async def test_a_download_can_be_cancelled_and_is_kept_for_later(
    shelf: ModelShelf, tmp_path: Path
) -> None:
    body = (TINY / "model.onnx").read_bytes()
    server = BadServer(body, manners=[Manner(cut=50_000)])
    has_come = asyncio.Event()
    forever = asyncio.Event()

    async def stay(_end: int) -> None:
        await forever.wait()

    server.before_cut = stay
    async with serving(server):
        loading = asyncio.create_task(
            shelf.fetch(
                "seven-languages",
                address=server.address("").rstrip("/"),
                progress=lambda _done, _size: has_come.set(),
            )
        )
        await has_come.wait()
        assert offer(shelf, "seven-languages").state == "downloading"
        with pytest.raises(ModelError, match="being loaded already"):
            await shelf.fetch("seven-languages")
        with pytest.raises(ModelError, match="being loaded already"):
            shelf.remove("seven-languages")
        loading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await loading
        forever.set()

    found = offer(shelf, "seven-languages")
    assert found.state == "absent"
    assert found.done > 0
    assert not (tmp_path / "models" / "seven-languages").exists()
    shelf.remove("seven-languages")
    assert offer(shelf, "seven-languages").done == 0


async def test_a_damaged_model_is_broken_and_can_be_got_again(
    shelf: ModelShelf, tmp_path: Path
) -> None:
    (install_tiny(tmp_path) / "model.onnx").write_bytes(b"")
    assert offer(shelf, "tiny").state == "broken"
    assert "not whole" in offer(shelf, "tiny").detail

    await shelf.fetch("tiny", file=TINY)
    assert offer(shelf, "tiny").state == "ready"


async def test_a_speed_is_measured_once_and_shown(tmp_path: Path) -> None:
    install_tiny(tmp_path)
    shelf = ModelShelf(tmp_path, clock=SystemClock())
    ms = await shelf.measure("tiny")

    assert offer(shelf, "tiny").measured_ms == pytest.approx(ms, abs=0.001)


async def test_only_whole_models_are_measured(
    shelf: ModelShelf, tmp_path: Path
) -> None:
    with pytest.raises(ModelError, match="is not here"):
        await shelf.measure("tiny")
    shutil.rmtree(tmp_path, ignore_errors=True)


async def test_a_removed_model_is_gone(shelf: ModelShelf, tmp_path: Path) -> None:
    install_tiny(tmp_path)
    shelf.remove("tiny")

    assert [one for one in shelf.offers() if one.id == "tiny"] == []
