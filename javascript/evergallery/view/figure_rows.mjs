import { formatBytes } from "../util/format_bytes.mjs";
import { formatClock } from "../util/format_clock.mjs";
import { formatCount } from "../util/format_count.mjs";
import { formatMs } from "../util/format_ms.mjs";

/** @typedef {import("../model/link_facts.mjs").LinkFacts} LinkFacts */
/** @typedef {import("../model/link_facts.mjs").Known} Known */

/** @typedef {{name: string, value: string, hint?: string}} FigureRow   hint: what it means, for hover */
/** @typedef {{title: string, rows: FigureRow[]}} FigureGroup */

const NOTHING = "–";

/** @type {Readonly<Record<string, string>>} */
const CARRIERS = Object.freeze({ websocket: "WebSocket", http: "HTTP polling", none: "none" });

/** What the ends of sockets are called here; close codes are RFC 6455, 7.4. @type {Readonly<Record<string, string>>} */
const ENDS = Object.freeze({
  1000: "ended",
  1001: "server left",
  1006: "cut or refused",
  1009: "too big",
  1012: "restart",
  refused: "refused",
  timeout: "never opened",
  silent: "silent",
  closed: "cut",
  network: "cut",
  auth: "login",
  busy: "full",
  rotated: "renewed",
});

/**
 * The figures behind "Details", in the order a person asks: how is it carried, was anything lost, how quick are
 * the pictures. What nobody has counted is left out.
 *
 * @param {LinkFacts} facts
 * @returns {FigureGroup[]}
 */
export function figureGroups(facts) {
  const groups = [
    { title: "Connection", rows: connectionRows(facts) },
    { title: "Messages", rows: messageRows(facts) },
    { title: "Pictures", rows: pictureRows(facts) },
  ];
  return groups
    .map(({ title, rows }) => ({ title, rows: rows.filter(({ value }) => value !== NOTHING) }))
    .filter(({ rows }) => rows.length > 0);
}

/** @param {LinkFacts} facts @returns {FigureRow[]} */
function connectionRows({ transport, sinceMs, figures, closes, lifeCapMs, server }) {
  const rows = [
    row("Carried by", CARRIERS[transport] ?? NOTHING),
    row("Since", sinceMs ? formatClock(sinceMs) : NOTHING),
    row("WebSockets", socketsInWords(figures), "Tried, and those that brought data."),
    row("They ended", endsInWords(closes)),
    row("Cut here after", span(lifeCapMs), "They are renewed before that."),
  ];
  if (transport === "http") rows.push(pollRow(figures));
  rows.push(row("Longest silence", span(figures.longestSilenceMs || null)));
  const hint = "How late its event loop gets to its work.";
  return [...rows, row("Server's delay", span(server.eventLoopLagMs), hint)];
}

/** @param {LinkFacts["figures"]} figures @returns {FigureRow} */
function pollRow({ pollWaitMs }) {
  const wait = pollWaitMs ? `up to ${formatMs(pollWaitMs)}` : "not at all";
  return row("Polls wait", pollWaitMs === null ? NOTHING : wait, "For news, before they ask anew.");
}

/** @param {LinkFacts} facts @returns {FigureRow[]} */
function messageRows({ figures, bytes }) {
  return [
    row("Lost", whole(figures.missing), "Gaps that were not filled."),
    row("Doubles dropped", whole(figures.duplicates), "Came twice, counted once."),
    row("Resumed", times(figures.resumes), "Went on where it was after a cut."),
    row("Begun anew", times(figures.resets), "The server had restarted or forgotten this page."),
    row("Received", sizesInWords(bytes.socketDown, bytes.httpDown)),
    row("Sent", sizesInWords(bytes.socketUp, bytes.httpUp)),
  ];
}

/** @param {LinkFacts} facts @returns {FigureRow[]} */
function pictureRows({ pictures, cache }) {
  const { socket, http, single } = pictures.bytes;
  return [
    row("First one after", span(pictures.firstTileMs), "From asking to the first on the screen."),
    row("95 % within", span(pictures.p95Ms), "From the moment they are wanted."),
    row("Came by", waysInWords(pictures.tiles)),
    row("Received", size(sum(socket, http, single)), "Thumbnails; originals are not counted."),
    row("Kept here already", keptInWords(pictures.tiles, cache), "Out of this browser's store."),
  ];
}

/** @param {LinkFacts["figures"]} figures */
function socketsInWords({ attempts, sockets }) {
  if (!attempts) return attempts === 0 ? "not tried" : NOTHING;
  return `${whole(sockets)} of ${whole(attempts)} worked`;
}

/** Ends that are called the same are counted together. @param {import("../model/link_facts.mjs").Counts} closes */
function endsInWords(closes) {
  /** @type {Map<string, number>} */
  const sums = new Map();
  for (const [code, count] of closes) {
    const name = ENDS[code] ?? code;
    sums.set(name, (sums.get(name) ?? 0) + count);
  }
  return [...sums].map(([name, count]) => `${name} ${count}×`).join(", ") || NOTHING;
}

/** @param {import("../model/link_facts.mjs").ByWay} tiles */
function waysInWords({ socket, http, single }) {
  const ways = [
    [socket, "socket"],
    [http, "HTTP"],
    [single, "one by one"],
  ];
  const taken = ways.filter(([count]) => count);
  return (
    taken.map(([count, name]) => `${name} ${formatCount(Number(count))}`).join(", ") || NOTHING
  );
}

/**
 * @param {import("../model/link_facts.mjs").ByWay} tiles
 * @param {LinkFacts["cache"]} cache
 */
function keptInWords(tiles, { hits, misses }) {
  const kept = tiles.cache ?? hits;
  const fetched = sum(tiles.socket, tiles.http, tiles.single) ?? misses;
  if (kept === null) return NOTHING;
  const all = kept + (fetched ?? 0);
  return all > 0 ? `${Math.round((100 * kept) / all)} % of ${formatCount(all)}` : NOTHING;
}

/**
 * Both ways are named where both were taken.
 *
 * @param {Known} socket
 * @param {Known} http
 */
function sizesInWords(socket, http) {
  if (!socket || !http) return size(sum(socket, http));
  return `socket ${formatBytes(socket)}, HTTP ${formatBytes(http)}`;
}

/**
 * @param {string} name
 * @param {string} value
 * @param {string} [hint]
 * @returns {FigureRow}
 */
function row(name, value, hint) {
  return { name, value, hint };
}

/** @param {Known} count */
function whole(count) {
  return count === null ? NOTHING : formatCount(count);
}

/** @param {Known} count */
function times(count) {
  return count === null ? NOTHING : `${formatCount(count)}×`;
}

/** @param {Known} durationMs */
function span(durationMs) {
  return durationMs === null ? NOTHING : formatMs(durationMs);
}

/** @param {Known} sizeBytes */
function size(sizeBytes) {
  return sizeBytes === null ? NOTHING : formatBytes(sizeBytes);
}

/** @param {...Known} parts @returns {Known} null when nobody has counted */
function sum(...parts) {
  const known = parts.filter((part) => part !== null);
  return known.length > 0 ? known.reduce((all, part) => all + part, 0) : null;
}
