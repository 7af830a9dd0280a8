/** The page for people in the room: join, see what is on, answer. Texts stay texts. */

import { fill, grouped, make, named } from "./elements.js";
import { onOtherTab, recall, remember } from "./phone.js";

const SHUT = 4410;
const UNKNOWN = 4401;
const CODE_NEEDED = 4403;
const ELSEWHERE = 4409;

const words = JSON.parse(document.querySelector("meta[name=words]").content);
const main = document.getElementById("main");
const head = document.getElementById("head");
const trouble = document.getElementById("trouble");

const room = document.querySelector("meta[name=room]").content;
const state = {
  ...recall(room),
  view: null,
  ahead: 0,
  wait: 500,
  socket: null,
  typed: new Map(),
  picked: new Map(),
  drawn: new Map(),
  isBusy: false,
  isParked: false,
};

document.title = words.title;
if (state.token) connect();
else showJoin();
setInterval(tick, 250);

// Whoever scans the code anew has the page open already.
window.addEventListener("hashchange", () => {
  if (!state.view && codeOfAddress()) showJoin();
});

onOtherTab(() => {
  if (state.view || state.token) return;
  Object.assign(state, recall(state.room));
  if (state.token) connect();
});

for (const sign of ["focus", "pointerdown"]) window.addEventListener(sign, goOn);
document.addEventListener("visibilitychange", goOn);

function tell(text) {
  trouble.textContent = text;
  trouble.hidden = !text;
}

// The door.

function codeOfAddress() {
  return decodeURIComponent(location.hash.slice(1)).slice(0, 12);
}

function showJoin(note = words.welcome) {
  leave();
  const form = make("form", "door");
  form.noValidate = true;
  const title = make("h1", "", words.title);
  const code = makeField(words.code, "code", codeOfAddress());
  code.input.autocapitalize = "characters";
  code.input.maxLength = 12;
  const name = makeField(words.name, "name", state.name);
  name.input.maxLength = 30;
  name.input.autocomplete = "nickname";
  name.note.textContent = words.name_note;
  const join = make("button", "primary", words.join);
  form.append(title, make("p", "note", note), code.box, name.box, join);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    enter(form, code, name, join);
  });
  main.replaceChildren(form);
  if (!code.input.value) code.input.focus();
}

/** Nothing of what was on stays. */
function leave() {
  head.hidden = true;
  state.view = null;
  state.drawn.clear();
}

function makeField(label, id, value = "") {
  const box = make("div", "field");
  const caption = make("label", "", label);
  const input = make("input");
  const note = make("p", "note");
  input.id = `field-${id}`;
  input.name = id;
  input.value = value;
  input.autocomplete = "off";
  input.spellcheck = false;
  input.dir = "auto";
  note.id = `note-${id}`;
  input.setAttribute("aria-describedby", note.id);
  caption.htmlFor = input.id;
  box.append(caption, input, note);
  return { box, input, note };
}

async function enter(form, code, name, join) {
  if (state.isBusy) return;
  tell("");
  for (const one of [code, name]) one.box.classList.remove("wrong");
  state.token ||= recall(state.room).token;
  state.isBusy = join.disabled = true;
  const body = { code: code.input.value, name: name.input.value, token: state.token };
  const answer = await post("join", body);
  state.isBusy = join.disabled = false;
  if (!answer.ok) {
    const wrong = { code, name }[answer.body.field];
    if (wrong) {
      wrong.box.classList.add("wrong");
      wrong.note.textContent = answer.body.detail;
      wrong.input.focus();
    } else tell(answer.body.detail);
    return;
  }
  const { room, token, name: own } = answer.body;
  Object.assign(state, { room, token, name: own });
  remember(state);
  connect();
}

async function post(path, body) {
  const headers = { "Content-Type": "application/json", "X-Room-Token": state.token };
  try {
    const answer = await fetch(path, {
      method: "POST",
      headers,
      body: JSON.stringify(body),
    });
    return { ok: answer.ok, status: answer.status, body: await answer.json() };
  } catch {
    return { ok: false, status: 0, body: { detail: words.unreachable } };
  }
}

// What is told.

function connect() {
  const socket = new WebSocket(`ws://${location.host}/ws`);
  state.socket = socket;
  socket.onopen = () => socket.send(JSON.stringify({ token: state.token }));
  socket.onmessage = (event) => take(JSON.parse(event.data));
  socket.onclose = (event) => closed(event.code);
}

function take({ now, view }) {
  tell("");
  state.wait = 500;
  state.ahead = now - Date.now();
  state.view = view;
  if (location.hash) history.replaceState(null, "", location.pathname);
  draw();
}

