import assert from "node:assert/strict";
import test from "node:test";

import { Pack } from "../../../javascript/evergallery/io/pack.mjs";
import { PackLane } from "../../../javascript/evergallery/io/pack_lane.mjs";
import { KIND } from "../../../javascript/evergallery/wire/pack_frame.mjs";
import { FakeLater, FakeWay } from "./pack_fakes.mjs";

function laneOf() {
  const time = new FakeLater();
  const way = new FakeWay("http");
  const link = { isUp: true };
  const lane = new PackLane({ way, clock: time.clock, isLinkUp: () => link.isUp });
  /** @type {any[]} */ const ends = [];
  const send = () => {
    const pack = new Pack([{ id: 1, version: "a" }], () => {});
    lane.send(pack, (failure) => ends.push(failure));
    return pack;
  };
  /** @param {any} failure */
  const fail = (failure) => {
    send();
    way.sent.at(-1)?.ended(failure);
  };
  return { time, way, link, lane, ends, send, fail };
}

test("three packs at the same time, and room again when one has ended", () => {
  const { lane, way, send, ends } = laneOf();
  send();
  send();
  assert.ok(lane.hasRoom);
  send();
  assert.ok(!lane.hasRoom);
  way.answer(0);
  assert.ok(lane.hasRoom);
  assert.deepEqual(ends, [null]);
});

test("two failures in a row close it for five minutes, whatever they were", () => {
  for (const reason of ["stalled", "cut", "garbled", "refused", "network"]) {
    const { time, lane, fail } = laneOf();
    fail({ reason });
    assert.ok(lane.isOpen, reason);
    fail({ reason });
    assert.ok(!lane.isOpen, reason);
    time.advance(300_000);
    assert.ok(lane.isOpen, reason);
  }
});

test("a pack that comes through wipes the slate", () => {
  const { lane, way, send, fail } = laneOf();
  for (let time = 0; time < 3; time += 1) {
    fail({ reason: "cut" });
    send();
    way.answer(way.sent.length - 1);
  }
  for (let time = 0; time < 4; time += 1) fail({ reason: "busy", retryAfterMs: 0 });
  send();
  way.answer(way.sent.length - 1);
  for (let time = 0; time < 4; time += 1) fail({ reason: "busy", retryAfterMs: 0 });
  assert.ok(lane.isOpen);
});

test("a pack the way would not take is not under way", () => {
  const { lane, way, send } = laneOf();
  way.takes = false;
  send();
  assert.equal(lane.size, 0);
});

test("a closed way is a closed lane", () => {
  const { lane, way } = laneOf();
  way.isUsable = false;
  assert.ok(!lane.isOpen);
});

test("packs lost with their socket say nothing about packs", () => {
  const { lane, fail } = laneOf();
  for (let time = 0; time < 5; time += 1) fail({ reason: "lost" });
  assert.ok(lane.isOpen && lane.hasRoom);
});

test("while the link is down a failure is the network's: a moment's rest and no blame", () => {
  const { time, link, lane, fail } = laneOf();
  link.isUp = false;
  for (let time = 0; time < 3; time += 1) fail({ reason: "network" });
  assert.ok(lane.isOpen);
  assert.equal(lane.restMs, 1_000);
  time.advance(1_000);
  assert.ok(lane.hasRoom);
});

test("'too many requests' halves the pace and rests as long as was asked", () => {
  const { time, lane, fail } = laneOf();
  fail({ reason: "busy", code: 429, retryAfterMs: 4_000 });
  assert.deepEqual([lane.limit, lane.restMs, lane.isOpen], [1, 4_000, true]);
  time.advance(4_000);
  assert.ok(lane.hasRoom);
});

test("who is busy for ever is not waited for", () => {
  const { lane, fail } = laneOf();
  for (let time = 0; time < 4; time += 1) fail({ reason: "busy", retryAfterMs: 0 });
  assert.ok(lane.isOpen);
  fail({ reason: "busy", retryAfterMs: 0 });
  assert.ok(!lane.isOpen);
});

test("an answer that is only 'later' rests before the next, one with a picture does not", () => {
  const { lane, way, send } = laneOf();
  send();
  way.answer(0, KIND.later);
  assert.equal(lane.restMs, 200);
  const other = laneOf();
  other.send();
  other.way.answer(0);
  assert.equal(other.lane.restMs, 0);
});

test("a pack nobody waits for is taken back, and the next waits a moment", () => {
  const { lane, way, send, ends } = laneOf();
  const pack = send();
  lane.drop(pack);
  assert.deepEqual(way.dropped, [pack]);
  assert.deepEqual([lane.size, lane.restMs, ends], [0, 100, []]);
});

test("another lane's pack is none of its business", () => {
  const { lane, way } = laneOf();
  lane.drop(new Pack([{ id: 1, version: "a" }], () => {}));
  assert.deepEqual([way.dropped, lane.restMs], [[], 0]);
});

test("bytes that were no pictures close it as failures do", () => {
  const { lane } = laneOf();
  lane.distrust();
  lane.distrust();
  assert.ok(!lane.isOpen);
});
