import assert from "node:assert/strict";
import { test } from "node:test";
import { middle, SocketProbes } from "../../../javascript/evergallery/io/socket_probes.mjs";
import { fastClock, fastTimers, healthy, socketsThat } from "./fake_probed.mjs";

/** @param {any} WebSocket */
function probes(WebSocket) {
  const { signal } = new AbortController();
  const base = "https://host/a/";
  return new SocketProbes({ WebSocket, base, timers: fastTimers, clock: fastClock, signal });
}

/** @param {SocketProbes} probes */
const all = (probes) =>
  Promise.all([
    probes.upgrade(),
    probes.welcome("session"),
    probes.frame(16),
    probes.frame(64),
    probes.roundTrip(),
    probes.idle(8),
  ]);

test("a healthy socket passes every probe, and every socket is closed again", async () => {
  /** @type {import("./fake_probed.mjs").FakeWebSocket[]} */
  const made = [];
  const outcomes = await all(probes(socketsThat(healthy, made)));
  assert.deepEqual(
    outcomes.map(({ result }) => result),
    Array(6).fill("ok"),
  );
  assert.ok(made.every(({ isClosed }) => isClosed));
  assert.deepEqual(
    [...new Set(made.map(({ url }) => url))],
    ["wss://host/a/evergallery/v1/probe", "wss://host/a/evergallery/v1/socket"],
  );
});

test("one that opens and carries nothing is silent", async () => {
  const outcomes = await all(
    probes(socketsThat((socket, data) => data === undefined && socket.onopen?.({}))),
  );
  assert.deepEqual(
    outcomes.map(({ result }) => result),
    ["ok", "silent", "silent", "silent", "silent", "silent"],
  );
});

test("one that is refused says nothing about silence", async () => {
  const outcomes = await all(probes(socketsThat((socket) => socket.end(1006))));
  assert.deepEqual(
    outcomes.map(({ result }) => result),
    ["refused", "refused", "refused", "refused", "refused", "skipped"],
  );
});

test("a page that may not make sockets is refused", async () => {
  class Forbidden {
    constructor() {
      throw new DOMException("insecure", "SecurityError");
    }
  }
  assert.equal((await probes(Forbidden).upgrade()).result, "refused");
  assert.equal((await probes(undefined).upgrade()).result, "refused");
});

test("what comes back changed is not what was sent", async () => {
  const changed = socketsThat((socket, data) =>
    data === undefined ? socket.onopen?.({}) : socket.say("something else"),
  );
  assert.equal((await probes(changed).frame(16)).result, "garbled");
  assert.equal((await probes(changed).welcome("session")).result, "garbled");
});

test("a login that ended is told by the close code", async () => {
  const locked = socketsThat((socket) => {
    socket.onopen?.({});
    socket.end(4401);
  });
  assert.equal((await probes(locked).upgrade()).result, "login");
});

test("the middle of some numbers is one of them, rounded", () => {
  assert.equal(middle([9, 1.4, 500]), 9);
  assert.equal(middle([]), 0);
});
