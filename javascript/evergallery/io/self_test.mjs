import { diagnose } from "../model/diagnosis.mjs";
import {
  adviceInWords,
  findingInWords,
  outcomeInWords,
  probeInWords,
} from "../model/diagnosis_words.mjs";
import { caddyLines, nginxLines } from "../model/server_lines.mjs";
import { baseCandidates } from "./base_url.mjs";
import { GradioCall, pollUrls } from "./gradio_call.mjs";
import { HttpProbes } from "./http_probes.mjs";
import { newSecret } from "./make_driver.mjs";
import { SocketProbes, skipped } from "./socket_probes.mjs";

/** @typedef {import("../model/diagnosis.mjs").Outcome} Outcome */
/** @typedef {import("../model/diagnosis.mjs").Diagnosis} Diagnosis */

const QUICK_HOLD_S = 8;
const IDLE_HOLDS_S = [35, 65, 105];
const PARKED_HOLDS_S = [5, 20, 50];

/**
 * A line of the table; `words` and `label` are for people.
 *
 * @typedef {object} Row
 * @property {string} probe
 * @property {string} label
 * @property {import("../model/diagnosis.mjs").Result} outcome
 * @property {string} words
 * @property {number | null} ms
 */

/**
 * @typedef {object} Report
 * @property {Row[]} rows
 * @property {string} finding          the gravest, in words
 * @property {string[]} findings       all of them, in words
 * @property {string} recommendation   in words
 * @property {{nginx: string[], caddy: string[]} | null} lines  what repairs the proxy, if something does
 * @property {Diagnosis} diagnosis     the same in codes; `transport` and `settings` can be set
 */

/**
 * @typedef {object} Parts
 * @property {string} base  absolute, ends with "/"
 * @property {(url: string, init: RequestInit) => Promise<Response>} fetch
 * @property {any} WebSocket
 * @property {{post: (text: string, signal: AbortSignal) => Promise<string>}} call
 * @property {import("./transport.mjs").Timers} timers
 * @property {() => number} clock           ms of a clock that never jumps
 * @property {() => string} newSessionId
 * @property {(socketWorks: boolean) => void} [remember]  keeps what was learnt about sockets
 */

/** The doctor in the page: the same probes and the same words as `install.py doctor URL`. */
export class SelfTest {
  #parts;

  /** @param {Parts} parts */
  constructor(parts) {
    this.#parts = parts;
  }

  /**
   * A quarter of a minute when quick, two minutes otherwise.
   *
   * @param {object} [options]
   * @param {AbortSignal} [options.signal]
   * @param {boolean} [options.quick]
   * @param {(row: Row, done: number, total: number) => void} [options.onProgress]
   * @returns {Promise<Report>} rejects with the signal's reason only
   */
  async run({ signal = new AbortController().signal, quick = false, onProgress } = {}) {
    const examination = new Examination(this.#parts, signal, probeNames(quick), onProgress);
    const outcomes = await examination.all();
    signal.throwIfAborted();
    this.#remember(outcomes);
    return reportOf(outcomes);
  }

  /** @param {Outcome[]} outcomes */
  #remember(outcomes) {
    const { remember } = this.#parts;
    const result = (/** @type {string} */ name) => outcomes.find((o) => o.probe === name)?.result;
    if (!remember || result("gallery") !== "ok") return;
    const sockets = ["upgrade", "welcome", "frame_64"].map(result);
    remember(sockets.every((one) => one === "ok"));
  }
}

/**
 * With everything of the real browser in it.
 *
 * @param {object} options
 * @param {string} options.base  absolute, ends with "/"
 * @param {Window & typeof globalThis} options.scope  the window
 * @param {string} [options.moduleUrl]
 * @param {(socketWorks: boolean) => void} [options.remember]
 */
export function selfTest({ base, scope, moduleUrl, remember }) {
  const config = /** @type {any} */ (scope).gradio_config ?? {};
  const bases = baseCandidates(base, { moduleUrl, gradioRoot: config.root });
  const fetch = scope.fetch.bind(scope);
  return new SelfTest({
    base,
    fetch,
    WebSocket: scope.WebSocket,
    call: new GradioCall({
      fetch,
      urls: pollUrls(bases, config.api_prefix),
      clock: () => Date.now(),
    }),
    timers: {
      setTimeout: (callback, delayMs) => scope.setTimeout(callback, delayMs),
      clearTimeout: (handle) => scope.clearTimeout(handle),
    },
    clock: () => scope.performance.now(),
    newSessionId: () => newSecret(scope.crypto),
    remember,
  });
}

