"""Draw the overlays over a game: python -m tests.overlays.pictures [FOLDER]

Writes overlay-leaderboard.png, overlay-question.png and overlay-chat.png, 1920x1080,
into FOLDER (docs/images). Each overlay is photographed on its own, transparent, and
laid over the game as OBS does it.
"""

from __future__ import annotations

import asyncio
import base64
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, async_playwright

from overlays.overlay import State
from tests.overlays.conftest import BY_NAME, CHROMIUM, FLAGS
from tests.overlays.people import line, lines, question, row
from tests.overlays.scene import HEIGHT, WIDTH, game
from tests.overlays.server import OverlayServer, settings_of

FACES = {
    "fox": ("🦊", "#8a5a28"),
    "fish": ("🐟", "#2f6b5e"),
    "moon": ("🌙", "#2d6f86"),
    "bowl": ("🍜", "#7d4f7a"),
}
_PICTURE_OF = {1: "fox", 3: "fish", 4: "moon", 7: "bowl"}

LONG = (
    "Greetings from Lagos! I have watched every replay since spring, and today is the "
    "first time I catch you live, so here is the question I saved up: when you "
    "switched from controller to mouse, what was the one habit that took longest to "
    "unlearn, and did you train it on purpose or did it just go away after enough "
    "ranked games? My brother says it never goes away and I would love to prove him "
    "wrong in front of everyone here tonight, so please tell us what really happened "
    "back then and how!"
)


@dataclass
class Piece:
    """One overlay of a picture: where it lies, with what settings and state."""

    name: str
    at: tuple[int, int]
    size: tuple[int, int]
    state: State
    caption: str = ""
    settings: dict[str, Any] = field(default_factory=dict)
    then: State | None = None


def leaderboard_pieces() -> list[Piece]:
    def people(*places: int) -> State:
        return {"rows": [_with_face(place, n) for n, place in enumerate(places, 1)]}

    def piece(at: tuple[int, int], size: tuple[int, int], *places: int, **more: Any):
        caption = more.pop("caption")
        settings = {"margin_x": 0, "margin_y": 0, "header": False, **more}
        state = people(*places)
        return Piece("leaderboard", at, size, state, caption, settings)

    studio = piece((96, 112), (640, 460), 1, 3, 2, 4, 5, caption="Studio", header=True)
    studio.then = people(1, 2, 3, 4, 5)
    one = piece((96, 620), (640, 100), 1, caption="1 place", rows=1)
    return [
        studio,
        one,
        piece(
            (1224, 108),
            (600, 240),
            1,
            2,
            3,
            4,
            caption="Minimal",
            theme="minimal",
            width=600,
        ),
        piece(
            (1224, 416),
            (600, 300),
            1,
            2,
            3,
            6,
            caption="E-sport",
            theme="esport",
            width=600,
        ),
        piece(
            (1224, 780),
            (600, 240),
            1,
            2,
            7,
            caption="Cozy",
            theme="cozy",
            width=600,
        ),
    ]


def question_pieces() -> list[Piece]:
    arabic = question(
        name="مريم الزهراء",
        text="هل ستلعبين مع المشتركين بعد الكاريوكي؟ 🎤",
        viewer="tiktok:105",
        rank=None,
    )
    long = question(
        name="Chidi “BigTuna” Okonkwo",
        text=LONG,
        viewer="youtube:103",
        platform="youtube",
        avatar="/pictures/fish",
        rank=None,
    )
    wired = question(text="is the headset the wired one? latency on mine is terrible")
    flush = {"align": "top-left", "margin_x": 0, "margin_y": 0}
    return [
        Piece(
            "question",
            (96, 108),
            (856, 400),
            arabic,
            "Right to left",
            {**flush, "width": 856},
        ),
        Piece(
            "question",
            (1032, 108),
            (792, 500),
            long,
            "500 characters: shrinks, then ends with an ellipsis after 9 lines",
            {**flush, "width": 792},
        ),
        Piece(
            "question",
            (288, 500),
            (1344, 460),
            wired,
            "",
            {"margin_x": 0, "margin_y": 0},
        ),
    ]


