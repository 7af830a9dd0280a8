/** What people wrote: always text, isolated for direction, never endless. */

const NAME = 200;
const TEXT = 500;

const LETTER = /\p{L}/u;
const RIGHT_TO_LEFT =
  /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Samaritan}\p{Script=Mandaic}\p{Script=Adlam}\p{Script=Hanifi_Rohingya}]/u;

/** Return "rtl" or "ltr": which way the first letter is read. */
export function directionOf(text) {
  const first = LETTER.exec(text || "");
  return first && RIGHT_TO_LEFT.test(first[0]) ? "rtl" : "ltr";
}

export function cutName(name) {
  return cut(name, NAME);
}

export function cutText(text) {
  return cut(text, TEXT);
}

function cut(text, length) {
  const whole = String(text ?? "");
  if (whole.length <= length) return whole;
  const characters = Array.from(whole.slice(0, length * 2 + 2));
  if (characters.length <= length && whole.length <= length * 2) return whole;
  return `${characters.slice(0, length - 1).join("")}…`;
}

/** Return an element that keeps the text's direction to itself. */
export function isolated(text, className = "") {
  const element = document.createElement("bdi");
  if (className) element.className = className;
  element.textContent = text;
  return element;
}

/** Write only what has changed: an unchanged page costs nothing. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Return a new element with a class, and with text if there is any. */
export function make(tag, className, text = "") {
  const element = document.createElement(tag);
  element.className = className;
  if (text) element.textContent = text;
  return element;
}
