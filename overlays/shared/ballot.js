/** Answers with a bar each: how votes or points are shared among them. */

import { fillText } from "./format.js";
import { makeGlyph } from "./glyphs.js";
import { keyOf } from "./interaction.js";
import { cutText, directionOf, isolated, make, setText } from "./text.js";
import { glide } from "./travel.js";

/** How close answers stand, by how many there are at most: ten fit the canvas. */
const DENSITIES = [
  [5, "regular"],
  [8, "dense"],
  [Infinity, "densest"],
];

/**
 * Return a list of answers: {list, draw, fit}. draw(options, {scene, isClosed, write}):
 * options are {key, text, amount, right}; write(amount), if given, writes the amount
 * beside its share. An amount of null is hidden.
 */
export function makeBallot() {
  const list = make("ol", "stack ballot");
  const rows = [];
  return {
    list,
    draw(options, details) {
      [, list.dataset.density] = DENSITIES.find(([most]) => options.length <= most);
      while (rows.length > options.length) rows.pop().row.remove();
      while (rows.length < options.length) rows.push(addRow(list));
      const standing = standingOf(options, details.isClosed);
      options.forEach((option, at) => fillRow(rows[at], option, standing[at], details));
      fit(rows);
    },
    fit: () => fit(rows),
  };
}

/** Return share (0..1), percent (whole, 100 in all) and place of each option. */
function standingOf(options, isClosed) {
  const isHidden = options.some(({ amount }) => amount === null);
  const amounts = options.map(({ amount }) => amount || 0);
  const total = amounts.reduce((sum, amount) => sum + amount, 0);
  const percents = percentsOf(amounts, total);
  const most = Math.max(...amounts);
  const isTold = options.some(({ right }) => right === true);
  return options.map(({ right }, at) => {
    const isAhead = isTold ? right === true : !isHidden && most > 0 && amounts[at] === most;
    return {
      share: !isHidden && total ? amounts[at] / total : 0,
      percent: isHidden ? null : percents[at],
      isAhead,
      isBehind: isClosed && !isAhead,
      isWinner: isClosed && isAhead,
    };
  });
}

/** Round so that the sum is 100: the largest remainders are rounded up. */
export function percentsOf(amounts, total) {
  if (!total) return amounts.map(() => 0);
  const exact = amounts.map((amount) => (amount * 100) / total);
  const whole = exact.map(Math.floor);
  const missing = 100 - whole.reduce((sum, n) => sum + n, 0);
  const order = exact.map((n, at) => [n - whole[at], at]).sort((a, b) => b[0] - a[0]);
  for (const [, at] of order.slice(0, missing)) whole[at] += 1;
  return whole;
}

/** The line is there twice: what the winner's fill covers is written on the fill. */
function addRow(list) {
  const parts = {
    row: make("li", "plate option"),
    lead: make("span", "lead"),
    track: make("div", "track"),
    share: make("span", "share"),
    over: make("div", "over"),
    under: makeLine(),
    upper: makeLine(),
  };
  parts.share.style.transform = "scaleX(0)";
  parts.over.style.transform = "translateX(-100%)";
  parts.upper.line.style.transform = "translateX(100%)";
  parts.over.setAttribute("aria-hidden", "true");
  parts.over.append(parts.upper.line);
  parts.track.append(parts.share, parts.under.line, parts.over);
  parts.row.append(parts.lead, parts.track);
  list.append(parts.row);
  return parts;
}

function makeLine() {
  const parts = {
    line: make("div", "line"),
    text: make("span", "answer"),
    amount: make("span", "amount numbers"),
    percent: make("span", "figure"),
  };
  parts.line.append(parts.text, parts.amount, parts.percent);
  return parts;
}

function fillRow(parts, option, standing, { scene, write }) {
  const { labels, format, still } = scene;
  parts.row.classList.toggle("ahead", standing.isAhead);
  parts.row.classList.toggle("behind", standing.isBehind);
  showLead(parts.lead, keyOf(option), standing.isWinner);
  const hasAmount = write && standing.percent !== null;
  const percent = standing.percent === null ? "" : format.count(standing.percent);
  for (const line of [parts.under, parts.upper]) {
    showAnswer(line.text, option.text);
    setText(line.amount, hasAmount ? write(option.amount) : "");
    setText(line.percent, percent && fillText(labels.percent, { n: percent }));
  }
  const covered = standing.share * 100;
  glide(parts.share, `scaleX(${standing.share})`, still);
  glide(parts.over, `translateX(${covered - 100}%)`, still);
  glide(parts.upper.line, `translateX(${100 - covered}%)`, still);
}

/** Show the key that stands for an answer, or the tick of the right one. */
export function showLead(lead, key, isTicked) {
  const shows = `${isTicked} ${key}`;
  if (lead.dataset.shows === shows) return;
  lead.dataset.shows = shows;
  lead.replaceChildren(
    isTicked ? makeGlyph("check") : isolated(key, "elided"),
  );
}

/** Show what an answer says. */
export function showAnswer(element, text) {
  const shown = cutText(text);
  if (element.dataset.shows === shown) return;
  element.dataset.shows = shown;
  element.dir = directionOf(shown);
  element.replaceChildren(isolated(shown));
}

/** Answers that do not fit into their line are smaller, in two lines. */
function fit(rows) {
  fitAnswers(rows.map(({ row, under }) => [row, under.text]));
}

/** The same for [row, answer] pairs: all are measured before one is changed. */
export function fitAnswers(pairs) {
  for (const [row] of pairs) row.classList.remove("long");
  const long = pairs.filter(([, answer]) => answer.scrollWidth > answer.clientWidth);
  for (const [row] of long) row.classList.add("long");
}
