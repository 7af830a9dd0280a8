/** What gifts do; a line lights when it has fired, many lines take turns. */

import { makeBeat } from "../shared/clock.js";
import { makeIcon, showIcon } from "../shared/deed.js";
import { fillText } from "../shared/format.js";
import { drawPanel, makePanel } from "../shared/interaction.js";
import { settle } from "../shared/motion.js";
import { showName } from "../shared/roster.js";
import { hideOverflow, showRows } from "../shared/rows.js";
import { startStage } from "../shared/stage.js";
import { cutText, directionOf, isolated, make, setText } from "../shared/text.js";

const stage = document.getElementById("stage");
const panel = makePanel("gift_menu");
const list = make("ol", "stack menu");
const rows = new Map();
const beat = makeBeat();
panel.content.append(list);

startStage({ draw, refit, without });

/** A line stays when who fired it goes; only the name does. */
function without({ shown }, ids) {
  if (!shown || ids.has(shown.id)) return { shown: null };
  const lines = shown.lines.map((one) =>
    ids.has(one.by) ? { ...one, by: "", by_name: "" } : one,
  );
  return { shown: { ...shown, lines } };
}

function draw(scene) {
  const { shown } = scene.state;
  const titled = shown && { ...shown, title: shown.title || scene.labels.menu };
  drawPanel(panel, { ...scene, state: { shown: titled } }, { fill });
  if (!shown || panel.content.hidden) beat.stop();
  refit();
}

function fill(shown, scene) {
  let isFirst = true;
  beat.start((now) => {
    const wait = turn(shown, isFirst ? scene : { ...scene, still: false }, now);
    if (!isFirst) refit();
    isFirst = false;
    return wait;
  });
  return "";
}

/** Show the lines of this moment; returns ms until others are to be shown. */
function turn(shown, scene, now) {
  const { settings } = scene;
  const most = settings.lines;
  const pages = Math.ceil(shown.lines.length / most);
  const lasts = settings.turn_s * 1000;
  const lit = shown.lines.map((one) => litFor(one, shown, settings, now));
  const latest = newestOf(shown.lines, lit);
  const page = latest < 0 ? Math.floor(now / lasts) % pages : Math.floor(latest / most);
  // The last lines stand with those before them: every page is as high as the others.
  const begins = Math.max(0, Math.min(page * most, shown.lines.length - most));
  const lines = shown.lines.slice(begins, begins + most);
  const isLit = lit.slice(begins, begins + most).map((left) => left > 0);
  const dressed = lines.map((one, at) => ({ ...one, isLit: isLit[at] }));
  showRows(list, rows, dressed, scene, { make: makeRow, fill: fillRow });
  const ends = lit.filter((left) => left > 0 && left !== Infinity);
  if (pages > 1) ends.push(lasts - (now % lasts));
  return ends.length ? Math.min(...ends) : null;
}

/** Return for how many ms a line is lit still; 0 when it is not. */
function litFor({ id, lit_at: at }, { lit_line: always }, { lit_s: seconds }, now) {
  if (id === always) return Infinity;
  return at === null ? 0 : Math.max(0, at + seconds * 1000 - now);
}

function newestOf(lines, lit) {
  let found = -1;
  lines.forEach(({ lit_at: at }, n) => {
    if (lit[n] > 0 && (found < 0 || at > lines[found].lit_at)) found = n;
  });
  return found;
}

function makeRow() {
  const parts = {
    row: make("li", "plate item"),
    glow: make("span", "glow"),
    icon: makeIcon("lead"),
    body: make("div", "body"),
    gift: make("p", "gift"),
    giftName: make("span", "elided"),
    count: make("span", "count numbers"),
    label: make("p", "does"),
    by: make("span", "name elided by"),
  };
  parts.gift.append(parts.giftName, parts.count);
  parts.body.append(parts.gift, parts.label);
  parts.row.append(parts.glow, parts.icon, parts.body, parts.by);
  return parts;
}

function fillRow(parts, data, { labels, format, still }) {
  showIcon(parts.icon, { ...data, kind: "gift" });
  showText(parts.giftName, data.gift_name);
  const count = format.count(data.count);
  setText(parts.count, data.count > 1 ? fillText(labels.times, { n: count }) : "");
  showText(parts.label, data.label);
  const wasLit = parts.row.classList.contains("lit");
  parts.row.classList.toggle("lit", data.isLit);
  parts.by.hidden = !data.isLit || !data.by_name;
  showName(parts.by, data.isLit ? data.by_name : "");
  if (data.isLit && !wasLit && !still) settle(parts.body);
}

function showText(element, text) {
  const shown = cutText(text);
  if (element.dataset.shows === shown) return;
  element.dataset.shows = shown;
  element.dir = directionOf(shown);
  element.replaceChildren(isolated(shown));
}

/** What does not fit is not shown at all. */
function refit() {
  if (!panel.box.isConnected) return;
  const shown = [...list.querySelectorAll(".item:not(.leaving)")];
  hideOverflow(stage, panel.box, shown.reverse());
}