def chat_pieces() -> list[Piece]:
    shown = BY_NAME["chat"].preview()
    mirrored = lines(
        line(
            1,
            "مريم الزهراء",
            "مساء الخير، متى يبدأ الكاريوكي؟ 🎤",
            platform="tiktok",
        ),
        line(2, "old_man_river", "", platform="youtube", kind="membership", months=14),
        line(3, "Nova_Kessler", "for the new microphone", kind="cheer", count=500),
        line(4, "PixelWitchPaula", "", kind="gifted_subscription", count=10),
    )
    return [
        Piece("chat", (64, 430), (680, 538), shown, "", {"margin_x": 0, "margin_y": 0}),
        Piece(
            "chat",
            (1176, 430),
            (680, 538),
            mirrored,
            "",
            {"margin_x": 0, "margin_y": 0, "align": "bottom-right"},
        ),
    ]


PICTURES = {
    "leaderboard": leaderboard_pieces,
    "question": question_pieces,
    "chat": chat_pieces,
}


async def main(folder: Path) -> None:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        faces = await draw_faces(browser)
        for name, pieces in PICTURES.items():
            shots = [(p, await photograph(browser, p, faces)) for p in pieces()]
            await compose(browser, shots, folder / f"overlay-{name}.png")
        await browser.close()


async def draw_faces(browser: Browser) -> dict[str, bytes]:
    """Return pictures of Viewers as PNG, by name."""
    page = await browser.new_page(viewport={"width": 128, "height": 128})
    faces = {}
    for name, (emoji, colour) in FACES.items():
        await page.set_content(
            f"<body style='margin:0;display:grid;place-items:center;height:128px;"
            f"background:{colour};font-size:72px'>{emoji}"
        )
        faces[name] = await page.screenshot()
    await page.close()
    return faces


async def photograph(browser: Browser, piece: Piece, faces: dict[str, bytes]) -> bytes:
    """Return one overlay's page as a transparent PNG."""
    server = OverlayServer(BY_NAME[piece.name])
    server.pictures = faces
    server.settings = settings_of(BY_NAME[piece.name], **piece.settings)
    server.state = piece.state
    await server.start()
    width, height = piece.size
    page = await browser.new_page(viewport={"width": width, "height": height})
    await page.goto(server.link)
    await server.until(lambda s: s.heard)
    await page.evaluate("document.fonts.ready")
    if piece.then:
        await server.show(piece.then)
        await page.locator(".moved").first.wait_for()
        # Past the move, within the 1.2 s for which the mark is there.
        await page.evaluate(
            "Promise.all(document.getAnimations().map((one) => one.finished))"
        )
    shot = await page.screenshot(omit_background=True)
    await page.close()
    await server.stop()
    return shot


async def compose(
    browser: Browser, shots: list[tuple[Piece, bytes]], out: Path
) -> None:
    """Lay overlays over the game, with their captions, and write the picture."""
    page = await browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
    layers = "".join(_layer(piece, shot) for piece, shot in shots)
    await page.set_content(f"<body style='margin:0'>{game()}{layers}")
    await page.screenshot(path=out)
    await page.close()


def _layer(piece: Piece, shot: bytes) -> str:
    left, top = piece.at
    data = base64.b64encode(shot).decode()
    caption = (
        f"<span style='position:absolute;left:{left}px;top:{top - 36}px;"
        "padding:2px 10px;border-radius:4px;background:#23282b;color:#fff;"
        f"font:500 18px/24px sans-serif'>{piece.caption}</span>"
    )
    return (
        f"<img style='position:absolute;left:{left}px;top:{top}px' "
        f"src='data:image/png;base64,{data}'>{caption if piece.caption else ''}"
    )


def _with_face(place: int, rank: int) -> dict[str, Any]:
    face = _PICTURE_OF.get(place)
    avatar = f"/pictures/{face}" if face else None
    return row(place, rank=rank, avatar=avatar)


if __name__ == "__main__":
    target = Path(sys.argv[1] if len(sys.argv) > 1 else "docs/images")
    target.mkdir(parents=True, exist_ok=True)
    asyncio.run(main(target))
