"""What platforms are called."""

from __future__ import annotations

from companion.domain.values import Platform
from companion.gui.theme.icons import PLATFORM_ICONS, exists, platform_colour
from companion.gui.theme.tokens import DARK, LIGHT
from companion.platform_names import platform_name


def test_every_platform_has_a_name_of_its_own() -> None:
    assert len({platform_name(one) for one in Platform}) == len(Platform)


def test_every_platform_has_a_mark_and_a_colour_in_both_themes() -> None:
    for one in Platform:
        assert exists(PLATFORM_ICONS[one])
        assert platform_colour(one, DARK).startswith("#")
        assert platform_colour(one, LIGHT).startswith("#")
