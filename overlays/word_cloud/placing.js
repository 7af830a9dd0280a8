/** Where words go: none on another, and each stays where it is while it can. */

/** How far around a word nobody else may be, in pixels at 100 %. */
const GAP = { x: 20, y: 4 };

/** How far the spiral goes out with each radian, and between two tries on it. */
const REACH = 2.6;
const STEP = 16;

/**
 * Return places {x, y} of words' middles by text; words without room are left out.
 *
 * words: {text, width, height}, the most important first. area: {width, height}. before:
 * places by text. Who was there stays; who has outgrown the place goes to the nearest
 * free one, the less important give way. Pure: the same words always get the same.
 */
export function placed(words, area, before) {
  const places = new Map();
  const taken = [];
  const known = words.filter(({ text }) => before.has(text));
  const fresh = words.filter(({ text }) => !before.has(text));
  const middle = { x: area.width / 2, y: area.height / 2 };
  for (const word of [...known, ...fresh]) {
    const start = before.get(word.text) || middle;
    const place = freePlace(word, start, area, taken);
    if (!place) continue;
    places.set(word.text, place);
    taken.push({ ...place, width: word.width, height: word.height });
  }
  return places;
}

/** The first free place on a flat spiral: wider than high, as lines of text are. */
function freePlace(word, start, area, taken) {
  const flat = area.height / area.width;
  const last = (area.width * 0.75) / REACH;
  for (let angle = 0; angle < last; angle += Math.min(0.3, STEP / (REACH * angle + 1))) {
    const out = angle * REACH;
    const place = {
      x: start.x + out * Math.cos(angle),
      y: start.y + out * flat * Math.sin(angle),
    };
    if (isInside(place, word, area) && isFree(place, word, taken)) return place;
  }
  return null;
}

function isInside({ x, y }, { width, height }, area) {
  const right = area.width - width / 2;
  const bottom = area.height - height / 2;
  return x >= width / 2 && x <= right && y >= height / 2 && y <= bottom;
}

function isFree({ x, y }, { width, height }, taken) {
  return taken.every(
    (other) =>
      Math.abs(x - other.x) >= (width + other.width) / 2 + GAP.x ||
      Math.abs(y - other.y) >= (height + other.height) / 2 + GAP.y,
  );
}
