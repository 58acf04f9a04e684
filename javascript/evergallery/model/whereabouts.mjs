import { clamp } from "../util/clamp.mjs";
import { queryFrom } from "./view_query.mjs";

/** @typedef {import("./owner.mjs").Owner} Owner */
/** @typedef {import("./view_query.mjs").ViewQuery} ViewQuery */
/** @typedef {{id: number | null, offset: number}} Spot   an item, if it is known, and its place in the view */
/** @typedef {{offset: number, above: number}} Anchor   a place, and how far its top is below the window's, in px */

/**
 * Where a person is in the gallery.
 *
 * @typedef {object} Whereabouts
 * @property {ViewQuery} query
 * @property {(Spot & {above: number}) | null} top   the first picture in the window; null at the top of the view
 * @property {number | null} current   id of the picture the keyboard is on
 * @property {Spot | null} viewer      what the viewer shows; null while it is closed
 */

/** Raised when the meaning of what is kept changes: older notes are not understood any more. */
const FORM = 1;

/** Who comes back later than this begins anew. */
const KEPT_MS = 24 * 3_600_000;

/** As the server takes them (commands/params.py). */
const MOST_WORDS = 1_000;

/** More pixels than this between a picture and the window's edge is no place in a window. */
const FARTHEST_PX = 100_000;

/**
 * @param {Whereabouts} whereabouts
 * @param {Owner} owner
 * @param {number} nowMs since 1970
 */
export function noteOf(whereabouts, owner, nowMs) {
  return { form: FORM, savedMs: nowMs, owner, ...whereabouts };
}

/**
 * What a note says, if it is one of ours and young enough.
 *
 * @param {any} note whatever lay there
 * @param {number} nowMs since 1970
 * @returns {{whereabouts: Whereabouts, owner: Owner} | null}
 */
export function readNote(note, nowMs) {
  const isOurs = note?.form === FORM && typeof note.owner === "string";
  const ageMs = nowMs - note?.savedMs;
  // A clock that was put back since is no reason to forget.
  if (!isOurs || !(ageMs < KEPT_MS)) return null;
  const whereabouts = {
    query: wholeQueryFrom(note.query),
    top: topFrom(note.top),
    current: idFrom(note.current),
    viewer: spotFrom(note.viewer),
  };
  return { whereabouts, owner: note.owner };
}

/**
 * The place whose surroundings are wanted first.
 *
 * @param {Whereabouts} whereabouts
 */
export function beginningOf({ viewer, top }) {
  return viewer ?? top;
}

/**
 * The same place in the view as it is now. A picture that is gone, or not known yet, is where it was; what came or
 * went above the others moved it as well.
 *
 * @param {Whereabouts} whereabouts
 * @param {{total: number, offsetOf: (id: number) => number}} collection
 * @returns {{top: Anchor | null, viewer: number}} viewer -1 while it is closed
 */
export function landingIn({ top, viewer }, collection) {
  const moved = [viewer, top].map((spot) => shiftOf(spot, collection)).find((by) => by !== null);
  const place = (/** @type {Spot} */ spot) =>
    clamp(
      spot.offset + (shiftOf(spot, collection) ?? moved ?? 0),
      0,
      Math.max(0, collection.total - 1),
    );
  return {
    top: top && { offset: place(top), above: top.above },
    viewer: viewer ? place(viewer) : -1,
  };
}

/**
 * @param {Spot | null} spot
 * @param {{offsetOf: (id: number) => number}} collection
 * @returns {number | null} null when its item is not known
 */
function shiftOf(spot, collection) {
  if (!spot || spot.id === null) return null;
  const offset = collection.offsetOf(spot.id);
  return offset < 0 ? null : offset - spot.offset;
}

/** @param {any} kept @returns {ViewQuery} */
function wholeQueryFrom(kept) {
  const words = typeof kept?.words === "string" ? kept.words.slice(0, MOST_WORDS) : "";
  const recursive = kept?.recursive !== false;
  return { ...queryFrom(kept), folder: idFrom(kept?.folder), recursive, words };
}

/** @param {any} kept @returns {Whereabouts["top"]} */
function topFrom(kept) {
  const spot = spotFrom(kept);
  const isNear = Number.isFinite(kept?.above) && Math.abs(kept.above) < FARTHEST_PX;
  return spot && { ...spot, above: isNear ? kept.above : 0 };
}

/** @param {any} kept @returns {Spot | null} */
function spotFrom(kept) {
  const isPlace = Number.isSafeInteger(kept?.offset) && kept.offset >= 0;
  return isPlace ? { id: idFrom(kept.id), offset: kept.offset } : null;
}

/** @param {unknown} kept @returns {number | null} */
function idFrom(kept) {
  return Number.isSafeInteger(kept) && Number(kept) > 0 ? Number(kept) : null;
}
