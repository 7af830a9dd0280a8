/** Who this telephone is: the same person in every tab, and when the page opens again. */

const KEY = "companion-room";

/** Return what is kept; a token is for the room that gave it, and for no other. */
export function recall(room) {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY));
    const token = kept.room === room ? kept.token : "";
    return { room, token: String(token ?? ""), name: String(kept.name ?? "") };
  } catch {
    return { room, token: "", name: "" };
  }
}

export function remember({ room, token, name }) {
  try {
    localStorage.setItem(KEY, JSON.stringify({ room, token, name }));
  } catch {
    // Where nothing may be kept, this tab knows it for as long as it is open.
  }
}

/** Call back when another tab has kept something. */
export function onOtherTab(changed) {
  window.addEventListener("storage", (event) => {
    if (event.key === KEY) changed();
  });
}
