"""Loading over connections that break, from servers that lie: real sockets."""

from __future__ import annotations

import asyncio
import hashlib
import sys
from pathlib import Path

import pytest

from companion.domain.errors import ModelError
from companion.moderation.models.download import Download, is_safe
from companion.moderation.models.manifest import ModelFile
from tests.support.model_server import BadServer, HastyClock, Manner, serving

BODY = bytes(range(256)) * 8_192  # 2 MiB: more than one piece
PINNED = ModelFile(sha256=hashlib.sha256(BODY).hexdigest(), size=len(BODY))
UNKNOWN = ModelFile()


class Load:
    """One download into a folder, with what it was told."""

    def __init__(self, folder: Path, expected: ModelFile) -> None:
        self.target = folder / "model.onnx"
        self.expected = expected
        self.clock = HastyClock()
        self.told: list[tuple[int, int]] = []
        self.room_left = 0
        self.has_come = asyncio.Event()

    async def run(self, server: BadServer) -> ModelFile:
        server.before_cut = self.reached
        return await Download(
            self.expected,
            self.target,
            address=server.address(),
            clock=self.clock,
            progress=self.tell,
            room_left=self.room_left,
        ).run()

    def tell(self, done: int, total: int) -> None:
        self.told.append((done, total))
        self.has_come.set()

    async def reached(self, position: int) -> None:
        """Wait until so many bytes have come."""
        while not self.told or self.told[-1][0] < position:
            self.has_come.clear()
            await self.has_come.wait()

    def left(self) -> list[str]:
        return sorted(one.name for one in self.target.parent.iterdir())


@pytest.mark.parametrize("expected", [PINNED, UNKNOWN])
async def test_a_file_comes_whole_with_its_checksum(
    tmp_path: Path, expected: ModelFile
) -> None:
    load = Load(tmp_path, expected)
    async with serving(BadServer(BODY)) as server:
        found = await load.run(server)

    assert load.target.read_bytes() == BODY
    assert (found.sha256, found.size) == (PINNED.sha256, PINNED.size)
    assert load.told[-1] == (len(BODY), len(BODY))
    assert [done for done, _total in load.told] == sorted({n for n, _ in load.told})
    assert load.left() == ["model.onnx"]


async def test_a_cut_connection_goes_on_where_it_stopped(tmp_path: Path) -> None:
    load = Load(tmp_path, PINNED)
    manners = [Manner(cut=700_000), Manner(cut=900_000), Manner()]
    async with serving(BadServer(BODY, manners=manners)) as server:
        await load.run(server)

    assert load.target.read_bytes() == BODY
    first, second, third = server.requests
    assert "range" not in first
    assert second["range"] == "bytes=700000-"
    assert third["range"] == "bytes=1600000-"
    assert second["if-range"] == server.etag
    assert load.clock.waited[:2] == [1, 1]  # each try got further


async def test_a_later_try_goes_on_as_well(tmp_path: Path) -> None:
    broken = Load(tmp_path, UNKNOWN)
    server = BadServer(BODY, manners=[Manner(cut=500_000), Manner(status=503)])
    async with serving(server):
        with pytest.raises(ModelError, match=r"broke.*what was loaded is kept"):
            await broken.run(server)
        assert broken.left() == ["model.onnx.part", "model.onnx.part.json"]
        server.manners = [Manner()]
        await broken.run(server)

    assert broken.target.read_bytes() == BODY
    assert server.requests[-1]["range"] == "bytes=500000-"
    assert broken.clock.waited == [1, 2, 4, 8]


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
async def test_nothing_is_loaded_through_a_link(tmp_path: Path) -> None:
    load, outside = Load(tmp_path / "model", PINNED), tmp_path / "theirs"
    load.target.parent.mkdir(exist_ok=True)
    outside.write_bytes(b"theirs")
    for name in ("model.onnx.part", "model.onnx.part.json", "model.onnx"):
        load.target.with_name(name).symlink_to(outside)
    async with serving(BadServer(BODY)) as server:
        await load.run(server)

    assert outside.read_bytes() == b"theirs"
    assert load.target.read_bytes() == BODY
    assert load.left() == ["model.onnx"]


async def test_a_server_without_ranges_begins_again(tmp_path: Path) -> None:
    load = Load(tmp_path, PINNED)
    manners = [Manner(cut=700_000), Manner(knows_ranges=False)]
    async with serving(BadServer(BODY, manners=manners)) as server:
        await load.run(server)

    assert load.target.read_bytes() == BODY


async def test_a_file_that_changed_meanwhile_is_loaded_anew(tmp_path: Path) -> None:
    load = Load(tmp_path, UNKNOWN)
    server = BadServer(BODY, manners=[Manner(cut=700_000), Manner(status=500)])
    async with serving(server):
        with pytest.raises(ModelError):
            await load.run(server)
        server.body, server.etag = BODY[::-1], '"another"'
        server.manners = [Manner()]
        found = await load.run(server)

    assert load.target.read_bytes() == BODY[::-1]
    assert found.sha256 == hashlib.sha256(BODY[::-1]).hexdigest()


async def test_a_part_that_nothing_proves_is_not_gone_on_from(tmp_path: Path) -> None:
    load = Load(tmp_path, UNKNOWN)
    server = BadServer(BODY, etag='W/"weak"', manners=[Manner(cut=9), Manner()])
    async with serving(server):
        await load.run(server)

    assert load.target.read_bytes() == BODY
    assert "range" not in server.requests[1]


