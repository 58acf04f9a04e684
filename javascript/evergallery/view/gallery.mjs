import { ThumbQueue } from "../io/thumb_queue.mjs";
import { OpenView } from "../model/open_view.mjs";
import { NEWEST_FIRST } from "../model/view_query.mjs";
import { Addresses } from "./addresses.mjs";
import { make, setAttribute } from "./dom.mjs";
import { FolderList } from "./folder_list.mjs";
import { galleryState, noticeFor } from "./gallery_state.mjs";
import { Grid } from "./grid.mjs";
import { HelpPanel } from "./help_panel.mjs";
import { NewsPill } from "./news_pill.mjs";
import { Notice } from "./notice.mjs";
import { Place } from "./place.mjs";
import { Preferences } from "./preferences.mjs";
import { ProgressLine } from "./progress_line.mjs";
import { Scrubber } from "./scrubber.mjs";
import { Theme } from "./theme.mjs";
import { Toolbar } from "./toolbar.mjs";
import { TransportChoice } from "./transport_choice.mjs";
import { Viewer } from "./viewer.mjs";

/** @typedef {import("../model/view_query.mjs").ViewQuery} ViewQuery */
/** @typedef {import("./grid.mjs").TileShape} TileShape */
/** @typedef {import("./words.mjs").LinkStatus} LinkStatus */
/** @typedef {import("./words.mjs").Progress} Progress */

/**
 * What the gallery needs of io/driver.mjs.
 *
 * @typedef {EventTarget & {
 *   request: import("../model/open_view.mjs").Request,
 *   status: () => LinkStatus,
 *   setTransport: (name: string) => void,
 *   hurry?: () => void,
 * }} Link
 */

/** Thumbnails at the same time. Over HTTP/1.1 a browser has six connections, and polls take two. */
const THUMBS_BESIDE_SOCKET = 6;
const THUMBS_BESIDE_POLLS = 4;

/** @type {Progress} */
const IDLE = { phase: "idle", found: 0, done: 0, per_second: 0, seconds_left: null };

