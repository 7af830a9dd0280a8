/** What people did, as several overlays write it: an icon, words, an amount. */

import { ownPath } from "./avatar.js";
import { fillText } from "./format.js";
import { makeGlyph } from "./glyphs.js";
import { cutName, cutText, make } from "./text.js";

const GLYPHS = {
  gift: "gift",
  cheer: "diamond",
  superchat: "pay",
  supersticker: "sticker",
  subscription: "star",
  membership: "star",
  gifted_subscription: "gift",
  gifted_membership: "gift",
  follow: "follow",
  share: "share",
  raid: "raid",
  redemption: "ticket",
};

/** Money and support stand out; company does not. */
const COMPANY = ["follow", "share", "raid", "redemption"];

export function isSupport({ kind }) {
  return !COMPANY.includes(kind);
}

/** Tell whether all that a Moment is made of, or its Viewer, was retracted. */
export function isGone({ viewer, entries }, ids) {
  return ids.has(viewer) || (entries.length > 0 && entries.every((e) => ids.has(e)));
}

/** Return the name to show, or the word for nobody in particular. */
export function nameOf({ name }, labels) {
  return cutName(name) || labels.nobody;
}

/** Return what was done, without the name: "sent Rose", "raids with 84". */
export function deedOf(data, { labels, format }) {
  const { kind } = data;
  if (kind === "raid") return format.counted("raid", data.viewers);
  if (kind.startsWith("gifted_")) return format.counted(kind, data.count);
  const title = cutText(data.title);
  const isMixed = kind === "gift" && (data.mixed || !title);
  return fillText(labels[isMixed ? "gift_mixed" : kind], { title });
}

/** Return how much it was: "×120", "500 bits", "€20.00"; "" where nothing is counted. */
export function amountOf(data, { labels, format }) {
  if (data.currency) return format.money(data.amount, data.currency);
  if (data.kind === "cheer" || data.mixed) return format.counted(data.unit, data.worth);
  if (data.kind === "gift") return fillText(labels.times, { n: format.count(data.count) });
  const isLong = data.months > 1 && ["subscription", "membership"].includes(data.kind);
  return isLong ? format.counted("month", data.months) : "";
}

/** Return an empty place for a picture or a glyph; fill it with showIcon. */
export function makeIcon(className = "") {
  return make("span", `icon ${className}`.trim());
}

/** Show a picture ({picture} or {icon}, paths of our own server), else the glyph. */
export function showIcon(element, data, isPlain = false) {
  const source = isPlain ? null : ownPath(data.picture) || ownPath(data.icon);
  const key = source || data.kind;
  if (element.dataset.shows === key) return;
  element.dataset.shows = key;
  element.classList.toggle("support", isSupport(data));
  const glyph = makeGlyph(GLYPHS[data.kind] || "gift");
  element.replaceChildren(glyph);
  if (source) showPicture(element, source, key);
}

/** The glyph stays until the picture is there, and when it never comes. */
function showPicture(element, source, key) {
  const picture = new Image();
  picture.alt = "";
  picture.decoding = "async";
  picture.onload = () => {
    if (element.dataset.shows === key) element.replaceChildren(picture);
  };
  picture.src = source;
}
