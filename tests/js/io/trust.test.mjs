import assert from "node:assert/strict";
import test from "node:test";

import { Trust } from "../../../javascript/evergallery/io/trust.mjs";

const FIVE_MINUTES_MS = 300_000;

test("one failure closes nothing, two in a row do", () => {
  const trust = new Trust();
  trust.failed(0);
  assert.ok(trust.isOpen(0));
  trust.worked();
  trust.failed(1);
  assert.ok(trust.isOpen(1));
  trust.failed(2);
  assert.ok(!trust.isOpen(2));
});

test("after five minutes there is one more try, which closes it again at once", () => {
  const trust = new Trust();
  trust.failed(0);
  trust.failed(0);
  assert.ok(!trust.isOpen(FIVE_MINUTES_MS - 1));
  assert.ok(trust.isOpen(FIVE_MINUTES_MS));
  trust.failed(FIVE_MINUTES_MS);
  assert.ok(!trust.isOpen(FIVE_MINUTES_MS));
});
