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

const KANA = /[\u3041-\u30ff\u31f0-\u31ff\uff66-\uff9f]/;
const HAN = /\p{Script=Han}/u;

/** Return whose signs a text is written in, "ja" or "zh"; "" where it does not matter. */
export function signsOf(text) {
  if (KANA.test(text)) return "ja";
  // A name of signs alone may be either: whoever reads the page knows best.
  const isJapan = document.documentElement.lang.startsWith("ja");
  return HAN.test(text) && !isJapan ? "zh" : "";
}

/** Return a name as it may be shown: not too long, its directions closed. */
export function cutName(name) {
  return closed(cut(name, NAME));
}

/** Return a message as it may be shown: not too long, its directions closed. */
export function cutText(text, length = TEXT) {
  return closed(cut(text, length));
}

/**
 * An isolate that a text opens and leaves open would take the end of ours, one end too
 * many would close ours, a paragraph separator would end both (UAX 9, X5 to X8): then
 * a name could turn around all that follows it.
 */
function closed(text) {
  let open = 0;
  const kept = text.replace(/[\u2066-\u2069\u0085\u2028\u2029\x1c-\x1e]/g, (sign) => {
    if (sign < "\u2066") return " ";
    if (sign !== "\u2069") open += 1;
    else if (open === 0) return "";
    else open -= 1;
    return sign;
  });
  return kept + "\u2069".repeat(open);
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
  const signs = signsOf(text);
  if (signs) element.lang = signs;
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
