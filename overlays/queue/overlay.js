/** Whose turn it is, who comes next, and how to join. */

import { drawPanel, howToJoin, makePanel, showNodes } from "../shared/interaction.js";
import { makeRoster } from "../shared/roster.js";
import { startStage } from "../shared/stage.js";
import { make, setText } from "../shared/text.js";

const panel = makePanel("queue");
const now = makeRoster();
const waiting = makeRoster();
const empty = make("p", "empty note");
now.list.classList.add("now");
panel.content.append(now.list, waiting.list, empty);

startStage({ draw, without });

function without({ shown }, ids) {
  if (!shown || ids.has(shown.id)) return { shown: null };
  const others = (people) => people.filter(({ id }) => !ids.has(id));
  const left = others(shown.waiting);
  const count = shown.count - (shown.waiting.length - left.length);
  return { shown: { ...shown, now: others(shown.now), waiting: left, count } };
}

function draw(scene) {
  drawPanel(panel, scene, { fill, how: howToJoin });
}

function fill(shown, scene) {
  const { labels, format } = scene;
  const playing = new Set(shown.now.map(({ id }) => id));
  now.list.hidden = !shown.now.length;
  now.draw(
    shown.now.map((one) => ({ ...one, lead: "", note: labels.now })),
    scene,
  );
  const next = shown.waiting.filter(({ id }) => !playing.has(id));
  waiting.list.hidden = !next.length;
  waiting.draw(
    next.map((one, at) => ({ ...one, lead: format.count(at + 1), isFirst: at === 0 })),
    scene,
  );
  setText(empty, next.length ? "" : labels.empty);
  const joining = shown.open ? howToJoin(shown, scene) : [labels.closed];
  showNodes(panel.hint, joining);
  setText(panel.count, shown.count > 0 ? format.counted("waiting", shown.count) : "");
}
