/** What has just happened: one large alert, and small ones beside it. */

import { makeAvatar, showAvatar } from "../shared/avatar.js";
import { serverNow } from "../shared/clock.js";
import { amountOf, deedOf, isGone, makeIcon, nameOf, showIcon } from "../shared/deed.js";
import { fillNodes, fillText } from "../shared/format.js";
import { makeMark } from "../shared/glyphs.js";
import { bump, drain, enter } from "../shared/motion.js";
import { showRows, takeAway } from "../shared/rows.js";
import { makeSounds } from "../shared/sound.js";
import { startStage } from "../shared/stage.js";
import { makeTag } from "../shared/tag.js";
import { cutText, directionOf, isolated, make, setText } from "../shared/text.js";

const stage = document.getElementById("stage");
const box = make("section", "box alerts");
const place = make("div", "place");
const list = make("ol", "rows");
box.append(place, list);

const sounds = makeSounds();

/** The large alert on the screen, or null; small ones by id. */
let main = null;
const rows = new Map();

startStage({ draw, without });

function without(state, ids) {
  const gone = [state.main, ...state.rows].filter((one) => one && isGone(one, ids));
  sounds.drop(gone.flatMap((one) => [soundId(one), `say ${one.id}`]));
  return {
    ...state,
    main: state.main && isGone(state.main, ids) ? null : state.main,
    rows: state.rows.filter((one) => !isGone(one, ids)),
  };
}

function draw(scene) {
  const { state, settings } = scene;
  if (!box.isConnected) stage.append(box);
  box.dataset.rows = settings.rows;
  drawMain(state.main, scene);
  showRows(list, rows, state.rows, scene, { make: makeRow, fill: fillRow });
  play(scene);
}

function play({ state, settings, still }) {
  const wanted = [];
  for (const one of [state.main, ...state.rows]) {
    if (!one) continue;
    const age = serverNow() - one.grew / 1000;
    const volume = settings.volume / 100;
    wanted.push({ id: soundId(one), path: one.sound, volume, age });
    if (one.speech) wanted.push({ id: `say ${one.id}`, path: one.speech, age, voice: true });
  }
  sounds.follow(wanted, { still });
}

/** What grows to another size is heard once more. */
function soundId({ id, size }) {
  return `${id} ${size}`;
}

function drawMain(data, scene) {
  const isSame = main && data && main.id === data.id && main.size === data.size;
  if (main && !isSame) {
    takeAway(main.element, scene.still);
    main = null;
  }
  if (!data) return;
  if (!main) {
    main = makePlate(data);
    place.append(main.element);
    if (!scene.still) enter(main.element);
  }
  fillPlate(main, data, scene);
}

function makePlate({ id, size }) {
  const parts = {
    id,
    size,
    element: make("article", `slab support ${size}`),
    icon: makeIcon("lead"),
    body: make("div", "body"),
    avatar: makeAvatar(),
    name: make("span", "name elided"),
    amount: make("span", "figure amount"),
    deed: make("p", size === "large" ? "deed note elided" : "deed elided"),
    text: make("p", "text"),
    faces: make("span", "faces"),
    bar: make("div", "bar"),
    fill: make("div", "fill"),
  };
  const head = make("div", "head");
  const line = make("div", "line");
  head.append(parts.avatar, parts.name);
  line.append(parts.deed, parts.faces);
  parts.head = head;
  parts.bar.append(parts.fill);
  parts.body.append(head, line, parts.text, parts.bar);
  parts.element.append(parts.icon, parts.body);
  // The amount keeps its whole width; beside the name, or beside all of it.
  (size === "large" ? parts.element : head).append(parts.amount);
  return parts;
}

