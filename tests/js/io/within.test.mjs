import assert from "node:assert/strict";
import test from "node:test";

import { within } from "../../../javascript/evergallery/io/within.mjs";
import { FakeTime, settled } from "./fakes.mjs";

/** @param {Promise<string>} promise */
function waited(promise) {
  const time = new FakeTime();
  const { timers } = time;
  const later = (/** @type {() => void} */ callback, /** @type {number} */ delayMs) => {
    const handle = timers.setTimeout(callback, delayMs);
    return () => timers.clearTimeout(handle);
  };
  return { time, outcome: within(promise, { waitMs: 300, substitute: "none", later }) };
}

test("what comes in time is used, and the timer is taken back", async () => {
  const { time, outcome } = waited(Promise.resolve("it"));
  assert.equal(await outcome, "it");
  assert.equal(time.armed, 0);
});

test("what comes too late is replaced", async () => {
  const { time, outcome } = waited(new Promise(() => {}));
  await settled();
  time.advance(300);
  assert.equal(await outcome, "none");
});

test("a failure counts as nothing", async () => {
  assert.equal(await waited(Promise.reject(new Error("no"))).outcome, "none");
});
