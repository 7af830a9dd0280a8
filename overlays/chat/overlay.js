/** Lines of chat and support: the newest below, the oldest fading away. */

import { makeAvatar, ownPath, showAvatar } from "../shared/avatar.js";
import { serverNow } from "../shared/clock.js";
import { fillNodes, fillText } from "../shared/format.js";
import { makeMark } from "../shared/glyphs.js";
import { ENTER, enter, leave, moveFrom } from "../shared/motion.js";
import { arrange, roomIn } from "../shared/rows.js";
import { writeParts } from "../shared/parts.js";
import { startStage } from "../shared/stage.js";
import { makeTag, markTest } from "../shared/tag.js";
import { cutName, cutText, directionOf, isolated, make } from "../shared/text.js";

const FADE = { duration: 600, easing: "ease-in", fill: "forwards" };

/** Lines that fade at once; in a flood the others are simply gone. */
const MOST_LEAVING = 3;

/** From here on lines stand closer, so that 20 fit the canvas. */
const MANY = 12;

const stage = document.getElementById("stage");
const box = make("section", "box chat");
const list = make("ol", "lines stack");
box.append(list);
stage.append(box);

/** Lines on the screen by id, in their order; ids of those that faded by age. */
const lines = new Map();
const faded = new Set();
let ageTimer = 0;
let scene = null;

const page = startStage({ draw, refit: hideOverflow, without });

function without(state, ids) {
  return { lines: state.lines.filter((line) => !isGone(line, ids)) };
}

function isGone(line, ids) {
  return ids.has(line.id) || ids.has(line.viewer) || line.entries.some((e) => ids.has(e));
}

function draw(next) {
  const isDressed = scene === null || next.settings !== scene.settings;
  scene = next;
  if (isDressed) for (const line of lines.values()) line.key = null;
  const { state, settings, still, isTest, labels } = scene;
  stage.dataset.density = settings.lines > MANY ? "dense" : "regular";
  const wanted = state.lines.slice(-settings.lines);
  for (const id of faded) if (!wanted.some((line) => line.id === id)) faded.delete(id);
  const shown = wanted.filter((line) => !faded.has(line.id));
  const kept = new Set(shown.map((line) => line.id));
  const gone = [...lines.keys()].filter((id) => !kept.has(id));
  let fresh = [];
  change(gone, still, () => {
    removeGone(gone, still);
    fresh = showLines(shown);
    hideOverflow();
    dimOlder();
  });
  if (!still) for (const { element } of fresh) enter(element);
  markTest(box, labels, isTest && shown.length > 0);
  watchAge();
}

/** Change the lines; those that stay glide to their new place, as one. */
function change(gone, isStill, mutate) {
  const staying = [...lines].filter(([id]) => !gone.includes(id));
  const anchor = isStill || !staying.length ? null : staying.pop()[1].element;
  const before = anchor ? topOf(anchor) : 0;
  mutate();
  if (!anchor) return;
  const listBefore = before - (topOf(anchor) - topOf(list));
  moveFrom(new Map([[list, listBefore]]), ENTER);
}

function topOf(element) {
  return element.getBoundingClientRect().top;
}

/** The oldest fade as they are pushed out; what was taken away is gone at once. */
function removeGone(gone, isStill) {
  const [firstStaying] = [...lines].find(([id]) => !gone.includes(id)) || [];
  const order = [...lines.keys()];
  const oldest = firstStaying === undefined ? order.length : order.indexOf(firstStaying);
  const fading = isStill ? [] : order.slice(0, oldest).slice(-MOST_LEAVING);
  letGo(fading);
  for (const id of gone) {
    if (!fading.includes(id)) lines.get(id).element.remove();
    lines.delete(id);
  }
}

/** Let the oldest lines fade where they are, above those that stay. */
function letGo(ids, timing) {
  const leaving = ids.map((id) => lines.get(id).element);
  if (!leaving.length) return;
  const last = leaving[leaving.length - 1];
  const below = last.offsetTop + last.offsetHeight + gap();
  const places = leaving.map((e) => [e, e.offsetTop - below, e.offsetWidth]);
  for (const [element, top, width] of places) {
    element.classList.add("leaving");
    element.style.top = `${top}px`;
    element.style.width = `${width}px`;
    leave(element, timing);
  }
}

function gap() {
  return parseFloat(getComputedStyle(list).rowGap) || 0;
}

