import assert from "node:assert/strict";
import test from "node:test";
import { Ladder } from "../../../javascript/evergallery/wire/ladder.mjs";

/** @param {string} transport @param {number} [retryLimit] */
function started(transport, retryLimit = 0) {
  const ladder = new Ladder({ random: () => 0.5 });
  ladder.configure(transport, retryLimit, 0);
  ladder.start(0);
  return ladder;
}

test("the socket has a head start over HTTP", () => {
  const ladder = started("auto");
  assert.deepEqual([ladder.socketDue, ladder.httpDue(0)], [true, false]);
  ladder.handleTimer(250);
  assert.ok(ladder.httpDue(250));
});

test("a cut long poll steps down and twenty clean ones step up", () => {
  const ladder = started("http_long");
  ladder.httpWelcomed(0);
  ladder.httpFailed({ reason: "server", code: 504 }, 15_000, 15_000);
  assert.equal(ladder.pollWaitMs, 10_000);
  for (let count = 0; count < 20; count += 1) ladder.pollDone(20_000);
  assert.equal(ladder.pollWaitMs, 20_000);
});

test("a flapping socket is left alone for a while", () => {
  const ladder = started("auto");
  ladder.socketStarted();
  ladder.socketProved(20);
  for (const now of [1_000, 2_000, 3_000, 4_000]) {
    ladder.socketLost({ reason: "closed", code: 1006 }, now);
    if (now < 4_000) ladder.socketProved(now + 100);
  }
  assert.equal(ladder.reason, "socket_flapping");
  assert.ok(Number(ladder.deadlines.get("socket_pause")) >= 50_000);
});

test("a retry limit waits for a click", () => {
  const ladder = started("websocket", 1);
  ladder.socketStarted();
  ladder.socketFailed({ reason: "refused" }, 0);
  ladder.handleTimer(60_000);
  ladder.socketStarted();
  ladder.socketFailed({ reason: "refused" }, 60_000);
  assert.equal(ladder.nextDeadline(), null);
  ladder.retry(90_000);
  assert.ok(ladder.socketDue);
});

test("polls stay below what SD.Next refuses", () => {
  const ladder = started("http_short");
  let starts = 0;
  for (let now = 0; now < 60_000; now += 10) {
    ladder.hurryPoll();
    if (!ladder.httpDue(now)) continue;
    ladder.pace.started(now);
    ladder.httpWelcomed(now);
    starts += 1;
  }
  assert.ok(starts >= 200 && starts <= 246, String(starts));
});

test("sockets that end at the usual age are not flapping", () => {
  const ladder = started("auto");
  ladder.socketProved(20);
  for (const now of [3_000, 6_000, 9_000, 12_000]) {
    ladder.socketLost({ reason: "closed", code: 1006 }, now, { isUsual: now >= 9_000 });
    assert.equal(ladder.state, "reconnect");
    ladder.handleTimer(now + 700);
    assert.ok(ladder.socketDue);
    ladder.socketStarted();
    ladder.socketProved(now + 800);
  }
});

/**
 * After ten failures, with the unluckiest of random numbers.
 * @param {import("../../../javascript/evergallery/wire/ladder.mjs").Failure} failure
 * @param {number} nowMs
 */
function longestPauseMs(failure, nowMs, { visible = true } = {}) {
  const ladder = new Ladder({ random: () => 1 });
  ladder.configure("http_long", 0, 0);
  ladder.start(0);
  ladder.httpWelcomed(0);
  ladder.visible(visible, 0);
  for (let count = 0; count < 10; count += 1) ladder.httpFailed(failure, 1, 0);
  ladder.httpFailed(failure, 1, nowMs);
  return Number(ladder.deadlines.get("http_pause") ?? ladder.deadlines.get("peace")) - nowMs;
}

test("a server that went away is asked every second for five minutes while somebody looks", () => {
  /** @type {{reason: "network"}} */
  const gone = { reason: "network" };
  assert.equal(longestPauseMs(gone, 299_000), 1_000);
  assert.equal(longestPauseMs(gone, 301_000), 20_000);
  assert.equal(longestPauseMs(gone, 1_000, { visible: false }), 20_000);
});

test("a server that asks for peace gets it", () => {
  assert.equal(longestPauseMs({ reason: "busy", code: 503 }, 1_000), 20_000);
  assert.equal(longestPauseMs({ reason: "busy", retryAfterMs: 60_000 }, 1_000), 60_000);
});

test("neither a question nor an older answer shortens the pause a server asked for", () => {
  const ladder = started("http_long");
  ladder.httpWelcomed(0);
  ladder.httpFailed({ reason: "busy", code: 429, retryAfterMs: 8_000 }, 5, 10);
  ladder.httpWelcomed(20); // of an older poll, which was on the way
  ladder.hurryPoll();
  assert.ok(!ladder.httpDue(8_000));
  assert.equal(ladder.reason, "too_many_requests");
  ladder.handleTimer(8_010);
  assert.ok(ladder.httpDue(8_010));
  ladder.httpWelcomed(8_020);
  assert.equal(ladder.reason, "setting");
});

test("a server gone at the first visit says nothing about sockets", () => {
  const ladder = started("auto");
  ladder.socketStarted();
  ladder.socketFailed({ reason: "refused" }, 10);
  for (const now of [20, 600, 1_700]) ladder.httpFailed({ reason: "network" }, 1, now);
  ladder.httpWelcomed(3_000);
  assert.ok(ladder.socketDue);
  assert.equal(ladder.memory.verdict(3_000), "unknown");
});

test("a server that was full says nothing about sockets", () => {
  const ladder = started("auto");
  ladder.socketStarted();
  ladder.socketFailed({ reason: "busy" }, 10);
  ladder.httpFailed({ reason: "busy" }, 0, 20);
  assert.equal(ladder.reason, "server_full");
  ladder.httpWelcomed(5_000);
  assert.deepEqual([ladder.state, ladder.reason], ["polling", "server_full"]);
  assert.equal(ladder.socketDue, true);
});

test("a server without room for sockets is not asked for one at each poll", () => {
  const ladder = started("auto");
  ladder.socketStarted();
  ladder.socketFailed({ reason: "busy" }, 10);
  for (const nowMs of [100, 200, 300]) {
    ladder.httpWelcomed(nowMs);
    assert.equal(ladder.socketDue, false);
  }
  assert.equal(ladder.reason, "server_full");
});
