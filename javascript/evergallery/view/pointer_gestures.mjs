/** @typedef {import("../layout/zoom.mjs").Point} Point */

/**
 * Whoever moves the picture. Points are in client pixels.
 *
 * @typedef {object} GestureDelegate
 * @property {(delta: Point, total: Point) => void} gestureMoved     one finger or the mouse
 * @property {(total: Point, speed: Point, event: PointerEvent) => void} gestureEnded   speed in px per ms
 * @property {(ratio: number, at: Point, delta: Point) => void} gesturePinched
 * @property {(event: PointerEvent) => void} gestureTapped
 */

/** Less movement than this is a click. */
const TAP_PX = 6;

/** One pointer moves, two pinch; the delegate decides what that means. */
export class PointerGestures {
  #target;
  #delegate;
  /** @type {Map<number, Point>} */ #points = new Map();
  #start = { x: 0, y: 0, time: 0 };
  #wasPinch = false;

  /**
   * @param {HTMLElement} target
   * @param {GestureDelegate} delegate
   */
  constructor(target, delegate) {
    this.#target = target;
    this.#delegate = delegate;
    target.addEventListener("pointerdown", (event) => this.#onDown(event));
    target.addEventListener("pointermove", (event) => this.#onMove(event));
    target.addEventListener("pointerup", (event) => this.#onUp(event));
    target.addEventListener("pointercancel", (event) => this.#onCancel(event));
  }

  /** @param {PointerEvent} event */
  #onDown(event) {
    if (event.button !== 0) return;
    this.#points.set(event.pointerId, pointOf(event));
    this.#target.setPointerCapture(event.pointerId);
    if (this.#points.size > 1) this.#wasPinch = true;
    else this.#begin(event);
  }

  /** @param {PointerEvent} event */
  #begin(event) {
    this.#wasPinch = false;
    this.#start = { ...pointOf(event), time: event.timeStamp };
  }

  /** @param {PointerEvent} event */
  #onMove(event) {
    const before = this.#points.get(event.pointerId);
    if (!before) return;
    const now = pointOf(event);
    if (this.#points.size === 2) this.#pinch(event.pointerId, before, now);
    else if (!this.#wasPinch) this.#delegate.gestureMoved(minus(now, before), this.#total(now));
    this.#points.set(event.pointerId, now);
  }

  /**
   * @param {number} id
   * @param {Point} before
   * @param {Point} now
   */
  #pinch(id, before, now) {
    const other = [...this.#points].find(([key]) => key !== id)?.[1] ?? now;
    const ratio = distance(now, other) / Math.max(1, distance(before, other));
    const delta = minus(middle(now, other), middle(before, other));
    this.#delegate.gesturePinched(ratio, middle(now, other), delta);
  }

  /** @param {PointerEvent} event */
  #onUp(event) {
    if (!this.#points.delete(event.pointerId) || this.#points.size > 0) return;
    const total = this.#total(pointOf(event));
    const isTap = Math.hypot(total.x, total.y) < TAP_PX && !this.#wasPinch;
    if (isTap) this.#delegate.gestureTapped(event);
    const time = Math.max(1, event.timeStamp - this.#start.time);
    const moved = this.#wasPinch ? { x: 0, y: 0 } : total;
    this.#delegate.gestureEnded(moved, { x: moved.x / time, y: moved.y / time }, event);
  }

  /** @param {PointerEvent} event */
  #onCancel(event) {
    if (!this.#points.delete(event.pointerId)) return;
    this.#delegate.gestureEnded({ x: 0, y: 0 }, { x: 0, y: 0 }, event);
  }

  /** @param {Point} now */
  #total(now) {
    return minus(now, this.#start);
  }
}

/** @param {PointerEvent} event */
function pointOf({ clientX: x, clientY: y }) {
  return { x, y };
}

/** @param {Point} a @param {Point} b */
function minus(a, b) {
  return { x: a.x - b.x, y: a.y - b.y };
}

/** @param {Point} a @param {Point} b */
function middle(a, b) {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

/** @param {Point} a @param {Point} b */
function distance(a, b) {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
