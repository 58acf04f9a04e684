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
 */
export function makeDriver({ base, settings, scope, page, moduleUrl }) {
  const clock = () => Date.now();
  const timers = timersOf(scope);
  const surroundings = { scope, page, navigator: scope.navigator };
  const sessionId = newSessionId(scope.crypto);
  return new Driver({
    session: new ClientSession({ sessionId, settings, random: Math.random }),
    transports: transportsOf({ base, scope, moduleUrl, clock, timers }),
    clock,
    timers,
    wakefulness: new Wakefulness({ surroundings, clock, timers }),
  });
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
export function newSessionId(crypto) {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
