/** The most generous: three faces, the first in the middle with a crown, or rows. */

import { makeAvatar, showAvatar } from "../shared/avatar.js";
import { showFigure } from "../shared/figure.js";
import { makeGlyph, makeMark } from "../shared/glyphs.js";
import { enter, leave, settle } from "../shared/motion.js";
import { hideOverflow } from "../shared/rows.js";
import { startStage } from "../shared/stage.js";
import { markTest } from "../shared/tag.js";
import { comeFrom } from "../shared/travel.js";
import { cutName, directionOf, isolated, make, setText } from "../shared/text.js";

const GLYPHS = { diamonds: "gift", bits: "diamond", gifts: "gift", points: "star" };

const stage = document.getElementById("stage");
const box = make("section", "box gifters");
const header = make("header", "header plate head");
const heading = make("span", "title elided");
const unit = make("span", "unit");
const list = make("ol", "people");
header.append(heading, unit);
box.append(header, list);

/** People on the screen by id. */
const people = new Map();
let layout = null;

startStage({ draw, refit, without });

function without(state, ids) {
  return { rows: state.rows.filter(({ id }) => !ids.has(id)) };
}

function draw(scene) {
  const { state, settings, labels } = scene;
  if (layout !== settings.layout) clear();
  layout = settings.layout;
  box.dataset.layout = layout;
  const shown = state.rows.slice(0, layout === "podium" ? 3 : settings.rows);
  if (shown.length === 0) box.remove();
  else if (!box.isConnected) stage.append(box);
  header.hidden = !settings.header;
  setText(heading, settings.heading || labels.heading);
  if (unit.dataset.shows !== settings.measure) {
    unit.dataset.shows = settings.measure;
    unit.replaceChildren(makeGlyph(GLYPHS[settings.measure]));
  }
  drawPeople(shown, scene);
  markTest(box, labels, scene.isTest);
  refit();
}

function clear() {
  for (const { person } of people.values()) person.remove();
  people.clear();
}

function drawPeople(shown, scene) {
  const before = new Map();
  for (const { person } of people.values()) {
    before.set(person, person.getBoundingClientRect());
  }
  const kept = new Set(shown.map(({ id }) => id));
  for (const [id, { person }] of people) {
    if (kept.has(id)) continue;
    people.delete(id);
    person.classList.add("leaving");
    if (scene.still) person.remove();
    else leave(person);
  }
  const fresh = shown.filter(({ id }) => !people.has(id));
  for (const { id } of fresh) people.set(id, makePerson());
  for (const [i, data] of shown.entries()) {
    const parts = people.get(data.id);
    if (list.children[i] !== parts.person) {
      list.insertBefore(parts.person, list.children[i] || null);
    }
    fillPerson(parts, data, scene);
  }
  if (scene.still) return;
  for (const { id } of fresh) enter(people.get(id).person);
  for (const [person, was] of before) moveTo(person, was);
}

function moveTo(person, was) {
  if (person.classList.contains("leaving")) return;
  const is = person.getBoundingClientRect();
  const by = { x: was.left - is.left, y: was.top - is.top };
  if (Math.abs(by.x) + Math.abs(by.y) >= 1) comeFrom(person, by, 1);
}

function makePerson() {
  const parts = {
    person: make("li", "person"),
    rank: make("span", "lead numbers"),
    face: make("span", "face"),
    avatar: makeAvatar(),
    name: make("span", "name elided"),
    amount: make("span", "figure amount"),
    crown: null,
    mark: null,
  };
  parts.face.append(parts.avatar);
  parts.person.append(parts.rank, parts.face, parts.name, parts.amount);
  return parts;
}

function fillPerson(parts, data, scene) {
  const { settings, format, still } = scene;
  const isFirst = data.rank === 1;
  parts.person.dataset.rank = data.rank;
  // A step of the podium is a surface of its own, a row is one of a list.
  const isStep = settings.layout === "podium";
  parts.person.classList.toggle("best", isFirst);
  parts.person.classList.toggle("first", isFirst);
  parts.person.classList.toggle("slab", isStep);
  parts.person.classList.toggle("plate", !isStep);
  parts.rank.classList.toggle("first", isFirst);
  setText(parts.rank, format.count(data.rank));
  showAvatar(parts.avatar, data);
  fillName(parts, data, settings);
  showCrown(parts, isFirst && settings.crown, still);
  parts.amount.hidden = !settings.amounts;
  const write = settings.measure === "points" ? format.points : format.count;
  showFigure(parts.amount, data.total, { write, still });
}

function fillName(parts, data, settings) {
  const name = cutName(data.name);
  const key = `${name} ${settings.platform_marks}`;
  if (parts.name.dataset.shows === key) return;
  parts.name.dataset.shows = key;
  parts.name.dir = directionOf(name);
  parts.name.replaceChildren(isolated(name));
  if (parts.mark) parts.mark.remove();
  parts.mark = settings.platform_marks ? makeMark(data.platform) : null;
  if (parts.mark) parts.name.after(parts.mark);
}

function showCrown(parts, hasCrown, isStill) {
  if (parts.crown && !hasCrown) parts.crown.remove();
  if (!hasCrown) {
    parts.crown = null;
    return;
  }
  if (parts.crown) return;
  parts.crown = make("span", "crown");
  parts.crown.append(makeGlyph("crown"));
  parts.face.append(parts.crown);
  if (!isStill) settle(parts.crown);
}

/** The lowest make room; a podium shows all of its three. */
function refit() {
  const all = [...list.querySelectorAll(".person:not(.leaving)")];
  for (const one of all) one.hidden = false;
  if (layout !== "podium") hideOverflow(stage, box, all.reverse());
}
