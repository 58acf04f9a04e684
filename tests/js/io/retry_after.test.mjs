import assert from "node:assert/strict";
import test from "node:test";

import { retryAfter } from "../../../javascript/evergallery/io/retry_after.mjs";

const NOW = Date.parse("2026-01-01T00:00:00Z");

/** @param {string} [value] */
function waitOf(value) {
  const headers = new Headers(value === undefined ? [] : [["Retry-After", value]]);
  return retryAfter(new Response("", { headers }), NOW);
}

test("Retry-After may be seconds or a date", () => {
  assert.deepEqual(waitOf("3"), { retryAfterMs: 3_000 });
  assert.deepEqual(waitOf("Thu, 01 Jan 2026 00:00:05 GMT"), { retryAfterMs: 5_000 });
});

test("a date that is over means now", () => {
  assert.deepEqual(waitOf("Thu, 01 Jan 2025 00:00:00 GMT"), { retryAfterMs: 0 });
});

test("without one, or with nonsense in it, nothing is known", () => {
  assert.deepEqual([waitOf(), waitOf("soon")], [{}, {}]);
});
