/** The page for people in the room: join, see what is on, answer. Texts stay texts. */

const KEY = "companion-room";
const SHUT = 4410;
const UNKNOWN = 4401;

const words = JSON.parse(document.querySelector("meta[name=words]").content);
const main = document.getElementById("main");
const head = document.getElementById("head");
const trouble = document.getElementById("trouble");

const state = {
  token: sessionStorage.getItem(KEY) ?? "",
  name: sessionStorage.getItem(`${KEY}-name`) ?? "",
  view: null,
  ahead: 0,
  wait: 500,
  socket: null,
  typed: new Map(),
  isBusy: false,
};

document.title = words.title;
if (state.token) connect();
else showJoin();
setInterval(tick, 250);

// Whoever scans the code anew has the page open already.
window.addEventListener("hashchange", () => {
  if (!state.view && codeOfAddress()) showJoin();
});

// Elements.

function make(tag, className = "", text = "") {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== "") element.textContent = text;
  return element;
}

function named(tag, className, text) {
  const element = make(tag, className, text);
  element.dir = "auto";
  return element;
}

function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

function tell(text) {
  trouble.textContent = text;
  trouble.hidden = !text;
}

// The door.

function codeOfAddress() {
  return decodeURIComponent(location.hash.slice(1)).slice(0, 12);
}

function showJoin(note = words.welcome) {
  head.hidden = true;
  state.view = null;
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
  state.token = answer.body.token;
  state.name = answer.body.name;
  sessionStorage.setItem(KEY, state.token);
  sessionStorage.setItem(`${KEY}-name`, state.name);
  history.replaceState(null, "", location.pathname);
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
  draw();
}

function closed(code) {
  if (code === SHUT) return showShut();
  if (code === UNKNOWN) {
    sessionStorage.removeItem(KEY);
    state.token = "";
    return showJoin();
  }
  tell(words.offline);
  setTimeout(connect, state.wait);
  state.wait = Math.min(state.wait * 2, 8000);
}

function showShut() {
  tell("");
  head.hidden = true;
  state.view = null;
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
  if (cards.length) main.replaceChildren(...cards.map(makeCard));
  else main.replaceChildren(makeIdle(idle));
  if (focused) main.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus();
  tick();
}

function scoreOf(me) {
  const points = fill(words.points, { points: me.points });
  if (me.rank === null) return points;
  return `${points} · ${fill(words.place, me)}`;
}

function makeIdle(text) {
  const box = make("section", "idle");
  box.append(make("p", "big", text), make("p", "note", words.watch));
  return box;
}

function makeCard(card) {
  const box = make("section", `card ${card.phase} ${card.kind}`);
  box.dataset.closes = card.closes_at ?? "";
  const top = make("div", "top");
  top.append(named("h2", "", card.title), make("span", "clock"));
  box.append(top);
  if (card.hint) box.append(named("p", `hint ${card.tone}`, card.hint));
  if (card.choices.length) box.append(makeChoices(card));
  if (card.said.length) box.append(makeSaid(card));
  if (card.field && card.can_answer) box.append(makeForm(card));
  if (card.button && card.can_answer) box.append(makeButton(card));
  if (card.places.length) box.append(makePlaces(card));
  return box;
}

function makeChoices(card) {
  const isScale = card.kind === "rating";
  const list = make("div", isScale ? "scale" : "choices");
  for (const one of card.choices) {
    const button = make("button", "choice");
    button.type = "button";
    button.dataset.key = `${card.id}/${one.sends || one.key}`;
    button.disabled = !card.can_answer || !one.sends;
    button.setAttribute("aria-pressed", String(one.mine));
    if (one.mine) button.classList.add("mine");
    if (one.correct !== null) button.classList.add(one.correct ? "right" : "wrong");
    if (one.colour) button.style.setProperty("--own", one.colour);
    if (one.share !== null) button.append(makeBar(one.share));
    if (one.key) button.append(make("span", "key", one.key));
    if (one.text) button.append(named("span", "text", one.text));
    button.append(...makeMarks(one));
    button.addEventListener("click", () => answer(card, one.sends, button));
    list.append(button);
  }
  return list;
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
  const { field } = card;
  const form = make("form", "answer");
  const row = make("div", "row");
  const one = makeField(field.label, card.id, state.typed.get(card.id) ?? "");
  const isNumber = field.low !== null;
  one.input.dataset.key = `${card.id}/field`;
  one.input.maxLength = Math.min(field.longest, 300 - field.prefix.length);
  if (isNumber) one.input.inputMode = "numeric";
  one.note.hidden = true;
  one.input.addEventListener("input", () => state.typed.set(card.id, one.input.value));
  const send = make("button", "primary", words.send);
  row.append(one.input, send);
  one.box.append(row);
  form.append(one.box);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = one.input.value.trim();
    if (!text) return one.input.focus();
    if (isNumber && !(Number(text) >= field.low && Number(text) <= field.high)) {
      one.box.classList.add("wrong");
      return one.input.focus();
    }
    answer(card, field.prefix + text, send);
  });
  return form;
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
  state.typed.delete(card.id);
  const field = main.querySelector(`[data-key="${CSS.escape(`${card.id}/field`)}"]`);
  if (field) field.value = "";
}

/** Seconds run here; what counts is decided where it is heard. */
function tick() {
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
