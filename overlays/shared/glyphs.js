/** Phosphor icons (fill; the tick bold), drawn as elements; licence: PHOSPHOR-LICENSE.txt. */

const SVG = "http://www.w3.org/2000/svg";

/** Those of the platforms; each of the others is in glyphs/<name>.js, for who needs it. */
const MARKS = {
  tiktok:
    "M232,80v40a8,8,0,0,1-8,8,103.25,103.25,0,0,1-48-11.71V156a76,76,0,0,1-152,0c0-36.9,26.91-69.52,62.6-75.88A8,8,0,0,1,96,88v42.69a8,8,0,0,1-4.57,7.23A20,20,0,1,0,120,156V24a8,8,0,0,1,8-8h40a8,8,0,0,1,8,8,48.05,48.05,0,0,0,48,48A8,8,0,0,1,232,80Z",
  twitch:
    "M208,32H48A16,16,0,0,0,32,48V192a16,16,0,0,0,16,16H64v32a8,8,0,0,0,13.12,6.15L122.9,208h42.2a16,16,0,0,0,10.25-3.71l42.89-35.75A15.93,15.93,0,0,0,224,156.25V48A16,16,0,0,0,208,32ZM128,136a8,8,0,0,1-16,0V88a8,8,0,0,1,16,0Zm48,0a8,8,0,0,1-16,0V88a8,8,0,0,1,16,0Z",
  room:
    "M224,120v96a8,8,0,0,1-8,8H160a8,8,0,0,1-8-8V164a4,4,0,0,0-4-4H108a4,4,0,0,0-4,4v52a8,8,0,0,1-8,8H40a8,8,0,0,1-8-8V120a16,16,0,0,1,4.69-11.31l80-80a16,16,0,0,1,22.62,0l80,80A16,16,0,0,1,224,120Z",
  youtube:
    "M234.33,69.52a24,24,0,0,0-14.49-16.4C185.56,39.88,131,40,128,40s-57.56-.12-91.84,13.12a24,24,0,0,0-14.49,16.4C19.08,79.5,16,97.74,16,128s3.08,48.5,5.67,58.48a24,24,0,0,0,14.49,16.41C69,215.56,120.4,216,127.34,216h1.32c6.94,0,58.37-.44,91.18-13.11a24,24,0,0,0,14.49-16.41c2.59-10,5.67-28.22,5.67-58.48S236.92,79.5,234.33,69.52Zm-73.74,65-40,28A8,8,0,0,1,108,156V100a8,8,0,0,1,12.59-6.55l40,28a8,8,0,0,1,0,13.1Z",
};

const known = new Map(Object.entries(MARKS));

/** Return an icon that takes the colour of its surroundings. */
export function makeGlyph(name, className = "") {
  const icon = document.createElementNS(SVG, "svg");
  icon.setAttribute("viewBox", "0 0 256 256");
  icon.setAttribute("class", `glyph ${className}`.trim());
  icon.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  if (known.has(name)) path.setAttribute("d", known.get(name));
  else drawLater(path, name);
  icon.append(path);
  return icon;
}

/** The icon has its size at once, its line when that has come: a moment, the first time. */
async function drawLater(path, name) {
  const { default: line } = await import(`./glyphs/${name}.js`);
  known.set(name, line);
  path.setAttribute("d", line);
}

/** Return a platform's mark, or null for one that has none. */
export function makeMark(platform) {
  const isKnown = ["tiktok", "twitch", "youtube", "room"].includes(platform);
  return isKnown ? makeGlyph(platform, `mark ${platform}`) : null;
}