/** In the order of the table. @param {boolean} quick */
export function probeNames(quick) {
  const idle = quick ? [QUICK_HOLD_S] : [QUICK_HOLD_S, ...IDLE_HOLDS_S];
  const parked = quick ? [QUICK_HOLD_S] : [...PARKED_HOLDS_S, QUICK_HOLD_S].sort((a, b) => a - b);
  return [
    ...["gallery", "poll", "round_trip_http", "bulk_512", "buffering"],
    ...parked.map((seconds) => `parked_${seconds}`),
    ...["upgrade", "welcome", "frame_16", "frame_64", "round_trip_socket"],
    ...idle.map((seconds) => `idle_${seconds}`),
  ];
}

/** First the door, then HTTP, sockets and every kind of waiting side by side. */
class Examination {
  #names;
  #told;
  #http;
  #sockets;
  #session;
  #done = 0;

  /**
   * @param {Parts} parts
   * @param {AbortSignal} signal
   * @param {string[]} names
   * @param {((row: Row, done: number, total: number) => void) | undefined} onProgress
   */
  constructor(parts, signal, names, onProgress) {
    this.#names = names;
    this.#told = onProgress;
    this.#http = new HttpProbes({ ...parts, signal });
    this.#sockets = new SocketProbes({ ...parts, signal });
    this.#session = parts.newSessionId();
  }

  /** @returns {Promise<Outcome[]>} */
  async all() {
    const door = await this.#noted(this.#http.gallery());
    if (door.result !== "ok") return [door];
    const rounds = await Promise.all([this.#overHttp(), this.#overSockets(), ...this.#waits()]);
    const outcomes = [door, ...rounds.flat()];
    const place = (/** @type {Outcome} */ { probe }) => this.#names.indexOf(probe);
    return outcomes.sort((a, b) => place(a) - place(b));
  }

  /** One after the other: their times would disturb each other. */
  async #overHttp() {
    return [
      await this.#noted(this.#http.poll(this.#session)),
      await this.#noted(this.#http.roundTrip()),
      await this.#noted(this.#http.bulk()),
      await this.#noted(this.#http.buffering()),
    ];
  }

  /** Once one does not work the rest is not tried: each would wait for its own time to run out. */
  async #overSockets() {
    /** @type {[string, () => Promise<Outcome>][]} */
    const probes = [
      ["upgrade", () => this.#sockets.upgrade()],
      ["welcome", () => this.#sockets.welcome(this.#session)],
      ["frame_16", () => this.#sockets.frame(16)],
      ["frame_64", () => this.#sockets.frame(64)],
      ["round_trip_socket", () => this.#sockets.roundTrip()],
    ];
    const outcomes = [];
    let isOk = true;
    for (const [name, probe] of probes) {
      const outcome = await this.#noted(isOk ? probe() : Promise.resolve(skipped(name)));
      isOk &&= outcome.result === "ok";
      outcomes.push(outcome);
    }
    return outcomes;
  }

  #waits() {
    return this.#names.flatMap((name) => {
      const [kind, seconds] = name.split("_");
      if (kind === "idle") return [this.#noted(this.#sockets.idle(Number(seconds)))];
      return kind === "parked" ? [this.#noted(this.#http.parked(Number(seconds)))] : [];
    });
  }

  /** @param {Promise<Outcome>} promise */
  async #noted(promise) {
    const outcome = await promise;
    this.#done += 1;
    this.#told?.(rowOf(outcome), this.#done, this.#names.length);
    return outcome;
  }
}

/** @param {Outcome} outcome @returns {Row} */
function rowOf(outcome) {
  const { probe, result, ms } = outcome;
  return { probe, label: probeInWords(probe), outcome: result, words: outcomeInWords(outcome), ms };
}

/** @param {Outcome[]} outcomes @returns {Report} */
function reportOf(outcomes) {
  const diagnosis = diagnose(outcomes);
  const { findings, repairs, transport } = diagnosis;
  const words = findings.map(findingInWords);
  const lines = { nginx: nginxLines(repairs), caddy: caddyLines(repairs) };
  return {
    rows: outcomes.map(rowOf),
    finding: words[0] ?? "",
    findings: words,
    recommendation: adviceInWords(transport),
    lines: repairs.length ? lines : null,
    diagnosis,
  };
}
