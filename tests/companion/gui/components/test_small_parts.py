"""Toggle, chip, tile, keys, texts, menu: small parts with one job each."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from companion.gui.components.chip import Chip, chip_width
from companion.gui.components.kbd import kbd_width
from companion.gui.components.menu import SEPARATOR, MenuItem, menu
from companion.gui.components.sparkline import paint_sparkline
from companion.gui.components.text import ElidedLabel, isolated, label, paragraph
from companion.gui.components.tile import Tile
from companion.gui.components.toggle import Toggle
from companion.gui.theme.theme import Theme


def test_a_toggle_switches_with_mouse_and_keyboard(theme: Theme, qtbot) -> None:
    changes: list[bool] = []
    toggle = Toggle(theme=theme, name="No motion", on_change=changes.append)
    qtbot.addWidget(toggle)

    qtbot.mouseClick(toggle, Qt.MouseButton.LeftButton)
    QTest.keyClick(toggle, Qt.Key.Key_Space)

    assert changes == [True, False]
    assert toggle.accessibleName() == "No motion"


def test_a_toggle_is_never_pink(theme: Theme, qtbot) -> None:
    toggle = Toggle(theme=theme, name="On", on=True)
    qtbot.addWidget(toggle)
    image = toggle.grab().toImage()

    colours = {
        image.pixelColor(x, y).name()
        for x in range(image.width())
        for y in range(image.height())
    }

    assert theme.tokens.t2 in colours
    assert theme.tokens.accent not in colours
    assert theme.tokens.accent_fill not in colours


def test_a_chip_is_as_wide_as_its_text_and_icon_need(theme: Theme, qtbot) -> None:
    chip = Chip("Held · 9 s", theme=theme, kind="warn", icon="hourglass")
    qtbot.addWidget(chip)

    assert chip.sizeHint().width() == chip_width("Held · 9 s", "hourglass")
    assert chip.sizeHint().height() == 20
    assert chip_width("Held · 9 s") < chip_width("Held · 9 s", "hourglass")


def test_a_chip_says_its_text_to_screen_readers(theme: Theme, qtbot) -> None:
    chip = Chip("tie", theme=theme)
    qtbot.addWidget(chip)
    chip.set_text("first")

    assert chip.accessibleName() == "first"


def test_a_tile_speaks_its_figure_and_line(theme: Theme, qtbot) -> None:
    tile = Tile("Diamonds", theme=theme)
    qtbot.addWidget(tile)

    tile.show_figure("18,425", "312 gifts · exact")

    assert tile.accessibleName() == "Diamonds"
    assert tile.accessibleDescription() == "18,425. 312 gifts · exact"


def test_a_hot_tile_asks_to_be_looked_at(theme: Theme, qtbot) -> None:
    tile = Tile("Held", theme=theme)
    qtbot.addWidget(tile)
    tile.resize(200, 80)
    tile.show_figure("4", hot=True)

    assert tile.grab().toImage().pixelColor(190, 70).name() == theme.tokens.warn_wash


def test_a_compact_tile_is_64_pixels_high(theme: Theme, qtbot) -> None:
    tile = Tile("Held", theme=theme)
    qtbot.addWidget(tile)
    assert tile.height() == 80

    tile.set_compact(True)

    assert tile.height() == 64


def test_a_line_of_one_value_is_not_drawn(theme: Theme) -> None:
    def ink(values: list[float]) -> int:
        image = QImage(72, 24, QImage.Format.Format_Grayscale8)
        image.fill(0)
        painter = QPainter(image)
        paint_sparkline(painter, image.rect().toRectF(), values, "white")
        painter.end()
        return sum(bytes(image.constBits()))

    assert ink([1]) == 0
    assert ink([3, 3]) > 0
    assert ink([1, 9, 2]) > ink([3, 3])


def test_a_key_is_never_narrower_than_18_pixels(theme: Theme) -> None:
    assert kbd_width("F") == 18
    assert kbd_width("Ctrl K") > 30


def test_a_name_cannot_turn_its_neighbours() -> None:
    assert isolated("مريم") == "\u2068مريم\u2069"


def test_markup_in_a_label_stays_text(theme: Theme, qtbot) -> None:
    made = label("<b>Mira</b>")
    qtbot.addWidget(made)

    assert made.textFormat() is Qt.TextFormat.PlainText
    assert paragraph("<b>x</b>").textFormat() is Qt.TextFormat.PlainText


def test_a_paragraph_grows_with_its_lines(theme: Theme, qtbot) -> None:
    words = paragraph("one two three four five six seven eight nine ten", size=13)
    qtbot.addWidget(words)

    assert words.heightForWidth(1_000) == 20
    assert words.heightForWidth(100) >= 60


def test_a_line_break_in_a_paragraph_is_kept(theme: Theme, qtbot) -> None:
    words = paragraph("one\ntwo", size=12)
    qtbot.addWidget(words)

    assert words.heightForWidth(1_000) == 32


def test_an_elided_label_gives_way_and_says_all_of_it(theme: Theme, qtbot) -> None:
    words = ElidedLabel("thisnameisfartoolongforanyoverlay_2026", natural=172)
    qtbot.addWidget(words)

    assert words.sizeHint().width() == 172
    assert words.minimumSizeHint().width() < 40
    assert words.text() == "thisnameisfartoolongforanyoverlay_2026"


def test_a_menu_does_what_is_picked_and_shows_keys(theme: Theme, qtbot) -> None:
    picked: list[str] = []
    parent = QWidget()
    qtbot.addWidget(parent)
    made = menu(
        parent,
        [
            MenuItem(text="Rename", on_pick=lambda: picked.append("rename")),
            SEPARATOR,
            MenuItem(text="R & B", key="Ctrl+E", icon="stop", on_pick=lambda: None),
            MenuItem(text="Only told"),
        ],
        theme=theme,
    )

    made.actions()[0].trigger()

    assert picked == ["rename"]
    assert made.actions()[1].isSeparator()
    assert made.actions()[2].text() == "R && B\tCtrl+E"
    assert not made.actions()[3].isEnabled()
