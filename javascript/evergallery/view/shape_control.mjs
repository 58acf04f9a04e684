import { iconButton } from "./button.mjs";
import { make, setAttribute } from "./dom.mjs";

/** @typedef {import("./grid.mjs").TileShape} TileShape */

/** Rows or squares, and how large. */
export class ShapeControl {
  #rows = iconButton("rows", "Rows: pictures in their own shape", () => this.#setMode("rows"));
  #squares = iconButton("squares", "Squares", () => this.#setMode("squares"));
  #slider = make("input", {
    type: "range",
    class: "eg-slider",
    min: 0,
    max: 100,
    step: 1,
    "aria-label": "Size of the pictures",
    title: "Size",
  });
  element = make(
    "div",
    { class: "eg-shape" },
    make(
      "div",
      { class: "eg-switch", role: "group", "aria-label": "Layout" },
      this.#rows,
      this.#squares,
    ),
    this.#slider,
  );
  #shape;
  #onShape;

  /**
   * @param {object} options
   * @param {TileShape} options.shape
   * @param {(shape: TileShape) => void} options.onShape
   */
  constructor({ shape, onShape }) {
    this.#shape = shape;
    this.#onShape = onShape;
    this.#slider.addEventListener("input", () => this.#setStep(Number(this.#slider.value)));
    this.show(shape);
  }

  /** @param {TileShape["mode"]} mode */
  #setMode(mode) {
    if (mode !== this.#shape.mode) this.#change({ ...this.#shape, mode });
  }

  /** @param {number} step */
  #setStep(step) {
    this.#change({ ...this.#shape, step });
  }

  /** @param {TileShape} shape */
  #change(shape) {
    this.show(shape);
    this.#onShape(shape);
  }

  /** @param {TileShape} shape */
  show(shape) {
    this.#shape = shape;
    const { mode, step } = shape;
    setAttribute(this.#rows, "aria-pressed", String(mode === "rows"));
    setAttribute(this.#squares, "aria-pressed", String(mode === "squares"));
    this.#slider.value = String(step);
    this.#slider.style.setProperty("--eg-fill", `${step}%`);
  }
}
