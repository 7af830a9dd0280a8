/** People in a list: rows that keep their Viewer and move to their place. */

import { makeAvatar, showAvatar } from "./avatar.js";
import { makeGlyph, makeMark } from "./glyphs.js";
import { enter, moveFrom, tops } from "./motion.js";
import { cutName, directionOf, isolated, make, setText } from "./text.js";

/**
 * Return a list of people: {list, draw}. draw(people, scene): people are {id, name,
 * avatar, platform, lead, isFirst, note, glyph, figure}; lead: in front of the row, "" for
 * none; glyph and note: after the name; figure: at the end.
 */
export function makeRoster() {
  const list = make("ol", "stack roster");
  const rows = new Map();
  return {
    list,
    draw(people, { still, settings }) {
      const before = still ? new Map() : tops(list.children);
      const fresh = people.filter(({ id }) => !rows.has(id));
      for (const { id } of fresh) rows.set(id, makeRow());
      removeGone(rows, people);
      people.forEach((one, at) => {
        const parts = rows.get(one.id);
        if (list.children[at] !== parts.row) {
          list.insertBefore(parts.row, list.children[at] || null);
        }
        fillRow(parts, one, settings);
      });
      for (const row of [...before.keys()]) if (!row.isConnected) before.delete(row);
      moveFrom(before);
      if (!still) for (const { id } of fresh) enter(rows.get(id).row);
    },
  };
}

function removeGone(rows, people) {
  const kept = new Set(people.map(({ id }) => id));
  for (const [id, { row }] of rows) {
    if (kept.has(id)) continue;
    rows.delete(id);
    row.remove();
  }
}

function makeRow() {
  const parts = {
    row: make("li", "plate person"),
    lead: make("span", "lead numbers"),
    avatar: makeAvatar(),
    name: make("span", "name elided"),
    mark: make("span", "platform"),
    sign: make("span", "sign"),
    note: make("span", "note"),
    figure: make("span", "figure"),
  };
  parts.row.append(
    parts.lead,
    parts.avatar,
    parts.name,
    parts.mark,
    parts.sign,
    parts.note,
    parts.figure,
  );
  return parts;
}

function fillRow(parts, one, settings) {
  setText(parts.lead, one.lead || "");
  parts.lead.classList.toggle("first", one.isFirst === true);
  showAvatar(parts.avatar, one);
  showName(parts.name, one.name);
  showMark(parts.mark, one.platform, settings);
  setText(parts.note, one.note || "");
  setText(parts.figure, one.figure || "");
  const glyph = one.glyph || "";
  if (parts.sign.dataset.shows === glyph) return;
  parts.sign.dataset.shows = glyph;
  parts.sign.replaceChildren(...(glyph ? [makeGlyph(glyph)] : []));
}

/** Show the platform's mark, where the settings want it. */
export function showMark(element, platform, settings) {
  const mark = settings.platform_marks ? makeMark(platform) : null;
  const shows = mark ? platform : "";
  if ((element.dataset.shows || "") === shows) return;
  element.dataset.shows = shows;
  element.replaceChildren(...(mark ? [mark] : []));
}

/** Show a name in one line, in its own direction. */
export function showName(element, name) {
  const shown = cutName(name);
  if (element.dataset.shows === shown) return;
  element.dataset.shows = shown;
  element.dir = directionOf(shown);
  element.replaceChildren(isolated(shown));
}
