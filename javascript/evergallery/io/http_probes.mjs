import { resultOf, whoAnswers } from "../model/who_answers.mjs";
import { decodeBatch, decodeServer, encodeBatch, WireError } from "../wire/messages.mjs";
import { CallFailed } from "./gradio_call.mjs";
import { hello, middle } from "./socket_probes.mjs";

/** @typedef {import("../model/diagnosis.mjs").Outcome} Outcome */
/** @typedef {import("../model/diagnosis.mjs").Result} Result */
/** @typedef {import("./transport.mjs").Timers} Timers */

const ANSWER_MS = 6_000;
const BULK_WITHIN_MS = 15_000;
const PARK_GRACE_MS = 8_000;
const ROUND_TRIPS = 8;
const BULK_BYTES = 512 * 1024;
const CHUNKS = 5;
/** Pieces are sent 200 ms apart: whoever gets five within half of that got them in one. */
const LUMP_MS = 400;
const START_CHARS = 4096;

/** @type {Readonly<Record<string, Result>>} */
const RESULT_OF_FAILURE = Object.freeze({
  auth: "login",
  html: "page",
  busy: "busy",
  server: "gateway",
  timeout: "timeout",
  refused: "refused",
  origin: "origin",
});

/** @type {Readonly<Record<string, Result>>} */
const RESULT_OF_BYE = Object.freeze({
  not_allowed: "login",
  wrong_origin: "origin",
  server_full: "busy",
});

/** What HTTP carries, asked by the page. Each probe ends in an outcome and never rejects. */
export class HttpProbes {
  #fetch;
  #url;
  #call;
  #timers;
  #clock;
  #signal;

  /**
   * @param {object} options
   * @param {(url: string, init: RequestInit) => Promise<Response>} options.fetch
   * @param {string} options.base  absolute, ends with "/"
   * @param {{post: (text: string, signal: AbortSignal) => Promise<string>}} options.call  the poll's endpoint
   * @param {Timers} options.timers
   * @param {() => number} options.clock
   * @param {AbortSignal} options.signal
   */
  constructor({ fetch, base, call, timers, clock, signal }) {
    this.#fetch = fetch;
    this.#url = new URL("evergallery/v1/probe", base).href;
    this.#call = call;
    this.#timers = timers;
    this.#clock = clock;
    this.#signal = signal;
  }

  gallery() {
    return this.#asked("gallery", "", ANSWER_MS, "unreachable");
  }

