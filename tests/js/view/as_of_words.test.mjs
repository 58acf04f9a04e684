import assert from "node:assert/strict";
import test from "node:test";

import { asOfInWords } from "../../../javascript/evergallery/view/as_of_words.mjs";

const NOW_MS = new Date(2026, 10, 23, 18, 30).getTime();
const OFFLINE = /** @type {const} */ ({
  isOffline: true,
  asOfMs: new Date(2026, 10, 23, 14, 2).getTime(),
  asked: "",
});

test("offline, the line says since when and what happens next", () => {
  assert.equal(asOfInWords(OFFLINE, NOW_MS), "Offline, as of 14:02. Trying again…");
});

test("a search says that it needs the server", () => {
  assert.equal(
    asOfInWords({ ...OFFLINE, asked: "search" }, NOW_MS),
    "Offline, as of 14:02. Searching needs the server: it goes on by itself when the server is back.",
  );
});

test("so does what was never opened in this browser", () => {
  assert.match(asOfInWords({ ...OFFLINE, asked: "view" }, NOW_MS), /not opened here before/);
});

test("a server that takes its time is waited for in words", () => {
  const words = asOfInWords({ ...OFFLINE, isOffline: false }, NOW_MS);
  assert.equal(words, "As of 14:02. Waiting for the server…");
});
