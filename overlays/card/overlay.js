/** A card made of nodes: each becomes an element of a short list, words stay text. */

import { ownPath } from "../shared/avatar.js";
import { enter, leave } from "../shared/motion.js";
import { startStage } from "../shared/stage.js";
import { markTest } from "../shared/tag.js";
import { cutText, directionOf, isolated, make } from "../shared/text.js";

/** The elements a text may have; another kind of node is left out, with what is in it. */
const ELEMENTS = {
  h1: ["h2", "title big"],
  h2: ["h3", "title middle"],
  h3: ["h4", "title"],
  p: ["p", "text"],
  ul: ["ul", "list"],
  ol: ["ol", "list counted"],
  li: ["li", "point"],
  b: ["b", "strong"],
  i: ["i", "slanted"],
};
const MOST_NODES = 400;
const DEEPEST = 10;

const stage = document.getElementById("stage");
const box = make("section", "box card");

/** The slab on the screen, or null, and what it shows. */
let slab = null;
let shown = "";

startStage({ draw, refit: fit, without: (state) => state });

function draw(scene) {
  const { card } = scene.state;
  if (!box.isConnected) stage.append(box);
  box.dataset.side = scene.settings.side;
  const wanted = card ? JSON.stringify(card) : "";
  if (wanted !== shown) change(card, scene.still);
  shown = wanted;
  markTest(box, scene.labels, scene.isTest && slab !== null);
}

function change(card, still) {
  const before = slab;
  const isSame = before !== null && card !== null && before.dataset.card === card.id;
  slab = card ? makeSlab(card) : null;
  if (before && (card || still)) before.remove();
  else if (before) leave(before);
  if (!slab) return;
  box.append(slab);
  fit();
  // New words on the same card are just there.
  if (!still && !isSame) enter(slab);
}

function makeSlab(card) {
  const made = make("article", "slab");
  made.dataset.card = card.id;
  const path = ownPath(card.picture);
  if (path) made.append(makePicture(path));
  const body = make("div", "body");
  const title = cutText(card.title);
  if (title) {
    const head = make("h1", "title head");
    head.dir = directionOf(title);
    head.append(isolated(title));
    body.append(head);
  }
  const budget = { left: MOST_NODES };
  body.append(...elementsOf(card.nodes, budget, 0));
  if (body.childElementCount) made.append(body);
  return made;
}

function makePicture(path) {
  const picture = new Image();
  picture.className = "picture";
  picture.alt = "";
  picture.decoding = "async";
  // A file that has gone leaves no gap.
  picture.onerror = () => picture.remove();
  picture.src = path;
  return picture;
}

function elementsOf(nodes, budget, depth) {
  const found = [];
  for (const node of nodes) {
    if (budget.left <= 0 || depth > DEEPEST) break;
    budget.left -= 1;
    if (node.kind === "text") found.push(document.createTextNode(node.text));
    else if (node.kind === "br") found.push(document.createElement("br"));
    else if (Object.hasOwn(ELEMENTS, node.kind)) found.push(elementOf(node, budget, depth));
  }
  return found;
}

function elementOf(node, budget, depth) {
  const [tag, className] = ELEMENTS[node.kind];
  const element = make(tag, className);
  element.append(...elementsOf(node.nodes || [], budget, depth + 1));
  if (depth === 0) element.dir = directionOf(element.textContent);
  return element;
}

/** What does not fit ends with an ellipsis after a whole line; the rest is left out. */
function fit() {
  const body = slab && slab.querySelector(".body");
  if (!body) return;
  const blocks = [...body.querySelectorAll("h1, h2, h3, h4, p, li")];
  for (const block of blocks) {
    block.hidden = false;
    block.classList.remove("cut");
    block.style.webkitLineClamp = "";
  }
  if (body.scrollHeight <= body.clientHeight) return;
  const room = parseFloat(getComputedStyle(body).paddingBottom);
  const end = body.getBoundingClientRect().bottom - room;
  const over = blocks.findIndex((one) => one.getBoundingClientRect().bottom > end + 1);
  if (over < 0) return;
  // From the end on, so that nothing moves up before it has been measured.
  for (const block of blocks.slice(over + 1)) block.hidden = true;
  const last = blocks[over];
  const line = parseFloat(getComputedStyle(last).lineHeight);
  const lines = Math.floor((end - last.getBoundingClientRect().top) / line);
  last.hidden = lines < 1;
  last.classList.add("cut");
  last.style.webkitLineClamp = String(Math.max(1, lines));
}
