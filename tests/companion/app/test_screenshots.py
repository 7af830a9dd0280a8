"""The pictures are all drawn, the same ones every time."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from companion.app.chromium import find_chromium
from companion.app.overlay_pictures import draw_overlays
from companion.app.scene.moments import MOMENTS
from companion.app.screenshots import SIZES, take_screenshots
from companion.domain.errors import CommandError
from companion.gui.shell.rail import PAGES
from overlays.catalogue import CATALOGUE

pytestmark = pytest.mark.qt

LIVE = [moment for moment in MOMENTS if moment.name in {"live", "ready"}]


@pytest.fixture
def no_chromium(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("COMPANION_CHROMIUM", raising=False)


def test_every_page_is_among_the_moments() -> None:
    assert {page.key for page in PAGES} <= {moment.name for moment in MOMENTS}


def test_a_moment_is_drawn_in_both_themes_and_sizes(
    qapp, no_chromium, tmp_path: Path, capsys
) -> None:
    assert take_screenshots(tmp_path, moments=LIVE) == 0

    for moment in LIVE:
        for theme in ("dark", "light"):
            for width, height in SIZES:
                name = f"{moment.name}-{theme}-{width}x{height}.png"
                picture = QImage(str(tmp_path / name))
                assert (picture.width(), picture.height()) == (width, height)
    told = capsys.readouterr()
    assert "10 pictures in" in told.out
    assert "No Chromium here" in told.err


def test_the_same_pictures_come_every_time(qapp, no_chromium, tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    take_screenshots(one, moments=LIVE)
    take_screenshots(other, moments=LIVE)

    names = sorted(path.name for path in one.iterdir())
    assert names == sorted(path.name for path in other.iterdir())
    different = [
        name
        for name in names
        if (one / name).read_bytes() != (other / name).read_bytes()
    ]
    assert different == []


def test_a_folder_that_cannot_be_is_a_sentence(qapp, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("here already", "utf-8")

    with pytest.raises(CommandError, match="cannot be written"):
        take_screenshots(file / "inside", moments=LIVE)


@pytest.mark.browser
async def test_every_overlay_is_drawn_with_nothing_behind_it(
    tmp_path: Path, full_counts: bool
) -> None:
    assert find_chromium() is not None
    some = [one for one in CATALOGUE if one.name in ("leaderboard", "stage", "quiz")]
    overlays = CATALOGUE if full_counts else some

    assert await draw_overlays(tmp_path, overlays) == len(overlays)

    for overlay in overlays:
        picture = QImage(str(tmp_path / f"overlay-{overlay.name}.png"))
        assert (picture.width(), picture.height()) == (overlay.width, overlay.height)
        alphas = [
            picture.pixelColor(x, y).alpha()
            for x in range(0, picture.width(), 8)
            for y in range(0, picture.height(), 8)
        ]
        assert min(alphas) == 0
        assert max(alphas) == 255
