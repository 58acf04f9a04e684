import assert from "node:assert/strict";
import test from "node:test";

import { HttpPacks } from "../../../javascript/evergallery/io/http_packs.mjs";
import { Pack } from "../../../javascript/evergallery/io/pack.mjs";
import { KIND } from "../../../javascript/evergallery/wire/pack_frame.mjs";
import { settled } from "./fakes.mjs";
import { entry, FakeLater, framesOf } from "./pack_fakes.mjs";

const FRAME = framesOf(0, [entry(0), entry(1, KIND.gone)])[0];

/** A server whose answer the test writes piece by piece. */
class FakeServer {
  /** @type {{url: string, init: any}[]} */ requests = [];
  /** @type {((response: Response) => void)[]} */ #resolve = [];
  /** @type {ReadableStreamDefaultController<Uint8Array>[]} */ #bodies = [];

  fetch = (/** @type {string} */ url, /** @type {any} */ init) =>
    /** @type {Promise<Response>} */ (
      new Promise((resolve, reject) => {
        this.requests.push({ url, init });
        this.#resolve.push(resolve);
        const end = () => reject(new DOMException("aborted", "AbortError"));
        init.signal.addEventListener("abort", () => {
          end();
          this.#bodies[0]?.error(new DOMException("aborted", "AbortError"));
        });
      })
    );

  /** @param {ResponseInit} [init] */
  begin(init = {}) {
    const body = new ReadableStream({ start: (controller) => void this.#bodies.push(controller) });
    this.#resolve[0](new Response(body, init));
  }

  /** @param {Uint8Array} bytes */
  write(bytes) {
    this.#bodies[0].enqueue(bytes);
  }

  end() {
    this.#bodies[0].close();
  }

  break() {
    this.#bodies[0].error(new TypeError("network error"));
  }

  get isAborted() {
    return this.requests[0].init.signal.aborted;
  }
}

function httpPacks() {
  const time = new FakeLater();
  const server = new FakeServer();
  const base = "http://host/sub/";
  const way = new HttpPacks({ fetch: server.fetch, base, later: time.later, clock: time.clock });
  /** @type {[number, number][]} */ const answers = [];
  /** @type {any[]} */ const ends = [];
  const asked = [7, 3].map((id) => ({ id, version: `v${id}` }));
  const pack = new Pack(asked, ({ id }, { kind }) => answers.push([id, kind]));
  way.send(pack, (failure) => ends.push(failure));
  return { time, server, way, pack, asked, answers, ends };
}

/** Streams take a few more turns than promises. */
async function turns() {
  for (let turn = 0; turn < 5; turn += 1) await settled();
}

test("one request asks for all, beside the page and past every cache", () => {
  const { server } = httpPacks();
  const [{ url, init }] = server.requests;
  assert.equal(url, "http://host/sub/evergallery/v1/pack");
  assert.deepEqual(JSON.parse(init.body), {
    items: [
      [7, "v7"],
      [3, "v3"],
    ],
  });
  assert.deepEqual(
    [init.method, init.cache, init.credentials],
    ["POST", "no-store", "same-origin"],
  );
});

test("each picture is shown as soon as its last byte is there", async () => {
  const { server, answers, ends } = httpPacks();
  server.begin();
  server.write(FRAME.subarray(0, 16));
  await turns();
  assert.deepEqual([answers, ends], [[[7, KIND.complete]], []]);
  server.write(FRAME.subarray(16));
  server.end();
  await turns();
  assert.deepEqual([answers.at(-1), ends], [[3, KIND.gone], [null]]);
});

test("cut at any byte: what came is shown, and the pack has failed", async () => {
  for (let cut = 0; cut < FRAME.length; cut += 1) {
    for (const finish of /** @type {const} */ (["end", "break"])) {
      const { server, answers, ends } = httpPacks();
      server.begin();
      server.write(FRAME.subarray(0, cut));
      await turns();
      server[finish]();
      await turns();
      assert.equal(answers.length, cut >= 16 ? 1 : 0);
      const reasons = ends.map(({ reason }) => reason);
      if (finish === "break") assert.deepEqual(reasons, ["network"]);
      else assert.deepEqual(reasons, [cut === 6 || cut === 16 ? "cut" : "garbled"]);
    }
  }
});

test("somebody else's page with 200 is no pack, and is not read to its end", async () => {
  const { server, ends } = httpPacks();
  server.begin({ headers: { "Content-Type": "text/html" } });
  server.write(new TextEncoder().encode("<!doctype html>"));
  await turns();
  assert.deepEqual(ends, [{ reason: "garbled" }]);
  assert.ok(server.isAborted);
});

test("a status that is no answer says which", async () => {
  for (const code of [401, 403, 404, 405, 413, 500, 502]) {
    const { server, ends } = httpPacks();
    server.begin({ status: code });
    await turns();
    assert.deepEqual(ends, [{ reason: "refused", code }]);
  }
});

test("too many requests and a busy server say when to come back", async () => {
  for (const code of [429, 503]) {
    const { server, ends } = httpPacks();
    server.begin({ status: code, headers: { "Retry-After": "2" } });
    await turns();
    assert.deepEqual(ends, [{ reason: "busy", code, retryAfterMs: 2_000 }]);
  }
});

test("eight seconds without an answer, or in its middle, are a stall", async () => {
  const { time, server, answers, ends } = httpPacks();
  time.advance(7_999);
  server.begin();
  server.write(FRAME.subarray(0, 16));
  await turns();
  time.advance(7_999);
  await turns();
  assert.deepEqual(ends, []);
  time.advance(1);
  await turns();
  assert.deepEqual([answers.length, ends], [1, [{ reason: "stalled" }]]);
  const other = httpPacks();
  other.time.advance(8_000);
  await turns();
  assert.deepEqual(other.ends, [{ reason: "stalled" }]);
});

test("a dropped pack aborts its request, and nobody is told", async () => {
  const { time, server, way, pack, ends } = httpPacks();
  way.drop(pack);
  await turns();
  assert.ok(server.isAborted);
  assert.deepEqual([ends, time.armed], [[], 0]);
});

test("what was scrolled away meanwhile is not missed", async () => {
  const { server, pack, asked, answers, ends } = httpPacks();
  pack.drop(asked[1]);
  server.begin();
  server.write(FRAME.subarray(0, 16));
  server.end();
  await turns();
  assert.deepEqual([answers.length, ends], [1, [null]]);
});
