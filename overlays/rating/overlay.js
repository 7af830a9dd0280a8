/** What everybody thinks, in one number: stars or a scale, and who gave what. */

import { fillText, formatter } from "../shared/format.js";
import { makeGlyph } from "../shared/glyphs.js";
import { drawPanel, makePanel, makeWithout, showTests } from "../shared/interaction.js";
import { fillTo } from "../shared/motion.js";
import { startStage } from "../shared/stage.js";
import { make, setText } from "../shared/text.js";
import { glide } from "../shared/travel.js";

/** Up to here there is a star for each point; beyond, a scale. */
const MOST_STARS = 5;
const MOST_COLUMNS = 20;

const panel = makePanel("rating");
const parts = {
  body: make("div", "rated"),
  result: make("div", "result"),
  number: make("div", "number"),
  mean: make("span", "mean figure"),
  outOf: make("span", "out-of note"),
  stars: make("div", "stars"),
  lit: make("div", "lit"),
  scale: make("div", "bar scale"),
  fill: make("div", "fill"),
  columns: make("ol", "columns"),
};
parts.number.append(parts.mean, parts.outOf);
parts.scale.append(parts.fill);
parts.result.append(parts.number, parts.stars, parts.scale);
parts.body.append(parts.result, parts.columns);
panel.content.append(parts.body);

startStage({ draw, without: makeWithout() });

function draw(scene) {
  drawPanel(panel, scene, { fill, how });
}

function how({ low, high }, { labels, format }) {
  return [fillText(labels.scale, { low: format.count(low), high: format.count(high) })];
}

function fill(shown, scene) {
  const { settings, labels, format, still } = scene;
  const { low, high, mean } = shown;
  const hasStars = settings.stars && low >= 0 && high <= MOST_STARS;
  const share = mean === null ? 0 : (mean - low) / (high - low || 1);
  parts.number.hidden = mean === null;
  if (mean !== null) setText(parts.mean, meanText(mean, high - low, scene));
  setText(parts.outOf, fillText(labels.out_of, { high: format.count(high) }));
  parts.stars.hidden = !hasStars;
  parts.scale.hidden = hasStars;
  if (hasStars) drawStars(high, mean === null ? 0 : mean / high, still);
  else fillTo(parts.fill, within(share), still);
  drawColumns(settings.histogram ? shown.histogram : [], shown, scene);
  setText(panel.hint, shown.phase === "ongoing" ? how(shown, scene)[0] : "");
  showTests(panel, shown, scene);
  setText(panel.count, format.counted("voters", shown.voters));
}

/** With one decimal where whole numbers would be too coarse. */
function meanText(mean, range, { labels, settings }) {
  const decimals = range > 10 ? 0 : 1;
  const step = 10 ** decimals;
  const { points } = formatter(labels, { ...settings, decimals });
  return points(Math.round((Math.round(mean * step) / step) * 1000));
}

function within(share) {
  return Math.min(1, Math.max(0, share));
}

/** The lit stars lie on the others, and show as far as the mean goes. */
function drawStars(count, share, isStill) {
  if (parts.stars.childElementCount !== 2 || parts.lit.childElementCount !== count) {
    const dark = make("div", "dark");
    for (let n = 0; n < count; n += 1) dark.append(makeGlyph("star"));
    const stars = make("div", "row-of-stars");
    for (let n = 0; n < count; n += 1) stars.append(makeGlyph("star"));
    parts.lit.replaceChildren(...stars.children);
    const window = make("div", "lit-window");
    window.append(parts.lit);
    parts.stars.replaceChildren(dark, window);
    parts.window = window;
  }
  const covered = within(share) * 100;
  glide(parts.window, `translateX(${covered - 100}%)`, isStill);
  glide(parts.lit, `translateX(${100 - covered}%)`, isStill);
}

function drawColumns(histogram, { low, high }, { format, still }) {
  const shown = histogram.slice(0, MOST_COLUMNS);
  const { columns } = parts;
  columns.hidden = shown.length === 0;
  while (columns.childElementCount > shown.length) columns.lastElementChild.remove();
  while (columns.childElementCount < shown.length) columns.append(makeColumn());
  const most = Math.max(1, ...shown);
  [...columns.children].forEach((column, at) => {
    const [track, label] = column.children;
    const [bar] = track.children;
    bar.classList.toggle("most", shown[at] === most);
    glide(bar, `scaleY(${shown[at] / most})`, still);
    setText(label, labelOf(at, shown.length, { low, high }, format));
  });
}

function makeColumn() {
  const column = make("li", "column");
  const track = make("div", "column-track");
  const bar = make("div", "column-bar");
  bar.style.transform = "scaleY(0)";
  track.append(bar);
  column.append(track, make("span", "column-label note numbers"));
  return column;
}

/** Each column's number where there is one for each; else those of both ends. */
function labelOf(at, count, { low, high }, format) {
  if (count === high - low + 1 && count <= 10) return format.count(low + at);
  if (at === 0) return format.count(low);
  return at === count - 1 ? format.count(high) : "";
}
