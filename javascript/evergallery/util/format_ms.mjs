import { formatDuration } from "./format_duration.mjs";

/**
 * "38 ms", "1.2 s", "100 s", "6 min": one unit, fine where it is short.
 *
 * @param {number} durationMs
 */
export function formatMs(durationMs) {
  const rounded = Math.round(durationMs);
  if (rounded < 1_000) return `${rounded} ms`;
  if (rounded < 9_950) return `${(rounded / 1_000).toFixed(1)} s`;
  if (rounded < 300_000) return `${Math.round(rounded / 1_000)} s`;
  return formatDuration(rounded / 1_000);
}
