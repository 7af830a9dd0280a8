/** The newest gifts: rows come in, their counters grow, the oldest leave. */

import { makeAvatar, showAvatar } from "../shared/avatar.js";
import { amountOf, deedOf, makeIcon, nameOf, showIcon } from "../shared/deed.js";
import { makeMark } from "../shared/glyphs.js";
import { bump, enter, leave, moveFrom, tops } from "../shared/motion.js";
import { startStage } from "../shared/stage.js";
import { makeTag, markTest } from "../shared/tag.js";
import { directionOf, isolated, make, setText } from "../shared/text.js";

const MOST = 20;

const stage = document.getElementById("stage");
const box = make("section", "box feed");
const list = make("ol", "stack");
box.append(list);

/** Rows on the screen by id. */
const rows = new Map();

startStage({ draw, refit: hideOverflow, without });

function without(state, ids) {
  const isGone = (one) => ids.has(one.viewer) || one.entries.every((e) => ids.has(e));
  return { ...state, rows: state.rows.filter((one) => !isGone(one)) };
}

function draw(scene) {
  const { settings, state } = scene;
  const shown = state.rows.slice(-Math.min(MOST, settings.rows));
  if (shown.length === 0) box.remove();
  else if (!box.isConnected) stage.append(box);
  list.classList.toggle("reversed", settings.direction === "down");
  drawRows(shown, scene);
  markTest(box, scene.labels, scene.isTest);
  hideOverflow();
}

function drawRows(shown, scene) {
  const before = scene.still ? new Map() : tops(list.querySelectorAll(".row"));
  const kept = new Set(shown.map(({ id }) => id));
  for (const [id, { row }] of rows) {
    if (kept.has(id)) continue;
    rows.delete(id);
    before.delete(row);
    takeAway(row, scene.still);
  }
  const fresh = shown.filter(({ id }) => !rows.has(id));
  for (const { id } of fresh) rows.set(id, makeRow());
  let at = list.firstElementChild;
  for (const data of shown) {
    while (at && at.classList.contains("leaving")) at = at.nextElementSibling;
    const parts = rows.get(data.id);
    if (parts.row === at) at = at.nextElementSibling;
    else list.insertBefore(parts.row, at);
    fillRow(parts, data, scene);
  }
  if (scene.still) return;
  moveFrom(before);
  for (const { id } of fresh) enter(rows.get(id).row);
}

function takeAway(row, isStill) {
  if (isStill) {
    row.remove();
    return;
  }
  const { offsetTop } = row;
  row.classList.add("leaving");
  row.style.top = `${offsetTop}px`;
  leave(row);
}

function makeRow() {
  const parts = {
    row: make("li", "row plate"),
    icon: makeIcon("lead"),
    avatar: makeAvatar(),
    body: make("div", "body"),
    name: make("span", "name"),
    deed: make("p", "deed note elided"),
    amount: make("span", "figure elided amount"),
    tag: null,
    mark: null,
  };
  const head = make("p", "head");
  parts.name.classList.add("elided");
  parts.head = head;
  head.append(parts.name);
  parts.body.append(head, parts.deed);
  parts.row.append(parts.icon, parts.avatar, parts.body, parts.amount);
  return parts;
}

function fillRow(parts, data, scene) {
  const { settings, labels, still } = scene;
  showIcon(parts.icon, data);
  parts.avatar.hidden = !settings.avatars;
  showAvatar(parts.avatar, { id: data.viewer, name: data.name, avatar: data.avatar });
  fillName(parts, data, scene);
  setText(parts.deed, deedOf({ ...data, mixed: false }, scene));
  const amount = amountOf(data, scene);
  if (parts.amount.textContent !== amount) {
    const isGrown = parts.amount.textContent !== "" && !still;
    setText(parts.amount, amount);
    if (isGrown) bump(parts.amount);
  }
  if (!data.test && parts.tag) parts.tag.remove();
  if (!data.test) parts.tag = null;
  else if (!parts.tag && !scene.isTest) parts.head.append((parts.tag = makeTag(labels)));
}

function fillName(parts, data, { labels, settings }) {
  const name = nameOf(data, labels);
  const key = `${name} ${settings.platform_marks}`;
  if (parts.name.dataset.shows === key) return;
  parts.name.dataset.shows = key;
  parts.name.dir = directionOf(name);
  parts.name.replaceChildren(isolated(name));
  if (parts.mark) parts.mark.remove();
  parts.mark = settings.platform_marks ? makeMark(data.platform) : null;
  if (parts.mark) parts.name.after(parts.mark);
}

/** A row that does not fit into the source whole is not shown; the oldest first. */
function hideOverflow() {
  const all = [...list.querySelectorAll(".row:not(.leaving)")];
  for (const row of all) row.hidden = false;
  const { paddingTop, paddingBottom } = getComputedStyle(stage);
  const room = stage.clientHeight - parseFloat(paddingTop) - parseFloat(paddingBottom);
  for (const row of all.slice(0, -1)) {
    if (box.offsetHeight <= room) return;
    row.hidden = true;
  }
}
