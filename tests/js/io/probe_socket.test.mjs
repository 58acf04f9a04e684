import assert from "node:assert/strict";
import { test } from "node:test";
import { ProbeFailed, ProbeSocket } from "../../../javascript/evergallery/io/probe_socket.mjs";
import { FakeWebSocket, fastTimers } from "./fake_probed.mjs";

const forEver = () => new AbortController().signal;

/** @param {AbortSignal} [signal] */
function pair(signal = forEver()) {
  const wire = new FakeWebSocket("ws://host/", () => {});
  return { wire, socket: new ProbeSocket(wire, fastTimers, signal) };
}

/** @param {string} result */
const failing = (result) => (/** @type {unknown} */ error) =>
  error instanceof ProbeFailed && error.result === result;

test("a handshake nobody answers is late, not refused", async () => {
  await assert.rejects(pair().socket.opened(50), failing("timeout"));
});

test("a close before opening is a refusal, whatever its code", async () => {
  const { wire, socket } = pair();
  wire.end(1006);
  await assert.rejects(socket.opened(50), failing("refused"));
});

test("an error before opening is a refusal, even where no close follows", async () => {
  const { wire, socket } = pair();
  wire.onerror?.({});
  await assert.rejects(socket.opened(50), failing("refused"));
});

test("what was said before somebody listened is not lost", async () => {
  const { wire, socket } = pair();
  wire.onopen?.({});
  wire.say("one");
  wire.say("two");
  assert.deepEqual([await socket.next(50), await socket.next(50)], ["one", "two"]);
});

for (const [code, result] of [
  [1006, "cut"],
  [4401, "login"],
  [4403, "origin"],
  [1013, "busy"],
]) {
  test(`an open socket that ends with ${code} means ${result}`, async () => {
    const { wire, socket } = pair();
    wire.onopen?.({});
    setTimeout(() => wire.end(Number(code)), 1);
    await assert.rejects(socket.silence(60_000), failing(String(result)));
  });
}

test("silence that lasts is what was asked for", async () => {
  const { wire, socket } = pair();
  wire.onopen?.({});
  await socket.silence(10);
  await assert.rejects(socket.next(10), failing("silent"));
});

test("the signal ends every wait and closes the socket", async () => {
  const abort = new AbortController();
  const { wire, socket } = pair(abort.signal);
  setTimeout(() => abort.abort(), 1);
  await assert.rejects(socket.opened(600_000), failing("refused"));
  assert.ok(wire.isClosed);
});
