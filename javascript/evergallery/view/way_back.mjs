import { beginningOf, landingIn } from "../model/whereabouts.mjs";

/** @typedef {import("../model/collection.mjs").Collection} Collection */
/** @typedef {import("../model/whereabouts.mjs").Whereabouts} Whereabouts */

/**
 * Where the person is, noted as they go; and after the page was loaded again the way back there: the same folder and
 * search, the same pictures in the window, the same picture in the viewer.
 */
export class WayBack {
  #bookmark;
  #view;
  #grid;
  #viewer;
  /** Where they were, until they are there again or have gone elsewhere. @type {Whereabouts | null} */ #goal =
    null;
  #isScrolled = false;

  /**
   * @param {object} options
   * @param {import("../io/bookmark.mjs").Bookmark} options.bookmark
   * @param {import("../model/open_view.mjs").OpenView} options.view
   * @param {import("./grid.mjs").Grid} options.grid
   * @param {import("./viewer.mjs").Viewer} options.viewer
   */
  constructor({ bookmark, view, grid, viewer }) {
    this.#bookmark = bookmark;
    this.#view = view;
    this.#grid = grid;
    this.#viewer = viewer;
    this.begin();
  }

  /** At the start, and when what was shown since is taken back. */
  begin() {
    this.#goal = this.#bookmark.found;
    this.#isScrolled = false;
  }

  /** Whose surroundings are wanted first. */
  get beginning() {
    return this.#goal && beginningOf(this.#goal);
  }

  /**
   * Where to show a view that is opened; only the first is one they were in.
   *
   * @param {Collection} collection
   * @returns {import("../model/whereabouts.mjs").Anchor | null} null for wherever it would be shown else
   */
  topIn(collection) {
    if (!this.#goal || this.#isScrolled) return null;
    this.#isScrolled = true;
    this.#grid.currentId = this.#goal.current;
    return landingIn(this.#goal, collection).top;
  }

  /**
   * More is known, or the gallery has come on the screen: the viewer opens if it was open. Never in a tab that is not
   * shown: a dialog nobody sees would take every click of the host's page.
   *
   * @param {boolean} isShown
   */
  walkOn(isShown) {
    const { collection } = this.#view;
    if (!this.#goal || !this.#isScrolled || !collection || !isShown) return;
    const offset = landingIn(this.#goal, collection).viewer;
    if (offset >= 0 && !this.#isCertain(collection)) return;
    if (offset >= 0 && collection.total > 0 && !collection.at(offset)) {
      this.#view.need(offset, offset + 1);
      return;
    }
    this.leave();
    if (offset >= 0) this.#viewer.open(offset);
  }

  /** The person has gone elsewhere, or is somebody else. */
  leave() {
    this.#goal = null;
    this.note();
  }

  note() {
    this.#bookmark.note(() => this.#whereabouts());
  }

  /** A picture that an earlier visit did not keep is gone only when the server says so. @param {Collection} collection */
  #isCertain(collection) {
    const id = this.#goal?.viewer?.id ?? null;
    return this.#view.savedMs === null || (id !== null && collection.offsetOf(id) >= 0);
  }

  /** @returns {Whereabouts | null} null while they are still on the way */
  #whereabouts() {
    if (this.#goal && !this.#isScrolled) return null;
    const { query } = this.#view;
    const { spot: top, currentId: current } = this.#grid;
    return { query, top, current, viewer: this.#viewer.spot ?? this.#goal?.viewer ?? null };
  }
}
