/** Sounds of a page: each played once, few at the same time, voices one by one. */

import { ownPath } from "./avatar.js";

/** Sounds at the same time; more wait, and those that waited longest are left out. */
const AT_ONCE = 3;
const WAITING = 8;

/** Ids that are remembered, so that none is heard twice. */
const REMEMBERED = 1000;

/** A sound for something that began longer ago comes too late (milliseconds). */
const LATE = 4000;

/** The same for speech, which takes its time to be made. */
const LATE_VOICE = 30_000;

/** Longest that one sound may hold its place, whatever its file says (milliseconds). */
const LONGEST = 60_000;

/**
 * Return what plays the sounds of a page.
 *
 * follow(wanted, {still}): what belongs to the present state. Each of wanted is
 * {id, path, volume, age, voice}: id never comes back for another sound; path of our
 * own server; volume 0 to 1 (1); age in milliseconds since it began (0); voice: speech,
 * which waits until all others are heard. still: nobody saw what was there before, so
 * nothing of it is played now or later.
 *
 * drop(ids): retracted: stopped at once, and never played.
 */
export function makeSounds({ make = (path) => new Audio(path) } = {}) {
  const box = { make, known: new Set(), waiting: [], playing: new Map() };
  return {
    follow: (wanted, { still = false } = {}) => follow(box, wanted, still),
    drop: (ids) => drop(box, ids),
    get playing() {
      return [...box.playing.keys()];
    },
  };
}

function follow(box, wanted, still) {
  const named = new Set(wanted.map((one) => one.id));
  box.waiting = box.waiting.filter((one) => named.has(one.id));
  for (const one of wanted) {
    if (!one.path || box.known.has(one.id)) continue;
    remember(box, one.id);
    const isLate = one.age > (one.voice ? LATE_VOICE : LATE);
    if (!still && !isLate) enqueue(box, one);
  }
  startNext(box);
}

function drop(box, ids) {
  const gone = new Set(ids);
  for (const id of gone) remember(box, id);
  box.waiting = box.waiting.filter((one) => !gone.has(one.id));
  for (const [id, sound] of box.playing) if (gone.has(id)) sound.end();
}

function remember(box, id) {
  box.known.add(id);
  if (box.known.size > REMEMBERED) box.known.delete(box.known.values().next().value);
}

function enqueue(box, one) {
  const source = ownPath(one.path);
  if (!source) return;
  box.waiting.push({ ...one, source });
  if (box.waiting.length > WAITING) box.waiting.shift();
}

function startNext(box) {
  for (const one of [...box.waiting]) {
    if (!hasRoom(box, one)) continue;
    box.waiting.splice(box.waiting.indexOf(one), 1);
    start(box, one);
  }
}

function hasRoom(box, one) {
  if (one.voice) return box.playing.size === 0 && box.waiting.every((other) => other.voice);
  return box.playing.size < AT_ONCE;
}

function start(box, one) {
  const player = box.make(one.source);
  player.volume = Math.min(1, Math.max(0, one.volume ?? 1));
  const end = () => {
    if (!box.playing.delete(one.id)) return;
    clearTimeout(timer);
    player.pause();
    player.removeAttribute("src");
    startNext(box);
  };
  const timer = setTimeout(end, LONGEST);
  box.playing.set(one.id, { end });
  player.onended = end;
  player.onerror = end;
  // A browser that nobody has clicked in refuses to play; OBS does not.
  Promise.resolve(player.play()).catch(end);
}
