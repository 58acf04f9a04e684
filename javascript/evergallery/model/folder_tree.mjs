/** @typedef {{id: number, parent: number | null, name: string, count: number, total: number}} Folder */
/** @typedef {{folder: Folder, depth: number, hasChildren: boolean, isOpen: boolean}} FolderLine */

/** The folders as a tree of which some branches are open. */
export class FolderTree {
  /** @type {Folder[]} */ #folders = [];
  /** @type {Map<number | null, Folder[]>} */ #children = new Map();
  /** @type {Set<number>} */ #open = new Set();

  /** @param {Folder[]} folders parents before children */
  replace(folders) {
    this.#folders = folders;
    this.#children = new Map();
    for (const folder of folders) {
      const siblings = this.#children.get(folder.parent) ?? [];
      siblings.push(folder);
      this.#children.set(folder.parent, siblings);
    }
  }

  /** Pictures in all folders. */
  get total() {
    return this.#roots.reduce((sum, { total }) => sum + total, 0);
  }

  get #roots() {
    return this.#children.get(null) ?? [];
  }

  /** @param {number | null} id */
  find(id) {
    return this.#folders.find((folder) => folder.id === id) ?? null;
  }

  /** @param {number} id */
  isOpen(id) {
    return this.#open.has(id);
  }

  /**
   * @param {number} id
   * @param {boolean} open
   */
  setOpen(id, open) {
    if (open) this.#open.add(id);
    else this.#open.delete(id);
  }

  /** Opens all folders above, so that it can be seen. @param {number} id */
  reveal(id) {
    for (let at = this.find(id)?.parent ?? null; at !== null; at = this.find(at)?.parent ?? null) {
      this.#open.add(at);
    }
  }

  /** @returns {FolderLine[]} what a reader sees, from top to bottom */
  lines() {
    /** @type {FolderLine[]} */
    const lines = [];
    for (const root of this.#roots) this.#addLines(lines, root, 0);
    return lines;
  }

  /**
   * @param {FolderLine[]} lines
   * @param {Folder} folder
   * @param {number} depth
   */
  #addLines(lines, folder, depth) {
    const children = this.#children.get(folder.id) ?? [];
    const isOpen = this.isOpen(folder.id) && children.length > 0;
    lines.push({ folder, depth, hasChildren: children.length > 0, isOpen });
    if (!isOpen) return;
    for (const child of children) this.#addLines(lines, child, depth + 1);
  }
}