  /** A first poll, by the endpoint the gallery uses. @param {string} session @returns {Promise<Outcome>} */
  async poll(session) {
    const begun = this.#clock();
    const { result, status } = await this.#resultOfPoll(session);
    return { probe: "poll", result, ms: this.#since(begun), status, by: "" };
  }

  async roundTrip() {
    const outcomes = [];
    for (let number = 0; number <= ROUND_TRIPS; number++) {
      outcomes.push(await this.#asked("round_trip_http", "", ANSWER_MS, "cut"));
    }
    // The first may have had to connect.
    const timesMs = outcomes.slice(1).map(({ ms }) => ms ?? 0);
    return { .../** @type {Outcome} */ (outcomes.at(-1)), ms: middle(timesMs) };
  }

  bulk() {
    return this.#asked("bulk_512", `bytes=${BULK_BYTES}`, BULK_WITHIN_MS, "cut", bulkResult);
  }

  /** `ms` of the outcome is the time from the first piece to the last. */
  async buffering() {
    /** @type {number[]} */
    const arrivals = [];
    const outcome = await this.#asked(
      "buffering",
      `chunks=${CHUNKS}`,
      ANSWER_MS,
      "cut",
      async (response) => {
        await pieces(response, () => arrivals.push(this.#clock()));
        return null;
      },
    );
    const spreadMs = Math.round((arrivals.at(-1) ?? 0) - (arrivals[0] ?? 0));
    const isLump = outcome.result === "ok" && spreadMs < LUMP_MS;
    return { ...outcome, ms: spreadMs, ...(isLump && { result: /** @type {Result} */ ("lumps") }) };
  }

  /** An answer that comes after so long; otherwise `ms` is when it was cut. @param {number} holdS */
  async parked(holdS) {
    const withinMs = holdS * 1000 + PARK_GRACE_MS;
    const outcome = await this.#asked(`parked_${holdS}`, `wait_s=${holdS}`, withinMs, "cut");
    const isCut = outcome.result === "gateway" || outcome.result === "page";
    return isCut ? { ...outcome, result: /** @type {Result} */ ("cut") } : outcome;
  }

  /**
   * @param {string} probe
   * @param {string} query
   * @param {number} withinMs
   * @param {Result} lost  what it means when there is no answer at all; a page is not told more
   * @param {(response: Response) => Promise<Result | null>} read  null: as the answer's head says
   * @returns {Promise<Outcome>}
   */
  async #asked(probe, query, withinMs, lost, read = readThrough) {
    const begun = this.#clock();
    const { signal, disarm, isLate } = this.#deadline(withinMs);
    try {
      const init = /** @type {RequestInit} */ ({
        cache: "no-store",
        credentials: "same-origin",
        signal,
      });
      const response = await this.#fetch(query ? `${this.#url}?${query}` : this.#url, init);
      const { result, by } = await judged(response, read);
      return { probe, result, ms: this.#since(begun), status: response.status, by };
    } catch {
      const result = isLate() ? "timeout" : lost;
      return { probe, result, ms: this.#since(begun), status: 0, by: "" };
    } finally {
      disarm();
    }
  }

  /** @param {number} withinMs */
  #deadline(withinMs) {
    const abort = new AbortController();
    let isLate = false;
    const timer = this.#timers.setTimeout(() => {
      isLate = true;
      abort.abort();
    }, withinMs);
    const giveUp = () => abort.abort();
    this.#signal.addEventListener("abort", giveUp, { once: true });
    const disarm = () => {
      this.#timers.clearTimeout(timer);
      this.#signal.removeEventListener("abort", giveUp);
    };
    return { signal: abort.signal, disarm, isLate: () => isLate };
  }

  /** @param {string} session @returns {Promise<{result: Result, status: number}>} */
  async #resultOfPoll(session) {
    const { signal, disarm, isLate } = this.#deadline(ANSWER_MS);
    try {
      const text = await this.#call.post(encodeBatch([hello(session, "http")]), signal);
      return { result: resultOfBatch(text), status: 200 };
    } catch (error) {
      const failure = error instanceof CallFailed ? error.failure : { reason: "network" };
      const result = isLate() ? "timeout" : (RESULT_OF_FAILURE[failure.reason] ?? "cut");
      return { result, status: ("code" in failure && failure.code) || 0 };
    } finally {
      disarm();
    }
  }

  /** @param {number} begun */
  #since(begun) {
    return Math.round(this.#clock() - begun);
  }
}

/**
 * @param {Response} response
 * @param {(response: Response) => Promise<Result | null>} read
 * @returns {Promise<{result: Result, by: string}>}
 */
async function judged(response, read) {
  const headers = Object.fromEntries([...response.headers].map(([k, v]) => [k.toLowerCase(), v]));
  const head = { status: response.status, headers, start: "", elsewhere: response.redirected };
  if (resultOf(head) === "ok")
    return { result: (await read(response)) ?? "ok", by: whoAnswers(head) };
  const start = (await response.text()).slice(0, START_CHARS);
  return { result: resultOf({ ...head, start }), by: whoAnswers(head) };
}

/** @param {Response} response @returns {Promise<null>} */
async function readThrough(response) {
  await response.arrayBuffer();
  return null;
}

/** @param {Response} response @returns {Promise<Result | null>} */
async function bulkResult(response) {
  const { byteLength } = await response.arrayBuffer();
  return byteLength === BULK_BYTES ? null : "cut";
}

/** @param {Response} response @param {() => void} arrived */
async function pieces(response, arrived) {
  const reader = response.body?.getReader();
  while (reader && !(await reader.read()).done) arrived();
}

/** @param {string} text @returns {Result} */
function resultOfBatch(text) {
  try {
    const first = decodeServer(decodeBatch(text)[0] ?? "");
    if (first.type === "bye") return RESULT_OF_BYE[first.body.code] ?? "refused";
    return first.type === "welcome" ? "ok" : "garbled";
  } catch (error) {
    if (error instanceof WireError) return "garbled";
    throw error;
  }
}
