/** Names that roll up the screen; what changes meanwhile is in the next round. */

import { isReduced } from "../shared/motion.js";
import { startStage } from "../shared/stage.js";
import { markTest } from "../shared/tag.js";
import { pass } from "../shared/travel.js";
import { cutName, cutText, directionOf, isolated, make } from "../shared/text.js";

/** Names in all parts together: a page that holds more is slow. */
const MOST = 600;

/** Where nothing may move, each screenful stands for so long (ms). */
const STANDS_FOR = 6000;

const stage = document.getElementById("stage");
const box = make("section", "box credits");
const roll = make("div", "roll");
box.append(roll);

let scene = null;
let shownKey = "";
let rolling = null;
let timer = 0;
let room = 0;
let isVisible = document.visibilityState === "visible";

startStage({ draw, refit, without });
document.addEventListener("visibilitychange", () => {
  seen(document.visibilityState === "visible");
});
window.addEventListener("obsSourceVisibleChanged", (event) => {
  seen(event.detail.visible !== false);
});

/** Each time the source is shown, the credits begin anew. */
function seen(isSeen) {
  if (isSeen === isVisible) return;
  isVisible = isSeen;
  if (isSeen) begin();
  else stop();
}

function without(state, ids) {
  const parts = state.parts.map(({ part, people }) => ({
    part,
    people: people.filter(({ id }) => !ids.has(id)),
  }));
  return { ...state, parts: parts.filter(({ people }) => people.length > 0) };
}

function draw(next) {
  const before = scene;
  scene = next;
  if (!box.isConnected) stage.append(box);
  markTest(box, scene.labels, scene.isTest && scene.state.parts.length > 0);
  const isOther = !before || before.settings !== scene.settings;
  // Who is taken off goes at once; who comes is in the next round.
  if (isOther || rolling === null) begin();
  else if (scene.still) fill();
}

function stop() {
  clearTimeout(timer);
  if (rolling) rolling.cancel();
  rolling = null;
}

/** Another size begins anew; a font that has come changes nothing of what rolls. */
function refit() {
  if (stage.clientHeight !== room) begin();
}

/** Begin a round with what is there now. */
function begin() {
  stop();
  if (!scene || !isVisible) return;
  roll.style.transform = "";
  room = stage.clientHeight;
  fill();
  const { settings } = scene;
  box.classList.toggle("paused", settings.play === "paused");
  if (settings.play === "paused" || roll.childElementCount === 0) return;
  if (isReduced()) {
    turnPages(0);
    return;
  }
  const speed = (settings.speed * settings.scale) / 100;
  rolling = pass(roll, {
    from: `translateY(${room}px)`,
    to: "translateY(-100%)",
    duration: ((room + roll.offsetHeight) / speed) * 1000,
    then: ended,
  });
}

function ended() {
  if (scene.settings.play === "loop") {
    timer = setTimeout(begin, scene.settings.pause_s * 1000);
  }
}

/** Without motion: one screenful after the other. */
function turnPages(page) {
  const pages = Math.max(1, Math.ceil(roll.offsetHeight / room));
  if (page >= pages && scene.settings.play === "once") {
    roll.replaceChildren();
    shownKey = "";
    return;
  }
  const at = page % pages;
  if (at === 0 && page > 0) fill();
  roll.style.transform = `translateY(${-at * room}px)`;
  timer = setTimeout(turnPages, STANDS_FOR, page + 1);
}

function fill() {
  const { state, settings, labels } = scene;
  const key = JSON.stringify([state, settings.columns, labels]);
  if (key === shownKey) return;
  shownKey = key;
  const parts = [];
  let left = MOST;
  for (const { part, people } of state.parts) {
    parts.push(makePart(labels[`part_${part}`], people.slice(0, left)));
    left = Math.max(0, left - people.length);
  }
  if (parts.length > 0) {
    parts.unshift(makeWords("title", cutText(state.heading_text) || labels.thanks));
    const ending = cutText(state.ending_text);
    if (ending) parts.push(makeWords("title ending", ending));
  }
  roll.replaceChildren(...parts);
  box.style.setProperty("--columns", settings.columns);
}

function makePart(title, people) {
  const part = make("section", "part slab");
  const list = make("ul", "names");
  for (const { name } of people) {
    const item = make("li", "name elided");
    item.dir = directionOf(name);
    item.append(isolated(cutName(name)));
    list.append(item);
  }
  list.classList.toggle("few", people.length < 3);
  part.append(make("h2", "heading note", title), list);
  return part;
}

function makeWords(className, text) {
  const words = make("h1", `slab ${className}`);
  words.dir = directionOf(text);
  words.append(isolated(text));
  return words;
}
