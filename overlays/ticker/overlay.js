/** A band on which things pass by: two equal halves, so that no seam is seen. */

import { amountOf, deedOf, isGone, makeIcon, nameOf, showIcon } from "../shared/deed.js";
import { fillText } from "../shared/format.js";
import { makeMark } from "../shared/glyphs.js";
import { isReduced } from "../shared/motion.js";
import { startStage } from "../shared/stage.js";
import { markTest } from "../shared/tag.js";
import { pass } from "../shared/travel.js";
import { cutText, directionOf, isolated, make } from "../shared/text.js";

/** Rounds in which nothing new came, before it rests. */
const ROUNDS = 2;
const MOST = 30;

const stage = document.getElementById("stage");
const box = make("section", "box ticker slab");
const track = make("div", "track");
box.append(track);

let scene = null;
let shownKey = "";
let rolling = null;
let rounds = 0;
let room = 0;

startStage({ draw, refit, without });

function without(state, ids) {
  return { ...state, items: state.items.filter((one) => !isGone(one, ids)) };
}

function draw(next) {
  const isOther = scene === null || scene.settings !== next.settings;
  scene = next;
  const { state, labels } = scene;
  const isEmpty = state.items.length === 0 && !state.text;
  if (isEmpty) box.remove();
  else if (!box.isConnected) stage.append(box);
  markTest(box, labels, scene.isTest && !isEmpty);
  // What comes while it passes by is in the next round; who is taken off goes at once.
  if (isOther || scene.still || isEmpty || rolling === null) again();
}

/** Another size begins anew; a font that has come may make what stood pass by. */
function refit() {
  if (box.clientWidth !== room) again();
  else if (rolling === null) round();
}

/** Begin a round with what is there now. */
function again() {
  if (rolling) rolling.cancel();
  rolling = null;
  rounds = 0;
  round();
}

function round() {
  rolling = null;
  if (!scene || !box.isConnected) return;
  if (fill()) rounds = 0;
  const half = track.firstElementChild;
  const width = half.offsetWidth;
  room = box.clientWidth;
  const fits = width <= room;
  // What fits stands; the second half would show all of it twice.
  track.lastElementChild.hidden = fits;
  const isOver = scene.settings.rests && rounds >= ROUNDS;
  if (fits || isOver || isReduced()) return;
  rounds += 1;
  const speed = (scene.settings.speed * scene.settings.scale) / 100;
  rolling = pass(track, {
    from: "none",
    to: "translateX(-50%)",
    duration: (width / speed) * 1000,
    then: next,
  });
}

/** Both halves are equal: the first stands where the second has come to. */
function next() {
  if (rolling) rolling.cancel();
  round();
}

/** Write what is there now; returns whether that is something else than before. */
function fill() {
  const { state, settings, labels } = scene;
  const key = JSON.stringify([state, settings, labels]);
  if (key === shownKey) return false;
  shownKey = key;
  const items = state.items.slice(0, Math.min(MOST, settings.items));
  track.replaceChildren(makeHalf(items), makeHalf(items));
  track.lastElementChild.setAttribute("aria-hidden", "true");
  return true;
}

function makeHalf(items) {
  const half = make("ol", "half");
  const text = cutText(scene.state.text);
  if (text) {
    const first = make("li", "item words title");
    first.append(isolated(text));
    half.append(first);
  }
  half.append(...items.map(makeItem));
  return half;
}

function makeItem(data) {
  const item = make("li", "item");
  const icon = makeIcon();
  showIcon(icon, data);
  const name = make("span", "name elided");
  const written = nameOf(data, scene.labels);
  name.dir = directionOf(written);
  name.append(isolated(written));
  const mark = scene.settings.platform_marks ? makeMark(data.platform) : null;
  const did = make("span", "note numbers");
  did.append(isolated(shortly(data)));
  item.append(...[icon, name, mark, did].filter(Boolean));
  return item;
}

/** "€20.00", "month 14", "10 Subscriptions", "Rose ×120", "followed". */
function shortly(data) {
  const { labels, format } = scene;
  const title = cutText(data.title);
  if (data.kind === "gift" && title) {
    return fillText(labels.gift_times, { title, n: format.count(data.count) });
  }
  return amountOf(data, scene) || deedOf(data, scene);
}
