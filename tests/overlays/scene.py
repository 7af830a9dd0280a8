"""A picture of a game to hold overlays against: drawn, so that nobody's is used."""

from __future__ import annotations

import random
from itertools import pairwise

WIDTH, HEIGHT = 1920, 1080
_SKY = ("#8fa1a7", "#9baaab", "#a8b2ae", "#b5b8ae", "#c2bfaf")


def game(seed: int = 7) -> str:
    """Return an SVG of hills, trees, a lake and a walker, 1920x1080."""
    chance = random.Random(seed)
    parts = [
        *(
            f'<rect y="{n * 110}" width="{WIDTH}" height="{HEIGHT}" fill="{colour}"/>'
            for n, colour in enumerate(_SKY)
        ),
        '<circle cx="1290" cy="330" r="84" fill="#d2ccb6"/>',
        _ridge(chance, base=560, rise=250, colour="#84959a", shade="#788a8f"),
        _ridge(chance, base=660, rise=170, colour="#6e817e", shade="#627572"),
        '<rect y="650" width="1920" height="430" fill="#687869"/>',
        '<path d="M0 730Q700 670 1920 750V1080H0Z" fill="#5d6d5c"/>',
        '<ellipse cx="960" cy="820" rx="330" ry="52" fill="#7d8f8d"/>',
        '<path d="M0 900Q900 840 1920 930V1080H0Z" fill="#526150"/>',
        *_trees(chance),
        _WALKER,
        _AIM,
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'width="{WIDTH}" height="{HEIGHT}">{"".join(parts)}</svg>'
    )


_WALKER = (
    '<g transform="translate(980 760)"><ellipse cy="108" rx="60" ry="12" '
    'fill="#465545"/><path d="M-26 104V20Q0-16 26 20V104H8V64H-8V104Z" '
    'fill="#3a444c"/><path d="M-24 14Q0-8 24 14L34 84H-34Z" fill="#74493e"/>'
    '<circle cy="-20" r="19" fill="#c6a68a"/><path d="M-21-22Q0-56 21-22Z" '
    'fill="#2c3137"/></g>'
)
_AIM = (
    '<g stroke="#fff" stroke-width="3" opacity=".8">'
    '<path d="M946 540h12M982 540h12M970 516v12M970 552v12"/></g>'
)


def _ridge(
    chance: random.Random, *, base: int, rise: int, colour: str, shade: str
) -> str:
    x, points = -80.0, [(-80.0, float(base))]
    while x < WIDTH + 80:
        x += 120 * (0.6 + chance.random() * 0.8)
        points.append((x, base - rise * chance.random()))
    line = " ".join(f"{x:.0f},{y:.0f}" for x, y in points)
    hill = f'<polygon points="-80,1080 {line} 2100,1080" fill="{colour}"/>'
    return hill + "".join(
        f'<polygon points="{x:.0f},{y:.0f} {x2:.0f},{y2:.0f} {x:.0f},{base + 60}" '
        f'fill="{shade}"/>'
        for (x, y), (x2, y2) in pairwise(points)
        if y2 > y
    )


def _trees(chance: random.Random) -> list[str]:
    trees = []
    for _ in range(46):
        x, y = chance.random() * WIDTH, 690 + chance.random() * 300
        size = (y - 560) / 300
        if abs(x - 960) < 300 * size + 60:
            continue
        high, wide = 92 * size + 20, 36 * size + 8
        tip = f"{x:.0f},{y - high:.0f}"
        trees.append(
            f'<polygon points="{tip} {x + wide:.0f},{y:.0f} {x - wide:.0f},{y:.0f}" '
            f'fill="#3f534a"/><polygon points="{tip} {x + wide:.0f},{y:.0f} '
            f'{x:.0f},{y:.0f}" fill="#364841"/>'
        )
    return trees
