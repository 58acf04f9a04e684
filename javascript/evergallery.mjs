/**
 * What the web UI loads, or our own page by its own hand: waits for the gallery's element and hands it to the app.
 *
 * Small on purpose: SD.Next's page alone is 11 MB, and the person may never open the tab. The app comes from
 * a versioned, immutable address, so an update can never mix old modules with new ones.
 */

const ELEMENT = "eg-gallery[data-static]";
const SHEET = "css/all.css";
const PROGRAM = "javascript/evergallery/app.bundle.mjs";
/** The same, module by module: one round trip for each of seven floors, where the one piece cannot be had. */
const MODULES = "javascript/evergallery/app.mjs";

/** A proxy may swallow a request: nothing fails, and nothing comes. Then another one goes beside it. */
const PATIENCE_MS = 10_000;
/** And then the person is told. What comes later still counts. */
const GIVE_UP_MS = 20_000;

const REFUSED = "The gallery's program could not be loaded.";
const SWALLOWED =
  "The gallery's program does not come: the server, or a proxy in front of it, leaves the request unanswered.";
const TRY_AGAIN = "Try again";
const TRYING = "Trying again…";

/** @typedef {{host: string, title: string, settings: Record<string, unknown>}} Boot */
/** @typedef {(element: HTMLElement, options: {base: string, boot: Boot}) => unknown} Start */

/** @returns {string} the folder the page lies in; right behind every proxy and sub-path tried */
function pageFolder() {
  return new URL(".", location.href.split(/[?#]/)[0]).href;
}

/**
 * Two copies of this script may run (a host's and a page's own): the first to mark the element has it.
 *
 * @param {HTMLElement} element
 * @param {number} attempt from 0; a browser may keep a failed import, so a later one asks by another address
 */
async function boot(element, attempt) {
  if (element.dataset.booted === String(attempt)) return;
  element.dataset.booted = String(attempt);
  const base = pageFolder();
  const tree = new URL(element.dataset.static ?? "", base).href;
  const isOurs = () => element.dataset.booted === String(attempt);
  const giveUp = setTimeout(() => offerAnotherTry(element, attempt + 1, SWALLOWED), GIVE_UP_MS);
  linkSheet(`${tree}${SHEET}`);
  try {
    const start = await loadStart(tree, attempt);
    if (!isOurs()) return;
    element.dataset.state = "connecting";
    element.replaceChildren();
    start(element, { base, boot: JSON.parse(element.dataset.boot ?? "{}") });
  } catch (error) {
    if (isOurs()) offerAnotherTry(element, attempt + 1, REFUSED);
    reportError(error);
  } finally {
    clearTimeout(giveUp);
  }
}

/**
 * On its way together with the program, which waits for it before it shows anything (view/link_styles.mjs).
 *
 * @param {string} href
 */
function linkSheet(href) {
  if ([...document.querySelectorAll("link")].some((link) => link.href === href)) return;
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href });
  link.addEventListener("error", () => link.remove(), { once: true });
  document.head.append(link);
}

/**
 * In one piece, else module by module; where neither comes nor fails, in one piece by an address no cache on the way
 * has seen. Never ends while nothing is answered.
 *
 * @param {string} tree address of the static tree, ends with "/"
 * @param {number} attempt
 * @returns {Promise<Start>}
 */
async function loadStart(tree, attempt) {
  const query = attempt ? `?attempt=${attempt}` : "";
  const whole = startIn(`${tree}${PROGRAM}${query}`).catch(() =>
    startIn(`${tree}${MODULES}${query}`),
  );
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {Promise<Start>} */
  const again = new Promise((resolve) => {
    const ask = () => startIn(`${tree}${PROGRAM}?again=${attempt}`);
    timer = setTimeout(() => resolve(ask().catch(() => whole)), PATIENCE_MS);
  });
  return Promise.race([whole, again]).finally(() => clearTimeout(timer));
}

/** @param {string} address @returns {Promise<Start>} */
async function startIn(address) {
  const { start } = await import(address);
  if (!start) throw new Error(`There is no program in ${address}`);
  return start;
}

/**
 * @param {HTMLElement} element
 * @param {number} attempt
 * @param {string} words why
 */
function offerAnotherTry(element, attempt, words) {
  element.dataset.state = "error";
  const sentence = Object.assign(document.createElement("p"), { textContent: words });
  const button = Object.assign(document.createElement("button"), { textContent: TRY_AGAIN });
  button.type = "button";
  const tryAgain = () => {
    element.dataset.state = "connecting";
    element.replaceChildren(TRYING);
    boot(element, attempt);
  };
  button.addEventListener("click", tryAgain, { once: true });
  element.replaceChildren(sentence, button);
}

/**
 * A tab that nobody opens costs the page no program and the server no connection.
 *
 * @param {HTMLElement} element
 * @param {(element: HTMLElement) => void} then called once, when the element takes up room on the page
 */
function whenSeen(element, then) {
  const observer = new ResizeObserver(() => {
    if (element.getClientRects().length === 0) return;
    observer.disconnect();
    then(element);
  });
  observer.observe(element);
}

/**
 * Gradio 5 and 6 keep the content of an unselected tab out of the document, and may make it anew: one look
 * is never enough. While the element is in place, a change of the page costs one comparison.
 */
function watch() {
  /** @type {HTMLElement | null} */
  let current = null;
  const look = () => {
    if (current?.isConnected) return;
    current = document.querySelector(ELEMENT);
    if (current && !current.dataset.booted) whenSeen(current, (element) => boot(element, 0));
  };
  new MutationObserver(look).observe(document.documentElement, { childList: true, subtree: true });
  look();
}

watch();
