"""Names, texts and pictures that attack: they stay what they are, text."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.async_api import expect

from tests.overlays.conftest import Show
from tests.overlays.people import line, lines, question, row
from tests.overlays.sampling import boxes, frame, rest

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser]

MARKUP = (
    "<script>window.pwned=1</script>",
    "<img src=x onerror=window.pwned=1>",
    "<svg onload=window.pwned=1>",
    "<svg><script>window.pwned=1</script></svg>",
    "\"><img src=x onerror='window.pwned=1'>",
    "'-window.pwned=1-'",
    "</bdi></span></li><script>window.pwned=1</script>",
    "<iframe srcdoc='<script>parent.pwned=1</script>'>",
    "<math><mtext><table><mglyph><style><img src=x onerror=window.pwned=1>",
    "javascript:window.pwned=1",
    "{{constructor.constructor('window.pwned=1')()}}",
    "${window.pwned=1}",
    "<style>*{display:none!important}</style>",
    "<a href='javascript:window.pwned=1'>x</a>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<base href='//evil.example/'>",
    "<link rel=stylesheet href='//evil.example/x.css'>",
    "&lt;script&gt;window.pwned=1&lt;/script&gt;",
    "%3Cscript%3Ewindow.pwned=1%3C/script%3E",
    "{n} {gift} {times} {place} {points}",
    "__proto__",
    "constructor",
)
SHAPES = (
    "\u202egnp.exe",
    "\u2066\u2067\u2068\u202a\u202b\u202d left open",
    "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319\u0324" * 12,
    "\u200b\u200c\u200d\ufeff",
    "\ud800 lone \udfff",
    "\x00\x07\x1b[31mred\x1b[0m",
    "line\nline\r\nline\tend",
    "﷽" * 60,
    "𒐫" * 60,
    "👨‍👩‍👧‍👦" * 60,
    "W" * 10_000,
    "",
)
ALL = MARKUP + SHAPES

PICTURES = (
    "javascript:window.pwned=1",
    "data:text/html,<script>window.pwned=1</script>",
    "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='pwned=1'/>",
    "https://evil.example/track.png",
    "//evil.example/track.png",
    "http://[::1",
    "file:///etc/passwd",
    "\\\\evil.example\\x",
)


def states(text: str) -> dict[str, dict[str, Any]]:
    """Return each overlay's state with `text` wherever a person can write."""
    gift = line(2, text, text, kind="gift", gift_name=text, count=2)
    return {
        "leaderboard": {"rows": [row(1, name=text, id=text, platform=text), row(2)]},
        "question": question(name=text, text=text, platform=text, viewer=text),
        "chat": lines(
            line(1, text, text, viewer=text, platform=text),
            gift,
            line(3, text, text, kind=text, months=1),
            line(4, text, kind="superchat", amount_micros=1, currency=text),
        ),
    }


FOREIGN = (
    "script[src^='data'], body script, iframe, object, embed, a, base, #stage style"
)


# A bubble takes its time to go and come; that is not what is looked at here.
AT_ONCE = """
const animate = Element.prototype.animate;
Element.prototype.animate = function (frames, timing) {
  return animate.call(this, frames, { ...timing, duration: 0, endDelay: 0 });
};
"""


@pytest.mark.parametrize("name", list(states("calm")))
async def test_whatever_people_write_stays_text(show: Show, name: str) -> None:
    marks = {} if name == "question" else {"platform_marks": True}
    quick = {"motion": "reduced", "script": AT_ONCE}
    shown = await show(name, states("calm")[name], **quick, **marks)
    for number, text in enumerate(ALL):
        state = states(text)[name]
        marker = f"marker {number}"
        last = state.get("rows") or state.get("lines") or [state["question"]]
        last[-1] = {**last[-1], "name": marker}
        if name == "question":
            state["question"].update(id=number, name=marker)
        await shown.server.show(state)
        await expect(shown.page.locator(".name").last).to_have_text(marker)

    await rest(shown.page)
    origin = f"http://127.0.0.1:{shown.server.port}/"
    assert await shown.page.evaluate("window.pwned") is None
    assert await shown.page.evaluate("({}).polluted") is None
    assert await shown.page.locator(FOREIGN).count() == 0
    assert await shown.page.locator("#stage [onload], #stage [onerror]").count() == 0
    assert [url for url in shown.requests if not url.startswith(origin)] == []
    assert shown.complaints == []
    assert shown.page.url.startswith(origin)


