/** The newest gifts: rows come in, their counters grow, the oldest leave. */

import { makeAvatar, showAvatar } from "../shared/avatar.js";
import { amountOf, deedOf, isGone, makeIcon, nameOf, showIcon } from "../shared/deed.js";
import { makeMark } from "../shared/glyphs.js";
import { bump } from "../shared/motion.js";
import { hideOverflow, showRows } from "../shared/rows.js";
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

startStage({ draw, refit, without });

function without(state, ids) {
  return { ...state, rows: state.rows.filter((one) => !isGone(one, ids)) };
}

function draw(scene) {
  const { settings, state } = scene;
  const shown = state.rows.slice(-Math.min(MOST, settings.rows));
  if (shown.length === 0) box.remove();
  else if (!box.isConnected) stage.append(box);
  list.classList.toggle("reversed", settings.direction === "down");
  showRows(list, rows, shown, scene, { make: makeRow, fill: fillRow });
  markTest(box, scene.labels, scene.isTest);
  refit();
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

/** The oldest make room. */
function refit() {
  hideOverflow(stage, box, [...list.querySelectorAll(".row:not(.leaving)")]);
}
