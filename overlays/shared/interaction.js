/** The frame of every interaction: a title, its content, a last line, its phases. */

import { clockText, makeCountdown } from "./countdown.js";
import { fillNodes } from "./format.js";
import { enter, leave } from "./motion.js";
import { makeTag, markTest } from "./tag.js";
import { cutText, directionOf, isolated, make, setText } from "./text.js";

/** Return the frame: {box, slab, title, side, content, foot, hint, count, left}. */
export function makePanel(kind) {
  const panel = {
    box: make("section", `box interaction ${kind}`),
    slab: make("article", "slab panel"),
    head: make("header", "head"),
    title: make("h1", "title"),
    side: make("div", "side note"),
    content: make("div", "content"),
    foot: make("footer", "foot note"),
    hint: make("span", "hint"),
    tests: make("span", "tests"),
    count: make("span", "count numbers"),
    left: make("span", "left numbers"),
    shows: null,
  };
  panel.clock = makeCountdown((seconds) => showLeft(panel, seconds));
  panel.head.append(panel.title, panel.side);
  panel.foot.append(panel.hint, panel.tests, panel.count, panel.left);
  panel.slab.append(panel.head, panel.content, panel.foot);
  panel.box.append(panel.slab);
  return panel;
}

/**
 * Return what takes away an interaction that was retracted, and people out of the lists
 * of it that are named.
 */
export function makeWithout(...lists) {
  return ({ shown }, ids) => {
    if (!shown || ids.has(shown.id)) return { shown: null };
    const others = lists.map((key) => [key, shown[key].filter(({ id }) => !ids.has(id))]);
    return { shown: { ...shown, ...Object.fromEntries(others) } };
  };
}

function showLeft(panel, seconds) {
  setText(panel.left, seconds === null ? "" : clockText(seconds));
  if (panel.onLeft) panel.onLeft(seconds);
}

/**
 * Show the interaction of a scene in its phase, or take it away. fill(shown, scene)
 * draws what is open or decided and may return words to stand beside the title; how(shown, scene), if given, returns nodes that tell
 * how to take part, for when it comes next.
 */
export function drawPanel(panel, scene, { fill, how }) {
  const { shown } = scene.state;
  if (!shown) {
    takeAway(panel, scene.still);
    return;
  }
  bringIn(panel, shown.id, scene.still);
  const isWaiting = shown.phase === "waiting";
  const isOpen = !isWaiting && shown.phase !== "failed";
  panel.box.dataset.phase = shown.phase;
  panel.content.hidden = !isOpen;
  panel.foot.hidden = !isOpen;
  showTitle(panel, shown, scene.labels);
  if (isWaiting) showNodes(panel.side, how ? how(shown, scene) : []);
  else setText(panel.side, isOpen ? fill(shown, scene) || "" : scene.labels.called_off);
  if (!isOpen) panel.clock.set({ closes_at: null });
  markTest(panel.box, scene.labels, scene.isTest);
}

/** Start, or go on with, the time that is left; only while it is ongoing. */
export function showClock(panel, shown) {
  panel.clock.set(shown.phase === "ongoing" ? shown : { closes_at: null });
}

/** Show how many of the votes were tests, if any were. */
export function showTests(panel, shown, { labels, format }) {
  const text = shown.test_votes ? format.counted("test_votes", shown.test_votes) : "";
  if (panel.tests.textContent === text) return;
  panel.tests.replaceChildren();
  if (text) panel.tests.append(makeTag({ ...labels, test: text }));
}

/** Return what to type for the options: "Type 1–4 in any chat". */
export function howToVote({ options }, { labels }) {
  if (!options.length) return [];
  return fillNodes(labels.type_range, {
    first: strong(keyOf(options[0])),
    last: strong(keyOf(options[options.length - 1])),
  });
}

/** Return what to type to take part: "Type !join in any chat". */
export function howToJoin({ keyword_text: word }, { labels }) {
  return word ? fillNodes(labels.type_word, { word: strong(word) }) : [];
}

/** Return what stands for an answer, as it is shown: letters are capitals. */
export function keyOf({ key }) {
  return cutText(key).toLocaleUpperCase();
}

function strong(text) {
  const element = make("strong", "");
  element.append(isolated(cutText(text)));
  return element;
}

/** Write nodes, but only if they read otherwise than those that are there. */
export function showNodes(element, nodes) {
  const texts = nodes.map((node) => (typeof node === "string" ? node : node.textContent));
  if (element.textContent !== texts.join("")) element.replaceChildren(...nodes);
}

function showTitle(panel, { title, phase }, labels) {
  const text = cutText(title);
  const key = `${phase === "waiting"} ${text} ${labels.language}`;
  if (panel.title.dataset.shows === key) return;
  panel.title.dataset.shows = key;
  panel.title.dir = directionOf(text);
  const name = isolated(text);
  const nodes = phase === "waiting" ? fillNodes(labels.next, { title: name }) : [name];
  panel.title.replaceChildren(...nodes);
}

function bringIn(panel, id, isStill) {
  const stage = document.getElementById("stage");
  if (!panel.box.isConnected) stage.append(panel.box);
  if (panel.shows === id && panel.slab.isConnected) return;
  panel.shows = id;
  for (const moving of panel.slab.getAnimations()) moving.cancel();
  if (!panel.slab.isConnected) panel.box.prepend(panel.slab);
  if (!isStill) enter(panel.slab);
}

function takeAway(panel, isStill) {
  panel.clock.stop();
  if (panel.shows === null && !isStill) return;
  panel.shows = null;
  markTest(panel.box, {}, false);
  if (isStill || !panel.slab.isConnected) panel.box.remove();
  else leave(panel.slab);
}
