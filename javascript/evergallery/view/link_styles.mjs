import { make } from "./dom.mjs";

/** @typedef {import("../io/later.mjs").Later} Later */

/** Pictures without style are better than none. */
const PATIENCE_MS = 3_000;

/** Before the second, third and fourth try; they go on when the gallery is shown without. */
const RETRY_MS = [1_000, 3_000, 9_000];

/**
 * Links our style sheet, once per page, and waits for it, though not for ever: the grid measures itself.
 *
 * @param {string} href absolute
 * @param {Later} later
 * @returns {Promise<void>}
 */
export function linkStyles(href, later) {
  return new Promise((resolve) => {
    const callOff = later(resolve, PATIENCE_MS);
    const onLoad = () => {
      callOff();
      resolve();
    };
    awaitSheet({ href, later, onLoad }, 0);
  });
}

/**
 * @param {{href: string, later: Later, onLoad: () => void}} wanted
 * @param {number} tries so far
 */
function awaitSheet(wanted, tries) {
  const link = linked(wanted.href) ?? linkAnew(wanted.href);
  if (link.sheet) {
    wanted.onLoad();
    return;
  }
  const onError = () => {
    link.remove();
    if (tries < RETRY_MS.length) wanted.later(() => awaitSheet(wanted, tries + 1), RETRY_MS[tries]);
  };
  link.addEventListener("load", wanted.onLoad, { once: true });
  link.addEventListener("error", onError, { once: true });
}

/** Linked by the entry script, or by a gallery before this one. @param {string} href */
function linked(href) {
  const links = /** @type {HTMLLinkElement[]} */ ([...document.head.querySelectorAll("link")]);
  return links.find((link) => link.href === href);
}

/** @param {string} href */
function linkAnew(href) {
  const link = make("link", { rel: "stylesheet", href });
  document.head.append(link);
  return link;
}
