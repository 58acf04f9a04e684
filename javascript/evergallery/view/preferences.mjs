import { queryFrom } from "../model/view_query.mjs";

/** @typedef {import("./grid.mjs").TileShape} TileShape */
/** @typedef {import("./sort_control.mjs").Order} Order */

/** @type {Readonly<Record<"wide" | "narrow", TileShape>>} */
const USUAL_SHAPES = Object.freeze({
  wide: { mode: "rows", step: 56 },
  narrow: { mode: "squares", step: 30 }, // three columns on a phone
});

/**
 * What a person has set in the gallery and finds again. A phone and a desktop with the same browser
 * profile have their own.
 */
export class Preferences {
  #store;
  /** Which of the two is meant; another window may be another. */
  width;

  /**
   * @param {import("../io/store.mjs").Store} store
   * @param {"wide" | "narrow"} width
   */
  constructor(store, width) {
    this.#store = store;
    this.width = width;
  }

  /** @returns {Order} */
  get order() {
    return queryFrom(this.#store.get("order", {}));
  }

  set order({ sort, descending }) {
    this.#store.set("order", { sort, descending });
  }

  /** @returns {TileShape} */
  get shape() {
    const usual = USUAL_SHAPES[this.width];
    const kept = this.#store.get(`shape_${this.width}`, usual);
    const isMode = kept?.mode === "rows" || kept?.mode === "squares";
    return isMode && Number.isFinite(kept.step) ? kept : usual;
  }

  set shape({ mode, step }) {
    this.#store.set(`shape_${this.width}`, { mode, step });
  }

  /** Is the panel beside the picture shown? */
  get withInfo() {
    return this.#store.get(`info_${this.width}`, this.width === "wide") === true;
  }

  set withInfo(isShown) {
    this.#store.set(`info_${this.width}`, isShown);
  }

  /** Are the folders shown beside the pictures? On a phone they are a drawer, closed at first. */
  get withFolders() {
    return this.width === "wide" && this.#store.get("folders", true) === true;
  }

  set withFolders(isShown) {
    if (this.width === "wide") this.#store.set("folders", isShown);
  }
}
