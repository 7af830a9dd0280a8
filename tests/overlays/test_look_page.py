"""Themes, fonts, motion and a Broadcaster's own CSS, in a real browser."""

from __future__ import annotations

from itertools import pairwise

import pytest
from playwright.async_api import expect

from overlays.themes import THEMES
from tests.overlays.conftest import Show, Shown
from tests.overlays.people import line, lines, question, top
from tests.overlays.sampling import frame, rest, start_looking, stop_looking, styles

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser]

SLAB = "getComputedStyle(document.getElementById('stage')).getPropertyValue('--slab')"
SHEETS = "document.querySelectorAll('link[data-theme]').length"

# Notes what the page was dressed in when its first row came.
FIRST_ROW = """
addEventListener("DOMContentLoaded", () => {
  const stage = document.getElementById("stage");
  new MutationObserver((_, watch) => {
    if (!stage.querySelector(".row")) return;
    watch.disconnect();
    window.firstSlab = getComputedStyle(stage).getPropertyValue("--slab").trim();
  }).observe(stage, { childList: true, subtree: true });
});
"""


async def test_a_theme_is_on_before_anything_is_drawn(show: Show) -> None:
    shown = await show("leaderboard", top(5), theme="terminal", script=FIRST_ROW)
    await expect(shown.page.locator(".row")).to_have_count(5)

    first = await shown.page.evaluate("window.firstSlab")
    assert first == THEMES["terminal"].colours["slab"]


async def test_a_theme_changes_while_the_page_lives(show: Show) -> None:
    shown = await show("leaderboard", top(3))
    before = await shown.page.evaluate("performance.timeOrigin")

    for theme in ("cozy", "arcade", "studio", "ribbon"):
        shown.server.settings["theme"] = theme
        await shown.server.resend()
        await expect(shown.page.locator("#stage")).to_have_attribute(
            "data-theme", theme
        )
        slab = await shown.page.evaluate(SLAB)
        assert slab.strip() == THEMES[theme].colours["slab"]
        assert await shown.page.evaluate(SHEETS) == (theme != "studio")
    assert await shown.page.evaluate("performance.timeOrigin") == before
    assert shown.complaints == []


async def test_a_theme_that_does_not_come_leaves_the_page_readable(show: Show) -> None:
    shown = await show("leaderboard", {"rows": []})
    await shown.page.route("**/themes/*.css", lambda route: route.abort())
    shown.server.settings["theme"] = "cozy"
    shown.server.state = top(2)
    await shown.server.resend()

    await expect(shown.page.locator(".row")).to_have_count(2)
    assert (await shown.page.evaluate(SLAB)).strip() == THEMES["studio"].colours["slab"]


async def test_own_css_has_the_last_word_also_over_a_theme(show: Show) -> None:
    red, black = "rgb(1, 2, 3)", "rgb(13, 14, 17)"
    own = ".plate { background: rgb(1, 2, 3); }"
    shown = await show("leaderboard", top(1), css=own, theme="contrast")
    plate = shown.page.locator(".row .plate")
    await expect(plate).to_have_css("background-color", red)

    shown.server.settings |= {"css": "", "theme": "studio"}
    await shown.server.resend()
    await expect(plate).to_have_css("background-color", black)

    # OBS appends a style element to the head: a theme must not come behind it.
    await shown.page.add_style_tag(content=own)
    shown.server.settings["theme"] = "contrast"
    await shown.server.resend()
    await expect(shown.page.locator("#stage")).to_have_attribute(
        "data-theme", "contrast"
    )
    assert await styles(shown.page, ".row .plate", "backgroundColor") == [red]


HOSTILE_CSS = """@import url("https://evil.example/a.css");
@import "//evil.example/b.css";
@font-face { font-family: Evil; src: url(https://evil.example/c.woff2); }
body { background: url("https://evil.example/d.png"); font-family: Evil; }
.name::before { content: url(data:image/svg+xml,<svg/>); }
.row { cursor: url(//evil.example/e.cur), auto; -webkit-mask: url(//evil.example/f); }
</style><script>window.pwned = 1</script>"""


