/** The session's scoreboard: places, people, points, and the rule. */

import { drawPanel, makePanel, makeWithout } from "../shared/interaction.js";
import { makeRoster } from "../shared/roster.js";
import { hideOverflow } from "../shared/rows.js";
import { startStage } from "../shared/stage.js";
import { cutText, directionOf, isolated, make, setText } from "../shared/text.js";

const stage = document.getElementById("stage");
const panel = makePanel("scoreboard");
const roster = makeRoster();
const empty = make("p", "empty note");
const rule = make("p", "rule note");
panel.content.append(roster.list, empty, rule);
panel.foot.remove();

startStage({ draw, refit, without: makeWithout("scores") });

function draw(scene) {
  const { shown } = scene.state;
  const named = shown && { ...shown, title: shown.title || scene.labels.board };
  drawPanel(panel, { ...scene, state: { shown: named } }, { fill });
  refit();
}

function fill(shown, scene) {
  const { labels, format } = scene;
  const people = shown.scores.map((one) => ({
    ...one,
    lead: format.count(one.rank),
    isFirst: one.rank === 1,
    glyph: one.first ? "lightning" : "",
    note: one.first ? labels.first_correct : "",
    figure: format.points(one.points),
  }));
  roster.list.hidden = !people.length;
  roster.draw(people, scene);
  setText(empty, people.length ? "" : labels.nobody_yet);
  showRule(cutText(shown.rule_text));
}

function showRule(text) {
  rule.hidden = !text;
  if (rule.textContent === text) return;
  rule.dir = directionOf(text);
  rule.replaceChildren(isolated(text));
}

/** What does not fit is not shown at all: the last places make room. */
function refit() {
  if (panel.box.isConnected) {
    hideOverflow(stage, panel.box, [...roster.list.children].reverse());
  }
}
