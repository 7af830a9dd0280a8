/** A QR code, drawn as one path in the colours of the theme. */

const SVG = "http://www.w3.org/2000/svg";

/** Return an empty code: {frame, ground, modules}; frame is its element. */
export function makeQr() {
  const frame = document.createElementNS(SVG, "svg");
  const ground = document.createElementNS(SVG, "rect");
  const modules = document.createElementNS(SVG, "path");
  const parts = { frame, ground, modules };
  frame.setAttribute("class", "qr");
  frame.setAttribute("aria-hidden", "true");
  frame.setAttribute("shape-rendering", "crispEdges");
  ground.setAttribute("class", "ground");
  modules.setAttribute("class", "modules");
  frame.append(ground, modules);
  return parts;
}

/** Draw a code of so many modules; see overlays/qr.py. */
export function drawQr({ frame, ground, modules }, { size, path }) {
  if (modules.getAttribute("d") !== path) {
    frame.setAttribute("viewBox", `0 0 ${size} ${size}`);
    ground.setAttribute("width", size);
    ground.setAttribute("height", size);
    modules.setAttribute("d", path);
  }
  // A code is dark on light, whichever of the two the theme writes with.
  frame.classList.remove("turned");
  const isLight = lightness(modules) > lightness(ground);
  frame.classList.toggle("turned", isLight);
}

function lightness(shape) {
  const [red, green, blue] = getComputedStyle(shape).fill.match(/[\d.]+/g).map(Number);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
