/** Numbers that count to their new value, in at most 400 ms. */

import { nextFrame } from "./frame.js";
import { isReduced } from "./motion.js";
import { setText } from "./text.js";

const DURATION = 400;
const counting = new Map();

/** Show `value` in `element`, written by `write`; still: without counting. */
export function showFigure(element, value, { write, still }) {
  const from = element.figure;
  element.figure = value;
  element.write = write;
  if (still || isReduced() || from === undefined || document.hidden) {
    counting.delete(element);
    setText(element, write(value));
    return;
  }
  const now = counting.get(element);
  if (value === from) {
    if (!now) setText(element, write(value));
    return;
  }
  counting.set(element, { from: now ? now.shown : from, shown: from, since: null });
  nextFrame(count);
}

function count(now) {
  for (const [element, step] of counting) {
    step.since ??= now;
    const share = Math.min(1, (now - step.since) / DURATION);
    const eased = 1 - (1 - share) ** 3;
    step.shown = Math.round(step.from + (element.figure - step.from) * eased);
    setText(element, element.write(step.shown));
    if (share === 1 || !element.isConnected) counting.delete(element);
  }
  if (counting.size) nextFrame(count);
}
