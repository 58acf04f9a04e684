import assert from "node:assert/strict";
import test from "node:test";

import { linkReport } from "../../../javascript/evergallery/model/link_report.mjs";
import { surroundingsOf } from "../../../javascript/evergallery/model/surroundings.mjs";
import { testFacts } from "../../../javascript/evergallery/model/test_facts.mjs";

const NOW_MS = Date.UTC(2026, 10, 23, 23, 31, 4);

const SURROUNDINGS = surroundingsOf({
  userAgent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/131.0.0.0 Safari/537.36",
  base: "https://abc123-7860.proxy.runpod.net/private/",
  program: "a1111",
  assets: "evergallery/v1/static/3f2a91c0d4/",
  settings: { transport: "auto", stall_ms: 35_000, thumbnail_packs: true },
});

const STATUS = {
  state: "polling",
  transport: "http",
  reason: "socket_closed",
  sinceMs: NOW_MS - 60_000,
  rtt: { p50Ms: 38, p95Ms: 118, samples: [{ atMs: NOW_MS, ms: 38 }] },
  figures: {
    attempts: 7,
    sockets: 4,
    healthy: 3,
    polls: 212,
    pollFailures: 2,
    resumes: 4,
    rotations: 2,
    resets: 1,
    duplicates: 9,
    missing: 0,
    closes: { 1006: 3 },
    fallbacks: { socket_closed: 2 },
    lifetimesMs: [99_800],
    lifeCapMs: 99_800,
    pollWaitMs: 10_000,
    longestSilenceMs: 4_210,
  },
  memory: { socket: "bad", untilMs: NOW_MS },
  bytes: { socketUp: 1_024, socketDown: 2_048, httpUp: 0, httpDown: 512 },
  timeline: [
    { atMs: NOW_MS - 60_000, state: "polling", transport: "http", reason: "socket_closed" },
  ],
};

test("a report has what a maintainer needs", () => {
  const report = linkReport({
    said: {
      status: STATUS,
      pictures: { firstTileMs: 412, tiles: { socket: 148 }, bytes: { socket: 9_000 } },
      server: { event_loop_lag_ms: 3 },
    },
    surroundings: SURROUNDINGS,
    tested: [{ probe: "upgrade", outcome: "no_upgrade", ms: 43 }],
    nowMs: NOW_MS,
  });
  for (const words of [
    "2026-11-23 23:31:04 UTC",
    "Chrome 131 on Linux",
    "https, host: runpod.net, below a path",
    "a1111, build 3f2a91c0d4",
    "transport auto, stall_ms 35000, thumbnail_packs true",
    "polling, http, socket_closed since 23:30:04.000",
    "p50 38 ms, p95 118 ms, 1 samples",
    "sockets bad until 2026-11-23 23:31:04",
    "7 tried, 4 proved, 3 lived 10 s",
    "1006 × 3",
    "99.8 s; cap 99800 ms",
    "212, 2 failed, wait up to 10000 ms",
    "4 resumes, 2 renewals, 1 resets, 0 lost, 9 doubles dropped",
    "socket 2.0 KB down 1.0 KB up",
    "socket 148, 8.8 KB",
    "event loop late by 3 ms",
    "23:30:04.000  polling, http, socket_closed",
    "upgrade: no_upgrade, 43 ms",
  ]) {
    assert.ok(report.includes(words), `${words}\n\n${report}`);
  }
});

test("a report can be made when nothing is known", () => {
  const report = linkReport({ said: { status: {} }, surroundings: SURROUNDINGS, nowMs: NOW_MS });
  assert.match(report, /Sockets\s+– tried/);
});

test("a time no clock has is no reason to have no report", () => {
  const said = { status: { ...STATUS, sinceMs: 1e300 } };
  assert.match(linkReport({ said, surroundings: SURROUNDINGS, nowMs: NOW_MS }), /polling, http/);
});

/** Everything that must stay with the person. */
const SECRETS = [
  "a fox in snow, masterpiece",
  "/home/ada/outputs/2026-11-23",
  "00042-1234567.png",
  "https://abc123-7860.proxy.runpod.net/private/",
  "abc123-7860",
  "ada.example.org",
  "hunter2",
  "Zk3v9QmX0aBcDeFgHiJkLm",
];

test("whatever the parts say, no name, prompt, address, id or token comes through", () => {
  for (const secret of SECRETS) {
    const said = {
      status: spoilt(STATUS, secret),
      pictures: spoilt({ firstTileMs: 1, tiles: { socket: 1 }, bytes: { http: 2 } }, secret),
      cache: spoilt({ hits: 1 }, secret),
      server: spoilt({ event_loop_lag_ms: 1 }, secret),
    };
    const surroundings = surroundingsOf({
      userAgent: `Mozilla/5.0 (${secret}; Linux) Chrome/131.0 ${secret}`,
      base: "https://abc123-7860.proxy.runpod.net/private/",
      program: secret,
      assets: `/static/${secret}/`,
      settings: spoilt({ transport: "auto", stall_ms: 1, extra_folders: ["x"] }, secret),
    });
    const tested = testFacts({
      rows: [{ probe: secret, outcome: secret, words: secret, ms: secret }],
      finding: secret,
      [secret]: secret,
    });
    const report = linkReport({ said, surroundings, tested, nowMs: NOW_MS });
    assert.ok(!report.includes(secret), `${secret} came through:\n${report}`);
    assert.ok(!/private|abc123/.test(report), report);
  }
});

test("each place where a word may stand is guarded by itself", () => {
  for (const secret of SECRETS) {
    for (const status of spoiltOneByOne(STATUS, secret)) {
      const report = linkReport({ said: { status }, surroundings: SURROUNDINGS, nowMs: NOW_MS });
      assert.ok(!report.includes(secret), `${secret} came through:\n${report}`);
    }
  }
});

/**
 * The same shape with the secret as every word, and as a key and a value more in every object.
 *
 * @param {any} value
 * @param {string} secret
 * @returns {any}
 */
function spoilt(value, secret) {
  if (Array.isArray(value)) return [...value.map((one) => spoilt(one, secret)), secret];
  if (value === null || typeof value !== "object") return secret;
  const pairs = Object.entries(value).map(([name, one]) => [name, spoilt(one, secret)]);
  return { ...Object.fromEntries(pairs), [secret]: 7, name: secret };
}

/**
 * Copies of which each has the secret in one other leaf.
 *
 * @param {any} value
 * @param {string} secret
 * @returns {Generator<any>}
 */
function* spoiltOneByOne(value, secret) {
  if (value === null || typeof value !== "object") {
    yield secret;
    return;
  }
  for (const [name, one] of Object.entries(value)) {
    for (const bad of spoiltOneByOne(one, secret)) {
      const copy = Array.isArray(value) ? [...value] : { ...value };
      /** @type {any} */ (copy)[name] = bad;
      yield copy;
    }
  }
}
