import assert from "node:assert/strict";
import test from "node:test";

import { laterIn } from "../../../javascript/evergallery/io/later.mjs";

test("a callback runs once its time has come, unless it was called off", () => {
  /** @type {Map<number, () => void>} */
  const pending = new Map();
  const scope = {
    setTimeout: (/** @type {() => void} */ callback) => {
      pending.set(pending.size + 1, callback);
      return pending.size;
    },
    clearTimeout: (/** @type {number} */ handle) => pending.delete(handle),
  };
  const later = laterIn(/** @type {any} */ (scope));
  /** @type {string[]} */
  const ran = [];
  later(() => ran.push("kept"), 10);
  later(() => ran.push("called off"), 10)();
  for (const callback of pending.values()) callback();
  assert.deepEqual(ran, ["kept"]);
});
