"""Looking at a page once a frame while it moves."""

from __future__ import annotations

from typing import Any

from playwright.async_api import Page

_START = """([selector, property]) => {
  window.samples = [];
  const look = () => {
    const found = [...document.querySelectorAll(selector)];
    window.samples.push(found.map((one) => getComputedStyle(one)[property]));
    window.looking = requestAnimationFrame(look);
  };
  look();
}"""

_STOP = """() => {
  cancelAnimationFrame(window.looking);
  return window.samples;
}"""

_REST = """async () => {
  const nextFrame = () => new Promise((go) => requestAnimationFrame(go));
  // Once before, for what the last message has asked for; once after, for what goes.
  await nextFrame();
  while (document.getAnimations().length) {
    await Promise.allSettled(document.getAnimations().map((one) => one.finished));
    await nextFrame();
  }
}"""


async def start_looking(page: Page, selector: str, style: str) -> None:
    """Note a style of all elements that match, in every frame from now on."""
    await page.evaluate(_START, [selector, style])


async def stop_looking(page: Page) -> list[list[str]]:
    """Return the styles of each frame since start_looking."""
    samples: list[list[str]] = await page.evaluate(_STOP)
    return samples


async def rest(page: Page) -> None:
    """Wait until nothing moves any more."""
    await page.evaluate(_REST)


async def frame(page: Page) -> None:
    """Wait until the page has drawn what it had to."""
    await page.evaluate(
        "new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))"
    )


async def styles(page: Page, selector: str, style: str) -> list[Any]:
    """Return one computed style of all elements that match."""
    found: list[Any] = await page.locator(selector).evaluate_all(
        "(found, style) => found.map((one) => getComputedStyle(one)[style])", style
    )
    return found


async def boxes(page: Page, selector: str) -> list[dict[str, float]]:
    """Return where all elements that match are, in pixels."""
    found: list[dict[str, float]] = await page.locator(selector).evaluate_all(
        "(found) => found.map((one) => one.getBoundingClientRect().toJSON())"
    )
    return found
