/** One clock by the server's time; it moves once a second, and only while it is seen. */

import { makeBeat } from "../shared/clock.js";
import { enter, fillTo, leave } from "../shared/motion.js";
import { startStage } from "../shared/stage.js";
import { markTest } from "../shared/tag.js";
import { cutText, directionOf, isolated, make, setText } from "../shared/text.js";

const SECOND = 1000;

const stage = document.getElementById("stage");
const box = make("section", "box timer");
const beat = makeBeat();

/** What is on the screen, or null; the scene it shows. */
let shown = null;
let scene = null;

startStage({ draw, without: (state) => state });

function draw(next) {
  scene = next;
  if (!box.isConnected) stage.append(box);
  box.dataset.layout = scene.settings.layout;
  if (scene.state.timer) beat.start(step);
  else {
    beat.stop();
    takeAway();
  }
  markTest(box, scene.labels, scene.isTest && shown !== null);
}

/** Show the time of now; returns the ms until it is another, or null for never. */
function step(now) {
  const { timer } = scene.state;
  const { ms, wait } = clockOf(timer, now);
  const isOver = timer.mode !== "stopwatch" && ms <= 0;
  if (isOver && scene.settings.at_zero === "hide") takeAway();
  else show(timer, Math.max(0, ms), isOver);
  scene.still = false;
  return wait;
}

/** Return what a clock says, in ms, and how long it says so. */
function clockOf({ mode, at, held }, now) {
  if (held !== null) return { ms: held, wait: null };
  if (mode === "stopwatch") {
    const ms = Math.max(0, now - at);
    return { ms, wait: SECOND - (ms % SECOND) };
  }
  const left = at - now;
  if (left <= 0) return { ms: 0, wait: null };
  // A second is counted from when it begins: 0:00 is the end itself.
  return { ms: Math.ceil(left / SECOND) * SECOND, wait: left % SECOND || SECOND };
}

function show(timer, ms, isOver) {
  const { settings, still } = scene;
  if (!shown) bring(still);
  const words = isOver && settings.at_zero === "text" ? cutText(timer.zero_text) : "";
  const title = words || cutText(timer.title);
  if (shown.title.textContent !== title) shown.title.replaceChildren(isolated(title));
  shown.title.dir = directionOf(title);
  shown.title.hidden = !title;
  shown.clock.hidden = Boolean(words);
  box.classList.toggle("over", Boolean(words));
  setText(shown.clock, written(ms));
  shown.clock.dataset.length = shown.clock.textContent.length > 5 ? "hours" : "minutes";
  showBar(timer, ms, still);
}

function showBar(timer, ms, still) {
  const hasBar = scene.settings.bar && timer.mode !== "stopwatch" && timer.from !== null;
  shown.bar.hidden = !hasBar || box.classList.contains("over");
  if (shown.bar.hidden) return;
  const share = Math.min(1, Math.max(0, ms / Math.max(SECOND, timer.at - timer.from)));
  // Whole thousandths: an hour's bar is not moved for nothing every second.
  fillTo(shown.fill, Math.round(share * 1000) / 1000, still);
}

/** 12:40, 3:41:08: hours and minutes only where there are any. */
function written(ms) {
  const seconds = Math.floor(ms / SECOND);
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (n) => String(n).padStart(2, "0");
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

function bring(still) {
  shown = {
    slab: make("article", "slab"),
    title: make("span", "title elided"),
    clock: make("span", "figure clock"),
    bar: make("div", "bar"),
    fill: make("div", "fill"),
  };
  shown.bar.append(shown.fill);
  shown.slab.append(shown.title, shown.bar, shown.clock);
  box.append(shown.slab);
  if (!still) enter(shown.slab);
}

function takeAway() {
  if (!shown) return;
  if (scene.still) shown.slab.remove();
  else leave(shown.slab);
  shown = null;
}
