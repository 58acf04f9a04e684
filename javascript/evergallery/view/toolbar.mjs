import { iconButton } from "./button.mjs";
import { make, setAttribute, setText } from "./dom.mjs";
import { LinkChip } from "./link_chip.mjs";
import { SearchBox } from "./search_box.mjs";
import { ShapeControl } from "./shape_control.mjs";
import { SortControl } from "./sort_control.mjs";
import { countInWords } from "./words.mjs";

/**
 * @typedef {object} ToolbarDelegate
 * @property {(words: string) => void} toolbarSearched
 * @property {(order: import("./sort_control.mjs").Order) => void} toolbarSorted
 * @property {(shape: import("./grid.mjs").TileShape) => void} toolbarShaped
 * @property {() => void} toolbarFoldersToggled
 */

/** Everything above the pictures. */
export class Toolbar {
  #count = make("div", { class: "eg-count", "aria-live": "polite" });
  #folders;
  search;
  shape;
  chip;
  element;

  /**
   * @param {object} options
   * @param {ToolbarDelegate} options.delegate
   * @param {import("./sort_control.mjs").Order} options.order
   * @param {import("./grid.mjs").TileShape} options.shape
   * @param {import("./link_panel.mjs").LinkDelegate} options.link
   * @param {string} options.transport
   * @param {import("../io/later.mjs").Later} options.later
   * @param {AbortSignal} options.signal
   */
  constructor({ delegate, order, shape, link, transport, later, signal }) {
    this.#folders = iconButton("folders", "Folders", () => delegate.toolbarFoldersToggled());
    this.search = new SearchBox({ onWords: (words) => delegate.toolbarSearched(words), later });
    this.shape = new ShapeControl({ shape, onShape: delegate.toolbarShaped });
    this.chip = new LinkChip({ delegate: link, transport, later, signal });
    this.element = make(
      "div",
      { class: "eg-toolbar", role: "toolbar", "aria-label": "Gallery" },
      this.#folders,
      this.search.element,
      new SortControl({ order, onOrder: delegate.toolbarSorted }).element,
      this.shape.element,
      this.#count,
      this.chip.element,
    );
  }

  /** @param {boolean} isOpen */
  showFoldersOpen(isOpen) {
    setAttribute(this.#folders, "aria-expanded", String(isOpen));
  }

  /** @param {number | null} total null while it is not known @param {string} words */
  showCount(total, words) {
    setText(this.#count, total === null ? "" : countInWords(total, words));
  }
}
