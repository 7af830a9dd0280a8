/** A Viewer's picture, or a letter on a colour of their own. */

import { make } from "./text.js";

/** Ten muted hues; white on each of them has a contrast of at least 5.6. */
const HUES = [
  "#7a4a3a", "#2f6b5e", "#8a3b55", "#3c5a8a", "#6b6230",
  "#4d4f7c", "#2d6f86", "#7d4f7a", "#5a6d3a", "#8a5a28",
];

/** Return an empty avatar; fill it with showAvatar. */
export function makeAvatar() {
  return make("span", "avatar");
}

/** Show a Viewer: {id, name, avatar}; avatar is a path of our own server or null. */
export function showAvatar(element, { id, name, avatar }) {
  const source = ownPath(avatar);
  const key = `${id} ${source || initialOf(name)}`;
  if (element.dataset.shows === key) return;
  element.dataset.shows = key;
  showInitial(element, id, name);
  if (source) showPicture(element, source);
}

function showInitial(element, id, name) {
  element.style.backgroundColor = HUES[hashOf(id || "") % HUES.length];
  element.textContent = initialOf(name);
}

/** The letter stays until the picture is there, and when it never comes. */
function showPicture(element, source) {
  const picture = new Image();
  picture.alt = "";
  picture.decoding = "async";
  picture.onload = () => {
    if (picture.dataset.stale) return;
    element.textContent = "";
    element.append(picture);
  };
  if (element.waitsFor) element.waitsFor.dataset.stale = "yes";
  element.waitsFor = picture;
  picture.src = source;
}

/** Return the address if it is one of our own server, else null. */
export function ownPath(address) {
  if (!address) return null;
  try {
    const url = new URL(address, location.href);
    return url.origin === location.origin ? url.href : null;
  } catch {
    return null;
  }
}

function hashOf(text) {
  let hash = 7;
  for (const character of text) hash = (hash * 31 + character.codePointAt(0)) >>> 0;
  return hash;
}

function initialOf(name) {
  const letters = String(name ?? "").replace(/^[^\p{L}\p{N}]+/u, "") || String(name ?? "");
  const [first] = new Intl.Segmenter().segment(letters.slice(0, 40));
  return first ? first.segment.toLocaleUpperCase() : "";
}
