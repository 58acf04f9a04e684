/** @typedef {import("./transport.mjs").Timers} Timers */

/**
 * Whoever wants to know.
 *
 * @typedef {object} WakefulnessDelegate
 * @property {(visible: boolean) => void} pageVisibilityChanged
 * @property {(online: boolean) => void} networkOnlineChanged
 * @property {() => void} machineWoke   time has jumped, the network has changed or the page came back
 * @property {() => void} pageLeft      pagehide: from here on the page may be frozen, or gone
 * @property {() => void} pageReturned  pageshow after that: out of the back-forward cache
 */

/**
 * What is watched, as the browser has it.
 *
 * @typedef {object} Surroundings
 * @property {EventTarget} scope        the window
 * @property {EventTarget & {visibilityState: string}} page   the document
 * @property {{onLine?: boolean, connection?: EventTarget}} navigator
 */

/**
 * How often the wall clock is looked at while the page is visible. A machine that slept is noticed
 * within this time even where no event tells (lid opened on a visible page).
 */
const LOOK_MS = 2_000;

/** More than this between two looks was sleep: throttled timers of a visible page come at most 1 s late. */
const JUMP_MS = 5_000;

/** Notices everything that makes a link worth checking: visibility, network, sleep, page cache. */
export class Wakefulness {
  #surroundings;
  #clock;
  #timers;
  /** @type {WakefulnessDelegate | null} */ #delegate = null;
  /** @type {AbortController | null} */ #listeners = null;
  /** @type {any} */ #timer = null;
  #lookedAt = 0;

  /**
   * @param {object} options
   * @param {Surroundings} options.surroundings
   * @param {() => number} options.clock wall clock in ms: it goes on while the machine sleeps
   * @param {Timers} options.timers
   */
  constructor({ surroundings, clock, timers }) {
    this.#surroundings = surroundings;
    this.#clock = clock;
    this.#timers = timers;
  }

  get visible() {
    return this.#surroundings.page.visibilityState !== "hidden";
  }

  /** A browser that does not say counts as online. */
  get online() {
    return this.#surroundings.navigator.onLine !== false;
  }

  /** @param {WakefulnessDelegate} delegate */
  start(delegate) {
    if (this.#delegate) return;
    this.#delegate = delegate;
    this.#listeners = new AbortController();
    this.#listen(delegate, this.#listeners.signal);
    this.#watch();
  }

  stop() {
    this.#listeners?.abort();
    this.#timers.clearTimeout(this.#timer);
    this.#delegate = null;
    this.#listeners = null;
    this.#timer = null;
  }

  /**
   * @param {WakefulnessDelegate} delegate
   * @param {AbortSignal} signal
   */
  #listen(delegate, signal) {
    const { scope, page, navigator } = this.#surroundings;
    page.addEventListener("visibilitychange", () => this.#onVisibility(delegate), { signal });
    scope.addEventListener("online", () => delegate.networkOnlineChanged(true), { signal });
    scope.addEventListener("offline", () => delegate.networkOnlineChanged(false), { signal });
    scope.addEventListener("pagehide", () => delegate.pageLeft(), { signal });
    scope.addEventListener("pageshow", (event) => onPageShow(event, delegate), { signal });
    navigator.connection?.addEventListener("change", () => delegate.machineWoke(), { signal });
  }

  /** @param {WakefulnessDelegate} delegate */
  #onVisibility(delegate) {
    this.#watch();
    delegate.pageVisibilityChanged(this.visible);
  }

  /** Looks at the clock in turns while visible; a hidden page's timers say nothing about sleep. */
  #watch() {
    this.#timers.clearTimeout(this.#timer);
    this.#lookedAt = this.#clock();
    this.#timer = this.visible ? this.#timers.setTimeout(() => this.#look(), LOOK_MS) : null;
  }

  #look() {
    const slept = this.#clock() - this.#lookedAt > LOOK_MS + JUMP_MS;
    this.#watch();
    if (slept) this.#delegate?.machineWoke();
  }
}

/**
 * @param {Event} event a PageTransitionEvent; the first one of a page is not a return
 * @param {WakefulnessDelegate} delegate
 */
function onPageShow(event, delegate) {
  if (/** @type {PageTransitionEvent} */ (event).persisted) delegate.pageReturned();
}
