/** @typedef {import("./box.mjs").Box} Box */

/** A row may not be squeezed below this share of the wanted height while another break is possible. */
const LOWEST_SHARE = 0.55;

/** Above this share a short last row keeps the wanted height instead of being stretched. */
const STRETCH_LIMIT = 1.15;

/**
 * Justified rows with the least total squared deviation from the wanted height: all breaks are
 * weighed together (as a paragraph's are), so no row is far off where greedy filling leaves one.
 * Costs items x items per row, about 1,500 steps for 120 items.
 *
 * @param {number[]} aspects width / height of each picture
 * @param {object} options
 * @param {number} options.width
 * @param {number} options.rowHeight wanted
 * @param {number} options.gap
 * @param {boolean} options.fillLast also stretch the last row (more pictures follow it directly)
 * @returns {{boxes: Box[], rows: number[], height: number}} `rows` holds the first index of each row
 */
export function justify(aspects, { width, rowHeight, gap, fillLast }) {
  const rows = rowStarts(aspects, { width, rowHeight, gap, fillLast });
  /** @type {Box[]} */
  const boxes = [];
  let y = 0;
  rows.forEach((first, row) => {
    const end = rows[row + 1] ?? aspects.length;
    const isOpen = end === aspects.length && !fillLast;
    const natural = heightOfRow(aspects, first, end, width, gap);
    const height = isOpen && natural > rowHeight * STRETCH_LIMIT ? rowHeight : natural;
    placeRow(boxes, aspects.slice(first, end), { y, height, gap });
    y += height + gap;
  });
  return { boxes, rows, height: Math.max(0, y - gap) };
}

/**
 * @param {number[]} aspects
 * @param {{width: number, rowHeight: number, gap: number, fillLast: boolean}} options
 * @returns {number[]}
 */
function rowStarts(aspects, { width, rowHeight, gap, fillLast }) {
  const count = aspects.length;
  const cost = new Float64Array(count + 1).fill(Number.POSITIVE_INFINITY);
  const previous = new Int32Array(count + 1);
  cost[0] = 0;
  for (let first = 0; first < count; first += 1) {
    let sum = 0;
    for (let end = first + 1; end <= count; end += 1) {
      sum += aspects[end - 1];
      const share = (width - gap * (end - first - 1)) / sum / rowHeight;
      if (share < LOWEST_SHARE && end > first + 1) break;
      const isOpen = end === count && !fillLast;
      const total = cost[first] + (isOpen && share > 1 ? 0 : (share - 1) ** 2);
      if (total >= cost[end]) continue;
      cost[end] = total;
      previous[end] = first;
    }
  }
  return walkBack(previous, count);
}

/**
 * @param {Int32Array} previous
 * @param {number} count
 */
function walkBack(previous, count) {
  const starts = [];
  for (let end = count; end > 0; end = previous[end]) starts.push(previous[end]);
  return starts.reverse();
}

/**
 * @param {number[]} aspects
 * @param {number} first
 * @param {number} end
 * @param {number} width
 * @param {number} gap
 */
function heightOfRow(aspects, first, end, width, gap) {
  let sum = 0;
  for (let index = first; index < end; index += 1) sum += aspects[index];
  return (width - gap * (end - first - 1)) / sum;
}

/**
 * @param {Box[]} boxes
 * @param {number[]} aspects
 * @param {{y: number, height: number, gap: number}} row
 */
function placeRow(boxes, aspects, { y, height, gap }) {
  let x = 0;
  for (const aspect of aspects) {
    boxes.push({ x, y, width: aspect * height, height });
    x += aspect * height + gap;
  }
}
