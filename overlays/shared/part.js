/** A page within a stage: it opens no socket, the stage hands it what it is told. */

/** Where a stage has its parts: `/o/<token>/<stage>/on/<overlay>/`. */
const PLACE = /\/on\/([a-z0-9_]+)\/$/;

/** Whether this page is a part of a stage. */
export const isPart = PLACE.test(location.pathname);

/**
 * Open the line to the stage; as openLine in socket.js.
 *
 * Only a page of the same server can frame this one, so what it calls is ours.
 */
export function openPart({ onMessage, alive }) {
  const host = window.parent === window ? null : window.parent.companionStage;
  const name = PLACE.exec(location.pathname)[1];
  if (host) host.join(name, { onMessage, alive });
  return { beat: () => host && host.beat(), isOpen: () => Boolean(host) };
}
