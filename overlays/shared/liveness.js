/** What a page tells the app of itself, and how it becomes a newer page. */

/** Return the version of OBS's browser plug-in, null in another program. */
export function obsVersion() {
  // In a frame, as becomeNewer makes one, it may be the page's alone.
  const studio = window.obsstudio || window.top.obsstudio;
  return (studio && studio.pluginVersion) || null;
}

/**
 * Return a measure of the time from a message to its drawing: begin() when something is
 * to be drawn, end() when it was. longest() returns milliseconds: the longest since it
 * was last asked, or else the last; null before the first.
 */
export function makeDelay() {
  let began = null;
  let last = null;
  let most = null;
  return {
    begin() {
      if (began === null) began = performance.now();
    },
    end() {
      if (began === null) return;
      last = performance.now() - began;
      most = Math.max(most || 0, last);
      began = null;
    },
    longest() {
      const told = most === null ? last : most;
      most = null;
      return told === null ? null : Math.round(told * 10) / 10;
    },
  };
}

/** Load this page again, once the app answers. */
export async function reloadWhenServed() {
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (answer.ok) location.reload();
  } catch {
    // The next snapshot tries again.
  }
}

/** Whether this page was started while the app was off; see worker.js. */
export function isKept() {
  return document.querySelector('meta[name="companion-kept"]') !== null;
}

let isKeeping = false;

/**
 * Have the browser keep this page for when the app is off.
 *
 * Only at the app's own address: what is kept under another name of this computer would
 * be a second one. A page that cannot be kept works all the same.
 */
export async function keepPage({ isPart = false } = {}) {
  const workers = navigator.serviceWorker;
  if (isKeeping || !workers || location.hostname !== "127.0.0.1") return;
  isKeeping = true;
  try {
    if (!isPart) await workers.register("./worker.js", { scope: "./" });
    const { active } = await workers.ready;
    // What was loaded before the worker was there has passed it by.
    const loaded = performance.getEntriesByType("resource").map((one) => one.name);
    const keep = [location.href, ...loaded.filter((url) => url.startsWith(origin))];
    active.postMessage({ keep });
  } catch {
    isKeeping = false;
  }
}