/** The gallery in its element: puts the parts together and passes between them and the link. */
export class Gallery {
  #element;
  #link;
  #preferences;
  #transport;
  #place;
  #theme;
  #lifetime = new AbortController();
  #view;
  #thumbs;
  #toolbar;
  #folders;
  #grid;
  #viewer;
  #scrubber;
  #pill = new NewsPill({ onClick: () => this.#grid.scrollToTop() });
  #notice = new Notice({
    onClear: () => this.#toolbar.search.clear(),
    onRetry: () => this.#tryAgain(),
  });
  #progressLine = new ProgressLine();
  #help = new HelpPanel();
  #progress = IDLE;
  /** @type {{message?: string} | null} */ #failure = null;
  #isDrawer = false;

  /**
   * @param {object} options
   * @param {HTMLElement} options.element the <eg-gallery>
   * @param {Link} options.link
   * @param {import("../io/store.mjs").Store} options.store
   * @param {import("../io/later.mjs").Later} options.later
   * @param {string} options.base absolute, ends with "/"
   * @param {{host?: string, settings?: {transport?: string}}} options.boot
   */
  constructor({ element, link, store, later, base, boot }) {
    this.#element = element;
    setAttribute(element, "data-host", boot.host);
    this.#link = link;
    this.#place = new Place({ element, later });
    this.#preferences = new Preferences(store, this.#place.isNarrow ? "narrow" : "wide");
    this.#transport = new TransportChoice(store, base, boot.settings?.transport ?? "auto");
    const { signal } = this.#lifetime;
    this.#theme = new Theme(element, signal);
    const addresses = new Addresses(base);
    /** @type {import("../model/open_view.mjs").Request} */
    const request = (command, params, options) => link.request(command, params, options);
    this.#view = new OpenView(request);
    this.#thumbs = new ThumbQueue({ later, limit: THUMBS_BESIDE_SOCKET });
    this.#folders = new FolderList({ onFolder: (id) => this.#chooseFolder(id) });
    this.#grid = new Grid({
      delegate: this.#gridDelegate(),
      thumbs: this.#thumbs,
      addresses,
      later,
      shape: this.#preferences.shape,
      signal,
    });
    this.#scrubber = new Scrubber(this.#grid, signal);
    this.#viewer = new Viewer({
      delegate: this.#viewerDelegate(),
      addresses,
      request,
      later,
      withInfo: this.#preferences.withInfo,
      signal,
    });
    this.#toolbar = new Toolbar({
      delegate: this.#toolbarDelegate(),
      order: this.#preferences.order,
      shape: this.#preferences.shape,
      status: () => link.status(),
      transport: this.#transport.current,
      later,
      signal,
    });
    // The first welcome may come before the style sheets do.
    link.addEventListener("welcome", (event) => this.#onWelcome(detailOf(event)), { signal });
  }

  start() {
    this.#build();
    this.#listen(this.#lifetime.signal);
    this.#showWidth();
    this.fit();
    this.#applyTransport();
    this.#linkChanged();
    this.#view.open({ ...NEWEST_FIRST, ...this.#preferences.order });
    this.#refreshFolders();
    this.#refreshProgress();
  }

  stop() {
    this.#lifetime.abort();
    this.#grid.stop();
    this.#thumbs.stop();
    this.#view.close();
    this.#element.replaceChildren();
  }

  /** The tab was shown, or the window has another size. */
  fit() {
    if (!this.#place.fit()) return;
    this.#theme.refresh();
    const width = this.#place.isNarrow ? "narrow" : "wide";
    if (width !== this.#preferences.width) this.#setWidth(width);
    if (this.#place.isDrawer !== this.#isDrawer) this.#showWidth();
    this.#grid.resized();
    this.#scrubber.refresh();
  }

  /** What the person chose elsewhere: in the host's settings page. @param {string} name */
  transportChosen(name) {
    this.#transport.hostSays(name);
    this.#applyTransport();
  }

  /** A phone was turned, or a tab was opened that was hidden. @param {"wide" | "narrow"} width */
  #setWidth(width) {
    this.#preferences.width = width;
    this.#toolbar.shape.show(this.#preferences.shape);
    this.#grid.reshape(this.#preferences.shape);
  }

  #showWidth() {
    this.#isDrawer = this.#place.isDrawer;
    this.#setFoldersOpen(!this.#isDrawer && this.#preferences.withFolders);
  }

  #build() {
    const scrim = make("div", { class: "eg-scrim" });
    scrim.addEventListener("click", () => this.#setFoldersOpen(false));
    const main = make(
      "div",
      { class: "eg-main" },
      this.#grid.element,
      this.#scrubber.element,
      this.#pill.element,
      this.#notice.element,
      this.#progressLine.element,
    );
    const body = make("div", { class: "eg-body" }, this.#folders.element, scrim, main);
    const parts = [this.#toolbar.element, body, this.#viewer.element, this.#help.element];
    this.#element.replaceChildren(make("div", { class: "eg-frame" }, ...parts), this.#theme.probe);
  }

  /** @param {AbortSignal} signal */
  #listen(signal) {
    const link = this.#link;
    link.addEventListener("change", () => this.#linkChanged(), { signal });
    link.addEventListener("activity", () => this.#toolbar.chip.refresh(), { signal });
    link.addEventListener("reset", () => this.#onReset(), { signal });
    link.addEventListener("event", (event) => this.#onEvent(detailOf(event)), { signal });
    const view = this.#view;
    view.addEventListener("opened", (event) => this.#onOpened(detailOf(event)));
    view.addEventListener("changed", (event) => this.#onChanged(detailOf(event)));
    view.addEventListener("rows", (event) => this.#onRows(detailOf(event)));
    view.addEventListener("missed", () => this.#reopen());
    view.addEventListener("failed", (event) => this.#onFailed(detailOf(event).error));
    this.#element.addEventListener("keydown", (event) => this.#onKey(event), { signal });
    this.#place.watch(() => this.fit(), signal);
  }

  // The link

  #linkChanged() {
    const status = this.#link.status();
    const isSocket = status.transport === "websocket";
    this.#thumbs.setLimit(isSocket ? THUMBS_BESIDE_SOCKET : THUMBS_BESIDE_POLLS);
    setAttribute(this.#element, "data-transport", status.transport);
    setAttribute(this.#element, "data-reason", status.reason);
    this.#toolbar.chip.refresh();
    this.#showState();
    this.#tell("transport-changed", { transport: status.transport, reason: status.reason });
  }

  /** @param {{settings?: {transport?: string}}} welcome */
  #onWelcome({ settings }) {
    if (settings?.transport) this.transportChosen(settings.transport);
    setAttribute(this.#element, "data-epoch", this.#link.status().epoch ?? "");
    this.#grid.retryBroken();
    if (this.#failure) this.#reopen();
  }

  /** The server has forgotten this session and its views. */
  #onReset() {
    this.#reopen();
    this.#refreshFolders();
    this.#refreshProgress();
  }

  #reopen() {
    this.#view.reopen(this.#grid.anchorId);
  }

  /** @param {{name: string, data: any}} event */
  #onEvent({ name, data }) {
    if (name === "view_changed") this.#view.viewChanged(data);
    else if (name === "items_changed") this.#view.itemsChanged(data.ids);
    else if (name === "folders_changed") this.#refreshFolders();
    else if (name === "progress") this.#showProgress(data);
    else if (name === "settings_changed") this.transportChosen(data.settings.transport);
  }

  /** @param {string} name */
  #chooseTransport(name) {
    this.#transport.choose(name);
    this.#applyTransport();
    if (this.#link.status().transport !== "websocket") this.#link.hurry?.();
  }

  /** The link leaves alone what is so already. */
  #applyTransport() {
    const { current, setting } = this.#transport;
    this.#toolbar.chip.choose(current, setting);
    this.#link.setTransport(current);
  }

  async #refreshFolders() {
    const answer = await this.#asked("folders");
    if (answer) this.#folders.replace(answer.folders);
  }

  async #refreshProgress() {
    const progress = await this.#asked("status");
    if (progress) this.#showProgress(progress);
  }

  /** @param {string} command @returns {Promise<any>} null when it failed: what is shown stays */
  #asked(command) {
    const { signal } = this.#lifetime;
    return this.#link.request(command, {}, { signal }).catch(() => null);
  }

  // The view

  /** @param {{collection: import("../model/collection.mjs").Collection, anchorOffset: number}} opened */
  #onOpened({ collection, anchorOffset }) {
    this.#failure = null;
    this.#grid.setBusy(false);
    this.#grid.show(collection, anchorOffset);
    this.#viewer.refresh();
    this.#showState();
    this.#tell("view-opened", { total: collection.total, query: this.#view.query });
  }

  /** @param {{splice: import("../model/collection.mjs").Splice, groups: [string, number][]}} change */
  #onChanged({ splice, groups }) {
    this.#grid.splice(splice, groups);
    this.#viewer.refresh();
    this.#showState();
  }

  /** @param {{first: number, count: number}} rows */
  #onRows({ first, count }) {
    this.#grid.rowsArrived(first, count);
    this.#viewer.refresh();
  }

  /** @param {{message?: string}} error */
  #onFailed(error) {
    this.#failure = error;
    this.#grid.setBusy(false);
    this.#showState();
  }

  /** @param {Partial<ViewQuery>} change */
  #ask(change) {
    this.#grid.setBusy(true);
    this.#view.open({ ...this.#view.query, ...change });
    this.#grid.scrollToTop();
    this.#showState();
  }

  /** @param {number | null} folder */
  #chooseFolder(folder) {
    if (this.#isDrawer) this.#setFoldersOpen(false);
    this.#ask({ folder });
  }

  // What is going on

  /** @param {Progress} progress */
  #showProgress(progress) {
    this.#progress = progress;
    this.#progressLine.show(progress);
    this.#showState();
  }

  #showState() {
    const situation = this.#situation();
    const state = galleryState(situation);
    setAttribute(this.#element, "data-state", state);
    setAttribute(this.#element, "data-total", situation.total);
    this.#toolbar.showCount(situation.total, situation.words);
    this.#notice.show(noticeFor(situation));
    this.#scrubber.refresh();
  }

  /** @returns {import("./gallery_state.mjs").Situation} */
  #situation() {
    const { words, folder } = this.#view.query;
    return {
      status: this.#link.status(),
      total: this.#view.collection?.total ?? null,
      failure: this.#failure,
      words,
      folderName: this.#folders.nameOf(folder),
      isScanning: this.#progress.phase !== "idle",
    };
  }

  #tryAgain() {
    this.#failure = null;
    this.#link.hurry?.();
    this.#reopen();
    this.#showState();
  }

  // Delegates

  /** @returns {import("./grid.mjs").GridDelegate} */
  #gridDelegate() {
    return {
      gridNeeds: (first, end) => this.#view.need(first, end),
      gridItemOpened: (offset) => this.#viewer.open(offset),
      gridNewsChanged: (count) => this.#pill.show(count),
      gridMoved: () => this.#scrubber?.refresh(),
    };
  }

  /** @returns {import("./viewer.mjs").ViewerDelegate} */
  #viewerDelegate() {
    return {
      viewerCollection: () => this.#view.collection,
      viewerNeeds: (first, end) => this.#view.need(first, end),
      viewerTurned: (offset, { id, name }) => this.#tell("item-opened", { id, name, offset }),
      viewerClosed: (offset) => {
        this.#grid.reveal(offset);
        this.#tell("item-closed", {});
      },
      viewerInfoToggled: (isOpen) => {
        this.#preferences.withInfo = isOpen;
      },
    };
  }

  /** @returns {import("./toolbar.mjs").ToolbarDelegate} */
  #toolbarDelegate() {
    return {
      toolbarSearched: (words) => this.#ask({ words }),
      toolbarSorted: (order) => {
        this.#preferences.order = order;
        this.#ask(order);
      },
      toolbarShaped: (shape) => {
        this.#preferences.shape = shape;
        this.#grid.reshape(shape);
        this.#scrubber.refresh();
      },
      toolbarTransportChosen: (name) => this.#chooseTransport(name),
      toolbarFoldersToggled: () => this.#toggleFolders(),
    };
  }

  // The person

  #toggleFolders() {
    const isOpen = !this.#element.classList.contains("eg-folders-open");
    this.#setFoldersOpen(isOpen);
    if (!this.#isDrawer) this.#preferences.withFolders = isOpen;
  }

  /** @param {boolean} isOpen */
  #setFoldersOpen(isOpen) {
    this.#element.classList.toggle("eg-folders-open", isOpen);
    this.#toolbar.showFoldersOpen(isOpen);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || this.#viewer.isOpen) return;
    if (event.key === "Escape" && this.#isDrawer) this.#setFoldersOpen(false);
    if (/** @type {Element} */ (event.target).closest("input, select")) return;
    if (event.key === "/") this.#toolbar.search.focus();
    else if (event.key === "?") this.#help.open();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /**
   * @param {string} name
   * @param {object} detail
   */
  #tell(name, detail) {
    const event = new CustomEvent(`evergallery:${name}`, { detail, bubbles: true });
    this.#element.dispatchEvent(event);
  }
}

/** @param {Event} event @returns {any} */
function detailOf(event) {
  return /** @type {CustomEvent} */ (event).detail;
}
