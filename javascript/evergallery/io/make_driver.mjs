import { ClientSession } from "../wire/client_session.mjs";
import { baseCandidates } from "./base_url.mjs";
import { Driver } from "./driver.mjs";
import { GradioCall, pollUrls } from "./gradio_call.mjs";
import { pollTransport } from "./poll_transport.mjs";
import { Wakefulness } from "./wakefulness.mjs";
import { websocketTransport } from "./websocket_transport.mjs";

/**
 * A Driver with everything of the real browser in it, not started yet.
 *
 * @param {object} options
 * @param {string} options.base absolute, ends with "/": the folder our routes lie in
 * @param {Record<string, any>} options.settings client settings, from the boot attribute
 * @param {Window & typeof globalThis} options.scope the window
 * @param {Document} options.page its document, watched for visibility only
 * @param {string} [options.moduleUrl] import.meta.url of the app
 * @param {number} [options.rttHintMs] see round_trip_hint.mjs
 * @param {import("./store.mjs").Store} options.store keeps what is learnt about the network
 */
export function makeDriver({ base, settings, scope, page, moduleUrl, rttHintMs, store }) {
  const clock = () => Date.now();
  const timers = timersOf(scope);
  const surroundings = { scope, page, navigator: scope.navigator };
  const shelf = `link:${new URL(base).pathname}`;
  // The folder the program lies in changes with every version; as a bundle it lies in the same.
  const version = moduleUrl && new URL(".", moduleUrl).href;
  const session = new ClientSession({
    sessionId: newSecret(scope.crypto),
    settings,
    random: Math.random,
    memory: remembered(store.get(shelf, {}), version),
    rttHintMs,
  });
  const driver = new Driver({
    session,
    transports: transportsOf({ base, scope, moduleUrl, clock, timers }),
    clock,
    timers,
    newKey: () => newSecret(scope.crypto),
    wakefulness: new Wakefulness({ surroundings, clock, timers }),
  });
  driver.addEventListener("memory", (event) => {
    const { memory } = /** @type {CustomEvent} */ (event).detail;
    store.set(shelf, { ...memory, version });
  });
  return driver;
}

/**
 * Another version of the program may do better where this one failed: it learns anew.
 *
 * @param {any} kept whatever lay there
 * @param {string | undefined} version an address that changes with every version
 * @returns {object}
 */
function remembered(kept, version) {
  return typeof kept === "object" && kept?.version === version ? kept : {};
}

/**
 * @param {object} options
 * @param {string} options.base
 * @param {Window & typeof globalThis} options.scope
 * @param {string | undefined} options.moduleUrl
 * @param {() => number} options.clock
 * @param {import("./transport.mjs").Timers} options.timers
 */
function transportsOf({ base, scope, moduleUrl, clock, timers }) {
  const config = gradioConfigOf(scope);
  const bases = baseCandidates(base, { moduleUrl, gradioRoot: config.root });
  const urls = pollUrls(bases, config.api_prefix);
  const call = new GradioCall({ fetch: scope.fetch.bind(scope), urls, clock });
  return {
    websocket: websocketTransport({ WebSocket: scope.WebSocket, base }),
    http: pollTransport({ call, timers }),
  };
}

/**
 * What Gradio says about itself; nothing on a page it did not make.
 *
 * @param {Window} scope
 * @returns {{root?: string, api_prefix?: string}}
 */
function gradioConfigOf(scope) {
  return /** @type {any} */ (scope).gradio_config ?? {};
}

/** @param {Window} scope @returns {import("./transport.mjs").Timers} */
function timersOf(scope) {
  return {
    setTimeout: (callback, delayMs) => scope.setTimeout(callback, delayMs),
    clearTimeout: (handle) => scope.clearTimeout(handle),
  };
}

/**
 * 128 random bits in 22 url-safe characters. getRandomValues is there without a secure context as well.
 *
 * @param {Crypto} crypto
 */
export function newSecret(crypto) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
