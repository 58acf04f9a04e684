/**
 * Round trips as a line in a box, the oldest at the left.
 *
 * @typedef {object} RttCurve
 * @property {string} line   an SVG path
 * @property {string} area   the same, closed along the bottom
 * @property {(ms: number) => number} yOf   where a round trip lies in the box
 */

/** Half the stroke's width, and then some: the line stays inside the box. */
const INSET_PX = 2;

/** One slow answer must not press all others to the ground: above this many p95 the line is cut off. */
const HEADROOM = 1.5;

/**
 * @param {readonly {ms: number}[]} samples at least two
 * @param {object} box
 * @param {number} box.width   px
 * @param {number} box.height  px
 * @param {number | null} box.p95Ms
 * @returns {RttCurve}
 */
export function rttCurve(samples, { width, height, p95Ms }) {
  const topMs = topOf(samples, p95Ms);
  const inner = height - 2 * INSET_PX;
  const yOf = (/** @type {number} */ ms) =>
    round(INSET_PX + inner * (1 - Math.min(Math.max(ms, 0), topMs) / topMs));
  const xOf = (/** @type {number} */ index) => round((index * width) / (samples.length - 1));
  const points = samples.map(({ ms }, index) => `${xOf(index)} ${yOf(ms)}`);
  const line = `M${points.join("L")}`;
  return { line, area: `${line}L${width} ${height}L0 ${height}Z`, yOf };
}

/**
 * @param {readonly {ms: number}[]} samples
 * @param {number | null} p95Ms
 */
function topOf(samples, p95Ms) {
  const highest = Math.max(1, ...samples.map(({ ms }) => ms));
  return p95Ms ? Math.max(1, Math.min(highest, p95Ms * HEADROOM)) : highest;
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 10) / 10;
}
