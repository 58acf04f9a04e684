import { setImmediate as turn } from "node:timers/promises";

/** Timers in real time. @type {import("../../../javascript/evergallery/io/later.mjs").Later} */
export const soon = (callback, delayMs) => {
  const handle = setTimeout(callback, delayMs);
  return () => clearTimeout(handle);
};

/** Several turns of the event loop: what fake-indexeddb needs for a transaction. */
export async function afterAWhile() {
  for (let count = 0; count < 40; count += 1) await turn();
}

/** Databases that never answer, not even with an error. */
export function hangingDatabases() {
  return /** @type {any} */ ({ open: () => ({}) });
}

/** Databases of a private window: a mere call throws. */
export function forbiddenDatabases() {
  const open = () => {
    throw new DOMException("forbidden", "SecurityError");
  };
  return /** @type {any} */ ({ open });
}
