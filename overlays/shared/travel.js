/** Movements to a place: bars that grow, words that change places, a wheel that turns. */

import { MOVE, isReduced } from "./motion.js";

const BAR = { duration: 200, easing: "linear" };

/** Fast at first, then slower for long: a wheel that nobody brakes. */
const WHEEL = "cubic-bezier(.12,.6,.08,1)";

/** Let an element take a transform, from wherever it is now; still: at once. */
export function glide(element, transform, still) {
  if (element.style.transform === transform) return;
  const from = getComputedStyle(element).transform;
  stop(element);
  element.style.transform = transform;
  if (still || isReduced()) return;
  begin(element, [{ transform: from }, { transform }], BAR);
}

/** FLIP in both directions: come from `by` {x, y} pixels away, `times` as large. */
export function comeFrom(element, by, times) {
  stop(element);
  if (isReduced()) return;
  const from = `translate(${by.x}px, ${by.y}px) scale(${times})`;
  begin(element, [{ transform: from }, { transform: "none" }], MOVE);
}

/** Turn to `degrees` within `duration`, `elapsed` of which has passed; milliseconds. */
export function turn(element, degrees, { elapsed, duration }) {
  stop(element);
  const transform = `rotate(${degrees}deg)`;
  element.style.transform = transform;
  if (elapsed >= duration) return;
  const timing = { duration, easing: WHEEL, fill: "backwards" };
  const turning = begin(element, [{ transform: "rotate(0deg)" }, { transform }], timing);
  // Not currentTime: that would count from the beginning of this frame.
  turning.startTime = performance.now() - elapsed;
}

/**
 * Pass by at an even speed: from one transform to another, in ms. Returns the movement,
 * or null where nothing may move; `then` is called when it is over.
 */
export function pass(element, { from, to, duration, then }) {
  stop(element);
  if (isReduced()) return null;
  const timing = { duration, easing: "linear", fill: "forwards" };
  const passing = begin(element, [{ transform: from }, { transform: to }], timing);
  passing.onfinish = then;
  return passing;
}

function begin(element, frames, timing) {
  const moving = element.animate(frames, timing);
  moving.id = "travel";
  return moving;
}

function stop(element) {
  for (const moving of element.getAnimations()) {
    if (moving.id === "travel") moving.cancel();
  }
}
