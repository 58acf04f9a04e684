import { BlobPictures } from "./blob_pictures.mjs";
import { BlobShelf } from "./blob_shelf.mjs";
import { HttpPacks } from "./http_packs.mjs";
import { laterIn } from "./later.mjs";
import { PackLane } from "./pack_lane.mjs";
import { PackQueue } from "./pack_queue.mjs";
import { SocketPacks } from "./socket_packs.mjs";
import { ThumbQueue } from "./thumb_queue.mjs";
import { ThumbStock } from "./thumb_stock.mjs";

/** Some 5,000 thumbnails of usual size: more than a person scrolls back. */
const SHELF_BYTES = 64 * 1024 * 1024;

/** Until the gallery knows its link. Over HTTP/1.1 a browser has six connections per host. */
const SINGLE_AT_ONCE = 4;

/**
 * A PackQueue with everything of the real browser in it.
 *
 * @param {object} options
 * @param {Window & typeof globalThis} options.scope the window
 * @param {string} options.base absolute, ends with "/": the folder our routes lie in
 * @param {import("./socket_packs.mjs").PackLink} options.link
 * @param {Record<string, any>} options.settings client settings, from the boot attribute
 * @param {import("./thumb_stock.mjs").ThumbCache | null} options.cache
 * @param {AbortSignal} options.signal ends with the gallery
 */
export function makePackQueue({ scope, base, link, settings, cache, signal }) {
  const later = laterIn(scope);
  const clock = () => Date.now();
  const isLinkUp = () => link.status().transport !== "none";
  const fetch = scope.fetch.bind(scope);
  const ways = [
    new SocketPacks({ link, later, signal }),
    new HttpPacks({ fetch, base, later, clock }),
  ];
  const queue = new PackQueue({
    lanes: ways.map((way) => new PackLane({ way, clock, isLinkUp })),
    single: new ThumbQueue({ later, limit: SINGLE_AT_ONCE }),
    pictures: new BlobPictures(scope.URL),
    stock: new ThumbStock({ shelf: new BlobShelf(SHELF_BYTES), cache, later }),
    later,
    clock,
    sizeOf: (url) => transferSize(scope.performance, url),
    limit: SINGLE_AT_ONCE,
    isPacking: settings.thumbnail_packs ?? true,
  });
  link.addEventListener("change", () => queue.linkChanged(), { signal });
  return queue;
}

/**
 * What the browser noted about the download of an address; it notes the first 250 of a page.
 *
 * @param {Performance} performance
 * @param {string} url
 */
function transferSize(performance, url) {
  const entry = performance.getEntriesByName(url, "resource").at(-1);
  return /** @type {PerformanceResourceTiming | undefined} */ (entry)?.transferSize ?? 0;
}
