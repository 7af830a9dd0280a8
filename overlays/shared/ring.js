/** A ring that empties over the last 30 seconds; the number in it is what counts. */

import { make, setText } from "./text.js";

const SVG = "http://www.w3.org/2000/svg";

/** Seconds of a whole ring: every page shows the same, however late it came. */
const WHOLE = 30;
const RADIUS = 48;
const ROUND = 2 * Math.PI * RADIUS;

/** Return a ring: {element, show}. show(seconds, text); null seconds hide it. */
export function makeRing() {
  const element = make("div", "ring");
  const text = make("span", "ring-text figure");
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("viewBox", "0 0 112 112");
  picture.setAttribute("aria-hidden", "true");
  const rest = addCircle(picture, "ring-track") && addCircle(picture, "ring-rest");
  element.append(picture, text);
  return {
    element,
    show(seconds, clock) {
      element.hidden = seconds === null;
      if (seconds === null) return;
      const share = Math.min(1, seconds / WHOLE);
      // A stroke of no length would still have its round ends.
      rest.setAttribute("visibility", share ? "visible" : "hidden");
      rest.setAttribute("stroke-dasharray", `${share * ROUND} ${ROUND}`);
      const isLong = seconds >= 60;
      element.classList.toggle("long", isLong);
      setText(text, isLong ? clock : String(seconds));
    },
  };
}

function addCircle(picture, className) {
  const circle = document.createElementNS(SVG, "circle");
  const shape = { class: className, cx: 56, cy: 56, r: RADIUS, fill: "none" };
  for (const [name, value] of Object.entries(shape)) circle.setAttribute(name, value);
  picture.append(circle);
  return circle;
}
