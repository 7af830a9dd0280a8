/**
 * Keeps an overlay's page for when the app is off: a source that was loaded once starts
 * from here, waits, and comes alive when the app does.
 *
 * Beside a running app nothing is ever taken from here: the network is asked first, and
 * a page that did start from here loads again as soon as it hears the app.
 */

const KEPT = `shell ${self.registration.scope}`;

/** What the page itself is made of; pictures and media are no part of it. */
const SHELL = /\/(?:[a-z0-9_]+\/)?$|\/worker\.js$|\.(?:js|css|woff2|svg)$/;
const PASSING = /\/(?:picture|media)\//;

/** Pages that were started from here: all they are made of must be of one version. */
const started = new Set();

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => {
  if (Array.isArray(event.data && event.data.keep)) {
    event.waitUntil(keepAll(event.data.keep));
  }
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const isOurs = url.origin === self.location.origin && request.method === "GET";
  // Who says no-store wants to know whether the app answers.
  if (!isOurs || request.cache === "no-store" || !isShell(url)) return;
  event.respondWith(request.mode === "navigate" ? page(event) : file(event));
});

function isShell({ pathname }) {
  return SHELL.test(pathname) && !PASSING.test(pathname);
}

async function page(event) {
  try {
    const answer = await fetch(event.request);
    if (answer.ok) event.waitUntil(keep(event.request.url, answer.clone()));
    else if (answer.status === 404) event.waitUntil(forget());
    return answer;
  } catch (error) {
    const kept = await (await caches.open(KEPT)).match(event.request.url);
    if (!kept) throw error;
    started.add(event.resultingClientId);
    return marked(kept);
  }
}

async function file(event) {
  const cache = await caches.open(KEPT);
  if (started.has(event.clientId)) {
    const kept = await cache.match(event.request.url);
    if (kept) return kept;
  }
  try {
    const answer = await fetch(event.request);
    if (answer.ok) event.waitUntil(keep(event.request.url, answer.clone()));
    return answer;
  } catch (error) {
    const kept = await cache.match(event.request.url);
    if (!kept) throw error;
    return kept;
  }
}

/** Return a kept page that says of itself that it is one; see liveness.js. */
async function marked(kept) {
  const text = await kept.text();
  const body = text.replace("<head>", '<head><meta name="companion-kept">');
  return new Response(body, { status: 200, headers: kept.headers });
}

async function keep(url, answer) {
  await (await caches.open(KEPT)).put(url, answer);
}

async function keepAll(urls) {
  const cache = await caches.open(KEPT);
  for (const url of urls) {
    if (!isShell(new URL(url)) || (await cache.match(url))) continue;
    const answer = await fetch(url).catch(() => null);
    if (answer && answer.ok) await cache.put(url, answer);
  }
}

/** The link is of no use any more: nothing of it stays. */
async function forget() {
  await caches.delete(KEPT);
  await self.registration.unregister();
}