async def test_one_that_goes_on_elsewhere_begins_again(tmp_path: Path) -> None:
    load = Load(tmp_path, PINNED)
    manners = [Manner(cut=700_000), Manner(shift=1), Manner()]
    async with serving(BadServer(BODY, manners=manners)) as server:
        await load.run(server)

    assert load.target.read_bytes() == BODY
    assert "range" not in server.requests[2]


async def test_a_range_that_cannot_be_had_begins_again(tmp_path: Path) -> None:
    load = Load(tmp_path, PINNED)
    manners = [Manner(cut=700_000), Manner(status=416), Manner()]
    async with serving(BadServer(BODY, manners=manners)) as server:
        await load.run(server)

    assert load.target.read_bytes() == BODY


@pytest.mark.parametrize("length", [len(BODY) + 10, len(BODY) - 10])
async def test_a_lie_about_the_length_installs_nothing(
    tmp_path: Path, length: int
) -> None:
    load = Load(tmp_path, PINNED)
    async with serving(BadServer(BODY, manners=[Manner(length=length)])) as server:
        with pytest.raises(ModelError, match=r"has another model\.onnx"):
            await load.run(server)

    assert not load.target.exists()


async def test_more_than_was_announced_is_not_taken(tmp_path: Path) -> None:
    load = Load(tmp_path, ModelFile(sha256=PINNED.sha256))
    manners = [Manner(length=len(BODY) - 10)]
    async with serving(BadServer(BODY, manners=manners)) as server:
        with pytest.raises(ModelError, match="checksum differs"):
            await load.run(server)

    assert load.left() == []


async def test_less_than_was_announced_is_a_broken_connection(tmp_path: Path) -> None:
    load = Load(tmp_path, UNKNOWN)
    manners = [Manner(length=len(BODY) + 10, knows_ranges=False)]
    async with serving(BadServer(BODY, manners=manners)) as server:
        with pytest.raises(ModelError, match="broke"):
            await load.run(server)

    assert not load.target.exists()


async def test_another_file_is_not_installed(tmp_path: Path) -> None:
    load = Load(tmp_path, PINNED)
    async with serving(BadServer(BODY[::-1])) as server:
        with pytest.raises(ModelError, match="Nothing was installed"):
            await load.run(server)

    assert load.left() == []


@pytest.mark.parametrize("status", [401, 403, 404, 410])
async def test_a_server_that_refuses_is_named(tmp_path: Path, status: int) -> None:
    load = Load(tmp_path, PINNED)
    async with serving(BadServer(BODY, manners=[Manner(status=status)])) as server:
        with pytest.raises(ModelError, match=rf"127\.0\.0\.1 answered {status}"):
            await load.run(server)

    assert len(server.requests) == 1


async def test_nobody_there_is_said_with_what_to_do(tmp_path: Path) -> None:
    load = Load(tmp_path, PINNED)
    server = BadServer(BODY, port=9)  # nothing listens there
    with pytest.raises(ModelError, match=r"Try again.*--from"):
        await load.run(server)

    assert load.clock.waited == [1, 2, 4, 8]


async def test_a_tag_that_is_no_text_is_left_out(tmp_path: Path) -> None:
    load = Load(tmp_path, UNKNOWN)
    async with serving(BadServer(BODY, etag='"\xff\xfe"')) as server:
        await load.run(server)

    assert load.target.read_bytes() == BODY


async def test_a_redirect_is_followed(tmp_path: Path) -> None:
    load = Load(tmp_path, PINNED)
    async with serving(BadServer(BODY)) as there:
        moved = [Manner(status=302, location=there.address("elsewhere"))]
        async with serving(BadServer(BODY, manners=moved)) as server:
            await load.run(server)

    assert load.target.read_bytes() == BODY


async def test_a_full_disk_is_said_before_anything_is_loaded(
    tmp_path: Path,
) -> None:
    load = Load(tmp_path, PINNED)
    load.room_left = 1 << 62  # no disk has so much
    async with serving(BadServer(BODY)) as server:
        with pytest.raises(ModelError, match=r"disk is full: 2 MB more"):
            await load.run(server)


async def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    load = Load(tmp_path / "nowhere", PINNED)
    async with serving(BadServer(BODY)) as server:
        with pytest.raises(ModelError, match="nowhere cannot be written to"):
            await load.run(server)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://huggingface.co/x", True),
        ("http://127.0.0.1:80/x", True),
        ("http://localhost/x", True),
        ("http://[::1]/x", True),
        ("http://huggingface.co/x", False),
        ("http://127.0.0.1.example.com/x", False),
        ("file:///etc/passwd", False),
        ("https:///x", False),
        ("ftp://127.0.0.1/x", False),
        ("http://[oops/x", False),
        ("", False),
    ],
)
def test_only_https_or_this_computer(address: str, expected: bool) -> None:
    assert is_safe(address) is expected


async def test_an_unsafe_address_is_not_even_asked(tmp_path: Path) -> None:
    download = Download(
        PINNED,
        tmp_path / "x",
        address="http://example.com/x",
        clock=HastyClock(),
        progress=lambda _done, _total: None,
    )
    with pytest.raises(ModelError, match="https only"):
        await download.run()
