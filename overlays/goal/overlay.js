/** One goal: what has just come is told apart for a moment, then joins the bar. */

import { showFigure } from "../shared/figure.js";
import { fillText } from "../shared/format.js";
import { makeGlyph } from "../shared/glyphs.js";
import { enter, fillTo, leave } from "../shared/motion.js";
import { startStage } from "../shared/stage.js";
import { markTest } from "../shared/tag.js";
import { cutText, directionOf, isolated, make, setText } from "../shared/text.js";

/** How long what has just come keeps its own colour, in ms. */
const FRESH_FOR = 1200;

const stage = document.getElementById("stage");
const box = make("section", "box goal");

/** What is on the screen, or null. */
let shown = null;

startStage({ draw, without: (state) => state });

function draw(scene) {
  const { goal } = scene.state;
  if (!box.isConnected) stage.append(box);
  box.dataset.layout = scene.settings.layout;
  if (shown && goal && shown.id !== goal.id) takeAway({ still: true });
  if (!goal) takeAway(scene);
  else if (!shown) bring(scene);
  if (shown) fill(shown, scene);
  markTest(box, scene.labels, scene.isTest && shown !== null);
}

function bring(scene) {
  shown = { ...makeParts(), id: scene.state.goal.id };
  box.append(shown.slab);
  if (!scene.still) enter(shown.slab);
}

function takeAway({ still }) {
  if (!shown) return;
  clearTimeout(shown.joining);
  if (still) shown.slab.remove();
  else leave(shown.slab);
  shown = null;
}

function makeParts() {
  const parts = {
    slab: make("article", "slab"),
    tick: make("span", "lead first tick"),
    title: make("span", "title elided"),
    value: make("span", "figure"),
    target: make("span", "note numbers target"),
    bar: make("div", "bar"),
    fresh: make("div", "fill fresh"),
    fill: make("div", "fill"),
    note: make("span", "elided"),
    next: make("span", "next numbers elided"),
    share: 0,
    joining: 0,
  };
  parts.tick.append(makeGlyph("check"));
  const body = make("div", "body");
  const head = make("div", "head");
  const amount = make("span", "amount");
  const foot = make("div", "foot note");
  amount.append(parts.value, parts.target);
  head.append(parts.title, amount);
  parts.bar.append(parts.fresh, parts.fill);
  foot.append(parts.next, parts.note);
  body.append(head, parts.bar, foot);
  parts.slab.append(parts.tick, body);
  parts.foot = foot;
  return parts;
}

function fill(parts, scene) {
  const { state, settings, labels, format, still } = scene;
  const { goal } = state;
  const write = writerOf(goal, format);
  const isDone = goal.is_reached && settings.when_reached === "check";
  box.classList.toggle("done", isDone);
  const title = cutText(goal.title) || labels[`measure_${goal.measure}`];
  if (parts.title.textContent !== title) parts.title.replaceChildren(isolated(title));
  parts.title.dir = directionOf(title);
  const share = shareOf(goal);
  if (settings.figure === "percent" && !isDone) {
    const percent = Math.floor(share * 100);
    setText(parts.value, fillText(labels.percent, { n: format.count(percent) }));
    setText(parts.target, "");
  } else {
    showFigure(parts.value, goal.value, { write, still });
    setText(parts.target, fillText(labels.of, { target: write(goal.target) }));
  }
  showBar(parts, share, still);
  showTicks(parts, goal);
  const measure = goal.title ? labels[`measure_${goal.measure}`] : "";
  setText(parts.note, cutText(goal.note_text) || measure);
  setText(parts.next, nextOf(goal, write, { labels, format }));
  parts.foot.hidden = !parts.note.textContent && !parts.next.textContent;
}

function writerOf({ measure, currency }, format) {
  if (measure === "points") return format.points;
  if (measure === "money") return (micros) => format.money(micros, currency);
  return format.count;
}

/** How much of the way from the last goal to this one is done, 0 to 1. */
function shareOf({ value, target, from }) {
  return Math.min(1, Math.max(0, (value - from) / (target - from)));
}

function showBar(parts, share, still) {
  if (share === parts.share && !still) return;
  clearTimeout(parts.joining);
  const isMore = share > parts.share && !still;
  parts.share = share;
  fillTo(parts.fresh, share, still);
  if (isMore) parts.joining = setTimeout(fillTo, FRESH_FOR, parts.fill, share);
  else fillTo(parts.fill, share, still);
}

/** A gap in the bar at each step on the way. */
function showTicks(parts, { milestones, from, target }) {
  const key = milestones.map(({ at }) => at).join(" ") + ` ${from} ${target}`;
  if (parts.bar.dataset.ticks === key) return;
  parts.bar.dataset.ticks = key;
  for (const old of parts.bar.querySelectorAll(".gap")) old.remove();
  for (const { at } of milestones) {
    if (at <= from || at >= target) continue;
    const gap = make("span", "gap");
    gap.style.left = `${(100 * (at - from)) / (target - from)}%`;
    parts.bar.append(gap);
  }
}

/** The next step on the way, or how many goals there have been. */
function nextOf({ milestones, value, reached, is_reached: isOver }, write, scene) {
  const { labels, format } = scene;
  const next = milestones.find(({ at }) => at > value);
  if (next) return fillText(labels.next, { n: write(next.at), text: cutText(next.text) });
  return reached && !isOver ? format.counted("reached", reached) : "";
}
