import assert from "node:assert/strict";
import { test } from "node:test";
import { probeNames, SelfTest, selfTest } from "../../../javascript/evergallery/io/self_test.mjs";
import {
  fastClock,
  fastTimers,
  healthy,
  healthyFetch,
  ours,
  socketsThat,
  WELCOME,
} from "./fake_probed.mjs";

/** Pieces 200 ms apart on the fast clock. */
function slowPieces() {
  return new ReadableStream({
    async start(controller) {
      for (let number = 0; number < 5; number++) {
        controller.enqueue(new Uint8Array(1));
        await new Promise((resolve) => setTimeout(resolve, 3));
      }
      controller.close();
    },
  });
}

/** @param {string} url */
const fetchAll = async (url) => (url.includes("chunks") ? ours(slowPieces()) : healthyFetch(url));

/** @param {object} [parts] */
function tester(parts) {
  return new SelfTest({
    base: "https://host/",
    fetch: fetchAll,
    WebSocket: socketsThat(healthy),
    call: { post: async () => `[${WELCOME}]` },
    timers: fastTimers,
    clock: fastClock,
    newSessionId: () => "s".repeat(22),
    ...parts,
  });
}

test("where everything gets through, every row is fine and nothing is offered", async () => {
  const report = await tester().run({ quick: true });
  assert.deepEqual(
    report.rows.filter(({ outcome }) => outcome !== "ok"),
    [],
  );
  assert.deepEqual(
    report.rows.map(({ probe }) => probe),
    probeNames(true),
  );
  assert.equal(report.finding, "Everything gets through: WebSocket and HTTP.");
  assert.equal(report.recommendation, "Leave the connection on Auto.");
  assert.equal(report.lines, null);
});

test("a refused socket is said once, and the lines that help are offered", async () => {
  const report = await tester({ WebSocket: socketsThat((socket) => socket.end(1006)) }).run({
    quick: true,
  });
  assert.equal(report.finding, "Something on the way refuses WebSockets. The gallery uses HTTP.");
  assert.equal(report.diagnosis.transport, "http_long");
  assert.ok(report.lines?.nginx.includes("proxy_http_version 1.1;"));
});

test("where the door is shut nothing else is tried", async () => {
  const shut = tester({ fetch: () => Promise.reject(new TypeError("Failed to fetch")) });
  const { rows, diagnosis } = await shut.run();
  assert.equal(rows.length, 1);
  assert.equal(diagnosis.exit_code, 2);
});

test("progress tells each row as it ends", async () => {
  /** @type {[string, number, number][]} */
  const told = [];
  await tester().run({
    quick: true,
    onProgress: ({ probe }, done, total) => told.push([probe, done, total]),
  });
  assert.deepEqual(told[0], ["gallery", 1, 12]);
  assert.deepEqual(
    told.map(([, done]) => done),
    Array.from({ length: 12 }, (_, index) => index + 1),
  );
});

test("the long run holds as long as link.md says", () => {
  const names = probeNames(false);
  assert.deepEqual(
    names.filter((name) => /^(idle|parked)/.test(name)),
    ["parked_5", "parked_8", "parked_20", "parked_50", "idle_8", "idle_35", "idle_65", "idle_105"],
  );
});

test("what was learnt about sockets is handed out to be kept", async () => {
  /** @type {boolean[]} */
  const kept = [];
  const remember = (/** @type {boolean} */ socketWorks) => kept.push(socketWorks);
  await tester({ remember }).run({ quick: true });
  const refused = socketsThat((socket) => socket.end(1006));
  await tester({ remember, WebSocket: refused }).run({ quick: true });
  assert.deepEqual(kept, [true, false]);
});

test("an aborted test rejects, and keeps nothing", async () => {
  const abort = new AbortController();
  const remember = () => assert.fail("kept");
  const running = tester({ remember }).run({ signal: abort.signal, quick: true });
  setTimeout(() => abort.abort(), 2);
  await assert.rejects(running, { name: "AbortError" });
});

test("the real browser's parts are taken from the window", () => {
  const scope = /** @type {any} */ ({ fetch() {}, gradio_config: {}, performance, crypto });
  assert.ok(selfTest({ base: "https://host/", scope }) instanceof SelfTest);
});