function fillPlate(parts, data, scene) {
  const { settings } = scene;
  const isLarge = data.size === "large";
  const hasIcon = isLarge || (settings.icons && (data.icon || data.picture));
  parts.icon.hidden = !hasIcon;
  if (hasIcon) showIcon(parts.icon, data);
  parts.element.classList.toggle("huge", data.huge);
  showAvatar(parts.avatar, { id: data.viewer, name: data.name, avatar: data.avatar });
  fillName(parts, data, scene);
  const speaks = data.currency !== "" && data.text !== "" && data.others === 0;
  parts.deed.classList.toggle("note", isLarge || data.text !== "");
  setText(parts.deed, speaks ? "" : deedWithOthers(data, scene));
  showAmount(parts, data, scene);
  showText(parts, cutText(data.text));
  showFaces(parts, data, scene);
  showBar(parts, data, scene);
  showTag(parts, data, scene);
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

function deedWithOthers(data, scene) {
  const deed = deedOf(data, scene);
  if (!data.others) return deed;
  const { format } = scene;
  return fillText(format.counted("others", data.others), { deed });
}

/** The counter grows in place. */
function showAmount(parts, data, scene) {
  const amount = amountOf(data, scene);
  if (parts.amount.textContent === amount) return;
  const isGrown = parts.amount.textContent !== "" && !scene.still;
  setText(parts.amount, amount);
  parts.amount.classList.toggle("long", amount.length > 6);
  if (isGrown) bump(parts.amount);
}

function showText(parts, text) {
  parts.text.hidden = !text;
  if (parts.text.textContent === text) return;
  parts.text.dir = directionOf(text);
  parts.text.replaceChildren(isolated(text));
}

function showFaces(parts, data, { labels, format }) {
  const key = `${data.faces.map((one) => one.viewer).join(" ")} ${data.more}`;
  parts.faces.hidden = data.faces.length === 0;
  if (parts.faces.dataset.shows === key || parts.faces.hidden) return;
  parts.faces.dataset.shows = key;
  const faces = data.faces.map(({ viewer, name, avatar }) => {
    const face = makeAvatar();
    showAvatar(face, { id: viewer, name, avatar });
    return face;
  });
  const more = fillText(labels.more, { n: format.count(data.more) });
  if (data.more) faces.push(make("span", "note numbers", more));
  parts.faces.replaceChildren(...faces);
}

/** How long a Streak may rest before it is over; full again with each gift. */
function showBar(parts, data, { settings, still }) {
  parts.bar.hidden = !(settings.bar && data.running);
  if (parts.bar.hidden || parts.ends === data.ends) return;
  parts.ends = data.ends;
  drain(parts.fill, still ? 0 : data.ends / 1000 - serverNow());
}

function showTag(parts, data, { labels }) {
  if (parts.tag && !data.test) parts.tag.remove();
  if (!data.test) parts.tag = null;
  else if (!parts.tag) parts.element.append((parts.tag = makeTag(labels)));
}

function makeRow() {
  const parts = {
    row: make("li", "row plate"),
    icon: makeIcon(),
    body: make("div", "body"),
    said: make("p", "said elided"),
    deed: make("p", "deed note elided"),
    amount: make("span", "figure amount"),
  };
  parts.body.append(parts.said, parts.deed);
  parts.row.append(parts.icon, parts.body, parts.amount);
  parts.element = parts.row;
  return parts;
}

/** One sentence; where something was given, its amount stands beside two lines. */
function fillRow(parts, data, scene) {
  const amount = amountOf(data, scene);
  showIcon(parts.icon, data);
  parts.row.classList.toggle("given", amount !== "");
  parts.amount.hidden = amount === "";
  parts.deed.hidden = amount === "";
  if (amount) showAmount(parts, data, scene);
  setText(parts.deed, amount ? deedWithOthers(data, scene) : "");
  fillSentence(parts.said, data, scene, amount !== "");
  showTag(parts, data, scene);
}

function fillSentence(element, data, scene, isNameOnly) {
  const { labels, format } = scene;
  const name = nameOf(data, labels);
  const deed = deedOf(data, scene);
  const key = JSON.stringify([name, deed, data.others, isNameOnly]);
  if (element.dataset.shows === key) return;
  element.dataset.shows = key;
  element.dir = directionOf(name);
  const bold = isolated(name, "name");
  if (isNameOnly) return element.replaceChildren(bold);
  const others = format.counted("joined", data.others, "{n}");
  const pattern = data.others ? others : labels.alone;
  const n = make("span", "name numbers", format.count(data.others));
  element.dir = directionOf(deed);
  return element.replaceChildren(...fillNodes(pattern, { name: bold, n, deed }));
}
