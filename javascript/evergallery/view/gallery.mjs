import { Marking } from "../model/marking.mjs";
import { OpenFolders } from "../model/open_folders.mjs";
import { OpenView } from "../model/open_view.mjs";
import { ownerOf } from "../model/owner.mjs";
import { surroundingsOf } from "../model/surroundings.mjs";
import { NEWEST_FIRST } from "../model/view_query.mjs";
import { Addresses } from "./addresses.mjs";
import { AsOfLine } from "./as_of_line.mjs";
import { make, setAttribute } from "./dom.mjs";
import { FolderList } from "./folder_list.mjs";
import { galleryState, noticeFor } from "./gallery_state.mjs";
import { Grid } from "./grid.mjs";
import { HelpPanel } from "./help_panel.mjs";
import { caughtUpInWords, refusedInWords, waitingInWords } from "./mark_words.mjs";
import { NewsPill } from "./news_pill.mjs";
import { Notice } from "./notice.mjs";
import { Place } from "./place.mjs";
import { Preferences } from "./preferences.mjs";
import { ProgressLine } from "./progress_line.mjs";
import { Scrubber } from "./scrubber.mjs";
import { Theme } from "./theme.mjs";
import { Toast } from "./toast.mjs";
import { Toolbar } from "./toolbar.mjs";
import { TransportChoice } from "./transport_choice.mjs";
import { Viewer } from "./viewer.mjs";
import { WayBack } from "./way_back.mjs";
import { linkTone } from "./words.mjs";

/** @typedef {import("../model/view_query.mjs").ViewQuery} ViewQuery */
/** @typedef {import("./grid.mjs").TileShape} TileShape */
/** @typedef {import("./words.mjs").LinkStatus} LinkStatus */
/** @typedef {import("./words.mjs").Progress} Progress */

/**
 * What the gallery needs of io/driver.mjs.
 *
 * @typedef {EventTarget & {
 *   request: import("../model/open_view.mjs").Request,
 *   act: import("../model/marking.mjs").Act,
 *   status: () => LinkStatus,
 *   setTransport: (name: string) => void,
 *   hurry?: () => void,
 *   forget?: () => void,
 * }} Link
 */

/** @typedef {{transport?: string, thumbnail_packs?: boolean, browser_cache_mb?: number}} ServerSettings   those the gallery obeys */

/** Requests for thumbnails at the same time: four in all of HTTP/1.1's six connections, one of them a parked poll's. */
const THUMBS_BESIDE_SOCKET = 4;
const THUMBS_BESIDE_POLLS = 3;

/** @type {Progress} */
const IDLE = { phase: "idle", found: 0, done: 0, per_second: 0, seconds_left: null };

