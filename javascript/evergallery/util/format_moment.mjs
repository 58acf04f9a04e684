import { dayOf } from "./day_of.mjs";
import { formatClock } from "./format_clock.mjs";

/**
 * "14:02", or "22 November, 14:02" when it was not today.
 *
 * @param {number} timeMs since 1970
 * @param {number} nowMs
 */
export function formatMoment(timeMs, nowMs) {
  const moment = new Date(timeMs);
  const clock = formatClock(timeMs);
  if (dayOf(moment) === dayOf(new Date(nowMs))) return clock;
  return `${moment.toLocaleDateString("en-GB", { day: "numeric", month: "long" })}, ${clock}`;
}
