"""The celebration's page in a real browser, with a film that is made on the spot."""

from __future__ import annotations

import base64
import io
import time
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, expect

from companion.media.kinds import Caps, media_kind
from overlays.celebration import Celebration
from tests.overlays.conftest import Show
from tests.overlays.sampling import frame

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.browser]

MAKE_FILM = """async () => {
  const canvas = Object.assign(document.createElement("canvas"),
    { width: 64, height: 36 });
  const pen = canvas.getContext("2d");
  const recorder = new MediaRecorder(canvas.captureStream(20),
    { mimeType: "video/webm" });
  const pieces = [];
  recorder.ondataavailable = (event) => pieces.push(event.data);
  const stopped = new Promise((go) => { recorder.onstop = go; });
  recorder.start();
  const began = performance.now();
  await new Promise((go) => {
    const paint = (now) => {
      pen.fillStyle = `hsl(${now % 360}, 90%, 50%)`;
      pen.fillRect(0, 0, 64, 36);
      if (now - began < 400) requestAnimationFrame(paint);
      else go();
    };
    requestAnimationFrame(paint);
  });
  recorder.stop();
  await stopped;
  const bytes = new Uint8Array(await new Blob(pieces).arrayBuffer());
  return btoa(String.fromCharCode(...bytes));
}"""


@pytest_asyncio.fixture(loop_scope="session")
async def film(browser: Browser) -> bytes:
    """Return a WebM of 0.4 s, as this Chromium records it."""
    page = await browser.new_page()
    made = base64.b64decode(await page.evaluate(MAKE_FILM))
    await page.close()
    return made


def called(number: int = 1, *, seconds: float = 60, **more: Any) -> dict[str, Any]:
    """Return a celebration that began now and lasts so long."""
    now = round(time.time() * 1_000)
    times = {"began": now, "ends": now + round(seconds * 1_000)}
    state = {**Celebration().preview()["celebration"], "id": f"c{number}", **times}
    return {"celebration": {**state, **more}}


NONE: dict[str, Any] = {"celebration": None}

TWO_HUNDRED_MB = 200_000_000


def padded(film: bytes, size: int) -> bytes:
    """Return a recorded film of so many bytes: a void stands before its pictures.

    Its tables of contents are left out, for what they name stands elsewhere now.
    """
    segment = film.index(b"\x18\x53\x80\x67\x01") + 4
    tracks = film.index(b"\x16\x54\xae\x6b", film.index(b"Chrome"))
    info = film.rindex(b"\x15\x49\xa9\x66", 0, tracks)
    pictures = film.index(b"\x1f\x43\xb6\x75\x01")
    end = film.rindex(b"\x1c\x53\xbb\x6b")
    heads, rest = film[info:pictures], film[pictures:end]
    void = size - (segment + 8) - len(heads) - 9 - len(rest)
    inside = heads + b"\xec" + _long(void) + bytes(void) + rest
    return film[:segment] + _long(len(inside)) + inside


def _long(size: int) -> bytes:
    return (0x0100_0000_0000_0000 | size).to_bytes(8, "big")


HALF = "32, 36)"
"""Only the left half is painted; the rest is transparent."""

CORNERS = """() => { window.corners = new Promise((go) => {
  document.addEventListener("loadedmetadata", ({ target }) =>
    target.requestVideoFrameCallback(() => go(cornersOf(target))), true); });
function cornersOf(film) {
  const canvas = Object.assign(document.createElement("canvas"),
    { width: film.videoWidth, height: film.videoHeight });
  const pen = canvas.getContext("2d");
  pen.drawImage(film, 0, 0);
  const at = (x, y) => pen.getImageData(x, y, 1, 1).data[3];
  return [at(2, 2), at(canvas.width - 3, canvas.height - 3)];
} }"""
"""Keeps how opaque two corners of the first picture are that a film shows."""


async def test_a_film_plays_once_muted_and_goes(show: Show, film: bytes) -> None:
    shown = await show("celebration", NONE)
    shown.server.pictures["film.webm"] = film
    await shown.page.evaluate("window.played = 0")
    await shown.page.evaluate(
        """document.addEventListener("playing", (event) => {
          window.played += 1; window.muted = event.target.muted; }, true)"""
    )
    state = called(video="/pictures/film.webm")
    await shown.server.show(state)
    await expect(shown.page.locator("video")).to_have_count(1)
    await expect(shown.page.locator(".words")).to_have_text("Revolution!42 viewers")
    await expect(shown.page.locator(".holder")).to_have_count(0)
    await shown.server.show(state)
    await shown.server.resend()
    await frame(shown.page)

    await expect(shown.page.locator(".holder")).to_have_count(0)
    assert await shown.page.evaluate("[window.played, window.muted]") == [1, True]


async def test_the_next_celebration_plays_as_well(show: Show) -> None:
    shown = await show("celebration", called(1, title="one"))
    await expect(shown.page.locator(".title")).to_have_text("one")
    await shown.server.show(called(2, title="two"))

    await expect(shown.page.locator(".title").last).to_have_text("two")
    await shown.server.show(NONE)
    await expect(shown.page.locator(".holder")).to_have_count(0)


async def test_it_ends_on_time_even_without_another_word(show: Show) -> None:
    now = time.time()
    page = (await show("celebration", called(seconds=30), clock=now)).page
    await expect(page.locator(".star")).to_have_count(5)
    await page.clock.run_for(31_000)

    await expect(page.locator(".holder")).to_have_count(0)


async def test_one_that_is_over_is_not_shown(show: Show) -> None:
    shown = await show("celebration", called(seconds=-1))

    await expect(shown.page.locator(".holder")).to_have_count(0)


async def test_a_film_that_is_gone_leaves_the_drawing(show: Show) -> None:
    shown = await show("celebration", called(video="/pictures/nothing.webm"))

    await expect(shown.page.locator(".star")).to_have_count(5)
    await expect(shown.page.locator("video")).to_have_count(0)


async def test_a_transparent_film_of_200_mb_is_taken_and_plays(
    show: Show, browser: Browser
) -> None:
    page = await browser.new_page()
    recorded = base64.b64decode(await page.evaluate(MAKE_FILM.replace("64, 36)", HALF)))
    await page.close()
    film = padded(recorded, TWO_HUNDRED_MB)
    kind = media_kind(io.BytesIO(film), len(film), Caps())
    assert kind is not None
    assert (kind.kind, kind.has_alpha, len(film)) == ("video", True, TWO_HUNDRED_MB)

    shown = await show("celebration", NONE)
    shown.server.pictures["film.webm"] = film
    await shown.page.evaluate(CORNERS)
    await shown.server.show(called(video="/pictures/film.webm"))

    painted, left_out = await shown.page.evaluate("window.corners")
    assert (painted, left_out) == (255, 0)
