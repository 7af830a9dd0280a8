/** What every overlay page does alike: take messages, draw once a frame, rest. */

import { setServerTime } from "./clock.js";
import { formatter } from "./format.js";
import { nextFrame } from "./frame.js";
import { isKept, keepPage, makeDelay, obsVersion, reloadWhenServed } from "./liveness.js";
import { dress } from "./look.js";
import { setReduced } from "./motion.js";
import { becomeNewer, tellDrawn } from "./newer.js";
import { isPart } from "./part.js";
import { openLine } from "./socket.js";

/**
 * Start the page.
 *
 * draw(scene) shows a scene: {state, settings, labels, format, still, isTest}. still:
 * nothing may move, because nobody saw what was there before. refit(scene), if given,
 * measures again after a font has come or the source has changed its size.
 * without(state, ids) returns the state less what was retracted.
 */
export function startStage({ draw, refit, without }) {
  const root = document.getElementById("stage");
  const page = { root, draw, refit, without, scene: null, isDirty: false };
  page.delay = makeDelay();
  page.isShown = true;
  page.drawNow = () => drawScene(page);
  page.line = openLine({
    onMessage: (message) => take(page, message),
    alive: () => ({
      visible: isVisible(page),
      seq: page.drawn || 0,
      obs: obsVersion(),
      delay: page.delay.longest(),
    }),
    onGone: () => forget(page),
  });
  watchVisibility(page);
  watchSize(page);
  return page;
}

function take(page, { kind, seq, data }) {
  page.seq = seq;
  if (kind === "snapshot") takeSnapshot(page, data);
  else if (page.scene === null) return;
  else if (kind === "update") takeUpdate(page, data);
  else if (kind === "retract") retract(page, data.ids || []);
}

function takeSnapshot(page, data) {
  // What was kept has shown nothing yet, so nothing is lost by loading it again.
  if (!isPart && isKept()) {
    reloadWhenServed();
    return;
  }
  // Another version may speak otherwise. A part stays: its stage is replaced.
  const isOther = page.app !== undefined && page.app !== data.app;
  if (isOther && !isPart) becomeNewer(data.app, () => leave(page));
  page.app = page.app || data.app;
  if (data.shell) keepPage({ isPart });
  if (data.now) setServerTime(data.now);
  const { labels, settings } = data;
  document.title = labels.title;
  document.documentElement.lang = labels.language;
  setReduced(settings.motion === "reduced");
  dress(page.root, fitted(settings));
  const isFirst = page.scene === null;
  page.scene = {
    state: data.state,
    settings,
    labels,
    format: formatter(labels, settings),
    isTest: data.test === true,
    still: isFirst,
  };
  ask(page);
}

function takeUpdate(page, data) {
  page.scene = { ...page.scene, state: data.state, isTest: data.test === true };
  ask(page);
}

/** Gone means gone now: a hidden page must not flash it when it is shown again. */
function retract(page, ids) {
  const state = page.without(page.scene.state, new Set(ids));
  page.scene = { ...page.scene, state, still: true };
  drawScene(page);
}

function ask(page) {
  page.isDirty = true;
  if (isVisible(page)) {
    page.delay.begin();
    nextFrame(page.drawNow);
  } else {
    page.scene.still = true;
  }
}

function drawScene(page) {
  if (page.scene === null) return;
  page.isDirty = false;
  page.drawn = page.seq;
  page.draw(page.scene);
  page.scene.still = false;
  page.delay.end();
  if (!isPart) tellDrawn();
}

/** This link was replaced by another: nothing of it stays on the stream. */
function forget(page) {
  page.scene = null;
  page.root.remove();
}

/** Another page has taken this one's place. */
function leave(page) {
  page.line.close();
  forget(page);
}

function isVisible(page) {
  return page.isShown && document.visibilityState === "visible";
}

function watchVisibility(page) {
  const changed = () => {
    if (page.isDirty && isVisible(page) && page.scene) nextFrame(page.drawNow);
    page.line.beat();
  };
  document.addEventListener("visibilitychange", changed);
  window.addEventListener("obsSourceVisibleChanged", (event) => {
    page.isShown = event.detail.visible !== false;
    changed();
  });
}

function watchSize(page) {
  const fit = () => {
    if (!page.scene) return;
    if (isPart) dress(page.root, fitted(page.scene.settings));
    if (page.refit) page.refit(page.scene);
  };
  const changed = () => nextFrame(fit);
  window.addEventListener("resize", changed);
  document.fonts.addEventListener("loadingdone", changed);
}

/** On a stage, no overlay is wider than the place it was given there. */
function fitted(settings) {
  if (!isPart || !settings.width) return settings;
  const room = ((innerWidth - 2 * settings.margin_x) * 100) / settings.scale;
  return { ...settings, width: Math.min(settings.width, Math.max(1, room)) };
}
