/** The page's line to the app: it comes back by itself and says that it lives. */

import { hasLeapt } from "./clock.js";
import { isPart, openPart } from "./part.js";

const FIRST_WAIT = 250;
const LONGEST_WAIT = 1500;
const OPENING = 5000;
const HEARTBEAT = 10000;

/** Close code of the app: this link is of no use any more, whenever it is tried. */
const LINK_IS_DEAD = 4404;

/**
 * Open the line and keep it open for as long as the page lives.
 *
 * onMessage gets each message of the app, parsed. alive returns the data of the
 * heartbeat. onGone, if given, is called when the link is dead; the line then stays
 * closed. Returns {beat, isOpen, close}: beat() sends a heartbeat now.
 */
export function openLine(options) {
  return isPart ? openPart(options) : openSocket(options);
}

function openSocket({ onMessage, alive, onGone = () => {} }) {
  let socket = null;
  let tries = 0;
  let isClosed = false;

  function connect() {
    if (isClosed) return;
    let wasOpen = false;
    socket = new WebSocket(address());
    const opening = setTimeout(() => socket.close(), OPENING);
    socket.onopen = () => {
      clearTimeout(opening);
      wasOpen = true;
      beat();
    };
    socket.onmessage = (event) => {
      tries = 0;
      const message = parsed(event.data);
      if (!message) return;
      onMessage(message);
      hide(false);
    };
    socket.onclose = ({ code }) => {
      clearTimeout(opening);
      if (isClosed) return;
      if (code === LINK_IS_DEAD) {
        onGone();
        return;
      }
      if (!wasOpen) hideWhenUnknown();
      setTimeout(connect, wait(tries++));
    };
  }

  function isOpen() {
    return socket !== null && socket.readyState === WebSocket.OPEN;
  }

  function beat() {
    // Told its time anew, a page goes on as if nothing had been.
    if (hasLeapt()) socket.close();
    if (isOpen()) socket.send(JSON.stringify({ v: 1, kind: "alive", data: alive() }));
  }

  function close() {
    isClosed = true;
    clearInterval(beating);
    socket.close();
  }

  connect();
  const beating = setInterval(beat, HEARTBEAT);
  return { beat, isOpen, close };
}

/**
 * What was shown by a link that opens nothing any more, because it was replaced while
 * the page was away, is not shown any more. A socket does not tell why it was refused.
 */
async function hideWhenUnknown() {
  if (document.documentElement.style.opacity === "0") return;
  try {
    const answer = await fetch("./ws", { cache: "no-store" });
    if (answer.status === 404) hide(true);
  } catch {
    // Nobody is there: the last state stays.
  }
}

function hide(isHidden) {
  document.documentElement.style.opacity = isHidden ? "0" : "";
}

function address() {
  const url = new URL("./ws", location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  return url.href;
}

/** Doubles up to the cap; jitter keeps ten pages from knocking at the same moment. */
function wait(tries) {
  const longest = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(tries, 10));
  return longest * (0.5 + Math.random() / 2);
}

function parsed(text) {
  try {
    const message = JSON.parse(text);
    return message && message.v === 1 && message.data ? message : null;
  } catch {
    return null;
  }
}
