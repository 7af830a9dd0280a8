/** Turns settings into the page's theme, colours, size and place. */

import { holdFrames } from "./frame.js";
import { setStyle } from "./motion.js";
import { setText } from "./text.js";

const COLOURS = ["slab", "ink", "mute", "accent", "on_accent", "moved"];
const CHROMA = "#00ff00";

/** How much of the text's colour is in the block behind a rank. */
const RANK_SHARE = 0.09;

/** The theme that base.css is; all others are a sheet of their own. */
const BASE = "studio";

/** Themes and fonts whose typefaces are in faces.css. */
const FACED = ["arcade", "editorial", "terminal", "serif", "mono", "pixel"];

/** Longer than any sheet takes from this computer: then the last look stays. */
const PATIENCE = 3000;

let chosen = null;
let wanted = BASE;
let ready = Promise.resolve();

/** Dress the page in the settings of a Broadcaster; nothing is drawn before that. */
export function dress(root, settings) {
  chosen = settings;
  const page = document.documentElement;
  page.style.fontSize = `${settings.scale}px`;
  page.style.backgroundColor = backgroundOf(settings.background);
  root.dataset.align = settings.align;
  setVariable(root, "margin-x", `${settings.margin_x}px`);
  setVariable(root, "margin-y", `${settings.margin_y}px`);
  setVariable(root, "width", settings.width ? `${settings.width / 100}rem` : null);
  setStyle(settings.animation || "slide");
  addFaces(settings);
  const dressed = wear(settings.theme || BASE).then(() => {
    root.dataset.theme = wanted;
    root.dataset.font = chosen.font || "theme";
    addOwn(chosen.css || "");
    paint(root, chosen);
  });
  holdFrames(dressed);
}

/** Put on a theme's sheet; the one before stays until the new one is there. */
function wear(theme) {
  if (theme === wanted) return ready;
  wanted = theme;
  ready = ready.then(() => (theme === wanted ? change(theme) : undefined));
  return ready;
}

async function change(theme) {
  const before = document.querySelector("link[data-theme]");
  if (theme !== BASE) await added(`./themes/${theme}.css`, { theme });
  if (before) before.remove();
}

function addFaces({ theme, font }) {
  const isNeeded = FACED.includes(theme) || FACED.includes(font);
  if (isNeeded && !document.querySelector("link[data-faces]")) {
    added("./faces.css", { faces: "" });
  }
}

/** Add a sheet behind the overlay's, in front of what OBS has added. */
function added(path, marks) {
  const sheets = document.querySelectorAll('head > link[rel="stylesheet"]');
  const link = document.createElement("link");
  link.rel = "stylesheet";
  Object.assign(link.dataset, marks);
  link.href = new URL(path, import.meta.url).href;
  const settled = new Promise((resolve) => {
    link.onload = resolve;
    link.onerror = resolve;
    setTimeout(resolve, PATIENCE);
  });
  sheets[sheets.length - 1].after(link);
  return settled;
}

/** The Broadcaster's own rules come last, as those that OBS adds. */
function addOwn(css) {
  const before = document.querySelector("style[data-own]");
  const style = before || document.createElement("style");
  style.dataset.own = "";
  setText(style, css);
  if (css && !before) document.head.append(style);
  else if (!css) style.remove();
}

function paint(root, settings) {
  for (const name of [...COLOURS, "rank", "slab_fill"]) setVariable(root, name, null);
  for (const name of COLOURS) setVariable(root, name, settings[name]);
  const computed = getComputedStyle(root);
  const slab = computed.getPropertyValue("--slab").trim();
  const ink = computed.getPropertyValue("--ink").trim();
  const hasRank = computed.getPropertyValue("--rank").trim() !== "transparent";
  if (hasRank && (settings.slab || settings.ink)) {
    setVariable(root, "rank", mix(ink, slab, RANK_SHARE));
  }
  if (settings.opacity < 100) {
    const fill = [...channels(slab), settings.opacity / 100];
    setVariable(root, "slab_fill", `rgba(${fill.join(", ")})`);
  }
}

function setVariable(root, name, value) {
  const variable = `--${name.replace("_", "-")}`;
  if (value === null || value === undefined) root.style.removeProperty(variable);
  else root.style.setProperty(variable, value);
}

function backgroundOf(background) {
  if (background === "chroma") return CHROMA;
  return background === "transparent" ? "" : background;
}

function mix(over, under, share) {
  const top = channels(over);
  const mixed = channels(under).map((c, i) => top[i] * share + c * (1 - share));
  return `#${mixed.map(hex).join("")}`;
}

function channels(colour) {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
}

function hex(channel) {
  return Math.round(channel).toString(16).padStart(2, "0");
}
