/** Outcomes with the coins that are staked on them. */

import { makeBallot } from "../shared/ballot.js";
import {
  drawPanel,
  howToJoin,
  howToVote,
  makePanel,
  makeWithout,
  showClock,
  showNodes,
} from "../shared/interaction.js";
import { fillText } from "../shared/format.js";
import { startStage } from "../shared/stage.js";
import { make, setText } from "../shared/text.js";

const panel = makePanel("prediction");
const ballot = makeBallot();
const staked = make("p", "staked note numbers");
panel.content.append(staked, ballot.list);

startStage({ draw, refit: ballot.fit, without: makeWithout() });

function draw(scene) {
  const coins = scene.state.shown?.coins.other;
  const called_off = fillText(scene.labels.called_off, { coins });
  const labels = { ...scene.labels, called_off };
  drawPanel(panel, { ...scene, labels }, { fill, how: howToStake });
}

function howToStake(shown, scene) {
  return shown.keyword_text ? howToJoin(shown, scene) : howToVote(shown, scene);
}

function fill(shown, scene) {
  const { settings, format, labels } = scene;
  const isOngoing = shown.phase === "ongoing";
  const write = settings.staked ? format.points : null;
  // Until it is said what came true, nobody is right: most stakes are no winner.
  const isDecided = shown.options.some(({ right }) => right !== null);
  ballot.draw(shown.options, { scene, isClosed: !isOngoing && isDecided, write });
  const sum = shown.options.reduce((all, { amount }) => all + (amount || 0), 0);
  const coins = sum === 1000 ? shown.coins.one : shown.coins.other;
  setText(staked, fillText(labels.staked, { n: format.points(sum), coins }));
  showNodes(panel.hint, isOngoing ? howToStake(shown, scene) : []);
  setText(panel.count, format.counted("voters", shown.voters));
  showClock(panel, shown);
}
