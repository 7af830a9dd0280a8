/** Words, the larger the more people say them; each keeps its place. */

import { drawPanel, makePanel, makeWithout } from "../shared/interaction.js";
import { leave, popIn } from "../shared/motion.js";
import { startStage } from "../shared/stage.js";
import { cutName, directionOf, make, setText } from "../shared/text.js";
import { comeFrom } from "../shared/travel.js";
import { placed } from "./placing.js";

/** Letter sizes in pixels at 100 %: few, so that one more vote moves nothing. */
const SIZES = [150, 124, 102, 86, 72, 60, 50, 42, 36, 30, 26, 24];
const SMALLEST = SIZES[SIZES.length - 1];

/** Below this a word has not been said often enough to be as large as can be. */
const MANY = 5;
const LONGEST = 40;

const panel = makePanel("word-cloud");
const cloud = make("div", "cloud");
panel.content.append(cloud);
panel.head.append(panel.count);

/** Words on the screen by text: {element, size, place}; and whose they are. */
const words = new Map();
let owner = null;

/** The room that words were placed in. */
let room = "";

/** How many sizes smaller all words are, because they are many; it only grows. */
let level = 0;

startStage({ draw, refit, without: makeWithout() });

function draw(scene) {
  drawPanel(panel, scene, { fill, how: (_, { labels }) => [labels.one_word] });
  panel.foot.hidden = true;
  const isOpen = scene.state.shown !== null && !panel.content.hidden;
  panel.count.hidden = !isOpen;
  if (!isOpen) panel.slab.style.height = "";
}

/** Letters have come that are wider or narrower, or the source has another size. */
function refit(scene) {
  if (scene.state.shown) draw({ ...scene, still: true });
}

function fill(shown, scene) {
  setText(panel.count, scene.format.counted("voters", shown.voters));
  panel.slab.style.height = `${scene.settings.height / 100}rem`;
  if (owner !== shown.id) startOver(shown.id);
  const isStill = scene.still;
  const list = known(shown.words);
  removeGone(list, isStill);
  place(list, scene, isStill);
}

function startOver(id) {
  owner = id;
  level = 0;
  for (const { element } of words.values()) element.remove();
  words.clear();
}

/** Words as they are shown; two that are cut to the same are one. */
function known(list) {
  const counts = new Map();
  for (const { text, count } of list) {
    const shown = cutWord(text);
    if (shown) counts.set(shown, (counts.get(shown) || 0) + count);
  }
  const ordered = [...counts].map(([text, count]) => ({ text, count }));
  return ordered.sort((a, b) => b.count - a.count || (a.text < b.text ? -1 : 1));
}

function cutWord(text) {
  const characters = Array.from(cutName(text).trim());
  if (characters.length <= LONGEST) return characters.join("");
  return cutName(`${characters.slice(0, LONGEST - 1).join("")}…`);
}

function removeGone(list, isStill) {
  const kept = new Set(list.map(({ text }) => text));
  for (const [text, { element }] of words) {
    if (kept.has(text)) continue;
    words.delete(text);
    if (isStill) element.remove();
    else leave(element);
  }
}

/** Measure, find places, and if they do not suffice, once more with smaller letters. */
function place(list, scene, isStill) {
  // All is counted in pixels at 100 %, so that another size moves nobody.
  const unit = unitOf();
  const area = { width: cloud.clientWidth / unit, height: cloud.clientHeight / unit };
  if (room !== `${area.width} ${area.height}`) forgetPlaces(area);
  const before = new Map();
  for (const [text, word] of words) if (word.place) before.set(text, word.place);
  const was = new Map([...words].map(([text, word]) => [text, { ...word }]));
  for (; ; level += 1) {
    const measured = measure(list, area, unit);
    if (!before.size && document.fonts.status === "loading") {
      // With other letters all would be elsewhere: refit comes when these are there.
      for (const { element } of words.values()) element.hidden = true;
      return;
    }
    const places = placed(measured, area, before);
    const isLast = level === SIZES.length - 1;
    if (places.size < list.length && !isLast) continue;
    put(list, { places, was, unit, isStill });
    return;
  }
}

function unitOf() {
  return parseFloat(getComputedStyle(document.documentElement).fontSize) / 100;
}

function forgetPlaces({ width, height }) {
  room = `${width} ${height}`;
  level = 0;
  for (const word of words.values()) word.place = null;
}

function measure(list, area, unit) {
  const most = Math.max(MANY, ...list.map(({ count }) => count));
  for (const { text, count } of list) {
    const word = words.get(text) || addWord(text);
    word.size = sizeFor(count / most);
    word.element.hidden = false;
    word.element.style.fontSize = `${word.size / 100}rem`;
    word.element.dataset.rank = rankOf(word.size);
    word.element.style.maxWidth = `${area.width / 100}rem`;
  }
  const widths = list.map(({ text }) => words.get(text).element.offsetWidth / unit);
  list.forEach(({ text }, at) => shrink(words.get(text), widths[at], area));
  return list.map(({ text }) => {
    const { element } = words.get(text);
    return {
      text,
      width: element.offsetWidth / unit,
      height: Math.max((element.offsetHeight / unit) * 0.86, SMALLEST),
    };
  });
}

function sizeFor(share) {
  const largest = SIZES[Math.min(level, SIZES.length - 1)];
  const wanted = SMALLEST + (largest - SMALLEST) * Math.sqrt(share);
  return SIZES.find((size) => size <= wanted) || SMALLEST;
}

/** How loud a word is: the first few are brighter and heavier. */
function rankOf(size) {
  if (size >= 86) return "loud";
  return size >= 50 ? "clear" : "quiet";
}

/** A word as wide as the whole cloud is set smaller. */
function shrink(word, width, area) {
  const most = area.width * 0.8;
  if (width <= most) return;
  word.size = Math.max(SMALLEST, (word.size * most) / width);
  word.element.style.fontSize = `${word.size / 100}rem`;
}

function addWord(text) {
  const word = { element: make("bdi", "word", text), size: 0, place: null };
  word.element.dir = directionOf(text);
  words.set(text, word);
  cloud.append(word.element);
  return word;
}

function put(list, { places, was, unit, isStill }) {
  for (const { text } of list) {
    const word = words.get(text);
    const place = places.get(text) || null;
    const { size, place: from } = was.get(text) || {};
    word.place = place;
    word.element.hidden = !place;
    if (!place) continue;
    word.element.style.left = `${place.x * unit - word.element.offsetWidth / 2}px`;
    word.element.style.top = `${place.y * unit - word.element.offsetHeight / 2}px`;
    if (isStill) continue;
    if (!from) popIn(word.element);
    else if (from.x !== place.x || from.y !== place.y || size !== word.size) {
      const by = { x: (from.x - place.x) * unit, y: (from.y - place.y) * unit };
      comeFrom(word.element, by, size / word.size);
    }
  }
}
