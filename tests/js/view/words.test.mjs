import assert from "node:assert/strict";
import test from "node:test";

import {
  carrierInWords,
  countInWords,
  emptyInWords,
  linkLabel,
  linkSentence,
  linkStory,
  linkTone,
  progressInWords,
  reasonInWords,
} from "../../../javascript/evergallery/view/words.mjs";

/** @typedef {import("../../../javascript/evergallery/view/words.mjs").LinkStatus} LinkStatus */

/** @type {LinkStatus} */
const LIVE = { state: "ws_live", transport: "websocket", reason: "", rttMs: 38.4, sinceMs: 0 };
/** @type {LinkStatus} */
const POLLING = { ...LIVE, state: "polling", transport: "http", reason: "socket_timeout" };

test("the chip tells the round trip on the socket and the name of the other way", () => {
  assert.equal(linkLabel(LIVE), "38 ms");
  assert.equal(linkLabel({ ...LIVE, rttMs: null }), "live");
  assert.equal(linkLabel(POLLING), "HTTP");
});

test("offline says as of when the pictures are", () => {
  const sinceMs = new Date(2026, 0, 5, 14, 2).getTime();
  const offline = /** @type {LinkStatus} */ ({ ...LIVE, state: "offline", sinceMs });
  assert.equal(linkLabel(offline), "offline, as of 14:02");
});

test("while the socket is tried again, what carries the messages gives the colour", () => {
  assert.equal(linkTone({ ...POLLING, state: "ws_trial" }), "polling");
  assert.equal(linkTone({ ...LIVE, state: "parked" }), "live");
  assert.equal(linkTone({ ...LIVE, state: "reconnect" }), "connecting");
  assert.equal(linkTone({ ...LIVE, state: "auth" }), "refused");
});

test("the sentence says what, how fast and why", () => {
  assert.equal(linkSentence(LIVE), "Connected by WebSocket. Round trip 38 ms.");
  assert.match(linkSentence(POLLING), /^Connected by HTTP polling\..*did not open in time/);
});

test("sockets known to be bad are said, with the time of the next try", () => {
  const memory = { socket: "bad", untilMs: 12 * 60_000 };
  const known = { ...POLLING, reason: "", memory };
  assert.equal(
    linkStory(known, 0),
    "WebSockets did not work here before. It is tried again in 12 min.",
  );
  const soon = { ...POLLING, nextSocketMs: 50_000 };
  assert.match(linkStory(soon, 0), /did not open in time.*again in 50 s\.$/);
  assert.match(linkStory({ ...POLLING, reason: "socket_closed" }, 0), /again in a while\.$/);
  assert.equal(linkStory({ ...known, reason: "setting" }, 0), "This way was chosen.");
});

test("a network that cuts every connection is told, with its age", () => {
  const capped = { ...LIVE, figures: { lifeCapMs: 99_800 } };
  assert.equal(
    linkStory(capped, 0),
    "This network cuts connections after 100 s; they are renewed before that.",
  );
  assert.equal(linkStory({ ...capped, transport: "http" }, 0), "");
});

test("busy waits, and a server that is full says so", () => {
  const busy = /** @type {LinkStatus} */ ({ ...LIVE, state: "busy", reason: "server_busy" });
  assert.equal(linkSentence(busy, 0), "The server is busy (loading a model?). Waiting.");
  assert.match(linkSentence({ ...busy, reason: "server_full" }, 0), /busy.*as many visitors/);
});

test("the story has no number that changes with every message", () => {
  assert.equal(carrierInWords(LIVE), "Connected by WebSocket.");
  assert.equal(linkStory(LIVE, 0), "");
});

test("a reason this version does not know is left out", () => {
  assert.equal(reasonInWords("something_new"), "");
});

test("progress says how much and how long, and nothing when there is nothing to say", () => {
  const details = /** @type {const} */ ({ phase: "details", found: 20_000, done: 12_300 });
  const rest = { per_second: 190, seconds_left: 40 };
  assert.equal(progressInWords({ ...details, ...rest }), "Indexing 12,300 of 20,000, 40 s left");
  assert.equal(
    progressInWords({ ...details, ...rest, seconds_left: null }),
    "Indexing 12,300 of 20,000",
  );
  assert.equal(
    progressInWords({ ...details, ...rest, phase: "names" }),
    "Looking for pictures: 20,000 found",
  );
  assert.equal(progressInWords({ ...details, ...rest, phase: "idle" }), "");
});

test("an empty place says why it is empty", () => {
  const nowhere = { words: "", folderName: "", isScanning: false };
  assert.equal(emptyInWords(nowhere).title, "No pictures yet");
  assert.equal(
    emptyInWords({ ...nowhere, folderName: "drafts" }).title,
    "No pictures in drafts yet",
  );
  assert.equal(emptyInWords({ ...nowhere, words: "fox" }).title, "Nothing matches “fox”");
  assert.equal(emptyInWords({ ...nowhere, isScanning: true }).title, "Looking for pictures");
});

test("the count knows one from many, and a search from all", () => {
  assert.equal(countInWords(1, ""), "1 picture");
  assert.equal(countInWords(20_412, ""), "20,412 pictures");
  assert.equal(countInWords(3, "fox"), "3 found");
});

test("too many requests, and a server without room, are said in words in every state", () => {
  for (const state of ["hello", "race", "polling", "busy"]) {
    const status = /** @type {LinkStatus} */ ({ ...LIVE, state, transport: "http" });
    assert.match(linkSentence({ ...status, reason: "too_many_requests" }, 0), /fewer requests/);
    assert.match(linkSentence({ ...status, reason: "server_full" }, 0), /as many visitors/);
  }
});
