"""The people of the mockups, as states that overlays draw."""

from __future__ import annotations

from typing import Any

PEOPLE = (
    ("twitch:101", "Nova_Kessler", 12_480),
    ("tiktok:102", "さくらもち🌸", 9_815),
    ("youtube:103", "Chidi “BigTuna” Okonkwo", 7_350),
    ("tiktok:104", "Луна", 4_210),
    ("tiktok:105", "مريم الزهراء", 4_210),
    ("twitch:106", "thisnameisfartoolongforanyoverlay_2026", 3_905),
    ("youtube:107", "심야라면", 3_120),
    ("twitch:108", "Zoë Ångström", 2_760),
    ("tiktok:109", "प्रिया ✨", 2_415),
    ("youtube:110", "DJ Ñandú 🎧", 1_980),
    ("tiktok:111", "kwame.codes", 1_980),
    ("twitch:112", "Violeta", 1_725),
    ("tiktok:113", "小明同學", 1_610),
    ("youtube:114", "old_man_river", 1_440),
    ("twitch:115", "Sørina", 1_285),
    ("tiktok:116", "BEN10000", 1_100),
    ("tiktok:117", "étoile filante", 960),
    ("twitch:118", "r4cc00n", 905),
    ("youtube:119", "Ayşe", 870),
    ("tiktok:120", "JustHereForTheCat", 655),
)


def row(place: int, **changes: Any) -> dict[str, Any]:
    """Return the leaderboard row of the person who starts at `place`."""
    viewer, name, points = PEOPLE[place - 1]
    return {
        "id": viewer,
        "rank": place,
        "name": name,
        "avatar": None,
        "platform": viewer.partition(":")[0],
        "points": points * 1_000,
        "tie": points in (4_210, 1_980),
        **changes,
    }


def board(*places: int) -> dict[str, Any]:
    """Return a leaderboard with the people of these places, ranked in this order."""
    return {"rows": [row(place, rank=n) for n, place in enumerate(places, 1)]}


def top(count: int) -> dict[str, Any]:
    return board(*range(1, count + 1))


def question(
    seq: int = 1, name: str = "kwame.codes", text: str = "is it wired?", **more: Any
) -> dict[str, Any]:
    """Return a question overlay's state."""
    shown = {
        "id": seq,
        "viewer": "tiktok:111",
        "name": name,
        "avatar": None,
        "platform": "tiktok",
        "text": text,
        "parts": [],
        "rank": 11,
        "points": 1_980_000,
        "speech": None,
        "test": False,
    }
    return {"question": {**shown, **more}}


NO_QUESTION: dict[str, Any] = {"question": None}


def line(
    seq: int, name: str = "Zoë", text: str = "hello", **more: Any
) -> dict[str, Any]:
    """Return one line of the chat overlay."""
    platform = more.pop("platform", "twitch")
    shown = {
        "id": seq,
        "entries": [seq],
        "at": 1_767_297_600_000 + seq * 1_000,
        "kind": "chat",
        "viewer": f"{platform}:{name}",
        "name": name,
        "avatar": None,
        "platform": platform,
        "text": text,
        "test": False,
    }
    return {**shown, **more}


def lines(*shown: dict[str, Any]) -> dict[str, Any]:
    return {"lines": list(shown)}


FULL: dict[str, dict[str, Any]] = {
    "leaderboard": top(5),
    "question": question(test=True),
    "chat": lines(
        line(1, "Zoë", "hello", test=True),
        line(2, "Луна", "", kind="gift", gift_name="Rose", count=1),
        line(3, "Луна", "", kind="gift", gift_name="Rose", count=120),
        line(4, "Nova", "gg", kind="cheer", count=500),
        line(5, "Nova", "", kind="subscription", months=1),
        line(6, "Nova", "", kind="membership", months=14),
        {**line(7, kind="gifted_subscription", count=2), "name": None, "text": ""},
        line(8, "Nova", "", kind="gifted_membership", count=1),
    ),
}
"""A state of each overlay that shows all it can."""


def people_in(state: Any) -> set[str]:
    """Return everything that people wrote in a state."""
    if isinstance(state, list):
        return {text for one in state for text in people_in(one)}
    if not isinstance(state, dict):
        return set()
    own = {
        value
        for key, value in state.items()
        if key.endswith(("name", "text")) and isinstance(value, str) and value
    }
    initials = {name[0].upper() for name in own}
    return own | initials | {t for value in state.values() for t in people_in(value)}
