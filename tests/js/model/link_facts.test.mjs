import assert from "node:assert/strict";
import test from "node:test";

import { linkFacts } from "../../../javascript/evergallery/model/link_facts.mjs";

test("before anybody has counted, everything is unknown and nothing fails", () => {
  for (const status of [undefined, null, {}, { figures: null, rtt: 3, timeline: "x", bytes: [] }]) {
    const facts = linkFacts({ status });
    assert.equal(facts.figures.missing, null);
    assert.deepEqual(facts.timeline, []);
    assert.deepEqual(facts.rtt, { p50Ms: null, p95Ms: null, samples: [] });
    assert.equal(facts.memory.socket, "unknown");
    assert.equal(facts.pictures.tiles.cache, null);
  }
});

test("numbers and known words are taken over", () => {
  const facts = linkFacts({
    status: {
      state: "polling",
      transport: "http",
      reason: "socket_closed",
      sinceMs: 5,
      rtt: { p50Ms: 38, p95Ms: 120, samples: [{ atMs: 1, ms: 40 }] },
      figures: { attempts: 3, closes: { 1006: 2, refused: 1 }, lifetimesMs: [99, "x"] },
      memory: { socket: "bad", untilMs: 9 },
      timeline: [{ atMs: 1, state: "race", transport: "none", reason: "" }],
      bytes: { socketUp: 1, socketDown: 2, httpUp: 3, httpDown: 4 },
    },
    pictures: { firstTileMs: 410, p95Ms: 88, tiles: { socket: 48 }, bytes: { socket: 9 } },
    cache: { hits: 4, misses: 6, writtenBytes: 100 },
    server: { phase: "idle", event_loop_lag_ms: 3 },
  });
  assert.equal(facts.state, "polling");
  assert.equal(facts.rtt.p95Ms, 120);
  assert.equal(facts.figures.attempts, 3);
  assert.deepEqual(facts.closes, [
    ["1006", 2],
    ["refused", 1],
  ]);
  assert.deepEqual(facts.lifetimesMs, [99]);
  assert.deepEqual(facts.timeline, [{ atMs: 1, state: "race", transport: "none", reason: "" }]);
  assert.equal(facts.pictures.tiles.socket, 48);
  assert.equal(facts.cache.hits, 4);
  assert.equal(facts.server.eventLoopLagMs, 3);
});

test("words nobody knows become one word, and their counts one count", () => {
  const { state, reason, closes } = linkFacts({
    status: {
      state: "a fox in snow",
      reason: "fox.png",
      figures: { closes: { "fox.png": 2, "/home/fox": 3, 1006: 1 } },
    },
  });
  assert.deepEqual([state, reason], ["other", "other"]);
  assert.deepEqual(closes, [
    ["other", 5],
    ["1006", 1],
  ]);
});

test("the round trip stands in for a middle that was not measured yet", () => {
  assert.equal(linkFacts({ status: { rttMs: 42 } }).rtt.p50Ms, 42);
});
