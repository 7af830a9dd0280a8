"""Inter is there, with its weights and with digits of equal width."""

from __future__ import annotations

from PySide6.QtGui import QFontInfo, QFontMetricsF, QImage, QPainter

from companion.gui.theme import fonts
from companion.gui.theme.theme import Theme


def ink(weight: int) -> int:
    """Return how much ink a word takes in a weight."""
    image = QImage(400, 60, QImage.Format.Format_Grayscale8)
    image.fill(0)
    painter = QPainter(image)
    painter.setPen("white")
    painter.setFont(fonts.font(40, weight))
    painter.drawText(4, 44, "Leaderboard")
    painter.end()
    return sum(bytes(image.constBits()))


def test_the_bundled_typeface_is_used(theme: Theme) -> None:
    assert QFontInfo(fonts.font(13)).family() == "Inter Variable"


def test_heavier_weights_take_more_ink(theme: Theme) -> None:
    weights = [ink(weight) for weight in (400, 500, 600, 700)]

    assert weights == sorted(weights)
    assert weights[2] > 1.08 * weights[0]


def test_tabular_digits_are_equally_wide(theme: Theme) -> None:
    metrics = QFontMetricsF(fonts.font(24, fonts.SEMIBOLD, tabular=True))
    widths = {round(metrics.horizontalAdvance(digit * 20), 1) for digit in "0123456789"}

    assert len(widths) == 1


def test_proportional_digits_are_not(theme: Theme) -> None:
    metrics = QFontMetricsF(fonts.font(24))

    assert metrics.horizontalAdvance("1" * 20) < metrics.horizontalAdvance("4" * 20)


def test_large_sizes_are_set_tighter(theme: Theme) -> None:
    assert fonts.font(13).letterSpacing() == 0
    assert fonts.font(20).letterSpacing() < 0
    assert fonts.font(28).letterSpacing() < fonts.font(20).letterSpacing()
