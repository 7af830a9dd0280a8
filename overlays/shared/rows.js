/** Rows of a list: they keep what they are about, move to their place, and all fit. */

import { enter, leave, moveFrom, tops } from "./motion.js";

/** Put elements into a list in their order, touching only those that are elsewhere. */
export function arrange(list, elements) {
  let at = list.firstElementChild;
  for (const element of elements) {
    while (at && at.classList.contains("leaving")) at = at.nextElementSibling;
    if (element === at) at = at.nextElementSibling;
    else list.insertBefore(element, at);
  }
}

/** Let an element go where it stands; at once when nobody saw it there. */
export function takeAway(element, isStill) {
  if (isStill) {
    element.remove();
    return;
  }
  const { offsetTop } = element;
  element.classList.add("leaving");
  element.style.top = `${offsetTop}px`;
  leave(element);
}

/**
 * Show a row for each of `shown`, which have ids, in their order.
 *
 * rows: what is on the screen by id, each with its `row`; kept up to date. make(data)
 * returns a new one, fill(parts, data, scene) writes into it.
 */
export function showRows(list, rows, shown, scene, { make, fill }) {
  const { still } = scene;
  const before = still ? new Map() : tops(list.querySelectorAll(":scope > :not(.leaving)"));
  const kept = new Set(shown.map(({ id }) => id));
  for (const [id, { row }] of rows) {
    if (kept.has(id)) continue;
    rows.delete(id);
    before.delete(row);
    takeAway(row, still);
  }
  const fresh = shown.filter(({ id }) => !rows.has(id));
  for (const data of fresh) rows.set(data.id, make(data));
  arrange(list, shown.map(({ id }) => rows.get(id).row));
  for (const data of shown) fill(rows.get(data.id), data, scene);
  if (still) return;
  moveFrom(before);
  for (const { id } of fresh) enter(rows.get(id).row);
}

/** Return the pixels of height that the source leaves inside its margins. */
export function roomIn(stage) {
  const { paddingTop, paddingBottom } = getComputedStyle(stage);
  return stage.clientHeight - parseFloat(paddingTop) - parseFloat(paddingBottom);
}

/**
 * What does not fit into the source whole is not shown at all: hide elements, in the
 * order given, until `holder` fits. The last of them stays.
 */
export function hideOverflow(stage, holder, elements) {
  for (const element of elements) element.hidden = false;
  const room = roomIn(stage);
  for (const element of elements.slice(0, -1)) {
    if (holder.offsetHeight <= room) return;
    element.hidden = true;
  }
}
