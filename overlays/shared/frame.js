/** One frame loop for the whole page; it stands still when nobody has asked. */

const jobs = new Set();
let pending = 0;
let holds = 0;

/** Run `job(now)` in the next frame, once, however often it was asked for. */
export function nextFrame(job) {
  jobs.add(job);
  ask();
}

/** Draw nothing until `promise` is settled: what was asked for meanwhile waits. */
export function holdFrames(promise) {
  holds += 1;
  promise.finally(() => {
    holds -= 1;
    ask();
  });
}

function ask() {
  if (!pending && !holds && jobs.size) pending = requestAnimationFrame(run);
}

function run(now) {
  pending = 0;
  // What was asked for before the hold began waits as well.
  if (holds) return;
  const due = [...jobs];
  jobs.clear();
  for (const job of due) job(now);
}