function closed(code) {
  if (code === SHUT) return showShut();
  if (code === UNKNOWN) {
    const { token } = recall(state.room);
    const isOther = token && token !== state.token;
    state.token = isOther ? token : "";
    if (isOther) return connect();
    remember(state);
    return showJoin();
  }
  if (code === ELSEWHERE) {
    state.isParked = true;
    return tell(words.elsewhere);
  }
  if (code === CODE_NEEDED) return showJoin(words.new_code);
  tell(words.offline);
  setTimeout(connect, state.wait);
  state.wait = Math.min(state.wait * 2, 8000);
}

/** Who looks at this tab again goes on in it. */
function goOn() {
  if (!state.isParked || document.hidden) return;
  state.isParked = false;
  connect();
}

function showShut() {
  tell("");
  leave();
  const box = make("section", "idle");
  const again = make("button", "primary", words.again);
  again.addEventListener("click", () => showJoin());
  box.append(make("p", "big", words.shut), again);
  main.replaceChildren(box);
}

// What is on.

function draw() {
  const { me, cards, idle } = state.view;
  head.hidden = false;
  const whose = document.getElementById("me");
  whose.replaceChildren(named("bdi", "", me.name));
  document.getElementById("score").textContent = scoreOf(me);
  const focused = document.activeElement?.dataset?.key;
  const parts = cards.map((card) => drawn(`${card.kind}/${card.id}`, card, makeCard));
  if (idle) parts.unshift(drawn("idle", [idle, cards.length], () => makeIdle(idle, cards)));
  arrange(parts);
  const again = focused && main.querySelector(`[data-key="${CSS.escape(focused)}"]`);
  if (again && again !== document.activeElement) again.focus();
  tick();
}

/** What has not changed is not made anew: somebody may have a finger on it. */
function drawn(key, what, makeIt) {
  const told = JSON.stringify(what);
  const known = state.drawn.get(key);
  if (known?.told === told) return known.element;
  const element = makeIt(what);
  state.drawn.set(key, { told, element });
  return element;
}

function arrange(parts) {
  const kept = new Set(parts);
  for (const [key, one] of state.drawn) if (!kept.has(one.element)) state.drawn.delete(key);
  parts.forEach((one, place) => {
    const there = main.children[place];
    if (there === one) return;
    if (there && !kept.has(there)) there.replaceWith(one);
    else main.insertBefore(one, there ?? null);
  });
  while (main.children.length > parts.length) main.lastChild.remove();
}

function scoreOf(me) {
  const points = fill(words.points, { points: me.points });
  if (me.rank === null) return points;
  return `${points} · ${fill(words.place, me)}`;
}

function makeIdle(text, cards) {
  const box = make("section", cards.length ? "idle short" : "idle");
  box.append(make("p", "big", text), make("p", "note", words.watch));
  return box;
}

function makeCard(card) {
  const box = make("section", `card ${card.phase} ${card.kind}`);
  box.dataset.closes = card.closes_at ?? "";
  const top = make("div", "top");
  top.append(named("h2", "", card.title), make("span", "clock"));
  if (card.title || card.closes_at) box.append(top);
  if (card.hint) box.append(named("p", `hint ${card.tone}`, card.hint));
  if (card.prose.length) box.append(makeProse(card.prose));
  if (card.time) box.append(makeTime(card.time));
  if (card.meter) box.append(makeMeter(card));
  if (card.note) box.append(named("p", "note", card.note));
  if (card.choices.length) box.append(makeChoices(card));
  if (card.said.length) box.append(makeSaid(card));
  if (card.field && card.can_answer) box.append(makeForm(card));
  if (card.button && card.can_answer) box.append(makeButton(card));
  if (card.places.length) box.append(makePlaces(card));
  return box;
}

function makeChoices(card) {
  const isScale = card.kind === "rating";
  const isPick = card.field?.kind === "coins";
  const list = make("div", isScale ? "scale" : "choices");
  // As many in a row as leave each wide enough for a thumb, and no last one alone.
  if (isScale) list.style.setProperty("--columns", card.choices.length > 10 ? 4 : 5);
  list.setAttribute("role", "group");
  list.setAttribute("aria-label", card.title);
  for (const one of card.choices) {
    const button = make("button", "choice");
    button.type = "button";
    button.dataset.key = `${card.id}/${one.sends || one.key}`;
    button.disabled = !card.can_answer || !one.sends;
    button.setAttribute("aria-pressed", String(one.mine));
    if (one.mine) button.classList.add("mine");
    if (one.is_sent) button.classList.add("sent");
    if (one.correct !== null) button.classList.add(one.correct ? "right" : "wrong");
    if (one.colour) button.style.setProperty("--own", one.colour);
    if (one.share !== null) button.append(makeBar(one.share));
    if (one.key) button.append(make("span", "key", one.key));
    if (one.text) button.append(named("span", "text", one.text));
    button.append(...makeMarks(one));
    button.addEventListener("click", () => {
      if (isPick) pick(card, one.sends, list);
      else answer(card, one.sends, button);
    });
    list.append(button);
  }
  if (isPick && card.can_answer) showPicked(card, list);
  return list;
}

