"""Who is in the scene, and where they stand."""

from __future__ import annotations

from companion.domain.values import POINT, Points, Viewer

_PEOPLE: tuple[tuple[str, str, str, int], ...] = (
    ("nova", "twitch", "Nova_Kessler", 12_480),
    ("sakura", "tiktok", "さくらもち🌸", 9_815),
    ("chidi", "youtube", "Chidi “BigTuna” Okonkwo", 7_350),
    ("luna", "tiktok", "Луна", 4_210),
    ("maryam", "tiktok", "مريم الزهراء", 4_210),
    ("long", "twitch", "thisnameisfartoolongforanyoverlay_2026", 3_905),
    ("ramen", "youtube", "심야라면", 3_120),
    ("zoe", "twitch", "Zoë Ångström", 2_760),
    ("priya", "tiktok", "प्रिया ✨", 2_415),
    ("nandu", "youtube", "DJ Ñandú 🎧", 1_980),
    ("kwame", "tiktok", "kwame.codes", 1_980),
    ("violeta", "twitch", "Violeta", 1_725),
    ("ming", "tiktok", "小明同學", 1_610),
    ("river", "youtube", "old_man_river", 1_440),
    ("sorina", "twitch", "Sørina", 1_285),
    ("ben", "tiktok", "BEN10000", 1_100),
    ("etoile", "tiktok", "étoile filante", 960),
    ("raccoon", "twitch", "r4cc00n", 905),
    ("ayse", "youtube", "Ayşe", 870),
    ("cat", "tiktok", "JustHereForTheCat", 655),
)

CROWD = 2_318
"""Viewers in the standings, the named ones included."""

_OTHERS = (
    ("dan", "twitch", "deadlock_dan"),
    ("paula", "twitch", "PixelWitchPaula"),
    ("mira", "twitch", "mira_plays"),
)

LATECOMERS = len(_OTHERS)
"""Of the crowd, those who come into the standings within the scene."""

_UNSHOWN = (
    ("sniper", "twitch", "xX_sn1per_Xx"),
    ("muhammad", "youtube", "محمد العلي"),
    ("shadow", "tiktok", "s\u0336h\u0336a\u0336d\u0336o\u0336w\u0336"),
    ("kira", "twitch", "kira kira"),
    ("dyke", "youtube", "Dick van Dyke fan"),
)
"""Whom only moderation meets: what they wrote earned nothing."""

VIEWERS: dict[str, Viewer] = {
    key: Viewer(id=f"{platform}:{key}", name=name)
    for key, platform, name in (
        *((key, platform, name) for key, platform, name, _points in _PEOPLE),
        *_OTHERS,
        *_UNSHOWN,
    )
}
"""Everybody who is named, by a short key."""

FINAL_POINTS: dict[str, Points] = {
    VIEWERS[key].id: points * POINT for key, _platform, _name, points in _PEOPLE
}
"""Where the evening stands at the moment of the picture, by Viewer id."""


def extra(number: int) -> tuple[Viewer, Points]:
    """Return the Viewer at rank `number` behind the named ones, with fewer points."""
    points = max(1, 650 - number // 3)
    viewer = Viewer(id=f"tiktok:crowd-{number}", name=f"viewer.{1000 + number}")
    return viewer, points * POINT
