import { FolderTree } from "../model/folder_tree.mjs";
import { clamp } from "../util/clamp.mjs";
import { formatCount } from "../util/format_count.mjs";
import { make } from "./dom.mjs";
import { icon } from "./icons.mjs";

/** @typedef {import("../model/folder_tree.mjs").Folder} Folder */
/** @typedef {import("../model/folder_tree.mjs").FolderLine} FolderLine */
/** @typedef {Omit<FolderLine, "folder"> & {id: number | null, name: string, total: number}} Line */

/** Lines in the document at the same time: years of dated folders are thousands. */
const LINES_SHOWN = 50;
const LINES_ABOVE = 10;

/** The folders with their counts; the first line is everything. Only lines near the window exist. */
export class FolderList {
  #list = make("div", { class: "eg-folders", role: "tree", "aria-label": "Folders" });
  element = make("nav", { class: "eg-side", "aria-label": "Folders" }, this.#list);
  #tree = new FolderTree();
  /** @type {number | null} */ #current = null;
  /** To be seen in the tree once it is known. @type {number | null} */ #toReveal = null;
  #onFolder;
  #first = 0;

  /** @param {{onFolder: (id: number | null) => void}} options */
  constructor({ onFolder }) {
    this.#onFolder = onFolder;
    this.#list.addEventListener("click", (event) => this.#onClick(event));
    this.#list.addEventListener("keydown", (event) => this.#onKey(event));
    this.element.addEventListener("scroll", () => this.#onScroll(), { passive: true });
    this.#draw();
  }

  /** @param {Folder[]} folders */
  replace(folders) {
    this.#tree.replace(folders);
    const isGone = this.#current !== null && !this.#tree.find(this.#current);
    // No folders at all: they are forgotten, not gone.
    if (isGone && folders.length > 0) this.#choose(null);
    this.#reveal();
    this.#draw();
  }

  /** The folder whose pictures are shown, chosen elsewhere; it may not be known yet. @param {number | null} id */
  show(id) {
    this.#current = id;
    this.#toReveal = id;
    this.#reveal();
    this.#draw();
  }

  /** @param {number | null} id @returns {string} "" for everything */
  nameOf(id) {
    return this.#tree.find(id)?.name ?? "";
  }

  /** Once it is known where it lies. */
  #reveal() {
    if (this.#toReveal === null || !this.#tree.find(this.#toReveal)) return;
    this.#tree.reveal(this.#toReveal);
    this.#toReveal = null;
  }

  /** @param {number | null} id */
  #choose(id) {
    this.#current = id;
    this.#draw();
    this.#onFolder(id);
  }

  /** @returns {Line[]} */
  #lines() {
    const everything = { id: null, name: "All pictures", total: this.#tree.total };
    return [
      { ...everything, depth: 0, hasChildren: false, isOpen: false },
      ...this.#tree.lines().map(({ folder, ...line }) => ({ ...folder, ...line })),
    ];
  }

  #draw() {
    const focused = this.#focusedId();
    const lines = this.#lines();
    this.#first = clamp(this.#first, 0, Math.max(0, lines.length - LINES_SHOWN));
    const shown = lines.slice(this.#first, this.#first + LINES_SHOWN);
    this.#list.style.setProperty("--eg-lines", String(lines.length));
    this.#list.style.setProperty("--eg-first", String(this.#first));
    this.#list.replaceChildren(...shown.map((line) => this.#lineElement(line)));
    if (focused !== undefined) this.#elementOf(focused)?.focus({ preventScroll: true });
  }

  #onScroll() {
    const lineHeight = this.#list.firstElementChild?.clientHeight || 32;
    const first = Math.max(0, Math.floor(this.element.scrollTop / lineHeight) - LINES_ABOVE);
    if (Math.abs(first - this.#first) < LINES_ABOVE / 2 && first > 0) return;
    if (first === this.#first) return;
    this.#first = first;
    this.#draw();
  }

  /** @param {Line} line */
  #lineElement({ id, name, total, depth, hasChildren, isOpen }) {
    const isCurrent = id === this.#current;
    const element = make(
      "div",
      {
        class: "eg-folder",
        role: "treeitem",
        tabindex: isCurrent ? 0 : -1,
        title: name,
        "data-name": id === null ? "" : name,
        "data-folder": id ?? "",
        "aria-level": depth + 1,
        "aria-selected": String(isCurrent),
        "aria-expanded": hasChildren ? String(isOpen) : null,
      },
      hasChildren ? make("span", { class: "eg-caret" }, icon("right")) : null,
      make("span", { class: "eg-folder-name" }, name),
      make("span", { class: "eg-folder-count" }, formatCount(total)),
    );
    element.style.setProperty("--eg-depth", String(depth));
    return element;
  }

  /** @param {Event} event */
  #onClick(event) {
    const target = /** @type {Element} */ (event.target);
    const element = target.closest(".eg-folder");
    if (!element) return;
    const id = idOf(element);
    if (id !== null && target.closest(".eg-caret")) this.#setOpen(id, !this.#tree.isOpen(id));
    else this.#pick(id);
  }

  /** A folder that is chosen also shows what is in it. @param {number | null} id */
  #pick(id) {
    if (id !== null) this.#tree.setOpen(id, true);
    this.#choose(id);
  }

  /** @param {number} id @param {boolean} open */
  #setOpen(id, open) {
    this.#tree.setOpen(id, open);
    this.#draw();
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const element = /** @type {Element} */ (event.target).closest(".eg-folder");
    if (!element || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!this.#act(event.key, element)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /**
   * @param {string} key
   * @param {Element} element
   * @returns {boolean} was it a key of ours?
   */
  #act(key, element) {
    const id = idOf(element);
    if (key === "ArrowDown") focusOn(element.nextElementSibling);
    else if (key === "ArrowUp") focusOn(element.previousElementSibling);
    else if (key === "Enter" || key === " ") this.#pick(id);
    else if (key === "ArrowRight" && id !== null) this.#setOpen(id, true);
    else if (key === "ArrowLeft" && id !== null) this.#setOpen(id, false);
    else return false;
    return true;
  }

  /** @returns {number | null | undefined} undefined when no line has the focus */
  #focusedId() {
    const active = document.activeElement;
    return active && this.#list.contains(active) ? idOf(active) : undefined;
  }

  /** @param {number | null} id */
  #elementOf(id) {
    const lines = /** @type {HTMLElement[]} */ ([...this.#list.children]);
    return lines.find((line) => idOf(line) === id);
  }
}

/** @param {Element} element @returns {number | null} */
function idOf(element) {
  const text = element.getAttribute("data-folder");
  return text ? Number(text) : null;
}

/** @param {Element | null} element */
function focusOn(element) {
  if (element instanceof HTMLElement) element.focus();
}
