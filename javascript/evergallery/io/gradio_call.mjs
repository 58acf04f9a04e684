import { retryAfter } from "./retry_after.mjs";

/** @typedef {import("./transport.mjs").Failure} Failure */
/** @typedef {(url: string, init: RequestInit) => Promise<Response>} Fetch */

export const ENDPOINT = "evergallery_poll";

/**
 * The same for every call of every page: without one Gradio 5 and 6 spend 10–290 ms of event-loop time
 * per call, and each new one keeps 3–4 MB on the server (measured on 5.50 and 6.31).
 */
const SESSION_HASH = "evergallery";

/** Gradio 3 and 4 serve `/run/…` at the root, 5 and 6 under this. */
const KNOWN_PREFIXES = ["", "/gradio_api"];

/** "There is nothing here that takes a POST": the address may be wrong, another is tried. */
const WRONG_ADDRESS = new Set([404, 405]);

/** A call that gave no answer of ours; `failure` says why in the session's words. */
export class CallFailed extends Error {
  /** @param {Failure} failure */
  constructor(failure) {
    super(failure.reason);
    this.name = "CallFailed";
    this.failure = failure;
  }
}

/**
 * Where the endpoint may be, the likeliest first: what `gradio_config` says, then the known prefixes,
 * under each base. gradio_config.root is wrong behind several proxies, hence relative to `bases`.
 *
 * @param {string[]} bases absolute, each ends with "/"
 * @param {string | undefined} apiPrefix gradio_config.api_prefix
 * @returns {string[]}
 */
export function pollUrls(bases, apiPrefix) {
  const prefixes = [...new Set([apiPrefix ?? "", ...KNOWN_PREFIXES])];
  const urls = bases.flatMap((base) => prefixes.map((prefix) => runUrl(base, prefix)));
  return [...new Set(urls)];
}

/**
 * @param {string} base
 * @param {string} prefix
 */
function runUrl(base, prefix) {
  const folder = prefix.replace(/^\/+|\/+$/g, "");
  return new URL(`${folder ? `${folder}/` : ""}run/${ENDPOINT}`, base).href;
}

/** Calls of the registered Gradio endpoint: one text in, one text out, outside Gradio's queue. */
export class GradioCall {
  #fetch;
  #urls;
  #clock;
  /** The address that answered as ours before. @type {string | null} */
  #winner = null;
  #posts = 0;

  /**
   * @param {object} options
   * @param {Fetch} options.fetch
   * @param {string[]} options.urls candidates, see pollUrls
   * @param {() => number} options.clock wall clock in ms, for a Retry-After that is a date
   */
  constructor({ fetch, urls, clock }) {
    this.#fetch = fetch;
    this.#urls = urls;
    this.#clock = clock;
  }

  /**
   * @param {string} text
   * @param {AbortSignal} signal
   * @returns {Promise<string>} the endpoint's answer
   * @throws {CallFailed} and nothing else
   */
  async post(text, signal) {
    const urls = this.#winner === null ? this.#urls : [this.#winner];
    let failure = /** @type {Failure} */ ({ reason: "network" });
    for (const url of urls) {
      const outcome = await this.#postTo(url, text, signal);
      if (typeof outcome === "string") {
        this.#winner = url;
        return outcome;
      }
      failure = outcome;
      if (!WRONG_ADDRESS.has(failure.code ?? 0)) break;
    }
    if (WRONG_ADDRESS.has(failure.code ?? 0)) this.#winner = null;
    throw new CallFailed(failure);
  }

  /**
   * @param {string} url
   * @param {string} text
   * @param {AbortSignal} signal
   * @returns {Promise<string | Failure>}
   */
  async #postTo(url, text, signal) {
    try {
      const response = await this.#fetch(this.#unique(url), requestOf(text, signal));
      return await this.#read(response);
    } catch {
      return signal.aborted ? { reason: "timeout" } : this.#whyLost(url, signal);
    }
  }

  /**
   * No cache has ever seen this address, whatever it thinks of POST and no-store (F22).
   *
   * @param {string} url
   */
  #unique(url) {
    this.#posts += 1;
    return `${url}?n=${this.#clock().toString(36)}.${this.#posts}`;
  }

  /**
   * fetch hides a redirect to another host (the login of an edge proxy, always https) behind the same
   * TypeError as a lost network; only a request that does not follow redirects tells them apart.
   *
   * @param {string} url
   * @param {AbortSignal} signal
   * @returns {Promise<Failure>}
   */
  async #whyLost(url, signal) {
    if (!url.startsWith("https:")) return { reason: "network" };
    try {
      const response = await this.#fetch(url, { method: "HEAD", redirect: "manual", signal });
      return { reason: response.type === "opaqueredirect" ? "auth" : "network" };
    } catch {
      return { reason: signal.aborted ? "timeout" : "network" };
    }
  }

  /**
   * @param {Response} response
   * @returns {Promise<string | Failure>}
   */
  async #read(response) {
    const refusal = refusalOf(response, this.#clock());
    if (refusal) return refusal;
    const answer = answerOf(await response.text());
    if (answer !== null) return answer;
    return { reason: foreignReason(response), code: response.status };
  }
}

/**
 * @param {string} text
 * @param {AbortSignal} signal
 * @returns {RequestInit}
 */
function requestOf(text, signal) {
  return {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify({ data: [text], session_hash: SESSION_HASH }),
    // A cache that replays an old answer is fault F22; a login proxy needs our cookies.
    cache: "no-store",
    credentials: "same-origin",
    signal,
  };
}

/**
 * @param {Response} response
 * @param {number} now
 * @returns {Failure | null} null when the status is that of an answer
 */
function refusalOf(response, now) {
  const code = response.status;
  if (code === 401) return { reason: "auth", code };
  if (code === 429) return { reason: "busy", code, ...retryAfter(response, now) };
  if (code >= 500) return { reason: "server", code, ...retryAfter(response, now) };
  if (code >= 400) return { reason: "refused", code };
  return null;
}

/**
 * @param {string} text body of a 2xx answer
 * @returns {string | null} the endpoint's text, null when this is not the endpoint's answer
 */
function answerOf(text) {
  try {
    const answer = JSON.parse(text)?.data?.[0];
    return typeof answer === "string" ? answer : null;
  } catch {
    return null;
  }
}

/**
 * Why a 2xx answer is not ours: a redirect to a login page, a body cut short on the way, or somebody
 * else's page (an interstitial, a challenge, a sleeping pod).
 *
 * @param {Response} response
 * @returns {Failure["reason"]}
 */
function foreignReason(response) {
  const type = response.headers.get("Content-Type") ?? "";
  if (type.includes("json")) return "network";
  return response.redirected ? "auth" : "html";
}
