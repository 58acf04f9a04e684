import assert from "node:assert/strict";
import test from "node:test";

import { surroundingsOf } from "../../../javascript/evergallery/model/surroundings.mjs";

const FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0";

test("the page is told by scheme, kind of host and whether it is below a path", () => {
  const seen = { userAgent: FIREFOX, base: "http://192.168.1.20:7860/sd/" };
  const { browser, scheme, place, isBelowPath, program, build } = surroundingsOf(seen);
  assert.deepEqual([browser, scheme, place], ["Firefox 133 on Windows", "http", "private"]);
  assert.equal(isBelowPath, true);
  assert.deepEqual([program, build], ["other", ""]);
});

test("of the settings only those that are numbers, yes or no", () => {
  const { settings } = surroundingsOf({
    userAgent: FIREFOX,
    base: "http://localhost:7860/",
    settings: { transport: "http_long", stall_ms: 35_000, extra_folders: "/home", title: "x" },
  });
  assert.deepEqual(settings, [
    ["transport", "http_long"],
    ["stall_ms", "35000"],
  ]);
});
