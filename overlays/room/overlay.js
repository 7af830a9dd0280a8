/** How to join from the room: a picture to scan, an address, a code in big letters. */

import { drawPanel, makePanel, makeWithout } from "../shared/interaction.js";
import { drawQr, makeQr } from "../shared/qr.js";
import { startStage } from "../shared/stage.js";
import { cutText, isolated, make, setText } from "../shared/text.js";

const panel = makePanel("room");
const body = make("div", "join");
const said = make("div", "said");
const scan = make("p", "scan note");
const address = make("p", "address");
const named = make("p", "named note");
const code = make("p", "code figure");
const picture = makeQr();
said.append(panel.head, scan, address, named, code);
body.append(said, picture.frame);
panel.slab.prepend(body);
panel.content.remove();
panel.foot.remove();

startStage({ draw, without: makeWithout() });

function draw(scene) {
  const { shown } = scene.state;
  const titled = shown && { ...shown, title: shown.title || scene.labels.join };
  drawPanel(panel, { ...scene, state: { shown: titled } }, { fill });
  if (!shown) return;
  const isOpen = !panel.content.hidden;
  const { labels } = scene;
  for (const [element, text] of [
    [scan, shown.address_text],
    [address, shown.address_text],
    [named, shown.code_text],
    [code, shown.code_text],
  ]) {
    element.hidden = !isOpen || !text;
  }
  setText(scan, labels.scan);
  setText(named, labels.code);
  picture.frame.toggleAttribute("hidden", !isOpen || !shown.qr);
}

function fill(shown) {
  // Too long for a line, it goes on with its port: nobody misreads half a number.
  showAlone(address, shown.address_text.replace(":", "\u200b:"));
  showAlone(code, shown.code_text);
  if (shown.qr) drawQr(picture, shown.qr);
}

function showAlone(element, text) {
  const shown = cutText(text);
  if (element.textContent !== shown) element.replaceChildren(isolated(shown));
}
