import assert from "node:assert/strict";
import test from "node:test";

import { galleryState, noticeFor } from "../../../javascript/evergallery/view/gallery_state.mjs";

/** @typedef {import("../../../javascript/evergallery/view/gallery_state.mjs").Situation} Situation */

/** @type {Situation} */
const READY = {
  status: { state: "ws_live", transport: "websocket", reason: "", rttMs: 9, sinceMs: 0 },
  total: 12,
  failure: null,
  words: "",
  folderName: "",
  isScanning: false,
};

/** @param {string} state @param {string} [reason] */
const linked = (state, reason = "") => ({ ...READY.status, state, reason });

test("the first seconds go from connecting over loading to ready", () => {
  const boot = /** @type {const} */ ({ ...linked("race"), transport: "none" });
  assert.equal(galleryState({ ...READY, status: boot, total: null }), "connecting");
  assert.equal(galleryState({ ...READY, total: null }), "loading");
  assert.equal(galleryState(READY), "ready");
  assert.equal(galleryState({ ...READY, total: 0 }), "empty");
});

test("what an earlier visit kept is not ready until the server has spoken", () => {
  const boot = /** @type {const} */ ({ ...linked("race"), transport: "none" });
  assert.equal(galleryState({ ...READY, status: boot, isStale: true }), "connecting");
  assert.equal(galleryState({ ...READY, isStale: true }), "loading");
  assert.equal(galleryState({ ...READY, status: linked("offline"), isStale: true }), "offline");
});

test("a broken link is the state whatever is shown", () => {
  assert.equal(galleryState({ ...READY, status: linked("offline") }), "offline");
  assert.equal(galleryState({ ...READY, status: linked("auth") }), "error");
});

test("a short reconnect is none of the person's business", () => {
  assert.equal(galleryState({ ...READY, status: linked("reconnect") }), "ready");
});

test("pictures that are there are never covered", () => {
  assert.equal(noticeFor({ ...READY, status: linked("offline", "offline") }), null);
  assert.equal(noticeFor({ ...READY, status: linked("auth", "login_expired") }), null);
});

test("with nothing to show, the notice says why and offers what helps", () => {
  const offline = noticeFor({ ...READY, total: null, status: linked("offline", "server_gone") });
  assert.deepEqual(
    [offline?.title, offline?.text, offline?.remedy?.kind],
    ["Offline", "The server does not answer.", "retry"],
  );
  const failed = noticeFor({ ...READY, total: null, failure: { message: "No such folder." } });
  assert.equal(failed?.text, "No such folder.");
  assert.equal(noticeFor({ ...READY, total: 0, words: "fox" })?.remedy?.kind, "clear");
});

test("a login that ended and a page in between are opened, to be answered there", () => {
  const auth = noticeFor({ ...READY, total: null, status: linked("auth", "login_expired") });
  assert.deepEqual(auth?.remedy, { kind: "open", label: "Log in again" });
  const blocked = noticeFor({ ...READY, total: null, status: linked("blocked", "html_answer") });
  assert.deepEqual(blocked?.remedy, { kind: "open", label: "Open the page" });
});

test("who is kept waiting before anything was shown is told why", () => {
  for (const [reason, title] of [
    ["server_full", "The server is full"],
    ["too_many_requests", "One moment, please"],
  ]) {
    const status = /** @type {const} */ ({ ...linked("hello", reason), transport: "none" });
    const notice = noticeFor({ ...READY, total: null, status });
    assert.deepEqual([notice?.title, notice?.remedy?.kind], [title, "retry"]);
    assert.notEqual(notice?.text, "");
    assert.equal(noticeFor({ ...READY, status }), null);
  }
  const plain = /** @type {const} */ ({ ...linked("hello"), transport: "none" });
  assert.equal(noticeFor({ ...READY, total: null, status: plain }), null);
});
