import assert from "node:assert/strict";
import test from "node:test";

import { remedyFor } from "../../../javascript/evergallery/view/link_remedy.mjs";

/**
 * @param {string} state
 * @param {string} [reason]
 * @returns {import("../../../javascript/evergallery/view/words.mjs").LinkStatus}
 */
const status = (state, reason = "") => ({
  state,
  transport: "http",
  reason,
  rttMs: null,
  sinceMs: 0,
});

test("where somebody must answer a page, the page is opened", () => {
  assert.deepEqual(remedyFor(status("auth", "login_expired")), {
    kind: "open",
    label: "Log in again",
  });
  assert.equal(remedyFor(status("blocked", "html_answer"))?.kind, "open");
});

test("where waiting would do, waiting can be cut short", () => {
  assert.equal(remedyFor(status("blocked", "wrong_origin"))?.kind, "retry");
  assert.equal(remedyFor(status("offline", "server_gone"))?.kind, "retry");
  assert.equal(remedyFor(status("polling", "socket_closed"))?.label, "Try a WebSocket now");
});

test("a socket that failed here before can be tried at once, unless polling was chosen", () => {
  const memory = { socket: "bad", untilMs: 1 };
  assert.equal(remedyFor({ ...status("polling"), memory })?.kind, "retry");
  assert.equal(remedyFor({ ...status("polling", "setting"), memory }), null);
});

test("there is nothing to do about a good link, a busy server or a missing library", () => {
  for (const [state, reason] of [
    ["ws_live"],
    ["busy", "server_busy"],
    ["polling", "no_socket_support"],
  ])
    assert.equal(remedyFor(status(state, reason)), null, state);
});