/** The gallery in its element: puts the parts together and passes between them and the link. */
export class Gallery {
  #element;
  #link;
  #base;
  #test;
  #preferences;
  #transport;
  #place;
  #theme;
  #lifetime = new AbortController();
  #view;
  #thumbs;
  #toolbar;
  #folders;
  #tree;
  #grid;
  #viewer;
  #scrubber;
  #pill = new NewsPill({ onClick: () => this.#grid.scrollToTop() });
  #notice = new Notice({
    onClear: () => this.#toolbar.search.clear(),
    onRetry: () => this.#tryAgain(),
  });
  #marking;
  #toast;
  #progressLine = new ProgressLine();
  #asOfLine;
  #kept;
  #bookmark;
  #wayBack;
  /** What is asked for first. @type {ViewQuery} */ #beginning;
  #help = new HelpPanel();
  #progress = IDLE;
  /** @type {{message?: string} | null} */ #failure = null;
  #isDrawer = false;

  /**
   * @param {object} options
   * @param {HTMLElement} options.element the <eg-gallery>
   * @param {Link} options.link
   * @param {import("../io/store.mjs").Store} options.store
   * @param {import("../io/pack_queue.mjs").PackQueue} options.thumbs
   * @param {import("../io/kept_gallery.mjs").KeptGallery} options.kept
   * @param {import("../io/tab_kept.mjs").TabKept} options.tab
   * @param {import("../io/later.mjs").Later} options.later
   * @param {string} options.base absolute, ends with "/"
   * @param {{host?: string, settings?: {transport?: string}}} options.boot
   * @param {import("./connection_test.mjs").RunTest} [options.test] of the connection
   */
  constructor({ element, link, store, thumbs, kept, tab, later, base, boot, test }) {
    this.#element = element;
    this.#base = base;
    this.#test = test;
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
    this.#kept = kept;
    this.#bookmark = tab.bookmark;
    this.#beginning = { ...NEWEST_FIRST, ...this.#preferences.order, ...tab.bookmark.found?.query };
    this.#asOfLine = new AsOfLine(later);
    this.#view = new OpenView(request, {
      memory: kept.answers,
      anchorId: () => this.#grid.anchorId,
    });
    this.#marking = new Marking({
      act: (command, params, options) => link.act(command, params, options),
      journal: tab.journal,
      later,
      isLive: () => !["offline", "refused"].includes(linkTone(link.status())),
    });
    this.#toast = new Toast({ later });
    this.#thumbs = thumbs;
    this.#tree = new OpenFolders(request, { memory: kept.answers, signal });
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
      kept,
      later,
      withInfo: this.#preferences.withInfo,
      signal,
    });
    this.#wayBack = new WayBack({
      bookmark: tab.bookmark,
      view: this.#view,
      grid: this.#grid,
      viewer: this.#viewer,
    });
    this.#toolbar = new Toolbar({
      delegate: this.#toolbarDelegate(),
      order: this.#beginning,
      shape: this.#preferences.shape,
      link: this.#linkDelegate(boot),
      transport: this.#transport.current,
      later,
      signal,
    });
    // The first welcome may come before the style sheets do.
    link.addEventListener("welcome", (event) => this.#onWelcome(detailOf(event)), { signal });
  }

  /** Asks for what will be shown; answers may come before `show`. */
  start() {
    this.#listen(this.#lifetime.signal);
    this.#applyTransport();
    this.#linkChanged();
    this.#toolbar.search.show(this.#beginning.words);
    this.#folders.show(this.#beginning.folder);
    if (this.#bookmark.owner !== null) this.#marking.presume(this.#bookmark.owner);
    this.#view.open(this.#beginning, this.#wayBack.beginning);
    this.#tree.open();
    this.#refreshProgress();
  }

  /** Puts it on the page, once the style sheet is there: the grid measures itself. */
  show() {
    this.#build();
    this.#showWidth();
    this.fit();
  }

  stop() {
    this.#bookmark.stop();
    this.#lifetime.abort();
    this.#grid.stop();
    this.#thumbs.stop();
    this.#view.remember();
    this.#view.close();
    this.#asOfLine.stop();
    this.#marking.stop();
    this.#toast.stop();
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
    this.#wayBack.walkOn(this.#isShown);
  }

  /** The way to begin with: this browser's choice, or the host's setting. */
  get transport() {
    return this.#transport.current;
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
      this.#asOfLine.element,
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
    view.addEventListener("confirmed", () => this.#onConfirmed());
    view.addEventListener("forgotten", () => this.#onForgotten());
    view.addEventListener("changed", (event) => this.#onChanged(detailOf(event)));
    view.addEventListener("rows", (event) => this.#onRows(detailOf(event)));
    view.addEventListener("missed", () => this.#reopen());
    view.addEventListener("failed", (event) => this.#onFailed(detailOf(event).error));
    const showTree = (/** @type {Event} */ event) => {
      this.#folders.replace(detailOf(event).folders);
    };
    this.#tree.addEventListener("changed", showTree);
    const marking = this.#marking;
    marking.addEventListener("changed", (event) => this.#onMarkChanged(detailOf(event).id));
    marking.addEventListener("saved", (event) => this.#onMarkSaved(detailOf(event)));
    marking.addEventListener("late", () => this.#say(waitingInWords(link.status())));
    marking.addEventListener("caughtup", () => this.#say(caughtUpInWords()));
    marking.addEventListener("refused", (event) => this.#onMarkRefused(detailOf(event)));
    this.#element.addEventListener("keydown", (event) => this.#onKey(event), { signal });
    window.addEventListener("focus", () => this.#onFocus(), { signal });
    this.#place.watch(() => this.fit(), signal);
    const onVisibility = () => document.hidden && this.#keep();
    document.addEventListener("visibilitychange", onVisibility, { signal });
    window.addEventListener("pagehide", () => this.#keep(), { signal });
  }

  // The link

  #linkChanged() {
    const status = this.#link.status();
    const isSocket = status.transport === "websocket";
    const wasDown = this.#element.getAttribute("data-transport") === "none";
    if (wasDown && status.transport !== "none") this.#grid.retryBroken();
    this.#thumbs.setLimit(isSocket ? THUMBS_BESIDE_SOCKET : THUMBS_BESIDE_POLLS);
    setAttribute(this.#element, "data-transport", status.transport);
    setAttribute(this.#element, "data-reason", status.reason);
    this.#toolbar.chip.refresh();
    // A login that ended before the server said whose pictures these are: not for whoever sits here.
    if (status.state === "auth" && this.#kept.refused()) this.#hide();
    if (isUp(status)) this.#viewer.retry();
    this.#showState();
    this.#tell("transport-changed", { transport: status.transport, reason: status.reason });
  }

  /** @param {{settings?: ServerSettings, library?: string, user_tag?: string}} welcome */
  #onWelcome({ settings, ...welcome }) {
    if (!this.#kept.welcomed(welcome)) this.#forget();
    this.#meet(ownerOf(welcome));
    if (settings) this.#onSettings(settings);
    // Each poll is welcomed: what the server could not show yesterday is asked again of another server only.
    const epoch = this.#link.status().epoch ?? "";
    if (epoch !== this.#element.getAttribute("data-epoch")) this.#grid.retryBroken();
    setAttribute(this.#element, "data-epoch", epoch);
    if (this.#failure) this.#reopen();
  }

  /** @param {ServerSettings} settings */
  #onSettings({ transport, thumbnail_packs: isPacking, browser_cache_mb: cacheMb }) {
    this.#kept.setLimit(cacheMb);
    if (transport) this.transportChosen(transport);
    this.#thumbs.setPacking(isPacking ?? true);
  }

  /** Another person does not go on where this one was. @param {import("../model/owner.mjs").Owner} owner */
  #meet(owner) {
    if (!this.#bookmark.welcomed(owner)) this.#goHome();
    this.#marking.welcomed(owner);
  }

  #goHome() {
    this.#toolbar.search.show("");
    this.#folders.show(null);
    this.#ask({ folder: null, words: "" });
  }

  /** Whoever sits here has to log in first, and may be somebody else. */
  #hide() {
    this.#forget();
    this.#toolbar.search.show("");
    this.#wayBack.begin();
  }

  /** What was shown so far is somebody else's. */
  #forget() {
    this.#view.forget();
    this.#thumbs.forget();
    this.#tree.forget();
  }

  /** The server has forgotten this session and its views. */
  #onReset() {
    this.#reopen();
    this.#tree.refresh();
    this.#refreshProgress();
  }

  #reopen() {
    this.#view.reopen();
  }

  /** @param {{name: string, data: any}} event */
  #onEvent({ name, data }) {
    if (name === "view_changed") this.#view.viewChanged(data);
    else if (name === "items_changed") this.#view.itemsChanged(data.ids);
    else if (name === "folders_changed") this.#tree.refresh();
    else if (name === "progress") this.#showProgress(data);
    else if (name === "settings_changed") this.#onSettings(data.settings);
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
    const top = this.#wayBack.topIn(collection);
    if (top) this.#grid.show(collection, top.offset, top.above);
    else this.#grid.show(collection, anchorOffset);
    this.#viewer.refresh();
    this.#toolbar.search.show(this.#view.query.words);
    this.#showState();
    this.#tell("view-opened", { total: collection.total, query: this.#view.query });
    this.#moveOn();
  }

  /** The server says what is shown already. */
  #onConfirmed() {
    this.#failure = null;
    this.#grid.setBusy(false);
    this.#showState();
    this.#tell("view-opened", { total: this.#view.collection?.total, query: this.#view.query });
    this.#moveOn();
  }

  /** What is shown is another part of it, or more is known. */
  #moveOn() {
    this.#wayBack.walkOn(this.#isShown);
    this.#wayBack.note();
  }

  /** On the page, and not in a tab that is hidden. */
  get #isShown() {
    return this.#grid.element.clientWidth > 0;
  }

  /** Nothing is shown any more: it is not for these eyes, or of a folder that is gone. */
  #onForgotten() {
    this.#viewer.close();
    this.#grid.clear();
    this.#showState();
  }

  /** The page may be about to go: what is shown is kept for the next visit. */
  #keep() {
    if (isUp(this.#link.status())) this.#view.remember();
    this.#bookmark.settle();
    this.#kept.settle();
  }

  /** @param {{splice: import("../model/collection.mjs").Splice, groups: [string, number][]}} change */
  #onChanged({ splice, groups }) {
    this.#grid.splice(splice, groups);
    this.#viewer.refresh();
    this.#showState();
    this.#moveOn();
  }

  /** @param {{first: number, count: number}} rows */
  #onRows({ first, count }) {
    this.#grid.rowsArrived(first, count);
    this.#viewer.refresh();
    this.#wayBack.walkOn(this.#isShown);
  }

  /** @param {{code?: string, message?: string}} error */
  #onFailed(error) {
    if (error.code === "folder_unknown" && this.#view.query.folder !== null) return this.#goUp();
    this.#failure = error;
    this.#grid.setBusy(false);
    this.#showState();
  }

  /** The folder they were in is gone. */
  #goUp() {
    this.#folders.show(null);
    this.#ask({ folder: null });
  }

  /** @param {Partial<ViewQuery>} change */
  #ask(change) {
    this.#wayBack.leave();
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

  // Marks

  /** @param {import("../model/item.mjs").Item} item @returns {import("./tile.mjs").Mark} */
  #markOf(item) {
    return { favourite: this.#marking.isFavourite(item), isWaiting: this.#marking.isWaiting(item) };
  }

  /** @param {number} id */
  #onMarkChanged(id) {
    this.#grid.markChanged(id);
    this.#viewer.markChanged(id);
  }

  /** @param {{id: number, favourite: boolean}} saved */
  #onMarkSaved({ id, favourite }) {
    this.#view.collection?.mark(id, favourite);
    this.#viewer.refresh();
  }

  /** @param {{favourite: boolean, error: {message?: string}}} refused */
  #onMarkRefused({ favourite, error }) {
    this.#say(refusedInWords(favourite, error.message ?? ""));
  }

  /** @param {string} sentence */
  #say(sentence) {
    const { isOpen, element: viewer } = this.#viewer;
    const front = isOpen ? viewer : this.#element.querySelector(".eg-frame");
    this.#toast.show(sentence, front ?? this.#element);
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
    setAttribute(this.#element, "data-stale", String(situation.isStale));
    this.#asOfLine.show(this.#asOf(situation));
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
      isStale: this.#view.savedMs !== null,
      failure: this.#failure,
      words,
      folderName: this.#folders.nameOf(folder),
      isScanning: this.#progress.phase !== "idle",
    };
  }

  /**
   * @param {import("./gallery_state.mjs").Situation} situation
   * @returns {import("./as_of_words.mjs").AsOf | null}
   */
  #asOf({ status, total, isStale, words }) {
    const isOffline = linkTone(status) === "offline";
    if (!total || !(isOffline || isStale)) return null;
    const missing = words ? "search" : "view";
    const asked = this.#view.isAnswered ? "" : missing;
    return { isOffline, asOfMs: this.#view.savedMs ?? status.sinceMs, asked };
  }

  /** The person may come from a window beside this one, where they have logged in or clicked a notice away. */
  #onFocus() {
    if (linkTone(this.#link.status()) === "refused") this.#link.hurry?.();
  }

  #tryAgain() {
    this.#failure = null;
    this.#link.hurry?.();
    this.#reopen();
    this.#showState();
  }

  #onGridMoved() {
    this.#scrubber?.refresh();
    this.#wayBack?.note();
  }

  /** @param {number} offset */
  #openItem(offset) {
    this.#wayBack.leave();
    this.#viewer.open(offset);
  }

  // Delegates

  /** @returns {import("./grid.mjs").GridDelegate} */
  #gridDelegate() {
    return {
      gridNeeds: (first, end) => this.#view.need(first, end),
      gridItemOpened: (offset) => this.#openItem(offset),
      gridNewsChanged: (count) => this.#pill.show(count),
      gridMoved: () => this.#onGridMoved(),
      gridMarkOf: (item) => this.#markOf(item),
      gridMarkToggled: (item) => this.#marking.toggle(item),
    };
  }

  /** @returns {import("./viewer.mjs").ViewerDelegate} */
  #viewerDelegate() {
    return {
      viewerCollection: () => this.#view.collection,
      viewerNeeds: (first, end) => this.#view.need(first, end),
      viewerTurned: (offset, { id, name }) => {
        this.#tell("item-opened", { id, name, offset });
        this.#wayBack.note();
      },
      viewerClosed: (offset) => {
        this.#grid.reveal(offset);
        this.#tell("item-closed", {});
        this.#wayBack.note();
      },
      viewerInfoToggled: (isOpen) => {
        this.#preferences.withInfo = isOpen;
      },
      viewerMarkOf: (item) => this.#markOf(item),
      viewerMarkToggled: (item) => this.#marking.toggle(item),
    };
  }

  /**
   * @param {{host?: string, settings?: object}} boot
   * @returns {import("./link_panel.mjs").LinkDelegate}
   */
  #linkDelegate({ host, settings }) {
    const assets = this.#element.dataset.static;
    const seen = { userAgent: navigator.userAgent, base: this.#base, program: host, assets };
    return {
      linkStatus: () => this.#link.status(),
      linkTransportChosen: (name) => this.#chooseTransport(name),
      linkHurried: () => this.#link.hurry?.(),
      linkForgotten: () => this.#link.forget?.(),
      linkFigures: () => ({
        status: this.#link.status(),
        pictures: this.#thumbs.figures(),
        cache: this.#kept.figures,
      }),
      linkServer: () => this.#asked("status"),
      linkSurroundings: () =>
        surroundingsOf({ ...seen, settings: { ...settings, transport: this.#transport.current } }),
      linkTest: this.#test,
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

/** @param {LinkStatus} status */
function isUp(status) {
  const tone = linkTone(status);
  return tone === "live" || tone === "polling";
}

/** @param {Event} event @returns {any} */
function detailOf(event) {
  return /** @type {CustomEvent} */ (event).detail;
}