// Coins: first on what, then how many.

function pick(card, key, list) {
  state.picked.set(card.id, key);
  showPicked(card, list);
  list.parentElement.querySelector("form.answer")?.check();
}

function picked(card) {
  const open = card.choices.filter((one) => one.sends);
  const key = open.length === 1 ? open[0].sends : state.picked.get(card.id);
  return open.some((one) => one.sends === key) ? key : "";
}

function showPicked(card, list) {
  const key = picked(card);
  card.choices.forEach((one, place) => {
    const is = key !== "" && one.sends === key;
    list.children[place].classList.toggle("picked", is);
    list.children[place].setAttribute("aria-pressed", String(is));
  });
}

function makeBar(share) {
  const bar = make("span", "bar");
  bar.style.setProperty("width", `${share}%`);
  return bar;
}

function makeMarks(one) {
  const marks = [];
  if (one.share !== null) marks.push(make("span", "share", `${one.share} %`));
  if (one.correct) marks.push(makeMark("✓", words.right));
  if (one.mine) marks.push(makeMark("●", words.mine));
  return marks;
}

function makeMark(sign, label) {
  const mark = make("span", "mark", sign);
  mark.setAttribute("role", "img");
  mark.setAttribute("aria-label", label);
  return mark;
}

function makeSaid(card) {
  const line = make("p", "said");
  line.append(make("span", "note", `${words.said} `));
  for (const one of card.said) line.append(named("bdi", "chip", one));
  return line;
}

function makeForm(card) {
  if (card.field.kind === "number") return makeSlider(card);
  if (card.field.kind === "coins") return makeStake(card);
  const { field } = card;
  const form = make("form", "answer");
  const row = make("div", "row");
  const one = makeField(field.label, card.id, state.typed.get(card.id) ?? "");
  one.input.dataset.key = `${card.id}/field`;
  one.input.maxLength = Math.min(field.longest, 300 - field.prefix.length);
  one.note.hidden = true;
  one.input.addEventListener("input", () => state.typed.set(card.id, one.input.value));
  const send = make("button", "primary", words.send);
  send.dataset.key = `${card.id}/send`;
  row.append(one.input, send);
  one.box.append(row);
  form.append(one.box);
  onSubmit(form, () => {
    const text = one.input.value.trim();
    if (!text) return one.input.focus();
    answer(card, field.prefix + text, send);
  });
  return form;
}

function onSubmit(form, send) {
  form.noValidate = true;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
}

function makeSlider(card) {
  const { low, high, label, value } = card.field;
  const form = make("form", "answer");
  const shown = make("output", "dial");
  const range = make("input");
  const row = make("div", "row");
  const send = make("button", "primary", words.send);
  Object.assign(range, { type: "range", min: low, max: high, step: 1 });
  range.value = state.typed.get(card.id) ?? value;
  range.dataset.key = `${card.id}/field`;
  range.setAttribute("aria-label", label);
  send.dataset.key = `${card.id}/send`;
  const show = () => {
    shown.textContent = range.value;
    const share = (range.value - low) / (high - low);
    range.style.setProperty("--share", `${100 * share}%`);
    state.typed.set(card.id, range.value);
  };
  const step = (sign, name, by) => {
    const button = make("button", "quiet step", sign);
    button.type = "button";
    button.dataset.key = `${card.id}/${name}`;
    button.setAttribute("aria-label", words[name]);
    button.addEventListener("click", () => {
      range.value = Number(range.value) + by;
      show();
    });
    return button;
  };
  range.addEventListener("input", show);
  row.append(step("−", "less", -1), range, step("+", "more", 1));
  const ends = make("p", "ends note");
  ends.append(make("span", "", String(low)), make("span", "", String(high)));
  form.append(shown, row, ends, send);
  onSubmit(form, () => answer(card, range.value, send));
  show();
  return form;
}

