/** A stage: many overlays on one page, by one socket. Each is a frame of its own. */

import { setServerTime } from "../shared/clock.js";
import {
  isKept,
  keepPage,
  makeDelay,
  obsVersion,
  reloadWhenServed,
} from "../shared/liveness.js";
import { becomeNewer, tellDrawn } from "../shared/newer.js";
import { openLine } from "../shared/socket.js";

/** Longer than a part takes to draw what it was handed, with its fonts (ms). */
const SETTLE = 300;

const CANVAS = { landscape: [1920, 1080], portrait: [1080, 1920] };

const stage = {
  root: document.getElementById("stage"),
  canvas: document.createElement("div"),
  parts: new Map(),
  app: undefined,
  seq: 0,
  isShown: true,
  delay: makeDelay(),
};
stage.canvas.className = "canvas";
stage.root.append(stage.canvas);

/** What the frames find: see part.js. */
window.companionStage = { join, beat: () => stage.line.beat() };

stage.line = openLine({ onMessage: take, alive, onGone: () => stage.root.remove() });
document.addEventListener("visibilitychange", () => stage.line.beat());
window.addEventListener("resize", fit);
window.addEventListener("obsSourceVisibleChanged", (event) => {
  stage.isShown = event.detail.visible !== false;
  // OBS tells the page alone, not the frames in it.
  for (const part of stage.parts.values()) tellShown(part);
  stage.line.beat();
});

function take({ kind, seq, data, part: name }) {
  stage.seq = seq;
  if (kind === "retract") {
    for (const part of stage.parts.values()) hand(part, { kind, seq, data });
  } else if (name === undefined) {
    if (kind === "snapshot") build(data);
  } else if (stage.parts.has(name)) {
    keep(stage.parts.get(name), { kind, seq, data });
  }
}

/** Keep what a frame needs when it begins (again), and hand it over. */
function keep(part, message) {
  if (message.kind === "snapshot") part.update = null;
  part[message.kind] = message;
  hand(part, message);
  if (message.kind === "snapshot") tellWhenReady();
}

/** A fault of one part must not reach the others. */
function hand(part, message) {
  if (!part.line) return;
  try {
    part.line.onMessage(message);
  } catch (error) {
    console.error(`${part.name}: ${error}`);
  }
}

function build(data) {
  if (isKept()) {
    reloadWhenServed();
    return;
  }
  if (stage.app !== undefined && stage.app !== data.app) becomeNewer(data.app, leave);
  stage.app = stage.app || data.app;
  if (data.shell) keepPage();
  setServerTime(data.now);
  stage.delay.begin();
  const { labels, settings } = data;
  document.title = labels.title;
  document.documentElement.lang = labels.language;
  [stage.width, stage.height] = CANVAS[settings.canvas];
  const there = new Set(data.parts || []);
  for (const [name, part] of stage.parts) {
    if (!there.has(name)) remove(part);
  }
  settings.items.forEach((item, layer) => {
    if (item.visible && there.has(item.overlay)) place(item, layer);
  });
  fit();
  stage.delay.end();
  tellWhenReady();
}

/** Another page has taken this one's place. */
function leave() {
  stage.line.close();
  stage.root.remove();
}

/** A stage has drawn when all its parts have been handed what they show. */
function tellWhenReady() {
  const all = [...stage.parts.values()];
  if (all.every((part) => part.line && part.snapshot)) setTimeout(settled, SETTLE);
}

/** The app learns at once which parts viewers see, not with the next heartbeat. */
function settled() {
  tellDrawn();
  stage.line.beat();
}

function place(item, layer) {
  let part = stage.parts.get(item.overlay);
  if (!part) {
    part = { name: item.overlay, frame: document.createElement("iframe") };
    part.frame.className = "part";
    part.frame.src = `on/${item.overlay}/`;
    stage.parts.set(item.overlay, part);
    stage.canvas.append(part.frame);
  }
  const { style } = part.frame;
  style.left = `${item.x}px`;
  style.top = `${item.y}px`;
  style.width = `${item.width}px`;
  style.height = `${item.height}px`;
  // Not the order of the frames: one that is moved in the document loads again.
  style.zIndex = layer;
}

function remove(part) {
  part.frame.remove();
  stage.parts.delete(part.name);
}

/** A source of another size shows all of the canvas, smaller or larger. */
function fit() {
  if (!stage.width) return;
  const scale = Math.min(innerWidth / stage.width, innerHeight / stage.height);
  const { style } = stage.canvas;
  style.width = `${stage.width}px`;
  style.height = `${stage.height}px`;
  style.transform = scale === 1 ? "" : `scale(${scale})`;
}

/** A frame's page has loaded: from here on it is told what concerns it. */
function join(name, line) {
  const part = stage.parts.get(name);
  if (!part) return;
  part.line = line;
  tellShown(part);
  if (part.snapshot) hand(part, part.snapshot);
  if (part.update) hand(part, part.update);
  tellWhenReady();
}

function tellShown({ frame }) {
  const inner = frame.contentWindow;
  const detail = { visible: stage.isShown };
  inner.dispatchEvent(new inner.CustomEvent("obsSourceVisibleChanged", { detail }));
}

function alive() {
  const parts = {};
  for (const [name, part] of stage.parts) {
    if (!part.line) continue;
    const { visible, delay } = part.line.alive();
    parts[name] = { visible, delay };
  }
  return {
    visible: stage.isShown && document.visibilityState === "visible",
    seq: stage.seq,
    obs: obsVersion(),
    delay: stage.delay.longest(),
    parts,
  };
}
