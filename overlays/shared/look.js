/** Turns settings into the page's colours, size and place. */

const COLOURS = ["slab", "ink", "mute", "accent", "on_accent", "moved"];
const CHROMA = "#00ff00";

/** How much of the text's colour is in the block behind a rank. */
const RANK_SHARE = 0.09;

/** Dress the page in the settings of a Broadcaster. */
export function dress(root, settings) {
  const page = document.documentElement;
  page.style.fontSize = `${settings.scale}px`;
  page.style.backgroundColor = backgroundOf(settings.background);
  root.dataset.theme = settings.theme || "studio";
  root.dataset.align = settings.align;
  setVariable(root, "margin-x", `${settings.margin_x}px`);
  setVariable(root, "margin-y", `${settings.margin_y}px`);
  setVariable(root, "width", settings.width ? `${settings.width / 100}rem` : null);
  paint(root, settings);
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
