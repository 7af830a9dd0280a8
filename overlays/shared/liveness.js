/** What a page tells the app of itself, and how it becomes a newer page. */

/** Return the version of OBS's browser plug-in, null in another program. */
export function obsVersion() {
  return (window.obsstudio && window.obsstudio.pluginVersion) || null;
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

/**
 * Load this page again, once the app answers; else the last state stays.
 *
 * Another version of the app may speak otherwise: its page is needed as well. What was
 * painted stays until the new page paints for the first time.
 */
export async function reloadWhenServed() {
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    if (answer.ok) location.reload();
  } catch {
    // The next snapshot tries again.
  }
}
