/**
 * "14:02": the local time of a moment, as in "offline since 14:02".
 *
 * @param {number} timeMs since 1970
 */
export function formatClock(timeMs) {
  return new Date(timeMs).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
}
