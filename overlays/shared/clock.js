/** The server's time, and a beat for what changes by time alone. */

/** The server's clock less this computer's, in ms. */
let ahead = 0;

/** Take the server's time (ms since 1970), as a snapshot tells it. */
export function setServerTime(ms) {
  ahead = ms - Date.now();
}

/** Return the server's time, in ms since 1970. */
export function serverNow() {
  return Date.now() + ahead;
}

/** Never more often, so that a mistake in a wait cannot heat the computer (ms). */
const SHORTEST = 20;

/**
 * Return a beat: start(step) calls step(now) at once and again after as many ms as it
 * returns, until that is null. Each wait is counted anew by the server's clock, so
 * nothing drifts. Nothing runs while nobody sees the page; then it is right again.
 */
export function makeBeat() {
  const beat = { step: null, timer: 0, isShown: true };
  const run = () => {
    clearTimeout(beat.timer);
    if (!beat.step || !beat.isShown || document.visibilityState !== "visible") return;
    const wait = beat.step(serverNow());
    if (wait !== null) beat.timer = setTimeout(run, Math.max(SHORTEST, wait));
  };
  document.addEventListener("visibilitychange", run);
  window.addEventListener("obsSourceVisibleChanged", (event) => {
    beat.isShown = event.detail.visible !== false;
    run();
  });
  return {
    start(step) {
      beat.step = step;
      run();
    },
    stop() {
      beat.step = null;
      clearTimeout(beat.timer);
    },
  };
}
