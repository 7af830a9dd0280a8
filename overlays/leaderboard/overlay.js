/** The first places: rows that keep their Viewer and move to their place. */

import { makeAvatar, showAvatar } from "../shared/avatar.js";
import { showFigure } from "../shared/figure.js";
import { fillText } from "../shared/format.js";
import { makeGlyph, makeMark } from "../shared/glyphs.js";
import { settle } from "../shared/motion.js";
import { hideOverflow, showRows } from "../shared/rows.js";
import { startStage } from "../shared/stage.js";
import { markTest } from "../shared/tag.js";
import { cutName, cutText, directionOf, isolated, make, setText } from "../shared/text.js";

const MOVED_FOR = 1200;

/** Below this width in pixels rows are as those of a longer board. */
const NARROW = 600;

const stage = document.getElementById("stage");
const box = make("section", "box board stack");
const header = make("header", "header plate head");
const heading = make("span", "heading title elided");
const scope = make("span", "scope note");
const list = make("ol", "rows stack");
header.append(heading, scope);
box.append(header, list);

/** Rows on the screen by Viewer id. */
const rows = new Map();

/** Whether the Broadcaster, or else the theme, wants pictures of the Viewers. */
let showsFaces = true;

startStage({ draw, refit, without });

function without(state, ids) {
  return { ...state, rows: state.rows.filter((row) => !ids.has(row.id)) };
}

function draw(scene) {
  const { settings, labels, state } = scene;
  const shown = state.rows.slice(0, settings.rows);
  if (shown.length === 0) box.remove();
  else if (!box.isConnected) stage.append(box);
  showsFaces = wantsFaces(settings);
  stage.dataset.density = densityOf(settings.rows);
  for (const part of [box, list]) {
    part.classList.toggle("reversed", settings.direction === "up");
  }
  drawHeader(settings, labels, scene);
  showRows(list, rows, shown, scene, { make: makeRow, fill: fillRow });
  markTest(box, labels, scene.isTest);
  refit();
}

/**
 * By the places asked for, so that the board does not jump as Viewers come; and by the
 * room there is, so that a name on a stage has more than its first letters.
 */
function densityOf(places) {
  if (places <= 7) return stage.clientWidth < NARROW ? "compact" : "regular";
  return places <= 12 ? "compact" : "dense";
}

function drawHeader(settings, labels, { format, state }) {
  header.hidden = !settings.header;
  const standard = fillText(labels.heading, { n: format.count(settings.rows) });
  // With variables the words come filled in; a retraction keeps those that there were.
  const own = cutText(state.heading_text ?? settings.heading);
  setText(heading, own || standard);
  setText(scope, own ? "" : labels.scope);
}

function makeRow({ id }) {
  const parts = {
    row: make("li", "row"),
    plate: make("div", "plate"),
    rank: make("span", "rank lead numbers"),
    place: make("span", "place"),
    face: make("span", "face"),
    avatar: makeAvatar(),
    who: make("div", "who"),
    name: make("span", "name elided"),
    notes: make("span", "notes"),
    points: make("span", "points figure"),
    crest: null,
    mark: null,
    moved: null,
    tie: null,
    at: null,
  };
  parts.row.dataset.id = id;
  parts.rank.append(parts.place);
  parts.face.append(parts.avatar);
  parts.who.append(parts.name, parts.notes);
  parts.plate.append(parts.rank, parts.face, parts.who, parts.points);
  parts.row.append(parts.plate);
  return parts;
}

function fillRow(parts, data, scene) {
  const { settings, labels, format, still } = scene;
  const isFirst = data.rank === 1;
  for (const part of [parts.row, parts.plate, parts.rank]) {
    part.classList.toggle("first", isFirst);
  }
  setText(parts.place, format.count(data.rank));
  parts.face.hidden = !showsFaces;
  if (!parts.face.hidden) showAvatar(parts.avatar, data);
  fillName(parts, data, settings);
  showMoved(parts, data.rank, scene);
  showTie(parts, settings.ties && data.tie, labels);
  showCrest(parts, data.rank, settings, still);
  showFigure(parts.points, data.points, { write: format.points, still });
  parts.at = data.rank;
}

function wantsFaces({ avatars }) {
  if (avatars !== "theme") return avatars === "on";
  return getComputedStyle(stage).getPropertyValue("--faces").trim() !== "none";
}

function fillName(parts, data, settings) {
  const name = cutName(data.name);
  const written = `${name} ${settings.platform_marks}`;
  if (parts.name.dataset.shows === written) return;
  parts.name.dataset.shows = written;
  parts.name.dir = directionOf(name);
  parts.name.replaceChildren(isolated(name));
  if (parts.mark) parts.mark.remove();
  parts.mark = settings.platform_marks ? makeMark(data.platform) : null;
  if (parts.mark) parts.notes.prepend(parts.mark);
}

/** Who has climbed carries how far, for a moment. */
function showMoved(parts, rank, { settings, format, still }) {
  const climbed = parts.at === null ? 0 : parts.at - rank;
  if (climbed < 0 || !settings.moves) return clearMoved(parts);
  if (climbed === 0 || still) return undefined;
  clearMoved(parts);
  const moved = make("span", "moved numbers");
  moved.append(makeGlyph("up"), format.count(climbed));
  parts.moved = moved;
  parts.row.classList.add("climbing");
  parts.notes.append(moved);
  parts.movedTimer = setTimeout(clearMoved, MOVED_FOR, parts);
  return undefined;
}

function clearMoved(parts) {
  clearTimeout(parts.movedTimer);
  parts.row.classList.remove("climbing");
  if (parts.moved) parts.moved.remove();
  parts.moved = null;
}

function showTie(parts, isTie, labels) {
  if (!isTie && parts.tie) {
    parts.tie.remove();
    parts.tie = null;
  } else if (isTie && !parts.tie) {
    parts.tie = make("span", "tie badge", labels.tie);
    parts.notes.append(parts.tie);
  }
}

/** A crown for the first, medals for the next two: on the avatar. */
function showCrest(parts, rank, settings, isStill) {
  const kind = crestOf(rank, settings);
  // Without avatars the crown stands on the figure 1; medals would hide theirs.
  const holder = parts.face.hidden ? parts.rank : parts.face;
  const key = holder === parts.rank && rank !== 1 ? "" : kind && `${kind}-${rank}`;
  if (parts.crest && parts.crest.dataset.kind !== key) {
    parts.crest.remove();
    parts.crest = null;
  }
  if (!key || (parts.crest && parts.crest.parentNode === holder)) return;
  if (!parts.crest) parts.crest = makeCrest(kind, key);
  holder.append(parts.crest);
  // The crest moves; what is in it keeps its own turn at every moment.
  if (!isStill) settle(parts.crest);
}

function crestOf(rank, settings) {
  if (rank === 1) return settings.crown ? "crown" : "";
  return rank <= 3 && settings.medals ? "medal" : "";
}

function makeCrest(kind, key) {
  const crest = make("span", "crest");
  crest.dataset.kind = key;
  crest.append(makeGlyph(kind, kind));
  return crest;
}

/** The lowest places make room. */
function refit() {
  const ordered = [...rows.values()].sort((a, b) => b.at - a.at);
  hideOverflow(stage, box, ordered.map(({ row }) => row));
}
