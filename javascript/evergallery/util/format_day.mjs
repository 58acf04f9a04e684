const DAY_MS = 86_400_000;

/**
 * What a day or a month is called above its pictures.
 *
 * @param {string} day "YYYY-MM-DD", or "YYYY-MM"
 * @param {string} today "YYYY-MM-DD"
 * @returns {string} "Today", "Yesterday", "Sunday, 22 November", with the year when it is another one;
 *   "November 2026"
 */
export function formatDay(day, today) {
  const time = Date.parse(day);
  if (Number.isNaN(time)) return day;
  if (day.length === 7) return monthInWords(new Date(time));
  const daysAgo = Math.round((Date.parse(today) - time) / DAY_MS);
  if (daysAgo === 0) return "Today";
  if (daysAgo === 1) return "Yesterday";
  return inWords(new Date(time), day.slice(0, 4) !== today.slice(0, 4));
}

/**
 * @param {Date} date midnight UTC of the day
 * @param {boolean} withYear
 */
function inWords(date, withYear) {
  return date.toLocaleDateString("en-GB", {
    weekday: "long",
    day: "numeric",
    month: "long",
    year: withYear ? "numeric" : undefined,
    timeZone: "UTC",
  });
}

/** @param {Date} date in the month, UTC */
function monthInWords(date) {
  return date.toLocaleDateString("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });
}
