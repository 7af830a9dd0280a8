/** The newest of each kind, beside each other or one after the other. */

import { makeAvatar, showAvatar } from "../shared/avatar.js";
import { amountOf, isGone, makeIcon, nameOf, showIcon } from "../shared/deed.js";
import { fillText } from "../shared/format.js";
import { makeMark } from "../shared/glyphs.js";
import { enter, leave, settle } from "../shared/motion.js";
import { startStage } from "../shared/stage.js";
import { markTest } from "../shared/tag.js";
import { directionOf, isolated, make, setText } from "../shared/text.js";

const stage = document.getElementById("stage");
const box = make("section", "box latest");
const list = make("ol", "list");
box.append(list);

/** Cells on the screen by part. */
const cells = new Map();

startStage({ draw, without });

function without(state, ids) {
  const parts = state.parts.filter(({ moment }) => !moment || !isGone(moment, ids));
  return { ...state, parts };
}

function draw(scene) {
  const { state, settings } = scene;
  if (!box.isConnected) stage.append(box);
  box.dataset.layout = settings.layout;
  const kept = new Set(state.parts.map(({ part }) => part));
  for (const [part, { cell }] of cells) {
    if (kept.has(part)) continue;
    cells.delete(part);
    cell.classList.add("leaving");
    if (scene.still) cell.remove();
    else leave(cell);
  }
  for (const one of state.parts) drawCell(one, scene);
  const order = state.parts.map(({ part }) => cells.get(part).cell);
  const inPlace = list.querySelectorAll(".cell:not(.leaving)");
  if (order.some((cell, i) => cell !== inPlace[i])) list.append(...order);
  markTest(box, scene.labels, scene.isTest && order.length > 0);
}

function drawCell({ part, moment }, scene) {
  let parts = cells.get(part);
  const isNew = !parts;
  if (isNew) {
    parts = makeCell();
    cells.set(part, parts);
    list.append(parts.cell);
  }
  const before = parts.id;
  fillCell(parts, part, moment, scene);
  if (scene.still) return;
  if (isNew) enter(parts.cell);
  else if (before !== parts.id) settle(parts.body);
}

function makeCell() {
  const parts = {
    cell: make("li", "cell plate"),
    icon: makeIcon("lead"),
    avatar: makeAvatar(),
    body: make("div", "body"),
    label: make("p", "label note elided"),
    name: make("span", "name elided"),
    amount: make("span", "figure elided amount"),
    mark: null,
    id: null,
  };
  const head = make("p", "head");
  head.append(parts.name, parts.amount);
  parts.body.append(parts.label, head);
  parts.cell.append(parts.icon, parts.avatar, parts.body);
  return parts;
}

function fillCell(parts, part, moment, scene) {
  const { labels, settings } = scene;
  const isBest = part === "top_gift";
  for (const one of [parts.cell, parts.icon]) one.classList.toggle("first", isBest);
  setText(parts.label, labels[`part_${part}`]);
  parts.id = moment && moment.id;
  parts.avatar.hidden = !settings.avatars || !moment;
  showIcon(parts.icon, moment || { kind: GLYPH_OF[part] || part });
  if (moment) {
    const { viewer, name, avatar } = moment;
    showAvatar(parts.avatar, { id: viewer, name, avatar });
  }
  fillName(parts, moment, scene);
  setText(parts.amount, moment && settings.amounts ? detailOf(moment, scene) : "");
}

const GLYPH_OF = {
  follower: "follow",
  gifter: "gift",
  subscriber: "subscription",
  top_gift: "gift",
};

/** How much it was; of a raid and a gift bomb, how many. */
function detailOf(moment, scene) {
  const { labels, format } = scene;
  const amount = amountOf(moment, scene);
  if (amount) return amount;
  if (moment.kind === "raid") return format.count(moment.viewers);
  if (!moment.kind.startsWith("gifted_")) return "";
  return fillText(labels.times, { n: format.count(moment.count) });
}

function fillName(parts, moment, { labels, settings }) {
  const name = moment ? nameOf(moment, labels) : labels.none;
  const key = `${name} ${settings.platform_marks} ${moment && moment.platform}`;
  if (parts.name.dataset.shows === key) return;
  parts.name.dataset.shows = key;
  parts.name.dir = directionOf(name);
  parts.name.replaceChildren(isolated(name));
  if (parts.mark) parts.mark.remove();
  parts.mark = moment && settings.platform_marks ? makeMark(moment.platform) : null;
  if (parts.mark) parts.name.after(parts.mark);
}
