import { Leader } from "./leader.mjs";
import { newSecret } from "./make_driver.mjs";
import { tabChannel } from "./tab_channel.mjs";

/**
 * What leading needs of io/driver.mjs.
 *
 * @typedef {EventTarget & {
 *   status: () => {transport: string},
 *   setLeading: (leads: boolean) => void,
 *   request: (command: string, params: object) => Promise<any>,
 * }} LeadLink
 */

/** What the server tells one tab and concerns all. Progress comes twice a second and can wait for their own polls. */
const NEWS = new Set(["view_changed", "items_changed", "folders_changed", "settings_changed"]);

/**
 * Lets the link of this page lead among the tabs of its address, whenever it is visible and polls.
 *
 * @param {object} options
 * @param {LeadLink} options.link
 * @param {Window & typeof globalThis} options.scope
 * @param {Document} options.page its document, watched for visibility only
 * @param {import("./store.mjs").Store} options.store
 * @param {string} options.base absolute, ends with "/"
 * @param {import("./later.mjs").Later} options.later
 * @param {AbortSignal} options.signal ends it
 * @returns {Leader}
 */
export function leading({ link, scope, page, store, base, later, signal }) {
  const key = `leader:${new URL(base).pathname}`;
  const leader = new Leader({
    id: newSecret(scope.crypto),
    key,
    store,
    channel: tabChannel(`evergallery:${key}:said`, scope),
    clock: () => Date.now(),
    later,
    random: Math.random,
    delegate: {
      leadingChanged: (leads) => link.setLeading(leads),
      newsHeard: () => ask(link),
    },
  });
  listen({ leader, link, scope, page, signal });
  signal.addEventListener("abort", () => leader.stop(), { once: true });
  return leader;
}

/** A short poll waits up to three seconds for its turn, unless something is asked. @param {LeadLink} link */
function ask(link) {
  if (link.status().transport === "http") link.request("status", {});
}

/** @param {{leader: Leader, link: LeadLink, scope: Window, page: Document, signal: AbortSignal}} parts */
function listen({ leader, link, scope, page, signal }) {
  const stand = () => {
    const isPolling = link.status().transport !== "websocket";
    leader.setCandidate(isPolling && page.visibilityState !== "hidden");
  };
  const onEvent = (/** @type {Event} */ event) => {
    if (NEWS.has(/** @type {CustomEvent} */ (event).detail.name)) leader.tellNews();
  };
  page.addEventListener("visibilitychange", stand, { signal });
  scope.addEventListener("pageshow", stand, { signal });
  scope.addEventListener("pagehide", () => leader.setCandidate(false), { signal });
  link.addEventListener("change", stand, { signal });
  link.addEventListener("event", onEvent, { signal });
  stand();
}
