/** Large lines for the Broadcaster: they change at once, and move as little as can be. */

import { makeMark } from "../shared/glyphs.js";
import { enter, moveFrom, tops } from "../shared/motion.js";
import { hideOverflow } from "../shared/rows.js";
import { startStage } from "../shared/stage.js";
import { makeTag, markTest } from "../shared/tag.js";
import { cutName, cutText, directionOf, isolated, make, setText } from "../shared/text.js";

const stage = document.getElementById("stage");
const box = make("section", "box prompter");
const heading = make("p", "plate head title");
const list = make("ol", "stack");
box.append(heading, list);

/** Lines on the screen by id. */
const rows = new Map();

startStage({ draw, refit, without });

function without(state, ids) {
  const isGone = ({ entry, viewer }) => ids.has(entry) || ids.has(viewer);
  return { ...state, lines: state.lines.filter((line) => !isGone(line)) };
}

function draw(scene) {
  const { state, settings, labels, still } = scene;
  if (state.lines.length === 0) box.remove();
  else if (!box.isConnected) stage.append(box);
  box.dataset.shows = state.shows;
  list.style.fontSize = `${settings.size / 100}rem`;
  setText(heading, labels[state.shows]);
  heading.hidden = !settings.heading;
  const before = still ? new Map() : tops(list.children);
  const isNew = arrange(scene);
  refit();
  if (!still) {
    for (const row of before.keys()) if (!row.isConnected) before.delete(row);
    moveFrom(before);
    for (const row of isNew) enter(row);
  }
  markTest(box, labels, scene.isTest);
}

/** Put the lines in their order; returns those that are new. */
function arrange(scene) {
  const { lines } = scene.state;
  const kept = new Set(lines.map(({ id }) => id));
  for (const [id, row] of rows) {
    if (kept.has(id)) continue;
    row.remove();
    rows.delete(id);
  }
  const fresh = [];
  let at = list.firstElementChild;
  for (const line of lines) {
    const key = keyOf(line, scene.settings);
    let row = rows.get(line.id);
    if (!row) {
      row = make("li", "plate line");
      rows.set(line.id, row);
      fresh.push(row);
    }
    if (row.dataset.shows !== key) fill(row, line, scene);
    row.dataset.shows = key;
    if (row === at) at = at.nextElementSibling;
    else list.insertBefore(row, at);
  }
  return fresh;
}

function keyOf({ name, text, test }, settings) {
  return `${name} ${text} ${test} ${settings.platform_marks}`;
}

function fill(row, line, scene) {
  const text = cutText(line.text);
  const parts = [];
  if (line.name !== undefined) parts.push(...whoOf(line, scene));
  if (line.at !== undefined) parts.push(timeOf(line.at, scene.labels));
  const words = make("span", "text");
  words.dir = directionOf(text);
  words.append(isolated(text));
  row.dir = directionOf(text || line.name);
  row.classList.toggle("bad", line.is_bad === true);
  row.replaceChildren(...parts, words);
}

function whoOf({ name, platform, test }, { settings, labels }) {
  const shown = cutName(name);
  const element = make("span", "name elided");
  element.dir = directionOf(shown);
  element.append(isolated(shown));
  const mark = settings.platform_marks ? makeMark(platform) : null;
  return [mark, element, test ? makeTag(labels) : null].filter(Boolean);
}

function timeOf(at, { language }) {
  const style = { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false };
  const time = new Intl.DateTimeFormat(language, style).format(new Date(at));
  return make("span", "note numbers time", time);
}

/** The oldest lines make room; of what is next, the last. */
function refit() {
  const all = [...list.children];
  hideOverflow(stage, box, box.dataset.shows === "prompt" ? all.reverse() : all);
}
