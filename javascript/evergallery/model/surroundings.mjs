import { browserName } from "./browser_name.mjs";
import { hostKind } from "./host_kind.mjs";
import { CHOICES, knownCode } from "./link_codes.mjs";

/** Where the gallery may be at home; as in the boot attribute. */
const PROGRAMS = Object.freeze(["a1111", "sdnext", "standalone", "gradio"]);

/** Settings whose values are a number, a yes or a no. */
const PLAIN_SETTINGS = Object.freeze([
  "connect_timeout_ms",
  "heartbeat_ms",
  "stall_ms",
  "retry_limit",
  "poll_wait_ms",
  "thumbnail_px",
  "thumbnail_packs",
  "browser_cache_mb",
]);

/** A folder of static files is named by what is in them, the same on every machine. */
const BUILD = /\/static\/([0-9a-f]{6,64})(?:\/|$)/;

/**
 * Around the link, as far as a maintainer must know it. Never an address, a name or a path.
 *
 * @typedef {object} Surroundings
 * @property {string} browser   "Chrome 131 on Linux"
 * @property {string} scheme    "http", "https" or "other"
 * @property {string} place     the kind of host, see hostKind
 * @property {boolean} isBelowPath  the page is not at the root of its host
 * @property {string} program   the host program, or "other"
 * @property {string} build     "" when it is not known
 * @property {[name: string, value: string][]} settings
 */

/**
 * @param {object} seen
 * @param {string} seen.userAgent
 * @param {string} seen.base       the page's folder, absolute
 * @param {unknown} [seen.program]
 * @param {unknown} [seen.assets]  address of our static files, absolute or not
 * @param {any} [seen.settings]
 * @returns {Surroundings}
 */
export function surroundingsOf({ userAgent, base, program, assets, settings }) {
  const { protocol, hostname, pathname } = new URL(base);
  return {
    browser: browserName(userAgent),
    scheme: knownCode(["http", "https"], protocol.slice(0, -1)),
    place: hostKind(hostname),
    isBelowPath: pathname !== "/",
    program: knownCode(PROGRAMS, program),
    build: BUILD.exec(String(assets ?? ""))?.[1].slice(0, 12) ?? "",
    settings: settingsOf(settings),
  };
}

/** @param {any} settings @returns {[name: string, value: string][]} */
function settingsOf(settings) {
  /** @type {[string, string][]} */
  const plain = PLAIN_SETTINGS.filter((name) => isPlain(settings?.[name])).map((name) => [
    name,
    String(settings[name]),
  ]);
  return [["transport", knownCode(CHOICES, settings?.transport)], ...plain];
}

/** @param {unknown} value */
function isPlain(value) {
  return typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value));
}