function makeStake(card) {
  const { field } = card;
  const form = make("form", "answer");
  const one = makeField(field.label, card.id, state.typed.get(card.id) ?? "");
  const row = make("div", "row");
  const quick = make("div", "quick");
  const send = make("button", "primary", field.send);
  one.input.dataset.key = `${card.id}/field`;
  one.input.inputMode = "numeric";
  one.input.maxLength = 10;
  send.dataset.key = `${card.id}/send`;
  const amounts = field.quick.map((n) => [grouped(n), n]);
  for (const [text, amount] of [...amounts, [words.all, field.high]]) {
    const button = make("button", "quiet", text);
    button.type = "button";
    button.dataset.key = `${card.id}/quick/${amount}`;
    button.addEventListener("click", () => {
      one.input.value = String(amount);
      state.typed.set(card.id, one.input.value);
      form.check();
    });
    quick.append(button);
  }
  const isRight = () => {
    const text = one.input.value.trim();
    return /^[0-9]+$/.test(text) && Number(text) >= field.low && Number(text) <= field.high;
  };
  form.check = () => {
    one.box.classList.toggle("wrong", one.input.value.trim() !== "" && !isRight());
    const ends = { low: grouped(field.low), high: grouped(field.high) };
    one.note.textContent = fill(words.between, ends);
    send.classList.toggle("unready", !picked(card) || !isRight());
  };
  one.input.addEventListener("input", () => {
    state.typed.set(card.id, one.input.value);
    form.check();
  });
  row.append(one.input, send);
  one.box.insertBefore(row, one.note);
  one.box.insertBefore(quick, row);
  form.append(one.box);
  onSubmit(form, () => {
    const key = picked(card);
    if (!key) return tell(words.pick);
    if (!isRight()) return one.input.focus();
    answer(card, `${field.prefix}${key} ${Number(one.input.value.trim())}`, send);
  });
  form.check();
  return form;
}

// What is only looked at.

const TAGS = new Set(["h1", "h2", "h3", "p", "ul", "ol", "li", "b", "i", "br"]);

/** Texts as they were formatted; every word is a text node. */
function makeProse(nodes) {
  const box = make("div", "prose");
  box.dir = "auto";
  const add = (into, one) => {
    if (one.kind === "text") return into.append(one.text);
    if (!TAGS.has(one.kind)) return undefined;
    // The page has its own first headings.
    const element = make(/^h\d$/.test(one.kind) ? "h3" : one.kind);
    for (const inner of one.nodes ?? []) add(element, inner);
    return into.append(element);
  };
  for (const one of nodes) add(box, one);
  return box;
}

function makeTime(time) {
  const box = make("p", time.held === null ? "time" : "time held");
  box.setAttribute("role", "timer");
  box.time = time;
  return box;
}

function timeOf({ at, is_up, held }) {
  const now = Date.now() + state.ahead;
  const ms = held ?? (is_up ? now - at : at - now);
  const seconds = Math.max(0, is_up ? Math.floor(ms / 1000) : Math.ceil(ms / 1000));
  const two = (n) => String(n).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours ? `${hours}:${rest}` : rest;
}

function makeMeter(card) {
  const box = make("div", "meter");
  const bar = make("div", "track");
  const full = make("div", "full");
  full.style.setProperty("width", `${card.meter.share}%`);
  bar.setAttribute("role", "progressbar");
  bar.setAttribute("aria-valuenow", String(card.meter.share));
  bar.setAttribute("aria-label", card.title);
  bar.append(full);
  box.append(bar, make("p", "note", card.meter.text));
  return box;
}

function makeButton(card) {
  const { label, sends, is_quiet } = card.button;
  const button = make("button", is_quiet ? "quiet" : "primary", label);
  button.dataset.key = `${card.id}/button`;
  button.addEventListener("click", () => answer(card, sends, button));
  return button;
}

function makePlaces(card) {
  const list = make("ol", "places");
  for (const one of card.places) {
    const line = make("li", one.mine ? "mine" : "");
    const name = named("bdi", "name", one.name);
    line.append(make("span", "rank", String(one.rank)), name);
    if (one.mine) line.append(make("span", "chip", words.you));
    line.append(make("span", "points", String(one.points)));
    list.append(line);
  }
  return list;
}

async function answer(card, text, button) {
  if (state.isBusy) return;
  tell("");
  state.isBusy = true;
  button.classList.add("sent");
  const result = await post("answer", { text, of: card.id });
  state.isBusy = false;
  button.classList.remove("sent");
  if (!result.ok) return tell(result.body.detail);
  const field = main.querySelector(`[data-key="${CSS.escape(`${card.id}/field`)}"]`);
  if (card.field?.kind === "number") return;
  state.typed.delete(card.id);
  if (field) field.value = "";
  field?.form.check?.();
}

/** Seconds run here; what counts is decided where it is heard. */
function tick() {
  for (const one of main.querySelectorAll(".time")) {
    const text = timeOf(one.time);
    if (one.textContent !== text) one.textContent = text;
  }
  for (const box of main.querySelectorAll(".card")) {
    const clock = box.querySelector(".clock");
    if (!box.dataset.closes) continue;
    const left = Math.ceil((Number(box.dataset.closes) - Date.now() - state.ahead) / 1000);
    clock.textContent = left > 0 ? fill(words.seconds, { n: left }) : words.time_up;
    clock.classList.toggle("soon", left <= 5);
    if (left > 0) continue;
    for (const one of box.querySelectorAll("button, input")) one.disabled = true;
  }
}
