/** How to take part, how many do, and who has won. */

import {
  drawPanel,
  howToJoin,
  makePanel,
  makeWithout,
  showClock,
  showNodes,
  showTests,
} from "../shared/interaction.js";
import { makeRoster } from "../shared/roster.js";
import { startStage } from "../shared/stage.js";
import { make, setText } from "../shared/text.js";

const panel = makePanel("giveaway");
const figure = make("p", "entrants");
const said = make("p", "said");
const roster = makeRoster();
const more = make("p", "more note");
const proof = make("p", "proof note");
panel.content.append(figure, said, roster.list, more, proof);

/** Whether the time to enter is over while the draw has not come yet. */
let isOver = false;
let scene = null;
panel.onLeft = (seconds) => {
  if ((seconds === 0) === isOver) return;
  isOver = seconds === 0;
  if (scene && scene.state.shown && !panel.content.hidden) showSaid(scene.state.shown);
};

startStage({ draw, without: makeWithout("winners") });

function draw(next) {
  scene = next;
  drawPanel(panel, scene, { fill, how: howToJoin });
}

function fill(shown) {
  const { format, labels } = scene;
  const isOngoing = shown.phase === "ongoing";
  showEntrants(shown);
  figure.hidden = !isOngoing;
  roster.list.hidden = !shown.winners.length;
  roster.draw(shown.winners.map((one) => ({ ...one, glyph: "star" })), scene);
  setText(more, shown.more > 0 ? format.counted("more", shown.more) : "");
  setText(proof, shown.proof ? `${labels.proof} ${shown.proof}` : "");
  showNodes(panel.hint, isOngoing ? howToJoin(shown, scene) : []);
  const hasWinners = !isOngoing && shown.entrants > 0;
  setText(panel.count, hasWinners ? format.counted("entrants", shown.entrants) : "");
  showTests(panel, shown, scene);
  showClock(panel, shown);
  showSaid(shown);
}

/** The number is large, the words around it are not. */
function showEntrants({ entrants }) {
  const { format } = scene;
  const number = make("span", "figure", format.count(entrants));
  const phrase = format.counted("entrants", entrants, "{n}");
  showNodes(figure, phrase.split("{n}").flatMap((text, at) => (at ? [number, text] : [text])));
}

function showSaid(shown) {
  const { labels } = scene;
  const isDrawing = shown.phase === "ongoing" ? isOver : !shown.winners.length;
  if (shown.winners.length) {
    setText(said, shown.winners.length > 1 ? labels.winners : labels.winner);
  } else if (isDrawing) {
    const isEmpty = shown.phase !== "ongoing" && !shown.entrants;
    setText(said, isEmpty ? labels.nobody : labels.drawing);
  } else setText(said, "");
}
