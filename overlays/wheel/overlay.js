/** A wheel: it turns from a moment on, by the server's clock, to a known slot. */

import { makeBeat } from "../shared/clock.js";
import { drawPanel, howToJoin, makePanel, makeWithout, showNodes } from "../shared/interaction.js";
import { enter, isReduced } from "../shared/motion.js";
import { startStage } from "../shared/stage.js";
import { cutText, directionOf, isolated, make } from "../shared/text.js";
import { turn } from "../shared/travel.js";

const SVG = "http://www.w3.org/2000/svg";

/** Pixels at 100 %: free at the rim for the pointer, and around the hub. */
const RIM = 48;
const HUB = 64;

const SMALLEST = 24;

/** Letters by how many slots there are: pixels at 100 %. */
const LETTERS = [
  [8, 40],
  [16, 34],
  [30, 28],
  [60, SMALLEST],
];

const panel = makePanel("wheel");
const disc = make("div", "disc");
const rotor = make("div", "rotor");
const result = make("div", "slab result");
const picture = document.createElementNS(SVG, "svg");
picture.setAttribute("viewBox", "-100 -100 200 200");
picture.setAttribute("aria-hidden", "true");
const labels = make("div", "labels");
rotor.append(picture, labels);
disc.append(rotor, make("div", "hub"), make("div", "pointer"));
panel.box.append(disc, result);

/** What is drawn: the slots, the turn under way, the slot that is marked. */
let drawn = "";
let turning = "";
let marked = null;
const end = makeBeat();

startStage({ draw, refit: fitLabels, without: makeWithout() });

function draw(scene) {
  const { shown } = scene.state;
  drawPanel(panel, scene, { fill, how: howToJoin });
  const isSeen = shown !== null && shown.phase !== "failed" && shown.slots.length > 1;
  disc.hidden = !isSeen;
  panel.foot.hidden = !isJoined(shown);
  if (!isSeen) {
    forget();
    return;
  }
  drawSlots(shown.slots, scene.settings);
  spin(shown, scene);
}

/** Only a wheel that takes names has a last line: how to get there. */
function isJoined(shown) {
  return shown !== null && shown.phase === "ongoing" && Boolean(shown.keyword_text);
}

function fill(shown, scene) {
  showNodes(panel.hint, isJoined(shown) ? howToJoin(shown, scene) : []);
}

/** A text that is too long for its slot is set smaller, then cut. */
function fitLabels() {
  const all = [...labels.children];
  for (const label of all) label.style.fontSize = "";
  const shares = all.map((label) => label.clientWidth / label.scrollWidth);
  all.forEach((label, at) => {
    if (shares[at] >= 1) return;
    const size = Math.max(SMALLEST, Math.floor(lettersFor(all.length) * shares[at]));
    label.style.fontSize = `${size / 100}rem`;
  });
}

function forget() {
  end.stop();
  turning = "";
  showResult(null, null, true);
}

function drawSlots(slots, settings) {
  const texts = slots.map(({ text }) => cutText(text));
  const key = JSON.stringify([texts, settings.width]);
  if (key === drawn) return;
  drawn = key;
  turning = "";
  marked = null;
  const step = 360 / texts.length;
  const radius = settings.width / 2;
  const letters = lettersFor(texts.length);
  const inner = innerRadius(step, letters);
  picture.replaceChildren(...texts.map((_, at) => makeSector(at, texts.length)));
  labels.style.fontSize = `${letters / 100}rem`;
  labels.replaceChildren(
    ...texts.map((text, at) => {
      const label = make("span", "slot elided");
      label.dir = directionOf(text);
      label.append(isolated(text));
      label.style.width = `${(radius - RIM - inner) / 100}rem`;
      const angle = (at + 0.5) * step;
      label.style.transform = `rotate(${angle}deg) translate(${inner / 100}rem, -50%)`;
      return label;
    }),
  );
  fitLabels();
}

function lettersFor(count) {
  return LETTERS.find(([most]) => count <= most)[1];
}

/** Nearer to the middle than this, texts of neighbours would touch. */
function innerRadius(step, letters) {
  const half = Math.sin((Math.min(step, 180) * Math.PI) / 360);
  return Math.max(HUB, (letters * 0.95) / 2 / half);
}

function makeSector(at, count) {
  const [from, to] = [at, at + 1].map((n) => (n / count) * 2 * Math.PI);
  const point = (angle) => `${100 * Math.cos(angle)} ${100 * Math.sin(angle)}`;
  const sector = document.createElementNS(SVG, "path");
  sector.setAttribute("d", `M0 0L${point(from)}A100 100 0 0 1 ${point(to)}Z`);
  // Three shades, where two would meet themselves at the end of an odd round.
  const isOdd = count % 2 === 1 && at === count - 1;
  sector.setAttribute("class", `sector shade-${isOdd ? 2 : at % 2}`);
  return sector;
}

/**
 * Turn so that `picked` ends under the pointer, which stands at the right, where its
 * text is level. Every page computes the same from the same numbers.
 */
function spin({ slots, picked, spun_at: spunAt, turn_ms: duration, turn: within }, scene) {
  const isPicked = picked !== null && picked >= 0 && picked < slots.length;
  const key = `${spunAt} ${picked} ${duration} ${within}`;
  if (!isPicked || (key === turning && !scene.still)) {
    if (!isPicked) rest(scene.still);
    return;
  }
  turning = key;
  const step = 360 / slots.length;
  const rounds = Math.max(3, Math.round(duration / 1000));
  const degrees = rounds * 360 - (picked + within) * step;
  const text = cutText(slots[picked].text);
  end.start((now) => {
    const elapsed = spunAt === null ? duration : now - spunAt;
    const isOver = elapsed >= duration;
    // Who wants no motion sees the wheel before and after, not where it will stop.
    if (isReduced() && !isOver) turn(rotor, 0, { elapsed: 0, duration: 0 });
    else turn(rotor, degrees, { elapsed, duration });
    showResult(isOver ? picked : null, text, scene.still);
    return isOver ? null : duration - elapsed;
  });
}

function rest(isStill) {
  end.stop();
  turning = "";
  turn(rotor, 0, { elapsed: 0, duration: 0 });
  showResult(null, null, isStill);
}

function showResult(picked, text, isStill) {
  if (marked === picked && result.hidden === (picked === null)) return;
  marked = picked;
  result.hidden = picked === null;
  [...picture.children].forEach((one, at) => one.classList.toggle("hit", at === picked));
  [...labels.children].forEach((one, at) => one.classList.toggle("hit", at === picked));
  if (picked === null) return;
  const winner = make("p", "winner text");
  winner.dir = directionOf(text);
  winner.append(isolated(text));
  result.replaceChildren(winner);
  if (!isStill) enter(result);
}
