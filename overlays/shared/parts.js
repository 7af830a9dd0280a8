/** What somebody wrote with its emotes and mentions: text, pictures of our own, no more. */

import { ownPath } from "./avatar.js";
import { cutText, make } from "./text.js";

/** Characters of a text, its emotes' names among them. */
const LONGEST = 500;

/** Write a text into `element`: `parts` of it where there are any, else as it is. */
export function writeParts(element, text, parts) {
  const nodes = parts && parts.length ? nodesOf(parts) : [cutText(text)];
  element.replaceChildren(...nodes);
}

function nodesOf(parts) {
  const nodes = [];
  let left = LONGEST;
  for (const { text, icon, mention } of parts) {
    if (left <= 0) return [...nodes, "…"];
    const source = icon ? ownPath(icon) : null;
    // An isolate that one part leaves open does not reach the next.
    const shown = cutText(text, left);
    if (source) nodes.push(emote(source, shown));
    else nodes.push(mention ? make("bdi", "mention", shown) : shown);
    left -= source ? 1 : shown.length;
  }
  return nodes;
}

function emote(source, name) {
  const picture = new Image();
  picture.className = "emote";
  picture.alt = name;
  picture.decoding = "async";
  picture.onerror = () => picture.replaceWith(name);
  picture.src = source;
  return picture;
}
