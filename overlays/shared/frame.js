/** One frame loop for the whole page; it stands still when nobody has asked. */

const jobs = new Set();
let pending = 0;

/** Run `job(now)` in the next frame, once, however often it was asked for. */
export function nextFrame(job) {
  jobs.add(job);
  if (!pending) pending = requestAnimationFrame(run);
}

function run(now) {
  pending = 0;
  const due = [...jobs];
  jobs.clear();
  for (const job of due) job(now);
}
