/** A question with answers in two columns; then who was right, and who is first. */

import { fitAnswers, percentsOf, showAnswer, showLead } from "../shared/ballot.js";
import { showAvatar, makeAvatar } from "../shared/avatar.js";
import { clockText, makeCountdown } from "../shared/countdown.js";
import { fillText } from "../shared/format.js";
import { makeGlyph, makeMark } from "../shared/glyphs.js";
import {
  drawPanel,
  howToVote,
  keyOf,
  makePanel,
  makeWithout,
  showClock,
  showNodes,
  showTests,
} from "../shared/interaction.js";
import { makeRing } from "../shared/ring.js";
import { makeRoster, showMark, showName } from "../shared/roster.js";
import { startStage } from "../shared/stage.js";
import { cutText, isolated, make, setText } from "../shared/text.js";

/** Below so many seconds nobody is told that somebody is waited for. */
const SHORTEST = 2;

const panel = makePanel("quiz");
const list = make("ol", "answers");
const roster = makeRoster();
const first = makeFirst();
const late = makeLate();
const rule = make("p", "rule note");
const ring = makeRing();
const cells = [];
panel.head.append(ring.element);
panel.content.append(list, roster.list, late.row, first.row, rule);
panel.onLeft = (seconds) => ring.show(seconds, seconds === null ? "" : clockText(seconds));

startStage({ draw, refit: fit, without: makeWithout("first", "scores") });

function draw(scene) {
  drawPanel(panel, scene, { fill, how: howToVote });
  const { shown } = scene.state;
  if (!shown || shown.phase !== "ongoing") showLate(null, scene);
}

function fill(shown, scene) {
  const { labels, format } = scene;
  const isScoreboard = shown.phase === "scoreboard";
  const isOngoing = shown.phase === "ongoing";
  list.hidden = isScoreboard;
  roster.list.hidden = !isScoreboard;
  if (!isScoreboard) drawAnswers(shown, scene);
  drawScores(isScoreboard ? shown.scores : [], scene);
  drawFirst(shown.phase === "results" ? shown.first[0] : null, scene);
  showNodes(rule, isOngoing || !shown.rule_text ? [] : [isolated(cutText(shown.rule_text))]);
  showLate(isOngoing ? shown.late : null, scene);
  const isOpen = isOngoing && !shown.late;
  showNodes(panel.hint, isOpen ? howToVote(shown, scene) : []);
  showTests(panel, shown, scene);
  setText(panel.count, isScoreboard ? "" : format.counted("answered", shown.voters));
  showClock(panel, shown);
  return isScoreboard ? labels.scores : "";
}

function drawAnswers({ options, phase }, scene) {
  const isTold = options.some(({ right }) => right !== null);
  while (cells.length > options.length) cells.pop().row.remove();
  while (cells.length < options.length) cells.push(addCell());
  const amounts = options.map(({ amount }) => amount || 0);
  const total = amounts.reduce((sum, amount) => sum + amount, 0);
  // Who sees how the others answer is no longer asked what they know.
  const hasShares = phase !== "ongoing" && options.every(({ amount }) => amount !== null);
  const percents = hasShares ? percentsOf(amounts, total) : [];
  options.forEach((option, at) => {
    fillCell(cells[at], option, { percent: percents[at], isTold, scene });
  });
  fit();
}

function addCell() {
  const cell = {
    row: make("li", "plate cell"),
    lead: make("span", "lead"),
    text: make("span", "answer"),
    percent: make("span", "figure"),
  };
  cell.row.append(cell.lead, cell.text, cell.percent);
  list.append(cell.row);
  return cell;
}

function fillCell(cell, option, { percent, isTold, scene }) {
  const { labels, format } = scene;
  const isRight = isTold && option.right === true;
  cell.row.classList.toggle("correct", isRight);
  cell.row.classList.toggle("behind", isTold && !isRight);
  showLead(cell.lead, keyOf(option), isRight);
  showAnswer(cell.text, option.text);
  const share = percent === undefined ? "" : format.count(percent);
  setText(cell.percent, share && fillText(labels.percent, { n: share }));
}

function fit() {
  fitAnswers(cells.map(({ row, text }) => [row, text]));
}

function drawScores(scores, scene) {
  const { labels, format } = scene;
  const people = scores.map((one) => ({
    ...one,
    lead: format.count(one.rank),
    isFirst: one.rank === 1,
    glyph: one.first ? "lightning" : "",
    note: one.first ? labels.first : "",
    figure: format.points(one.points),
  }));
  roster.draw(people, scene);
}

/** Whose answers in time are still on their way, while they are. */
function makeLate() {
  const parts = {
    row: make("p", "late note"),
    mark: make("span", "platform"),
    text: make("span", "late-text numbers"),
    pattern: "",
  };
  parts.row.append(parts.mark, parts.text);
  parts.row.hidden = true;
  parts.countdown = makeCountdown((seconds) => {
    const isOver = seconds === null || seconds < SHORTEST;
    parts.row.hidden = isOver;
    if (!isOver) setText(parts.text, fillText(parts.pattern, { n: parts.write(seconds) }));
  });
  return parts;
}

function showLate(waited, { labels, format }) {
  if (!waited) {
    late.countdown.set({ closes_at: null });
    return;
  }
  late.pattern = labels[`late_${waited.platform}`] || "";
  late.write = format.count;
  late.mark.replaceChildren(...[makeMark(waited.platform)].filter(Boolean));
  late.countdown.set(waited);
}

function makeFirst() {
  const parts = {
    row: make("div", "first-correct"),
    note: make("span", "note"),
    avatar: makeAvatar(),
    name: make("span", "name elided"),
    mark: make("span", "platform"),
    points: make("span", "figure"),
  };
  const sign = make("span", "sign");
  sign.append(makeGlyph("lightning"));
  parts.row.append(sign, parts.note, parts.avatar, parts.name, parts.mark, parts.points);
  return parts;
}

function drawFirst(one, { labels, format, settings }) {
  first.row.hidden = !one;
  if (!one) return;
  setText(first.note, labels.first);
  showAvatar(first.avatar, one);
  showName(first.name, one.name);
  showMark(first.mark, one.platform, settings);
  const points = format.points(one.points);
  setText(first.points, one.points > 0 ? fillText(labels.plus, { n: points }) : "");
}
