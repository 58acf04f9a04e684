import assert from "node:assert/strict";
import test from "node:test";

import { transportOption } from "../../../javascript/evergallery/hosts/transport_option.mjs";

test("labels of the settings page and names mean the same", () => {
  assert.equal(transportOption("HTTP long poll"), "http_long");
  assert.equal(transportOption("http_long"), "http_long");
  assert.equal(transportOption("Auto"), "auto");
});

test("anything else means nothing", () => {
  assert.equal(transportOption("toString"), null);
  assert.equal(transportOption(undefined), null);
});
