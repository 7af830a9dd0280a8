/** Reactions that fly up once; few at a time, and none while nobody looks. */

import { ownPath } from "../shared/avatar.js";
import { makeGlyph } from "../shared/glyphs.js";
import { flyUp, isReduced } from "../shared/motion.js";
import { showFigure } from "../shared/figure.js";
import { startStage } from "../shared/stage.js";
import { markTest } from "../shared/tag.js";
import { isolated, make } from "../shared/text.js";

const MOST = 24;

/** Reactions that wait; more come too late to be seen with what they answer. */
const WAITING = 24;

/** Likes that came at once become at most so many hearts; so many wait at most. */
const HEARTS = 6;

/** Characters of the longest emoji there are: families, flags of regions. */
const EMOJI = /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u;
const LONGEST = 16;

/** Ids that are remembered, so that none flies twice. */
const REMEMBERED = 500;

const SECOND = 1000;

const stage = document.getElementById("stage");
const box = make("section", "box sky");

const known = new Set();
/** Those that wait: {id, entry, viewer, icon, text}. Hearts let all others go first. */
let waiting = [];
let hearts = [];
/** Those in flight, by element. */
const flights = new Map();
let likes = null;
let nextAt = 0;
let timer = 0;
let scene = null;
let counter = null;

startStage({ draw, without });

// What nobody sees is over; it does not come back when the page is shown again.
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "visible") clear();
});

function without(state, ids) {
  const isGone = ({ entry, viewer }) => ids.has(entry) || ids.has(viewer);
  waiting = waiting.filter((one) => !isGone(one));
  for (const [element, one] of flights) if (isGone(one)) land(element);
  return { ...state, reactions: state.reactions.filter((one) => !isGone(one)) };
}

function draw(next) {
  const wasTest = scene !== null && scene.isTest;
  scene = next;
  if (!box.isConnected) stage.append(box);
  // A test flies whatever has flown before; its likes are not the session's.
  if (scene.isTest && !wasTest) known.clear();
  if (scene.isTest !== wasTest) likes = scene.isTest ? 0 : scene.state.likes;
  const fresh = takeFresh();
  const liked = takeLikes();
  for (const element of box.querySelectorAll(".placed")) element.remove();
  if (scene.state.is_example && !scene.isTest) {
    for (const one of scene.state.reactions) place(one);
  } else if (isReduced()) {
    count(fresh.length + liked.length);
  } else {
    if (counter) counter.slab.remove();
    counter = null;
    // Nobody saw what came before: it is over.
    if (!scene.still || scene.isTest) {
      waiting = [...waiting, ...fresh].slice(-WAITING);
      hearts = [...hearts, ...liked].slice(-HEARTS);
    }
    launch();
  }
  markTest(box, scene.labels, scene.isTest);
}

/** What has come since the last state. */
function takeFresh() {
  const { state } = scene;
  const fresh = state.reactions.filter(({ id }) => !known.has(id));
  for (const { id } of fresh) known.add(id);
  while (known.size > REMEMBERED) known.delete(known.values().next().value);
  return fresh;
}

/** Hearts for the likes that have come since the last state. */
function takeLikes() {
  const { state } = scene;
  const before = likes === null || state.likes < likes ? state.likes : likes;
  likes = state.likes;
  const more = Math.min(HEARTS, likes - before);
  return Array.from({ length: more }, (_one, n) => ({
    id: `like-${likes - n}`,
    icon: null,
    text: "",
  }));
}

/** Let the next one fly, when one may; a hidden page lets none. */
function launch() {
  if (timer) return;
  const now = performance.now();
  if (waiting.length + hearts.length === 0 || flights.size >= MOST) return;
  if (now >= nextAt) {
    fly(waiting.shift() || hearts.shift());
    nextAt = now + SECOND / scene.settings.per_second;
  }
  timer = setTimeout(() => {
    timer = 0;
    launch();
  }, Math.max(1, nextAt - performance.now()));
}

/** An example to look at: in the air, and still. */
function place(one) {
  const { element, chance, side } = makeFlight(one);
  element.classList.add("placed");
  element.style.bottom = `${chance() * Math.max(0, stage.clientHeight - side * 2)}px`;
}

function makeFlight(one) {
  const { size } = scene.settings;
  const chance = chanceOf(one.id);
  const unit = parseFloat(getComputedStyle(document.documentElement).fontSize) / 100;
  const side = size * unit;
  const element = make("span", "flight");
  element.style.fontSize = `${size / 100}rem`;
  element.append(pictureOf(one));
  element.style.left = `${chance() * Math.max(0, box.clientWidth - side)}px`;
  box.append(element);
  return { element, chance, side };
}

function fly(one) {
  const { seconds } = scene.settings;
  const { element, chance, side } = makeFlight(one);
  const flight = flyUp(element, {
    rise: Math.max(side, stage.clientHeight - side * 1.5),
    sway: (chance() - 0.5) * side,
    drift: (chance() - 0.5) * side * 1.5,
    turn: (chance() - 0.5) * 24,
    size: 0.8 + chance() * 0.4,
    seconds: seconds * (0.85 + chance() * 0.3),
  });
  flights.set(element, one);
  flight.onfinish = () => land(element);
}

function land(element) {
  element.remove();
  flights.delete(element);
  launch();
}

function clear() {
  waiting = [];
  hearts = [];
  for (const element of [...flights.keys()]) land(element);
}

function pictureOf({ icon, text }) {
  const path = ownPath(icon);
  if (path) {
    const picture = new Image();
    picture.alt = "";
    picture.decoding = "async";
    picture.src = path;
    return picture;
  }
  const isEmoji = text && text.length <= LONGEST && EMOJI.test(text);
  return isEmoji ? isolated(text) : makeGlyph("heart", "heart");
}

/** Numbers 0 to 1 that follow from an id: the same way on every page. */
function chanceOf(id) {
  let seed = 2166136261;
  for (const sign of id) seed = Math.imul(seed ^ sign.codePointAt(0), 16777619) >>> 0;
  return () => {
    seed = (seed + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), seed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** With reduced motion nothing flies: a number says how many there were. */
function count(more) {
  const { state, still, format, settings } = scene;
  clear();
  if (!counter) {
    counter = { slab: make("article", "slab counter"), total: 0 };
    counter.figure = make("span", "figure");
    counter.slab.append(makeGlyph("heart", "heart"), counter.figure);
    box.append(counter.slab);
  }
  counter.total += more;
  const total = settings.likes ? Math.max(state.likes, counter.total) : counter.total;
  showFigure(counter.figure, total, { write: format.count, still });
}