/** Put the lines in their order; returns the new ones. */
function showLines(shown) {
  const fresh = [];
  for (const data of shown) {
    const line = lines.get(data.id) || { element: make("li", "line slab") };
    if (!lines.has(data.id)) fresh.push(line);
    lines.delete(data.id);
    lines.set(data.id, line);
    fillLine(line, data);
  }
  arrange(list, [...lines.values()].map(({ element }) => element));
  return fresh;
}

function fillLine(line, data) {
  const key = JSON.stringify(data);
  if (line.key === key) return;
  line.key = key;
  line.at = data.at;
  const text = cutText(data.text);
  const content = make("div", "content");
  content.append(...headOf(data));
  if (data.kind !== "chat") content.append(...supportOf(data));
  if (text) content.append(written(data, text));
  line.element.dir = directionOf(text);
  line.element.dataset.kind = data.kind;
  line.element.classList.toggle("support", data.kind !== "chat");
  line.element.replaceChildren(content);
}

function written(data, text) {
  const element = isolated(text, "text");
  if (data.parts) writeParts(element, text, data.parts);
  return element;
}

function headOf(data) {
  const { settings, labels } = scene;
  const name = cutName(data.name ?? labels.someone);
  const parts = [];
  const mark = settings.platform_marks ? makeMark(data.platform) : null;
  if (mark) parts.push(mark);
  if (settings.avatars) parts.push(avatarOf(data, name));
  parts.push(isolated(name, "name"), " ");
  if (data.test) parts.push(makeTag(labels), " ");
  return parts;
}

function avatarOf(data, name) {
  const avatar = makeAvatar();
  showAvatar(avatar, { id: data.viewer, name, avatar: data.avatar });
  return avatar;
}

function supportOf(data) {
  const said = make("span", "said note");
  said.append(...saidOf(data));
  return [said, " "];
}

function saidOf(data) {
  const { labels, format } = scene;
  switch (data.kind) {
    case "gift":
      return giftOf(data);
    case "superchat":
      return [amount(format.money(data.amount_micros, data.currency))];
    case "cheer":
      return [amount(format.counted("cheer", data.count))];
    case "gifted_subscription":
    case "gifted_membership":
      return [format.counted(data.kind, data.count)];
    default:
      if (data.months > 1) {
        return [fillText(labels.month, { n: format.count(data.months) })];
      }
      return [labels[data.kind] || ""];
  }
}

function giftOf(data) {
  const { labels, format } = scene;
  const gift = make("span", "gift");
  const icon = ownPath(data.icon);
  if (icon) gift.append(pictureOf(icon));
  gift.append(isolated(cutName(data.gift_name)));
  if (data.count === 1) return fillNodes(labels.gift, { gift });
  const times = amount(fillText(labels.times, { n: format.count(data.count) }));
  return fillNodes(labels.gift_counted, { gift, times });
}

function pictureOf(source) {
  const picture = new Image();
  picture.alt = "";
  picture.className = "icon";
  picture.src = source;
  return picture;
}

function amount(text) {
  return make("span", "amount numbers", text);
}

/** A line that does not fit into the source whole is not shown at all. */
function hideOverflow() {
  const all = [...lines.values()].map(({ element }) => element);
  for (const element of all) element.classList.remove("cut");
  const room = roomIn(stage);
  for (const element of all.slice(0, -1)) {
    if (list.offsetHeight <= room) return;
    element.classList.add("cut");
  }
}

/** The older a line, the fainter: in even steps from the newest to the oldest. */
function dimOlder() {
  const most = 1 - scene.settings.oldest / 100;
  const shown = [...lines.values()];
  const steps = Math.max(1, shown.length - 1);
  for (const [at, { element }] of shown.entries()) {
    const faint = most * (1 - at / steps);
    element.style.opacity = most && shown.length > 1 ? String(1 - faint) : "";
  }
}

/** Wake up when the next line is too old; the last state stays while the app is away. */
function watchAge() {
  clearTimeout(ageTimer);
  const longest = scene.settings.fade_after * 1000;
  const [oldest] = lines.values();
  if (!longest || !oldest) return;
  const rest = oldest.at + longest - serverNow();
  ageTimer = setTimeout(fadeOld, Math.max(rest, 250));
}

function fadeOld() {
  const now = serverNow();
  const longest = scene.settings.fade_after * 1000;
  const isOld = ([, { at }]) => at + longest <= now;
  const old = page.line.isOpen() ? [...lines].filter(isOld).map(([id]) => id) : [];
  change(old, false, () => {
    letGo(old, FADE);
    for (const id of old) {
      lines.delete(id);
      faded.add(id);
    }
  });
  watchAge();
}
