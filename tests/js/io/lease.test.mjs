import assert from "node:assert/strict";
import test from "node:test";

import { judge, LEASE_MS, leaseFrom, RENEW_MS } from "../../../javascript/evergallery/io/lease.mjs";

const NOW_MS = 100_000;
const OWN = { id: "me", leads: false, nowMs: NOW_MS, random: () => 0.5 };

test("a free lease is taken, and read again a moment later", () => {
  const { leads, write, againMs } = judge(null, OWN);
  assert.equal(leads, true);
  assert.deepEqual(write, { holder: "me", untilMs: NOW_MS + LEASE_MS });
  assert.ok(againMs < 100);
});

test("a lease that is held is respected until it ends, and looked at a little later", () => {
  const verdict = judge({ holder: "other", untilMs: NOW_MS + 1_500 }, OWN);
  assert.deepEqual(verdict, { leads: false, write: null, againMs: 1_600 });
});

test("who leads renews in time", () => {
  const lease = { holder: "me", untilMs: NOW_MS + 1_200 };
  const { leads, write, againMs } = judge(lease, { ...OWN, leads: true });
  assert.equal(leads, true);
  assert.equal(write?.untilMs, NOW_MS + LEASE_MS);
  assert.equal(againMs, RENEW_MS);
});

test("a lease that ended is free", () => {
  assert.equal(judge({ holder: "frozen", untilMs: NOW_MS }, OWN).leads, true);
});

test("a lease from before the clock was set back does not count", () => {
  const lease = { holder: "other", untilMs: NOW_MS + 3_600_000 };
  assert.equal(judge(lease, OWN).leads, true);
});

test("who thaws and finds another leading steps down", () => {
  const lease = { holder: "other", untilMs: NOW_MS + 1_000 };
  assert.equal(judge(lease, { ...OWN, leads: true }).leads, false);
});

test("who thaws and finds its own lease, though ended, goes on", () => {
  const lease = { holder: "me", untilMs: NOW_MS - 60_000 };
  assert.equal(judge(lease, { ...OWN, leads: true }).leads, true);
});

test("a hidden leader is followed within three seconds, however unlucky", () => {
  const justRenewed = { holder: "frozen", untilMs: NOW_MS + LEASE_MS };
  const { againMs } = judge(justRenewed, { ...OWN, random: () => 1 });
  assert.ok(againMs < 3_000);
});

test("what is not a lease is none", () => {
  for (const value of [null, 7, {}, { holder: 1, untilMs: 2 }, { holder: "x", untilMs: "soon" }]) {
    assert.equal(leaseFrom(value), null);
  }
  assert.deepEqual(leaseFrom({ holder: "x", untilMs: 5, more: 1 }), { holder: "x", untilMs: 5 });
});
