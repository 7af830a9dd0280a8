/** Teams against each other: a rope between two, bars for more, and who won. */

import { fillNodes, fillText } from "../shared/format.js";
import { showFigure } from "../shared/figure.js";
import { makeGlyph } from "../shared/glyphs.js";
import {
  drawPanel,
  howToJoin,
  makePanel,
  makeWithout,
  showClock,
  showNodes,
} from "../shared/interaction.js";
import { settle } from "../shared/motion.js";
import { makeRing } from "../shared/ring.js";
import { showName } from "../shared/roster.js";
import { clockText } from "../shared/countdown.js";
import { startStage } from "../shared/stage.js";
import { cutName, isolated, make, setText } from "../shared/text.js";
import { glide } from "../shared/travel.js";

/** How far the rope can be pulled to one side: the other team is never out of sight. */
const FARTHEST = 0.92;

const panel = makePanel("teams");
const ring = makeRing();
const card = make("p", "won");
const crown = make("span", "crown");
const won = make("span", "who");
const rope = make("div", "rope");
const pulled = make("div", "pulled");
const knot = make("span", "knot");
const list = make("ol", "stack sides");
const rows = [];
crown.append(makeGlyph("crown"));
card.append(crown, won);
rope.append(pulled, knot);
panel.head.append(ring.element);
panel.content.append(card, rope, list);
panel.left.remove();
panel.onLeft = (seconds) => {
  ring.show(seconds, seconds === null ? "" : clockText(seconds));
};

startStage({ draw, without: makeWithout() });

function draw(scene) {
  drawPanel(panel, scene, { fill, how: howToTake });
}

/** "Type !team red in any chat": the first team stands for all. */
function howToTake({ teams }, scene) {
  return teams.length ? howToJoin({ keyword_text: teams[0].key_text }, scene) : [];
}

function fill(shown, scene) {
  const { settings, labels, format, still } = scene;
  const { teams } = shown;
  list.dataset.count = teams.length;
  list.dataset.density = teams.length > 3 ? "dense" : "regular";
  while (rows.length > teams.length) rows.pop().row.remove();
  while (rows.length < teams.length) rows.push(addRow());
  const write = shown.unit === "points" ? format.points : format.count;
  const most = Math.max(1, ...teams.map(({ amount }) => amount));
  teams.forEach((team, at) => {
    fillRow(rows[at], team, { shown, scene, write, share: team.amount / most });
  });
  rope.hidden = teams.length !== 2;
  if (teams.length === 2) pull(teams, still);
  showWinner(shown, scene);
  const isOpen = shown.phase === "ongoing";
  showNodes(panel.hint, isOpen && settings.hint ? howToTake(shown, scene) : []);
  showClock(panel, shown);
  if (shown.phase !== "ongoing") ring.show(null, "");
  return shown.round > 1 ? fillText(labels.round, { n: format.count(shown.round) }) : "";
}

/** The knot stands where the stronger team has pulled it to. */
function pull([first, second], still) {
  const sum = first.amount + second.amount;
  const share = sum ? first.amount / sum : 0.5;
  const shown = Math.min(FARTHEST, Math.max(1 - FARTHEST, share));
  pulled.style.backgroundColor = first.colour;
  rope.style.backgroundColor = second.colour;
  glide(pulled, `translateX(${(shown - 1) * 100}%)`, still);
  glide(knot, `translateX(${shown * 100}%)`, still);
}

function showWinner(shown, { labels, still }) {
  const winner = shown.teams.find((one) => one.winner);
  const isSettled = winner || shown.tied;
  card.hidden = !isSettled;
  if (!isSettled) {
    card.dataset.shows = "";
    return;
  }
  const name = winner ? cutName(winner.name) : "";
  const form = shown.phase === "ongoing" ? labels.wins_round : labels.wins;
  const shows = `${form} ${winner ? winner.key : ""} ${name}`;
  crown.hidden = !winner;
  if (card.dataset.shows === shows) return;
  card.dataset.shows = shows;
  const nodes = winner ? fillNodes(form, { name: isolated(name) }) : [labels.tied];
  won.replaceChildren(...nodes);
  if (!still) settle(card);
}

function addRow() {
  const parts = {
    row: make("li", "plate side-of"),
    colour: make("span", "colour"),
    body: make("div", "body"),
    head: make("div", "line"),
    name: make("span", "name elided"),
    amount: make("span", "figure elided amount"),
    notes: make("div", "notes note numbers"),
    bar: make("div", "bar"),
    grown: make("div", "grown"),
    members: make("span", "elided"),
    wins: make("span", "elided"),
  };
  parts.bar.append(parts.grown);
  parts.grown.style.transform = "scaleX(0)";
  parts.notes.append(parts.members, parts.wins);
  parts.head.append(parts.name, parts.amount);
  parts.body.append(parts.head, parts.bar, parts.notes);
  parts.row.append(parts.colour, parts.body);
  list.append(parts.row);
  return parts;
}

function fillRow(parts, team, { shown, scene, write, share }) {
  const { settings, format, still } = scene;
  const isSettled = shown.tied || shown.teams.some((one) => one.winner);
  parts.row.classList.toggle("behind", isSettled && !team.winner);
  parts.colour.style.backgroundColor = team.colour;
  parts.grown.style.backgroundColor = team.colour;
  showName(parts.name, team.name);
  showFigure(parts.amount, team.amount, { write, still });
  glide(parts.grown, `scaleX(${share})`, still);
  const members = settings.members ? format.counted("members", team.members) : "";
  setText(parts.members, members);
  setText(parts.wins, team.wins ? format.counted("wins", team.wins) : "");
  parts.notes.hidden = !members && !team.wins;
}
