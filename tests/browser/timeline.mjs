// Runs in the page before anything else: notes when the gallery's root appeared, when it first spoke to the
// server, and each change of what it says about itself, so that tests measure the gallery and not the
// loading of the host's page.
{
  const WATCHED = ["data-state", "data-transport", "data-reason", "data-total"];

  /** @type {{ms: number, [name: string]: string | number | null}[]} */
  const entries = [];
  /** @type {Element | null} */
  let root = null;

  const note = () => {
    const values = WATCHED.map((name) => [name.slice(5), root?.getAttribute(name) ?? null]);
    const tiles = root?.querySelectorAll("[data-id]").length ?? 0;
    entries.push({ ms: performance.now(), tiles, ...Object.fromEntries(values) });
  };

  const observer = new MutationObserver(() => {
    const found = document.querySelector("eg-gallery");
    if (found !== root) {
      root = found;
      note();
      return;
    }
    const last = entries[entries.length - 1];
    if (!root || !last) return;
    const changed = WATCHED.some((name) => root?.getAttribute(name) !== last[name.slice(5)]);
    const firstTiles = last.tiles === 0 && root.querySelector("[data-id]") !== null;
    if (changed || firstTiles) note();
  });
  observer.observe(document, { subtree: true, childList: true, attributeFilter: WATCHED });

  /** @type {{spokeMs: number | null}} */
  const link = { spokeMs: null };
  const speaks = (/** @type {unknown} */ url) => {
    if (/evergallery/.test(String(url))) link.spokeMs ??= performance.now();
  };
  const { fetch, WebSocket } = window;
  Object.assign(window, {
    evergalleryTimeline: entries,
    evergalleryLink: link,
    fetch: (/** @type {[any, any]} */ ...given) => {
      speaks(given[0]);
      return fetch.apply(window, given);
    },
    WebSocket: new Proxy(WebSocket, {
      construct(target, given) {
        speaks(given[0]);
        return Reflect.construct(target, given);
      },
    }),
  });
}
