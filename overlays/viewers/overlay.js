/** Numbers of who watch, each behind its sign. */

import { showFigure } from "../shared/figure.js";
import { fillText } from "../shared/format.js";
import { makeGlyph, makeMark } from "../shared/glyphs.js";
import { enter, leave } from "../shared/motion.js";
import { startStage } from "../shared/stage.js";
import { markTest } from "../shared/tag.js";
import { cutText, directionOf, isolated, make, setText } from "../shared/text.js";

const stage = document.getElementById("stage");
const box = make("section", "box viewers");

/** The slab on the screen, or null, and its items by what they count. */
let slab = null;
let items = new Map();

startStage({ draw, without: (state) => state });

function draw(scene) {
  const { state, settings, labels, still } = scene;
  if (!box.isConnected) stage.append(box);
  box.dataset.layout = settings.layout;
  const wanted = state.viewers ? itemsOf(state.viewers, settings, labels) : [];
  if (wanted.length === 0) takeAway(still);
  else {
    if (!slab) bring(still);
    arrange(wanted, scene);
  }
  markTest(box, labels, scene.isTest && slab !== null);
}

/** What is shown, in order: {key, sign, value, pattern}. */
function itemsOf(viewers, settings, labels) {
  const found = [];
  const title = cutText(viewers.title);
  if (title) found.push({ key: "title", text: title });
  if (settings.total) found.push({ key: "eye", value: viewers.watching });
  if (settings.platforms) {
    for (const { platform, watching } of viewers.platforms) {
      found.push({ key: platform, value: watching });
    }
  }
  if (settings.peak) found.push({ key: "peak", value: viewers.peak, pattern: labels.peak });
  if (settings.likes) found.push({ key: "heart", value: viewers.likes });
  return found;
}

function arrange(wanted, scene) {
  const keys = new Set(wanted.map(({ key }) => key));
  for (const [key, item] of items) {
    if (keys.has(key)) continue;
    item.remove();
    items.delete(key);
  }
  for (const one of wanted) {
    if (!items.has(one.key)) items.set(one.key, makeItem(one));
    fill(items.get(one.key), one, scene);
  }
  const order = wanted.map(({ key }) => items.get(key));
  if (order.some((item, at) => slab.children[at] !== item)) slab.append(...order);
}

function makeItem({ key, text, pattern }) {
  const item = make("span", text === undefined ? "item" : "item words");
  item.dataset.counts = key;
  if (text !== undefined) item.append(make("span", "title elided"));
  else if (pattern) item.append(make("span", "note numbers"));
  else item.append(makeMark(key) || makeGlyph(key), make("span", "figure"));
  return item;
}

function fill(item, { value, text, pattern }, { format, labels, still }) {
  const place = item.lastElementChild;
  if (text !== undefined) {
    if (place.textContent !== text) place.replaceChildren(isolated(text));
    place.dir = directionOf(text);
    return;
  }
  const write = (n) => (pattern ? fillText(pattern, { n: format.count(n) }) : format.count(n));
  if (value === null) {
    delete place.figure;
    setText(place, pattern ? fillText(pattern, { n: labels.unknown }) : labels.unknown);
  } else {
    showFigure(place, value, { write, still });
  }
}

function bring(still) {
  slab = make("article", "slab");
  items = new Map();
  box.append(slab);
  if (!still) enter(slab);
}

function takeAway(still) {
  if (!slab) return;
  if (still) slab.remove();
  else leave(slab);
  slab = null;
}
