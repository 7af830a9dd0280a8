/** One comment at a time: the old one pops out before the new one pops in. */

import { makeAvatar, showAvatar } from "../shared/avatar.js";
import { fillText } from "../shared/format.js";
import { makeMark } from "../shared/glyphs.js";
import { popIn, popOut } from "../shared/motion.js";
import { roomIn } from "../shared/rows.js";
import { writeParts } from "../shared/parts.js";
import { makeSounds } from "../shared/sound.js";
import { startStage } from "../shared/stage.js";
import { makeTag, markTest } from "../shared/tag.js";
import {
  cutName,
  cutText,
  directionOf,
  isolated,
  make,
  setText,
  signsOf,
} from "../shared/text.js";

/** The text, largest first: pixels, line height and weight at 100 %. */
const SIZES = [
  [52, 64, 700],
  [44, 56, 700],
  [38, 56, 600],
  [32, 42, 600],
  [28, 38, 550],
];
const LARGEST_NARROW = 38;
const MOST_LINES = 9;
const TALLEST = 342;
const NARROW = 1000;

const stage = document.getElementById("stage");
const box = make("section", "box question");
const sounds = makeSounds();

/** The one bubble there is, what it shows, and the pops that are under way. */
let bubble = null;
let shown = null;
let leaving = null;
let coming = null;
let scene = null;

startStage({ draw, refit: () => bubble && fit(bubble), without });

function without(state, ids) {
  const { question } = state;
  if (question && isGone(question, ids)) sounds.drop([question.id]);
  return { question: question && isGone(question, ids) ? null : question };
}

function isGone(question, ids) {
  return ids.has(question.id) || ids.has(question.viewer);
}

function speak({ state: { question }, settings, still }) {
  if (!question) sounds.drop(sounds.playing);
  if (!question || !question.speech) return;
  const { id, speech } = question;
  const volume = settings.volume / 100;
  sounds.follow([{ id, path: speech, volume, voice: true }], { still });
}

function draw(next) {
  scene = next;
  if (!box.isConnected) stage.append(box);
  speak(scene);
  const wanted = keyOf(scene.state.question);
  if (scene.still) replaceNow();
  else if (wanted === shown && !leaving) refresh();
  else if (!leaving && !coming) takeTurns();
}

/** What makes it another comment, and so another bubble. */
function keyOf(question) {
  return question ? `${question.id} ${question.viewer}` : null;
}

function replaceNow() {
  if (leaving) leaving.cancel();
  if (coming) coming.cancel();
  leaving = null;
  coming = null;
  removeBubble();
  showBubble();
}

/** Out, then in; what is wanted by then comes in, however often it changed. */
function takeTurns() {
  if (!bubble) {
    comeIn();
    return;
  }
  leaving = popOut(bubble.card);
  leaving.onfinish = () => {
    leaving = null;
    removeBubble();
    comeIn();
  };
}

function comeIn() {
  showBubble();
  if (!bubble) return;
  // One that is half there goes when it is there: else it would flash.
  coming = popIn(bubble.card);
  coming.onfinish = () => {
    coming = null;
    if (keyOf(scene.state.question) !== shown) takeTurns();
  };
}

function removeBubble() {
  if (bubble) bubble.card.remove();
  bubble = null;
  shown = null;
}

function showBubble() {
  const { question } = scene.state;
  shown = keyOf(question);
  if (!question) {
    markTest(box, scene.labels, false);
    return;
  }
  bubble = makeBubble();
  box.append(bubble.card);
  refresh();
}

/** The same comment again: its numbers may have changed. */
function refresh() {
  if (!bubble) return;
  fill(bubble, scene);
  fit(bubble);
  markTest(box, scene.labels, scene.isTest);
}

function makeBubble() {
  const parts = {
    card: make("article", "card slab support"),
    avatar: makeAvatar(),
    body: make("div", "body"),
    head: make("div", "head"),
    name: make("span", "name elided"),
    standing: make("span", "standing note numbers"),
    text: make("p", "text"),
    mark: null,
  };
  const who = make("div", "who");
  who.append(parts.name);
  parts.who = who;
  parts.head.append(who, parts.standing);
  parts.body.append(parts.head, parts.text);
  parts.card.append(parts.avatar, parts.body);
  return parts;
}

function fill(parts, { state, settings, labels, format }) {
  const { question } = state;
  const text = cutText(question.text);
  parts.card.dir = directionOf(text || question.name);
  showAvatar(parts.avatar, { ...question, id: question.viewer });
  fillWho(parts, question, settings, labels);
  const hasStanding = settings.standing && question.rank !== null;
  setText(parts.standing, hasStanding ? standingOf(question, labels, format) : "");
  fillWritten(parts, question, text);
}

/** Pictures are not fetched again because a number beside them has changed. */
function fillWritten({ text: element }, question, text) {
  const key = JSON.stringify([text, question.parts]);
  if (element.dataset.shows === key) return;
  element.dataset.shows = key;
  const signs = signsOf(text);
  if (signs) element.lang = signs;
  writeParts(element, text, question.parts);
}

function fillWho(parts, question, settings, labels) {
  const name = cutName(question.name);
  const key = `${name} ${settings.platform_marks} ${question.test}`;
  if (parts.who.dataset.shows === key) return;
  parts.who.dataset.shows = key;
  parts.name.dir = directionOf(name);
  parts.name.replaceChildren(isolated(name));
  parts.who.replaceChildren(parts.name);
  const mark = settings.platform_marks ? makeMark(question.platform) : null;
  if (mark) parts.who.append(mark);
  if (question.test) parts.who.append(makeTag(labels));
}

function standingOf({ rank, points }, labels, format) {
  return fillText(labels.standing, {
    place: format.place(rank),
    points: format.counted("points", points / 1000, format.points(points)),
  });
}

/** The largest size whose lines fit; at the smallest, an ellipsis after the last. */
function fit({ card, text }) {
  const unit = parseFloat(getComputedStyle(document.documentElement).fontSize) / 100;
  const isNarrow = box.offsetWidth / unit < NARROW;
  stage.classList.toggle("narrow", isNarrow);
  const room = Math.min(TALLEST * unit, roomFor(card, text));
  text.classList.remove("cut");
  for (const [size, line, weight] of SIZES) {
    if (isNarrow && size > LARGEST_NARROW) continue;
    text.style.fontWeight = weight;
    text.style.fontSize = `${size / 100}rem`;
    text.style.lineHeight = `${line / 100}rem`;
    if (text.offsetHeight <= room) return;
  }
  const [, line] = SIZES[SIZES.length - 1];
  const lines = Math.floor(room / (line * unit));
  text.classList.add("cut");
  text.style.webkitLineClamp = String(Math.max(1, Math.min(MOST_LINES, lines)));
}

/** What the source's height leaves for the text. */
function roomFor(card, text) {
  return roomIn(stage) - (card.offsetHeight - text.offsetHeight);
}
