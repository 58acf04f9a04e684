/**
 * "14:02:09": the local time of a moment, where seconds matter.
 *
 * @param {number} timeMs since 1970
 */
export function formatTime(timeMs) {
  return new Date(timeMs).toLocaleTimeString("en-GB");
}
