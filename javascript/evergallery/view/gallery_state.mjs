import { remedyFor } from "./link_remedy.mjs";
import { brokenLinkInWords, emptyInWords, isCrowded, linkTone } from "./words.mjs";

/** @typedef {import("./words.mjs").LinkStatus} LinkStatus */
/** @typedef {"connecting" | "loading" | "ready" | "empty" | "offline" | "error"} GalleryState */

/**
 * Everything the state of the gallery follows from.
 *
 * @typedef {object} Situation
 * @property {LinkStatus} status
 * @property {number | null} total    of the view; null while none is open
 * @property {boolean} [isStale]      it is of an earlier visit, and the server has not spoken yet
 * @property {{message?: string} | null} failure   why the view could not be opened
 * @property {string} words           of the search
 * @property {string} folderName      "" for everything
 * @property {boolean} isScanning
 */

/** @typedef {import("./link_remedy.mjs").Remedy | {kind: "clear", label: string}} Remedy */

/**
 * What to say over the grid, and what the person can do.
 *
 * @typedef {object} Said
 * @property {import("./icons.mjs").IconName} iconName
 * @property {string} title
 * @property {string} text
 * @property {Remedy | null} remedy
 */

/** @type {Remedy} */
const AGAIN = Object.freeze({ kind: "retry", label: "Try again" });
/** @type {Remedy} */
const CLEAR = Object.freeze({ kind: "clear", label: "Clear the search" });

/**
 * @param {Situation} situation
 * @returns {GalleryState} the attribute data-state
 */
export function galleryState({ status, total, isStale, failure }) {
  const tone = linkTone(status);
  if (tone === "refused") return "error";
  if (tone === "offline") return "offline";
  if (failure) return "error";
  if (total === null || isStale) return tone === "connecting" ? "connecting" : "loading";
  return total > 0 ? "ready" : "empty";
}

/**
 * Pictures that are there are never covered: then the chip alone tells about the link.
 *
 * @param {Situation} situation
 * @returns {Said | null}
 */
export function noticeFor(situation) {
  const state = galleryState(situation);
  if (state === "empty") return emptyNotice(situation);
  const { status, failure, total } = situation;
  const isKeptWaiting = total === null && state === "connecting" && isCrowded(status);
  if ((total ?? 0) > 0 || !(isKeptWaiting || state === "offline" || state === "error")) return null;
  const isLink = isKeptWaiting || state === "offline" || linkTone(status) === "refused";
  if (isLink) return { iconName: "cloud", ...brokenLinkInWords(status), remedy: remedyOf(status) };
  const text = failure?.message ?? "";
  return { iconName: "broken", title: "This did not work", text, remedy: AGAIN };
}

/** @param {LinkStatus} status @returns {Remedy} */
function remedyOf(status) {
  return remedyFor(status) ?? AGAIN;
}

/** @param {Situation} situation @returns {Said} */
function emptyNotice({ words, folderName, isScanning }) {
  const said = emptyInWords({ words, folderName, isScanning });
  return { iconName: words ? "search" : "pictures", ...said, remedy: words ? CLEAR : null };
}
