/** @typedef {{key: string, top: number}} Placed   a day "YYYY-MM-DD" and where it begins */
/** @typedef {{label: string, share: number, isYear: boolean}} DateMark */

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/**
 * Months and years along a scroll bar, as many as there is room for.
 *
 * @param {Placed[]} days in view order
 * @param {number} height of everything
 * @param {{length: number, spacing: number}} room in px along the bar
 * @returns {DateMark[]}
 */
export function dateMarks(days, height, { length, spacing }) {
  /** @type {DateMark[]} */
  const marks = [];
  let month = "";
  for (const { key, top } of days) {
    if (key.slice(0, 7) === month) continue;
    const isYear = month !== "" && key.slice(0, 4) !== month.slice(0, 4);
    month = key.slice(0, 7);
    add(marks, { label: isYear ? key.slice(0, 4) : monthOf(key), share: top / height, isYear });
  }
  return marks;

  /** A year pushes out the month before it. @param {DateMark[]} all @param {DateMark} mark */
  function add(all, mark) {
    const last = all.at(-1);
    const isClose = last !== undefined && (mark.share - last.share) * length < spacing;
    if (isClose && (!mark.isYear || last.isYear)) return;
    if (isClose) all.pop();
    all.push(mark);
  }
}

/** @param {string} key */
function monthOf(key) {
  return MONTHS[Number(key.slice(5, 7)) - 1] ?? "";
}
