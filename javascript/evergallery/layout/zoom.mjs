import { clamp } from "../util/clamp.mjs";

/** @typedef {{width: number, height: number}} Size */
/** @typedef {{x: number, y: number}} Point */

/**
 * A picture on a stage: `scale` in screen px per picture px, `x`/`y` from the stage's middle to the
 * picture's middle.
 *
 * @typedef {object} Pose
 * @property {number} scale
 * @property {number} x
 * @property {number} y
 */

const LARGEST_SCALE = 16;

/** A small picture is enlarged up to this to fill the stage; more would only show its pixels. */
const LARGEST_FIT = 2;

/**
 * The whole picture, as large as it can be.
 *
 * @param {Size} picture
 * @param {Size} stage
 * @returns {Pose}
 */
export function fitted(picture, stage) {
  return { scale: fitScale(picture, stage), x: 0, y: 0 };
}

/**
 * @param {Size} picture
 * @param {Size} stage
 */
export function fitScale(picture, stage) {
  return Math.min(LARGEST_FIT, stage.width / picture.width, stage.height / picture.height);
}

/**
 * Zooms so that the point of the picture under `at` stays there.
 *
 * @param {Pose} pose
 * @param {number} scale
 * @param {Point} at from the stage's middle
 * @param {Size} picture
 * @param {Size} stage
 * @returns {Pose}
 */
export function zoomedAt(pose, scale, at, picture, stage) {
  const bounded = clamp(scale, fitScale(picture, stage), LARGEST_SCALE);
  const ratio = bounded / pose.scale;
  const x = at.x - (at.x - pose.x) * ratio;
  const y = at.y - (at.y - pose.y) * ratio;
  return bounds({ scale: bounded, x, y }, picture, stage);
}

/**
 * No edge of the picture comes further in than the stage's edge; a side that fits stays in the middle.
 *
 * @param {Pose} pose
 * @param {Size} picture
 * @param {Size} stage
 * @returns {Pose}
 */
export function bounds(pose, picture, stage) {
  const spareX = Math.max(0, (picture.width * pose.scale - stage.width) / 2);
  const spareY = Math.max(0, (picture.height * pose.scale - stage.height) / 2);
  return {
    scale: pose.scale,
    x: clamp(pose.x, -spareX, spareX),
    y: clamp(pose.y, -spareY, spareY),
  };
}

/**
 * Is anything of the picture outside the stage?
 *
 * @param {Pose} pose
 * @param {Size} picture
 * @param {Size} stage
 */
export function isZoomed(pose, picture, stage) {
  return pose.scale > fitScale(picture, stage) * 1.001;
}
