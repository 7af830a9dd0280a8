/** The server's time, and a beat for what changes by time alone. */

/** More than that between the page's clock and the computer's is no trimming (ms). */
const STEP = 1000;

/** The server's time less the page's own, which nobody can set, in ms. */
let ahead = shown();

/** What the computer's clock showed beside the page's when the server told its time. */
let wasShown = ahead;

/** Take the server's time (ms since 1970), as a snapshot tells it. */
export function setServerTime(ms) {
  ahead = ms - performance.now();
  wasShown = shown();
}

/** Return the server's time, in whole ms since 1970. */
export function serverNow() {
  // Up: Date.now() cuts off what is less than one.
  return Math.ceil(performance.now() + ahead);
}

/**
 * Return, once, whether the computer's clock has leapt: somebody has set it, or it has
 * slept, and the page's own may have slept with it. Only the server can tell.
 */
export function hasLeapt() {
  const was = wasShown;
  wasShown = shown();
  return Math.abs(wasShown - was) > STEP;
}

function shown() {
  return Date.now() - performance.now();
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
