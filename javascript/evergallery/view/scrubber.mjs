import { dateMarks } from "../layout/date_marks.mjs";
import { clamp } from "../util/clamp.mjs";
import { dayOf } from "../util/day_of.mjs";
import { formatDay } from "../util/format_day.mjs";
import { make, setText } from "./dom.mjs";

/** @typedef {import("./grid.mjs").Grid} Grid */

const SPACING_PX = 30;

/** Months along the right edge; dragging goes to a date. For the eye and the pointer only: the keyboard has the grid. */
export class Scrubber {
  #marks = make("div", { class: "eg-scrubber-marks" });
  #bubble = make("div", { class: "eg-scrubber-bubble" });
  #handle = make("div", { class: "eg-scrubber-handle" }, this.#bubble);
  element = make(
    "div",
    { class: "eg-scrubber", "aria-hidden": "true", hidden: true },
    this.#marks,
    this.#handle,
  );
  #grid;
  /** For what the marks were drawn. */
  #drawn = { days: 0, height: 0, length: 0 };
  #length = 0;

  /**
   * @param {Grid} grid
   * @param {AbortSignal} signal
   */
  constructor(grid, signal) {
    this.#grid = grid;
    const observer = new ResizeObserver(([{ contentRect }]) => this.#resized(contentRect.height));
    observer.observe(this.element);
    signal.addEventListener("abort", () => observer.disconnect(), { once: true });
    this.element.addEventListener("pointerdown", (event) => this.#onDown(event));
    this.element.addEventListener("pointermove", (event) => this.#onMove(event));
    this.element.addEventListener("pointerup", () => this.#setDragging(false));
    this.element.addEventListener("pointercancel", () => this.#setDragging(false));
  }

  /** The view changed or was scrolled. */
  refresh() {
    const { layout, isShort, progress } = this.#grid;
    const days = layout.sections;
    this.element.hidden = isShort || days.length < 2 || days[0].key === "";
    if (this.element.hidden) return;
    this.#handle.style.top = `${progress * 100}%`;
    this.#drawMarks();
  }

  /** @param {number} length in px */
  #resized(length) {
    this.#length = length;
    this.refresh();
  }

  /** Only when they would move by a pixel or so: this runs with every frame of scrolling. */
  #drawMarks() {
    const { sections, height } = this.#grid.layout;
    const length = this.#length;
    const drawn = this.#drawn;
    const isSame = drawn.days === sections.length && drawn.length === length;
    if (length === 0 || (isSame && Math.abs(drawn.height - height) < height / length)) return;
    this.#drawn = { days: sections.length, height, length };
    const marks = dateMarks(sections, height, { length, spacing: SPACING_PX });
    this.#marks.replaceChildren(...marks.map(markElement));
  }

  /** @param {PointerEvent} event */
  #onDown(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    this.element.setPointerCapture(event.pointerId);
    this.#setDragging(true);
    this.#go(event);
  }

  /** @param {PointerEvent} event */
  #onMove(event) {
    if (this.element.classList.contains("eg-dragging")) this.#go(event);
  }

  /** @param {PointerEvent} event */
  #go({ clientY }) {
    const { top, height } = this.element.getBoundingClientRect();
    const share = clamp((clientY - top) / height, 0, 1);
    this.#grid.scrollToShare(share);
    this.refresh();
    const place = share * this.#grid.layout.height;
    const day = this.#grid.layout.sectionsBetween(place, place + 1)[0];
    if (day) setText(this.#bubble, formatDay(day.key, dayOf(new Date())));
  }

  /** @param {boolean} isDragging */
  #setDragging(isDragging) {
    this.element.classList.toggle("eg-dragging", isDragging);
  }
}

/** @param {import("../layout/date_marks.mjs").DateMark} mark */
function markElement({ label, share, isYear }) {
  const element = make("span", { class: isYear ? "eg-mark eg-mark-year" : "eg-mark" }, label);
  element.style.top = `${share * 100}%`;
  return element;
}
