/** One celebration: it begins when it began, ends on time, and is never played twice. */

import { ownPath } from "../shared/avatar.js";
import { serverNow } from "../shared/clock.js";
import { makeGlyph } from "../shared/glyphs.js";
import { enter, leave, popIn } from "../shared/motion.js";
import { startStage } from "../shared/stage.js";
import { markTest } from "../shared/tag.js";
import { cutText, directionOf, isolated, make } from "../shared/text.js";

/** Ids that are remembered, so that none plays twice. */
const REMEMBERED = 100;
const STARS = 5;

const stage = document.getElementById("stage");
const box = make("section", "box celebration");
const over = new Set();

/** What is on the screen, or null: {id, isOnce, holder, film, timer}. */
let shown = null;

startStage({ draw, without: (state) => state });

function draw(scene) {
  const { celebration } = scene.state;
  if (!box.isConnected) stage.append(box);
  const wanted = celebration && !over.has(celebration.id) ? celebration.id : null;
  if (shown && shown.id !== wanted) end(scene.still);
  if (wanted !== null && !shown) begin(celebration, scene);
  markTest(box, scene.labels, scene.isTest && shown !== null);
}

function begin(celebration, scene) {
  const { id, began, ends } = celebration;
  const now = serverNow();
  if (ends !== null && ends <= now) return;
  const holder = make("article", "holder");
  // An example has no beginning, and comes as often as it is asked for.
  shown = { id, isOnce: began !== null, holder, film: null, timer: 0 };
  const path = ownPath(celebration.video);
  const picture = ownPath(celebration.picture);
  if (path) shown.holder.append(makeFilm(path, began, scene.settings));
  else if (picture) shown.holder.append(makePicture(picture));
  else shown.holder.append(makeStars());
  if (scene.settings.words) addWords(celebration, scene);
  box.append(shown.holder);
  if (!scene.still) {
    if (path) enter(shown.holder);
    else popIn(shown.holder);
  }
  if (ends !== null) shown.timer = setTimeout(end, ends - now);
}

function end(still = false) {
  if (!shown) return;
  clearTimeout(shown.timer);
  if (shown.isOnce) over.add(shown.id);
  if (over.size > REMEMBERED) over.delete(over.values().next().value);
  if (shown.film) shown.film.pause();
  if (still) shown.holder.remove();
  else leave(shown.holder);
  shown = null;
}

/** A film that began a while ago goes on from where it would be. */
function makeFilm(path, began, settings) {
  const film = document.createElement("video");
  film.className = "film";
  film.muted = !settings.with_sound;
  film.volume = settings.volume / 100;
  film.playsInline = true;
  film.preload = "auto";
  film.onloadedmetadata = () => {
    const at = began === null ? 0 : (serverNow() - began) / 1000;
    if (at > 0.5 && at < film.duration) film.currentTime = at;
    play(film);
  };
  film.onended = () => end();
  film.onerror = () => film.replaceWith(makeStars());
  film.src = path;
  shown.film = film;
  return film;
}

async function play(film) {
  try {
    await film.play();
  } catch {
    // A browser that plays no sound unasked plays it without; OBS plays both.
    film.muted = true;
    film.play().catch(() => end());
  }
}

function makePicture(path) {
  const picture = new Image();
  picture.className = "film";
  picture.alt = "";
  picture.onerror = () => picture.replaceWith(makeStars());
  picture.src = path;
  return picture;
}

/** Stands where nothing is chosen. */
function makeStars() {
  const stars = make("div", "stars");
  for (let n = 0; n < STARS; n += 1) stars.append(makeGlyph("star", `star star-${n}`));
  return stars;
}

function addWords({ title, callers }, { labels, format }) {
  const words = cutText(title);
  if (!words && !callers) return;
  const plate = make("p", "slab words");
  const name = make("span", "title elided");
  name.dir = directionOf(words);
  name.append(isolated(words || labels.title));
  plate.append(name);
  if (callers) plate.append(make("span", "note numbers", format.counted("callers", callers)));
  shown.holder.append(plate);
}
