import { clamp } from "../util/clamp.mjs";

/** Wanted row height or square side at the slider's ends. */
export const SMALLEST_PX = 72;
export const LARGEST_PX = 480;

/** More tiles than this on one screen, and the gallery would hold too many elements. */
const MOST_ON_SCREEN = 200;

/**
 * The slider is geometric: each step makes tiles larger by the same share.
 *
 * @param {number} step 0 to 100
 */
export function sizeOfStep(step) {
  return Math.round(SMALLEST_PX * (LARGEST_PX / SMALLEST_PX) ** (clamp(step, 0, 100) / 100));
}

/**
 * @param {number} step 0 to 100
 * @param {{width: number, height: number}} window of the space for tiles
 * @param {number} aspect average width / height of a tile
 */
export function tileSize(step, { width, height }, aspect) {
  const smallest = Math.sqrt((width * height) / (MOST_ON_SCREEN * aspect));
  return Math.max(sizeOfStep(step), smallest);
}
