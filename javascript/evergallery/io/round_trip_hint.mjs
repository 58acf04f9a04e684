/**
 * The shortest time from question to answer among our own files that this page has loaded over the network: about
 * one round trip, since the server has them in memory.
 *
 * @param {Pick<Performance, "getEntriesByType">} performance
 * @param {string} tree address of the static tree; each file of ours begins with it
 * @returns {number | undefined} milliseconds; undefined where all came from the browser's cache
 */
export function roundTripHint(performance, tree) {
  const loaded = /** @type {PerformanceResourceTiming[]} */ (
    performance.getEntriesByType("resource")
  );
  const waits = loaded
    .filter(({ name, transferSize }) => name.startsWith(tree) && transferSize > 0)
    .map(({ requestStart, responseStart }) => responseStart - requestStart);
  return waits.length > 0 ? Math.min(...waits) : undefined;
}