async def test_markup_is_shown_as_it_was_written(show: Show) -> None:
    shown = await show("chat", lines())
    staying = shown.page.locator(".line:not(.leaving)")
    for seq, text in enumerate(MARKUP):
        await shown.server.show(lines(line(seq, text, text)))
        await expect(staying.locator(".text")).to_have_text(text)
        await expect(staying.locator(".name")).to_have_text(text)


async def test_no_text_breaks_out_of_its_place(show: Show) -> None:
    shown = await show("leaderboard", {"rows": []}, motion="reduced")
    for number, text in enumerate(SHAPES, 1):
        endless = [row(1, name=text, points=number * 1_000), row(2, name=text), row(3)]
        await shown.server.show({"rows": endless})
        await expect(shown.page.locator(".points")).to_have_text(
            [str(number), "9,815", "7,350"]
        )
        rows = await boxes(shown.page, ".row > .plate")
        points = await boxes(shown.page, ".points")

        assert [round(one["height"]) for one in rows] == [96, 72, 72], repr(text)
        assert all(one["right"] <= 16 + 640 for one in points), repr(text)


@pytest.mark.parametrize(
    "name",
    [
        "\u202eevil",
        "\u202eevil\u2067",
        "evil\u2069\u202e",
        "evil\u2067\u2069\u2069\u2069\u202b",
        "evil\u2029\u202e",
        "\u202e\u2066\u2066\u2066" * 40,
    ],
)
async def test_a_direction_override_does_not_reach_its_neighbours(
    show: Show, name: str
) -> None:
    page = (await show("chat", lines(line(1, name, "hello"), line(2)))).page
    await frame(page)
    marks = await boxes(page, ".mark")
    names = await boxes(page, ".name")
    texts = await boxes(page, ".text")

    for mark, written, text in zip(marks, names, texts, strict=True):
        assert mark["right"] <= written["left"]
        assert written["right"] <= text["left"]


def with_picture(name: str, address: str, seq: int) -> dict[str, Any]:
    """Return an overlay's state with a picture wherever there can be one."""
    gift = line(seq, "Zoë", kind="gift", gift_name="Rose", icon=address, count=1)
    return {
        "leaderboard": {"rows": [row(1, avatar=address, points=seq * 1_000)]},
        "question": question(avatar=address, points=seq * 1_000),
        "chat": lines(line(0, "Zoë", f"text {seq}", avatar=address), gift),
    }[name]


@pytest.mark.parametrize(
    ("name", "proof", "settings"),
    [
        ("leaderboard", ".points", {}),
        ("question", ".standing", {}),
        ("chat", ".text", {"avatars": True}),
    ],
)
async def test_a_picture_from_elsewhere_is_never_asked_for(
    show: Show, name: str, proof: str, settings: dict[str, Any]
) -> None:
    shown = await show(name, with_picture(name, "", 0), motion="reduced", **settings)
    for seq, address in enumerate(PICTURES, 1):
        await shown.server.show(with_picture(name, address, seq))
        drawn = re.compile(rf"\b{seq}\b")
        await expect(shown.page.locator(proof).first).to_have_text(drawn)
        letter = re.compile("^[NKZ]$")
        await expect(shown.page.locator(".avatar").first).to_have_text(letter)

    await rest(shown.page)
    origin = f"http://127.0.0.1:{shown.server.port}/"
    assert [url for url in shown.requests if not url.startswith(origin)] == []
    assert await shown.page.evaluate("window.pwned") is None
    assert await shown.page.locator(".avatar img, .icon").count() == 0
    assert shown.complaints == []


async def test_a_picture_of_our_own_takes_the_letters_place(show: Show) -> None:
    shown = await show("leaderboard", {"rows": []})
    shown.server.pictures["face"] = PIXEL
    await shown.server.show({"rows": [row(1, avatar="/pictures/face")]})

    await expect(shown.page.locator(".avatar img")).to_have_count(1)
    await expect(shown.page.locator(".avatar")).to_have_text("")


async def test_a_picture_that_does_not_come_leaves_the_letter(show: Show) -> None:
    shown = await show("leaderboard", {"rows": []})
    shown.server.pictures["face"] = b"no picture at all"
    await shown.server.show({"rows": [row(1, avatar="/pictures/face")]})
    await expect(shown.page.locator(".avatar")).to_have_text("N")
    await rest(shown.page)

    await expect(shown.page.locator(".avatar img")).to_have_count(0)


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c63fccfc0500f0004850180"
    "84a98c210000000049454e44ae426082"
)
