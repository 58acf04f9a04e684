import assert from "node:assert/strict";
import test from "node:test";

import {
  refusedInWords,
  waitingInWords,
} from "../../../javascript/evergallery/view/mark_words.mjs";

/** @param {string} state @param {"websocket" | "http" | "none"} transport */
const status = (state, transport) => ({ state, transport, reason: "", rttMs: null, sinceMs: 0 });

test("what a waiting mark waits for is named", () => {
  assert.match(waitingInWords(status("offline", "none")), /when the connection is back/);
  assert.match(waitingInWords(status("reconnect", "none")), /when the connection is back/);
  assert.match(waitingInWords(status("auth", "none")), /logged in again/);
  assert.match(waitingInWords(status("ws_live", "websocket")), /takes its time/);
  assert.match(waitingInWords(status("busy", "http")), /takes its time/);
});

test("a refused mark says what holds now, and why", () => {
  assert.equal(
    refusedInWords(true, "There is no such picture."),
    "The favourite was not saved. There is no such picture.",
  );
  assert.equal(refusedInWords(false, ""), "It is still a favourite.");
});
