/** The only movements there are: transform and opacity, short, never idle. */

export const ENTER = { duration: 240, easing: "cubic-bezier(.2,.8,.2,1)" };
export const LEAVE = { duration: 160, easing: "ease-in", fill: "forwards" };
export const MOVE = { duration: 320, easing: "cubic-bezier(.3,0,.1,1)" };
export const POP_OUT = { duration: 200, easing: "ease-in", fill: "forwards" };
export const POP_IN = { duration: 300, easing: "cubic-bezier(.2,.8,.2,1)" };

/** Of a surface that goes and comes again and again: it must not flash above 3 Hz. */
const SHORTEST_TURN = 340;
const FILL = { duration: 200, easing: "linear" };
const BUMP = { duration: 120, easing: "ease-out" };
const BETWEEN_BUMPS = 250;
const FADE = { duration: 120, easing: "linear" };

/** Rows that move at once; the others are just there. */
const MOST_MOVES = 8;

const wish = window.matchMedia("(prefers-reduced-motion: reduce)");
let isChosen = false;
let style = "slide";

/** Take the Broadcaster's choice; the system's own wish counts as well. */
export function setReduced(isReduced) {
  isChosen = isReduced;
}

export function isReduced() {
  return isChosen || wish.matches;
}

/** Take how things come and go: "slide" (each in its own way), "fade", "pop", "none". */
export function setStyle(name) {
  style = name;
}

const SMALLER = "scale(.8)";

/** Return what a thing comes from and goes to, when `own` is its own way. */
function away(own) {
  if (isReduced() || style === "fade" || style === "none") return { opacity: 0 };
  return { transform: style === "pop" ? SMALLER : own, opacity: 0 };
}

function paced(timing) {
  if (isReduced()) return { ...FADE, fill: timing.fill || "none" };
  return style === "none" ? { ...timing, duration: 0 } : timing;
}

const HERE = { transform: "none", opacity: 1 };

/** Come in from 16 px below. */
export function enter(element) {
  return element.animate([away("translateY(.16rem)"), HERE], paced(ENTER));
}

/** Settle from 16 px above, like a crown. */
export function settle(element) {
  return element.animate([away("translateY(-.16rem)"), HERE], paced(ENTER));
}

/** Fade out, then leave the document. */
export function leave(element, timing = LEAVE) {
  // From however visible it was: older lines may be faint.
  const fading = element.animate([{ opacity: 0 }], paced(timing));
  fading.onfinish = () => element.remove();
}

/**
 * Pop in: the last part of the half second between two comments. Who takes turns waits
 * until it has finished, which is later than it looks where nothing moves.
 */
export function popIn(element) {
  const timing = paced(POP_IN);
  const turn = paced(POP_OUT).duration + timing.duration;
  const endDelay = Math.max(0, SHORTEST_TURN - turn);
  return element.animate([away(SMALLER), HERE], { ...timing, endDelay });
}

/** Pop out: the first part; the element is there until it has finished. */
export function popOut(element) {
  return element.animate([HERE, away(SMALLER)], paced(POP_OUT));
}

/** Let a bar's fill grow or shrink to a share (0 to 1) of its track. */
export function fillTo(fill, share, isStill = false) {
  const to = `scaleX(${share})`;
  const from = getComputedStyle(fill).transform;
  fill.style.transform = to;
  if (isStill || isReduced() || fill.dataset.share === String(share)) {
    fill.dataset.share = share;
    return;
  }
  fill.dataset.share = share;
  stop(fill);
  const move = fill.animate([{ transform: from }, { transform: to }], FILL);
  move.id = "move";
}

/**
 * Fly up once by `rise` pixels, swaying from side to side, then leave the document.
 *
 * path: {rise, sway, drift, turn, size, seconds}; sway and drift in pixels, turn in
 * degrees, size as a factor.
 */
export function flyUp(element, { rise, sway, drift, turn, size, seconds }) {
  const at = (x, y, by, scale) =>
    `translate(${x}px, ${-y}px) rotate(${by}deg) scale(${scale})`;
  const frames = [
    { transform: at(0, 0, 0, size * 0.4), opacity: 0 },
    { transform: at(sway, rise * 0.2, turn, size), opacity: 1, offset: 0.15 },
    { transform: at(drift / 2 - sway, rise * 0.6, -turn, size), opacity: 1, offset: 0.65 },
    { transform: at(drift, rise, turn / 2, size), opacity: 0 },
  ];
  const flight = element.animate(frames, { duration: seconds * 1000, easing: "linear" });
  flight.id = "flight";
  return flight;
}

/** A counter has grown: so little, and never more than four times a second. */
export function bump(element) {
  const now = performance.now();
  if (isReduced() || now - (element.bumped || 0) < BETWEEN_BUMPS) return;
  element.bumped = now;
  element.animate([{ transform: "scale(.96)" }, { transform: "none" }], BUMP);
}

/** Let a full bar run out within so many ms; 0: it stays full. */
export function drain(fill, ms) {
  stop(fill);
  if (ms <= 0 || isReduced()) return;
  const frames = [{ transform: "none" }, { transform: "scaleX(0)" }];
  const timing = { duration: ms, easing: "linear", fill: "forwards" };
  fill.animate(frames, timing).id = "move";
}

/** Return where elements are on the screen now, in the middle of a move as well. */
export function tops(elements) {
  return new Map([...elements].map((e) => [e, e.getBoundingClientRect().top]));
}

/**
 * FLIP: let elements move from where they were (`before`, by tops) to where they are.
 * Returns the elements that move.
 */
export function moveFrom(before, timing = MOVE) {
  const movers = [];
  for (const element of before.keys()) stop(element);
  for (const [element, top] of before) {
    const by = top - element.getBoundingClientRect().top;
    if (Math.abs(by) >= 1) movers.push([element, by]);
  }
  const moved = movers.slice(0, MOST_MOVES);
  for (const [element, by] of moved) start(element, by, timing);
  return moved.map(([element]) => element);
}

function start(element, by, timing) {
  const frames = isReduced()
    ? [{ opacity: 0.2 }, { opacity: 1 }]
    : [{ transform: `translateY(${by}px)` }, { transform: "none" }];
  const move = element.animate(frames, isReduced() ? FADE : timing);
  move.id = "move";
}

function stop(element) {
  for (const animation of element.getAnimations()) {
    if (animation.id === "move") animation.cancel();
  }
}
