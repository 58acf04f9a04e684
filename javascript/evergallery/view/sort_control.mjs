import { SORTS, usuallyDescending } from "../model/view_query.mjs";
import { iconButton } from "./button.mjs";
import { make } from "./dom.mjs";
import { icon } from "./icons.mjs";

/** @typedef {import("../model/view_query.mjs").ViewQuery} ViewQuery */
/** @typedef {Pick<ViewQuery, "sort" | "descending">} Order */

/** What the pictures are sorted by, and in which direction. */
export class SortControl {
  #select = make(
    "select",
    { class: "eg-select", "aria-label": "Sort by", title: "Sort by" },
    ...Object.entries(SORTS).map(([value, label]) => make("option", { value }, label)),
  );
  #direction = iconButton("down", "", () => this.#turn());
  element = make("div", { class: "eg-sort" }, this.#select, this.#direction);
  #order;
  #onOrder;

  /**
   * @param {object} options
   * @param {Order} options.order
   * @param {(order: Order) => void} options.onOrder
   */
  constructor({ order, onOrder }) {
    this.#order = { sort: order.sort, descending: order.descending };
    this.#onOrder = onOrder;
    this.#select.addEventListener("change", () => this.#choose());
    this.#show();
  }

  #choose() {
    const sort = /** @type {ViewQuery["sort"]} */ (this.#select.value);
    this.#change({ sort, descending: usuallyDescending(sort) });
  }

  #turn() {
    this.#change({ ...this.#order, descending: !this.#order.descending });
  }

  /** @param {Order} order */
  #change(order) {
    this.#order = order;
    this.#show();
    this.#onOrder(order);
  }

  #show() {
    const { sort, descending } = this.#order;
    this.#select.value = sort;
    const label = directionInWords(sort, descending);
    this.#direction.replaceChildren(icon(descending ? "down" : "up"));
    this.#direction.title = `${label} (click to turn around)`;
    this.#direction.setAttribute("aria-label", `${label}, click to turn around`);
  }
}

/**
 * @param {ViewQuery["sort"]} sort
 * @param {boolean} descending
 */
function directionInWords(sort, descending) {
  if (sort === "date") return descending ? "Newest first" : "Oldest first";
  if (sort === "name") return descending ? "Z to A" : "A to Z";
  return descending ? "Largest first" : "Smallest first";
}
