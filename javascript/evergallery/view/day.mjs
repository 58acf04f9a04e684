import { formatCount } from "../util/format_count.mjs";
import { formatDay } from "../util/format_day.mjs";
import { make, setAttribute, setText } from "./dom.mjs";

/**
 * The element of one section: a header that stays in sight while its pictures do (position: sticky),
 * and the place its tiles are positioned in.
 */
export class Day {
  #title = make("span", { class: "eg-day-title" });
  #count = make("span", { class: "eg-day-count" });
  #header = make("div", { class: "eg-day-header" }, this.#title, this.#count);
  element = make("div", { class: "eg-day", role: "group" }, this.#header);
  /** Where the element begins in the layout. */
  from = 0;

  /**
   * @param {{key: string, count: number}} section
   * @param {string} today "YYYY-MM-DD"
   */
  show({ key, count }, today) {
    const title = key ? formatDay(key, today) : "";
    setAttribute(this.element, "data-day", key || null);
    setAttribute(this.element, "aria-label", title || "Pictures");
    this.#header.hidden = key === "";
    setText(this.#title, title);
    setText(this.#count, formatCount(count));
  }

  /**
   * @param {HTMLElement} element of a tile
   * @param {{element: HTMLElement} | null} previous the tile before it, in this day or another
   */
  insert(element, previous) {
    const isHere = previous?.element.parentNode === this.element;
    (isHere ? previous.element : this.#header).after(element);
  }

  /**
   * @param {number} from in the layout
   * @param {number} to
   * @param {number} shift see ScrollSpace
   */
  place(from, to, shift) {
    this.from = from;
    const { style } = this.element;
    style.top = `${from - shift}px`;
    style.height = `${to - from}px`;
  }
}
