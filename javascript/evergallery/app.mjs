import { hostOf } from "./hosts/host_of.mjs";
import { transportOption } from "./hosts/transport_option.mjs";
import { laterIn } from "./io/later.mjs";
import { leading } from "./io/leading.mjs";
import { makeDriver } from "./io/make_driver.mjs";
import { makePackQueue } from "./io/make_pack_queue.mjs";
import { pageKept } from "./io/page_kept.mjs";
import { pageStore } from "./io/page_store.mjs";
import { roundTripHint } from "./io/round_trip_hint.mjs";
import { selfTest } from "./io/self_test.mjs";
import { tabKept } from "./io/tab_kept.mjs";
import { Gallery } from "./view/gallery.mjs";
import { linkStyles } from "./view/link_styles.mjs";

/**
 * @typedef {object} Boot   the attribute data-boot
 * @property {string} [host]
 * @property {string} [title]
 * @property {Record<string, any>} [settings]
 */

/** @typedef {{stop: () => void}} Running */

/** Where this module lies in the static tree; as a bundle too. */
const TREE = new URL("../../", import.meta.url).href;

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
  const store = pageStore(window);
  const link = makeDriver({
    base,
    settings: boot.settings ?? {},
    scope: window,
    page: document,
    moduleUrl: import.meta.url,
    rttHintMs: roundTripHint(performance, TREE),
    store,
  });
  const later = laterIn(window);
  const kept = pageKept(window, { store, base, later, settings: boot.settings ?? {} });
  const tab = tabKept(window, { base, later });
  const thumbs = makePackQueue({
    scope: window,
    base,
    link,
    settings: boot.settings ?? {},
    cache: kept.thumbs,
    signal: lifetime.signal,
  });
  const tester = selfTest({
    base,
    scope: window,
    moduleUrl: import.meta.url,
    remember: (socketWorks) => link.learn(socketWorks),
  });
  /** @type {import("./view/connection_test.mjs").RunTest} */
  const test = (options) => tester.run(options);
  const gallery = new Gallery({ element, link, store, thumbs, kept, tab, later, base, boot, test });
  const running = { stop: () => stopAll(element, { gallery, link, kept, lifetime }) };
  element.evergallery = running;
  makeWay(element, running, lifetime.signal);
  link.setTransport(gallery.transport);
  link.start();
  leading({ link, scope: window, page: document, store, base, later, signal: lifetime.signal });
  gallery.start(); // asks in the same flight as the link's first words; the style sheet may still be on its way
  await linkStyles(`${TREE}css/all.css`, later);
  if (lifetime.signal.aborted) return running;
  gallery.show();
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
 * @param {object} parts
 * @param {Gallery} parts.gallery
 * @param {{stop: () => void}} parts.link
 * @param {{stop: () => Promise<void>}} parts.kept
 * @param {AbortController} parts.lifetime
 */
function stopAll(element, { gallery, link, kept, lifetime }) {
  delete element.evergallery;
  lifetime.abort();
  gallery.stop();
  link.stop();
  kept.stop();
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
