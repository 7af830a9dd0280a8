/** Seconds that run down to a moment, by the server's clock. */

import { makeBeat } from "./clock.js";

/**
 * Return a countdown: set(moment), stop(). moment is {closes_at, left_ms}: when it ends
 * in milliseconds since 1970 or null, and what it shows if it stands still. show(left)
 * gets whole seconds, or null when there is no end.
 */
export function makeCountdown(show) {
  const beat = makeBeat();
  return {
    set({ closes_at: endsAt, left_ms: leftMs = null }) {
      if (endsAt === null) {
        beat.stop();
        show(leftMs === null ? null : Math.ceil(leftMs / 1000));
        return;
      }
      beat.start((now) => {
        const left = Math.max(0, endsAt - now);
        show(Math.ceil(left / 1000));
        return left > 0 ? left % 1000 || 1000 : null;
      });
    },
    stop: () => beat.stop(),
  };
}

/** Write seconds as a clock does: 0:18, 12:05, 1:02:03. */
export function clockText(seconds) {
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60];
  const hours = Math.floor(seconds / 3600);
  if (hours) parts.unshift(hours);
  return parts.map((n, at) => (at ? String(n).padStart(2, "0") : String(n))).join(":");
}
