/** The train: a level, a bar, the time that is left, and who drives it. */

import { makeAvatar, showAvatar } from "../shared/avatar.js";
import { makeBeat } from "../shared/clock.js";
import { fillText } from "../shared/format.js";
import { enter, fillTo, leave, popIn } from "../shared/motion.js";
import { startStage } from "../shared/stage.js";
import { markTest } from "../shared/tag.js";
import { cutName, cutText, directionOf, isolated, make, setText } from "../shared/text.js";

const SECOND = 1000;

const stage = document.getElementById("stage");
const box = make("section", "box train");
const beat = makeBeat();

/** The train on the screen, or null. */
let shown = null;

startStage({ draw, without });

function without(state, ids) {
  const { train } = state;
  if (!train) return state;
  const people = train.people.filter(({ id }) => !ids.has(id));
  return { train: { ...train, people } };
}

function draw(scene) {
  const { train } = scene.state;
  if (!box.isConnected) stage.append(box);
  if (!train) takeAway(scene.still);
  else {
    if (!shown) bring(scene.still);
    fill(shown, scene);
  }
  markTest(box, scene.labels, scene.isTest && shown !== null);
}

function bring(still) {
  shown = {
    slab: make("article", "slab support"),
    lead: make("span", "lead first"),
    title: make("span", "title elided"),
    level: make("span", "note numbers level"),
    percent: make("span", "figure"),
    left: make("span", "note numbers left"),
    bar: make("div", "bar"),
    fill: make("div", "fill"),
    people: make("div", "people"),
    faces: new Map(),
    at: 0,
  };
  const body = make("div", "body");
  const head = make("div", "head");
  head.append(shown.title, shown.level, shown.percent, shown.left);
  shown.bar.append(shown.fill);
  body.append(head, shown.bar, shown.people);
  shown.slab.append(shown.lead, body);
  box.append(shown.slab);
  if (!still) enter(shown.slab);
}

function takeAway(still) {
  if (!shown) return;
  beat.stop();
  if (still) shown.slab.remove();
  else leave(shown.slab);
  shown = null;
}

function fill(parts, { state, settings, labels, format, still }) {
  const { train } = state;
  const title = cutText(train.title) || labels.heading;
  if (parts.title.textContent !== title) parts.title.replaceChildren(isolated(title));
  parts.title.dir = directionOf(title);
  setText(parts.lead, format.count(train.level));
  if (parts.at && train.level > parts.at && !still) popIn(parts.lead);
  parts.at = train.level;
  setText(parts.level, fillText(labels.level, { n: format.count(train.level) }));
  const share = train.goal > 0 ? Math.min(1, Math.max(0, train.progress / train.goal)) : 0;
  const n = format.count(Math.floor(share * 100));
  setText(parts.percent, fillText(labels.percent, { n }));
  fillTo(parts.fill, share, still);
  showPeople(parts, train.people.slice(0, settings.contributors));
  if (train.ends_at === null) {
    beat.stop();
    setText(parts.left, "");
  } else {
    beat.start((now) => showLeft(parts, train.ends_at - now));
  }
}

/** Write the time that is left; returns how long it is right, in ms. */
function showLeft(parts, ms) {
  const seconds = Math.max(0, Math.ceil(ms / SECOND));
  const rest = String(seconds % 60).padStart(2, "0");
  setText(parts.left, `${Math.floor(seconds / 60)}:${rest}`);
  return seconds === 0 ? null : ms % SECOND || SECOND;
}

function showPeople(parts, people) {
  parts.people.hidden = people.length === 0;
  const kept = new Set(people.map(({ id }) => id));
  for (const [id, { face }] of parts.faces) {
    if (kept.has(id)) continue;
    face.remove();
    parts.faces.delete(id);
  }
  for (const one of people) {
    if (!parts.faces.has(one.id)) parts.faces.set(one.id, makeFace());
    const { face, avatar, name } = parts.faces.get(one.id);
    const text = cutName(one.name);
    showAvatar(avatar, one);
    if (name.textContent !== text) name.replaceChildren(isolated(text));
    name.dir = directionOf(text);
    parts.people.append(face);
  }
}

function makeFace() {
  const parts = {
    face: make("span", "person"),
    avatar: makeAvatar(),
    name: make("span", "name elided"),
  };
  parts.face.append(parts.avatar, parts.name);
  return parts;
}
