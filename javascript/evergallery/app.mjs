import { hostOf } from "./hosts/host_of.mjs";
import { transportOption } from "./hosts/transport_option.mjs";
import { laterIn } from "./io/later.mjs";
import { makeDriver } from "./io/make_driver.mjs";
import { pageStore } from "./io/page_store.mjs";
import { Gallery } from "./view/gallery.mjs";
import { linkStyles } from "./view/link_styles.mjs";

/**
 * @typedef {object} Boot   the attribute data-boot
 * @property {string} [host]
 * @property {string} [title]
 * @property {Record<string, any>} [settings]
 */

/** @typedef {{stop: () => void}} Running */

/** Told on the document by each gallery that starts. */
const STARTED = "evergallery:started";

/** @typedef {HTMLElement & {evergallery?: Running}} GalleryElement   the element carries what runs in it */

/**
 * Starts the gallery in its element; an element that is started twice keeps its first.
 *
 * @param {GalleryElement} element the <eg-gallery>
 * @param {object} options
 * @param {string} options.base absolute, ends with "/": the folder our routes lie in
 * @param {Boot} options.boot
 * @returns {Promise<Running>}
 */
export async function start(element, { base, boot }) {
  if (element.evergallery) return element.evergallery;
  const lifetime = new AbortController();
  const link = makeDriver({
    base,
    settings: boot.settings ?? {},
    scope: window,
    page: document,
    moduleUrl: import.meta.url,
  });
  const store = pageStore(window);
  const gallery = new Gallery({ element, link, store, later: laterIn(window), base, boot });
  const running = { stop: () => stopAll(element, { gallery, link, lifetime }) };
  element.evergallery = running;
  makeWay(element, running, lifetime.signal);
  link.start();
  await linkStyles(new URL("../../css/", import.meta.url).href);
  if (lifetime.signal.aborted) return running;
  gallery.start();
  obeyHost(gallery, hostOf(window), lifetime.signal);
  return running;
}

/**
 * Ends what `start` began in this element, if anything.
 *
 * @param {GalleryElement} element
 */
export function stop(element) {
  element.evergallery?.stop();
}

/**
 * @param {GalleryElement} element
 * @param {{gallery: Gallery, link: {stop: () => void}, lifetime: AbortController}} parts
 */
function stopAll(element, { gallery, link, lifetime }) {
  delete element.evergallery;
  lifetime.abort();
  gallery.stop();
  link.stop();
}

/**
 * A host may make its tab anew, with another element: then the gallery in the old one ends. While the old
 * one is merely out of the document (an unselected tab of Gradio 5 and 6) it goes on.
 *
 * @param {GalleryElement} element
 * @param {Running} running
 * @param {AbortSignal} signal
 */
function makeWay(element, running, signal) {
  document.dispatchEvent(new CustomEvent(STARTED));
  const onStarted = () => {
    if (!element.isConnected) running.stop();
  };
  document.addEventListener(STARTED, onStarted, { signal });
}

/**
 * @param {Gallery} gallery
 * @param {import("./hosts/host.mjs").Host} host
 * @param {AbortSignal} signal
 */
function obeyHost(gallery, host, signal) {
  host.onTabShown(() => gallery.fit(), signal);
  let transport = transportOption(host.options().transport);
  host.onOptionsChanged(() => {
    const chosen = transportOption(host.options().transport);
    // Other options change far more often: what the person chose on the chip holds until this one does.
    if (chosen !== null && chosen !== transport) gallery.transportChosen(chosen);
    transport = chosen ?? transport;
  }, signal);
}
