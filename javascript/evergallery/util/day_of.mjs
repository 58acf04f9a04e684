/**
 * The local day of a moment.
 *
 * @param {Date} date
 * @returns {string} "YYYY-MM-DD"
 */
export function dayOf(date) {
  const month = String(date.getMonth() + 1).padStart(2, "0");
  const day = String(date.getDate()).padStart(2, "0");
  return `${date.getFullYear()}-${month}-${day}`;
}
