/** @typedef {import("./words.mjs").LinkStatus} LinkStatus */

/**
 * What the person can do about the link: open the page where the login or the notice is, or have everything
 * tried now that waits for a later time.
 *
 * @typedef {{kind: "open" | "retry", label: string}} Remedy
 */

/** Where a socket was tried and did not work. */
const SOCKET_TROUBLE = /^socket_/;

/**
 * @param {LinkStatus} status
 * @returns {Remedy | null} null where nothing has to be done, or nothing can be
 */
export function remedyFor({ state, reason, memory }) {
  if (state === "auth") return { kind: "open", label: "Log in again" };
  if (state === "blocked") {
    if (reason === "html_answer") return { kind: "open", label: "Open the page" };
    return { kind: "retry", label: "Try again" };
  }
  if (state === "offline") return { kind: "retry", label: "Try now" };
  const isBad = memory?.socket === "bad" && reason !== "setting";
  const isPolling = state === "polling" && (isBad || SOCKET_TROUBLE.test(reason));
  return isPolling ? { kind: "retry", label: "Try a WebSocket now" } : null;
}
