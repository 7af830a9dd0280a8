/** Outcomes with the points that are staked on them. */

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
import { startStage } from "../shared/stage.js";
import { make, setText } from "../shared/text.js";

const panel = makePanel("prediction");
const ballot = makeBallot();
const staked = make("p", "staked note numbers");
panel.content.append(staked, ballot.list);

startStage({ draw, refit: ballot.fit, without: makeWithout() });

function draw(scene) {
  drawPanel(panel, scene, { fill, how: howToStake });
}

function howToStake(shown, scene) {
  return shown.keyword_text ? howToJoin(shown, scene) : howToVote(shown, scene);
}

function fill(shown, scene) {
  const { settings, format } = scene;
  const isOngoing = shown.phase === "ongoing";
  const write = settings.staked ? format.points : null;
  // Until it is said what came true, nobody is right: most stakes are no winner.
  const isDecided = shown.options.some(({ right }) => right !== null);
  ballot.draw(shown.options, { scene, isClosed: !isOngoing && isDecided, write });
  const sum = shown.options.reduce((all, { amount }) => all + (amount || 0), 0);
  setText(staked, format.counted("staked", sum / 1000, format.points(sum)));
  showNodes(panel.hint, isOngoing ? howToStake(shown, scene) : []);
  setText(panel.count, format.counted("voters", shown.voters));
  showClock(panel, shown);
}