async def test_own_css_loads_nothing_from_afar_and_stays_css(show: Show) -> None:
    shown = await show("leaderboard", top(2), css=HOSTILE_CSS)
    await expect(shown.page.locator(".row")).to_have_count(2)
    await rest(shown.page)

    refused = [text for text in shown.complaints if "Content Security Policy" in text]
    assert len(refused) >= 4
    assert refused == shown.complaints
    # Chromium may name what it refuses to ask for; nothing has been answered.
    replies = await shown.page.evaluate(
        "performance.getEntriesByType('resource').filter((one) =>"
        " !one.name.startsWith(location.origin) && one.responseStatus).length"
    )
    assert replies == 0
    assert await shown.page.evaluate("window.pwned") is None


async def test_things_come_as_it_was_chosen(show: Show) -> None:
    script = """
    const animate = Element.prototype.animate;
    window.seen = [];
    Element.prototype.animate = function (frames, timing) {
      window.seen.push([Boolean(frames[0].transform), timing.duration]);
      return animate.call(this, frames, timing);
    };
    """
    shown = await show("chat", lines(), script=script)
    for chosen in ("slide", "pop", "fade", "none"):
        shown.server.settings["animation"] = chosen
        shown.server.state = lines()
        await shown.server.resend()
        await expect(shown.page.locator(".line")).to_have_count(0)
        await shown.server.show(lines(line(1)))
        await expect(shown.page.locator(".line")).to_have_count(1)
        await shown.server.show(lines())
        await expect(shown.page.locator(".line")).to_have_count(0)

    came = (await shown.page.evaluate("window.seen"))[::2]
    assert came == [[True, 240], [True, 240], [False, 240], [False, 0]]


@pytest.mark.parametrize("chosen", [{"animation": "none"}, {"motion": "reduced"}])
async def test_a_bubble_that_changes_all_the_time_does_not_flash(
    show: Show, chosen: dict[str, str]
) -> None:
    shown = await show("question", question(0), **chosen)
    began = await shown.page.evaluate("performance.now()")
    await start_looking(shown.page, ".card", "opacity")
    for number in range(1, 40):
        await shown.server.show(question(number, name=f"viewer {number}"))
        await frame(shown.page)
    lasted = await shown.page.evaluate("performance.now()") - began
    looked = await stop_looking(shown.page)

    there = [any(float(opacity) > 0.5 for opacity in one) for one in looked]
    appeared = sum(not before and now for before, now in pairwise(there))
    assert 1 <= appeared <= lasted / 1000 * 3 + 1


FILES = {
    "🔥 1️⃣ 👩‍👩‍👧‍👦": "noto-color-emoji",
    "さくら": "noto-sans-jp",
    "说话": "noto-sans-sc",
    "심야": "noto-sans-kr",
    "مريم": "noto-sans-arabic-arabic",
    "שלום": "noto-sans-hebrew-hebrew",
    "प्रिया": "noto-sans-devanagari-devanagari",
    "สวัสดี": "noto-sans-thai-thai",
}


async def test_a_script_is_asked_for_when_a_character_needs_it(show: Show) -> None:
    shown = await show("chat", lines(line(1, "Zoe", "hello 123")))
    await shown.page.evaluate("document.fonts.ready")
    assert fonts_asked(shown) == ["archivo-latin"]

    for number, (text, file) in enumerate(FILES.items(), 2):
        await shown.server.show(lines(line(number, "Zoe", text)))
        await expect(shown.page.locator(".line").last).to_contain_text(text)
        await frame(shown.page)
        await shown.page.evaluate("document.fonts.ready")
        assert fonts_asked(shown)[-1] == file
    assert len(fonts_asked(shown)) == 1 + len(FILES)


def fonts_asked(shown: Shown) -> list[str]:
    """Return the font files that the page has asked for, in order."""
    names = [url.rpartition("/")[2] for url in shown.requests]
    return [name.removesuffix(".woff2") for name in names if name.endswith(".woff2")]


async def test_a_font_can_be_chosen_else_it_is_the_themes(show: Show) -> None:
    shown = await show("chat", lines(line(1)))
    for theme, font, face in (
        ("editorial", "theme", "Companion Serif"),
        ("editorial", "inter", "Companion Inter"),
        ("studio", "mono", "Companion Mono"),
        ("arcade", "theme", "Companion Pixel"),
        ("studio", "theme", "Companion Archivo"),
    ):
        shown.server.settings |= {"theme": theme, "font": font}
        await shown.server.resend()
        chosen = shown.page.locator(f"#stage[data-theme={theme}][data-font={font}]")
        await expect(chosen).to_have_count(1)
        [family] = await styles(shown.page, "#stage", "fontFamily")
        assert family.startswith(f'"{face}"')
