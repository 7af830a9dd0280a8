/** A code to be found: its picture, what it is worth, who has it. */

import { fillText } from "../shared/format.js";
import { drawPanel, makePanel, makeWithout } from "../shared/interaction.js";
import { drawQr, makeQr } from "../shared/qr.js";
import { makeRoster } from "../shared/roster.js";
import { startStage } from "../shared/stage.js";
import { cutText, directionOf, make, setText } from "../shared/text.js";

const panel = makePanel("flag");
const body = make("div", "flagged");
const worth = make("span", "worth figure");
const code = make("p", "code text");
const roster = makeRoster();
const picture = makeQr();
const said = make("div", "said");
said.append(panel.head, worth, code);
body.append(said, picture.frame);
panel.slab.prepend(body);
panel.content.append(roster.list);
panel.foot.remove();

startStage({ draw, without: makeWithout("found") });

function draw(scene) {
  drawPanel(panel, scene, { fill });
  const isOpen = !panel.content.hidden;
  const { shown } = scene.state;
  if (shown) showParts(shown, scene.settings, isOpen);
}

function fill(shown, scene) {
  const { labels, format } = scene;
  setText(worth, fillText(labels.plus, { n: format.points(shown.points) }));
  const text = cutText(shown.code_text);
  setText(code, text);
  code.dir = directionOf(text);
  if (shown.qr) drawQr(picture, shown.qr);
  const people = shown.found.map((one) => ({
    ...one,
    glyph: one.first ? "lightning" : "",
    note: one.first ? labels.first_blood : "",
    figure: one.points > 0 ? fillText(labels.plus, { n: format.points(one.points) }) : "",
  }));
  roster.draw(people, scene);
}

/** What is not there, and all of it while the flag is still to come, is not seen. */
function showParts(shown, settings, isOpen) {
  worth.hidden = !isOpen || shown.points <= 0;
  code.hidden = !isOpen || !settings.code || !shown.code_text;
  roster.list.hidden = !isOpen || !shown.found.length;
  picture.frame.toggleAttribute("hidden", !isOpen || !shown.qr);
}
