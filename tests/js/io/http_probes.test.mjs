import assert from "node:assert/strict";
import { test } from "node:test";
import { CallFailed } from "../../../javascript/evergallery/io/gradio_call.mjs";
import { HttpProbes } from "../../../javascript/evergallery/io/http_probes.mjs";
import { fastClock, fastTimers, healthyFetch, ours, WELCOME } from "./fake_probed.mjs";

/** @param {object} [parts] */
function probes(parts) {
  return new HttpProbes({
    fetch: healthyFetch,
    base: "https://host/a/",
    call: { post: async () => `[${WELCOME}]` },
    timers: fastTimers,
    clock: fastClock,
    signal: new AbortController().signal,
    ...parts,
  });
}

/** A server that never answers; gives up when it is told to. @param {string} _ @param {RequestInit} init */
const hanging = (_, init) =>
  new Promise((_resolve, reject) => {
    init.signal?.addEventListener("abort", () => reject(new DOMException("", "AbortError")));
  });

test("a healthy server passes, and nothing is asked of a cache", async () => {
  /** @type {[string, RequestInit][]} */
  const asked = [];
  const healthy = probes({
    fetch: (/** @type {string} */ url, /** @type {RequestInit} */ init) => {
      asked.push([url, init]);
      return healthyFetch(url);
    },
  });
  for (const probe of [healthy.gallery(), healthy.poll("s"), healthy.roundTrip(), healthy.bulk()]) {
    assert.equal((await probe).result, "ok");
  }
  assert.equal((await healthy.parked(8)).result, "ok");
  assert.ok(asked.every(([, { cache }]) => cache === "no-store"));
  assert.ok(asked.some(([url]) => url === "https://host/a/evergallery/v1/probe?wait_s=8"));
});

test("no answer in time is a time-out, and a lost one is what its probe says", async () => {
  assert.equal((await probes({ fetch: hanging }).gallery()).result, "timeout");
  const lost = probes({ fetch: () => Promise.reject(new TypeError("Failed to fetch")) });
  assert.equal((await lost.gallery()).result, "unreachable");
  assert.equal((await lost.parked(8)).result, "cut");
});

test("a gateway that gives up on a waiting answer has cut it", async () => {
  const gateway = probes({
    fetch: async () => new Response("", { status: 504, headers: { Server: "nginx" } }),
  });
  const outcome = await gateway.parked(20);
  assert.deepEqual([outcome.result, outcome.status, outcome.by], ["cut", 504, "nginx"]);
});

test("somebody's page is known by its shape", async () => {
  const html = { headers: { "Content-Type": "text/html" } };
  const page = probes({ fetch: async () => new Response("<!doctype html>", html) });
  assert.equal((await page.gallery()).result, "page");
});

test("an answer that ends early was cut", async () => {
  const short = probes({ fetch: async () => ours("short") });
  assert.equal((await short.bulk()).result, "cut");
});

/** @param {number} pauseMs */
function inPieces(pauseMs) {
  const body = new ReadableStream({
    async start(controller) {
      for (let number = 0; number < 5; number++) {
        controller.enqueue(new TextEncoder().encode(`${number}\n`));
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
      controller.close();
    },
  });
  return probes({ fetch: async () => ours(body), clock: () => performance.now() });
}

test("pieces that come one by one are no lump, those that come together are", async () => {
  assert.equal((await inPieces(110).buffering()).result, "ok");
  assert.equal((await inPieces(0).buffering()).result, "lumps");
});

for (const [failure, result] of /** @type {[any, string][]} */ ([
  [{ reason: "auth", code: 401 }, "login"],
  [{ reason: "html" }, "page"],
  [{ reason: "server", code: 502 }, "gateway"],
  [{ reason: "network" }, "cut"],
])) {
  test(`a poll that fails for ${failure.reason} ends as ${result}`, async () => {
    const post = () => Promise.reject(new CallFailed(failure));
    const outcome = await probes({ call: { post } }).poll("s");
    assert.deepEqual([outcome.result, outcome.status], [result, failure.code ?? 0]);
  });
}

test("a poll that is turned away says why, and one that is no poll is garbled", async () => {
  const bye = JSON.stringify([{ type: "bye", ack: 0, body: { code: "not_allowed", message: "" } }]);
  assert.equal((await probes({ call: { post: async () => bye } }).poll("s")).result, "login");
  assert.equal((await probes({ call: { post: async () => "[7]" } }).poll("s")).result, "garbled");
});
