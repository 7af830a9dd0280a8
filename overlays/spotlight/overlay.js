/** One card at a time; another Viewer is another card. */

import { makeAvatar, showAvatar } from "../shared/avatar.js";
import { showFigure } from "../shared/figure.js";
import { fillText } from "../shared/format.js";
import { makeMark } from "../shared/glyphs.js";
import { enter, leave } from "../shared/motion.js";
import { startStage } from "../shared/stage.js";
import { markTest } from "../shared/tag.js";
import { cutName, cutText, directionOf, isolated, make, setText } from "../shared/text.js";

const stage = document.getElementById("stage");
const box = make("section", "box spotlight");

/** The card on the screen, or null, and whose it is. */
let card = null;
let whose = "";

startStage({ draw, without });

function without(state, ids) {
  const { spotlight } = state;
  return { spotlight: spotlight && ids.has(spotlight.viewer) ? null : spotlight };
}

function draw(scene) {
  const { spotlight } = scene.state;
  if (!box.isConnected) stage.append(box);
  const wanted = spotlight ? `${spotlight.id} ${spotlight.viewer}` : "";
  if (wanted !== whose) change(wanted, scene.still);
  if (card) fill(card, scene);
  markTest(box, scene.labels, scene.isTest && card !== null);
}

function change(wanted, still) {
  whose = wanted;
  if (card && (still || wanted)) card.slab.remove();
  else if (card) leave(card.slab);
  card = wanted ? makeCard() : null;
  if (!card) return;
  box.append(card.slab);
  if (!still) enter(card.slab);
}

function makeCard() {
  const parts = {
    slab: make("article", "slab support"),
    avatar: makeAvatar(),
    title: make("p", "note elided"),
    who: make("p", "who"),
    name: make("span", "name elided"),
    facts: make("dl", "facts"),
    values: new Map(),
  };
  const body = make("div", "body");
  parts.who.append(parts.name);
  body.append(parts.title, parts.who, parts.facts);
  parts.slab.append(parts.avatar, body);
  return parts;
}

function fill(parts, scene) {
  const { state, settings } = scene;
  const { spotlight } = state;
  const name = cutName(spotlight.name);
  parts.slab.dir = directionOf(name);
  showAvatar(parts.avatar, { ...spotlight, id: spotlight.viewer });
  const title = cutText(spotlight.title);
  setText(parts.title, title);
  parts.title.hidden = !title;
  const key = `${name} ${settings.platform_marks}`;
  if (parts.name.dataset.shows !== key) {
    parts.name.dataset.shows = key;
    parts.name.dir = directionOf(name);
    parts.name.replaceChildren(isolated(name));
    const mark = settings.platform_marks ? makeMark(spotlight.platform) : null;
    parts.who.replaceChildren(parts.name, ...(mark ? [mark] : []));
  }
  showFacts(parts, factsOf(scene), scene.still);
}

/** What there is to tell: {key, value, write, word}; nothing that is zero. */
function factsOf({ state, settings, labels, format }) {
  const { rank, points, gifts, chats } = state.spotlight;
  const counted = (key, n) => ({
    key,
    value: n,
    write: format.count,
    word: format.counted(key, n),
  });
  const number = (n) => fillText(labels.number, { n: format.count(n) });
  const found = [];
  if (settings.place && rank !== null) {
    found.push({ key: "place", value: rank, write: number, word: labels.place });
  }
  if (settings.points && points !== null) {
    const word = format.counted("points", points / 1000);
    found.push({ key: "points", value: points, write: format.points, word });
  }
  if (settings.gifts && gifts) found.push(counted("gifts", gifts));
  if (settings.chats && chats) found.push(counted("chats", chats));
  return found;
}

function showFacts(parts, facts, still) {
  const keys = new Set(facts.map(({ key }) => key));
  for (const [key, fact] of parts.values) {
    if (keys.has(key)) continue;
    fact.remove();
    parts.values.delete(key);
  }
  for (const { key, value, write, word } of facts) {
    if (!parts.values.has(key)) {
      const fact = make("div", "fact");
      fact.append(make("dd", "figure"), make("dt", "note"));
      parts.values.set(key, fact);
      parts.facts.append(fact);
    }
    const [figure, said] = parts.values.get(key).children;
    showFigure(figure, value, { write, still });
    setText(said, word);
  }
}
