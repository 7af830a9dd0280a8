/** The small mark on what is a test and earns nothing. */

import { make } from "./text.js";

export function makeTag(labels) {
  return make("span", "tag", labels.test);
}

/** Mark a whole overlay as a test, or take the mark off. */
export function markTest(box, labels, isTest) {
  const mark = box.querySelector(":scope > .tag");
  if (isTest && !mark) box.append(makeTag(labels));
  else if (!isTest && mark) mark.remove();
}
