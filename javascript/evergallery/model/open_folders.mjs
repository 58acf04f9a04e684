/** @typedef {import("./folder_tree.mjs").Folder} Folder */
/** @typedef {import("./open_view.mjs").Request} Request */

/** Body of the command `folders`. @typedef {{folders: Folder[], fingerprint?: string, unchanged?: boolean}} Answer */

/**
 * The tree as an earlier visit kept it.
 *
 * @typedef {object} Memory
 * @property {() => Promise<Answer | null>} folders
 * @property {<T>(reading: Promise<T>) => Promise<T | null>} soon   as in open_view.mjs
 * @property {(answer: Answer) => void} keepFolders
 */

/**
 * The tree of folders as the server told it last; until it does, as an earlier visit kept it. One that is known already
 * is not told again.
 *
 * Event: `changed` {folders}.
 */
export class OpenFolders extends EventTarget {
  #request;
  #memory;
  #signal;
  /** @type {Answer | null} */ #answer = null;
  #shown = "";

  /**
   * @param {Request} request
   * @param {object} options
   * @param {Memory} options.memory
   * @param {AbortSignal} options.signal
   */
  constructor(request, { memory, signal }) {
    super();
    this.#request = request;
    this.#memory = memory;
    this.#signal = signal;
  }

  async open() {
    await this.#memory.soon(this.#recall());
    await this.refresh();
  }

  /** Where nothing is answered, what is shown stays. */
  async refresh() {
    const answer = await this.#ask().catch(() => null);
    if (!answer || answer.unchanged) return;
    this.#take(answer);
    this.#memory.keepFolders(answer);
  }

  /** What is shown is not for this person's eyes, or of another library. */
  forget() {
    this.#take({ folders: [] });
    this.#answer = null;
  }

  /** What was known when it was asked may be another tree when "unchanged" comes. @returns {Promise<Answer>} */
  async #ask() {
    const known = this.#answer?.fingerprint ?? "";
    const answer = await this.#request("folders", { known }, { signal: this.#signal });
    if (!answer.unchanged || answer.fingerprint === this.#answer?.fingerprint) return answer;
    return this.#request("folders", {}, { signal: this.#signal });
  }

  /** The server may have been quicker. */
  async #recall() {
    const answer = await this.#memory.folders().catch(() => null);
    if (answer && !this.#answer) this.#take(answer);
  }

  /** @param {Answer} answer */
  #take(answer) {
    this.#answer = answer;
    const { folders } = answer;
    const text = JSON.stringify(folders);
    if (text === this.#shown) return;
    this.#shown = text;
    this.dispatchEvent(new CustomEvent("changed", { detail: { folders } }));
  }
}
