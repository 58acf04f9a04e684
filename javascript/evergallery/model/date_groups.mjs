/** @typedef {[key: string, count: number]} Group */

/** With fewer pictures per day than this, headers take more room than pictures. */
const FEWEST_PER_DAY = 3;

/** Up to this many days are told one by one however few pictures they have. */
const FEW_DAYS = 4;

/**
 * Days as they are, or months where most days have a picture or two.
 *
 * @param {Group[]} days keys "YYYY-MM-DD" in view order, or one key ""
 * @returns {Group[]}
 */
export function dateGroups(days) {
  if (days.length <= FEW_DAYS) return days;
  const total = days.reduce((sum, [, count]) => sum + count, 0);
  return total / days.length < FEWEST_PER_DAY ? months(days) : days;
}

/** @param {Group[]} days @returns {Group[]} keys "YYYY-MM" */
function months(days) {
  /** @type {Group[]} */
  const found = [];
  for (const [key, count] of days) {
    const month = key.slice(0, 7);
    const last = found.at(-1);
    if (last?.[0] === month) last[1] += count;
    else found.push([month, count]);
  }
  return found;
}
