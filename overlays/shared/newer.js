/** How a page becomes a newer one without a moment in which nothing is on the stream. */

/** A newer page that is not there by then is loaded in place of this one (ms). */
const PATIENCE = 5000;

/** Longer than any font takes from this computer: then it is shown as it is (ms). */
const FONTS = 1000;

/** What a page calls to take its place, while it waits for that; see tellDrawn. */
const TAKE_OVER = "companionTakeOver";

/** Version of the app that a newer page is on its way for. */
let coming;

/**
 * Put the page of another version of the app in place of this one, once it is served.
 *
 * It grows up in a frame, unseen and with a line of its own; when it has drawn, it is
 * what is seen, and leave() is called to end this one. When nobody sees the source, it
 * is loaded anew for good. Until the app answers, the last state stays.
 */
export async function becomeNewer(app, leave) {
  if (coming === app) return;
  coming = app;
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (!answer.ok) throw new Error(answer.statusText);
  } catch {
    coming = undefined; // The next snapshot tries again.
    return;
  }
  if (document.visibilityState !== "visible") location.reload();
  else growUp(leave);
}

function growUp(leave) {
  const frame = document.createElement("iframe");
  frame.style.cssText =
    "position:fixed;inset:0;width:100%;height:100%;border:0;opacity:0";
  const late = setTimeout(() => location.reload(), PATIENCE);
  window[TAKE_OVER] = () => {
    clearTimeout(late);
    delete window[TAKE_OVER];
    copyInjected(frame.contentDocument);
    frame.style.opacity = 1;
    leave();
    passOn(frame.contentWindow);
  };
  frame.src = location.href;
  document.body.append(frame);
}

/** OBS tells the page of a source alone, not the frame in it. */
function passOn(inner) {
  const unseen = () => location.reload();
  window.addEventListener("obsSourceVisibleChanged", ({ detail }) => {
    const told = new inner.CustomEvent("obsSourceVisibleChanged", { detail });
    inner.dispatchEvent(told);
    if (detail.visible === false) unseen();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible") unseen();
  });
}

/** What OBS has put into the page of a source is meant for what is seen there. */
function copyInjected(inner) {
  for (const style of document.querySelectorAll("style:not([data-own])")) {
    inner.head.append(inner.importNode(style, true));
  }
}

/** Say that this page has drawn: when it is to take another's place, it does so now. */
export async function tellDrawn() {
  const host = window.parent;
  if (host === window || !host[TAKE_OVER]) return;
  const frame = () => new Promise((go) => requestAnimationFrame(go));
  await frame(); // Only what is drawn asks for its fonts.
  const patience = new Promise((go) => setTimeout(go, FONTS));
  await Promise.race([document.fonts.ready, patience]);
  await frame();
  if (host[TAKE_OVER]) host[TAKE_OVER]();
}
