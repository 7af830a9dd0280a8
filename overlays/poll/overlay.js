/** A question, its answers, and a bar for each. */

import { makeBallot } from "../shared/ballot.js";
import {
  drawPanel,
  howToVote,
  makePanel,
  makeWithout,
  showClock,
  showNodes,
  showTests,
} from "../shared/interaction.js";
import { startStage } from "../shared/stage.js";
import { setText } from "../shared/text.js";

const panel = makePanel("poll");
const ballot = makeBallot();
panel.content.append(ballot.list);

startStage({ draw, refit: ballot.fit, without: makeWithout() });

function draw(scene) {
  drawPanel(panel, scene, { fill, how: howToVote });
}

function fill(shown, scene) {
  const { settings, format } = scene;
  const isOngoing = shown.phase === "ongoing";
  const write = settings.votes ? format.count : null;
  ballot.draw(shown.options, { scene, isClosed: !isOngoing, write });
  const hasHint = settings.hint && isOngoing;
  showNodes(panel.hint, hasHint ? howToVote(shown, scene) : []);
  showTests(panel, shown, scene);
  setText(panel.count, format.counted("votes", shown.voters));
  showClock(panel, shown);
}
