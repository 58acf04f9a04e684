import assert from "node:assert/strict";
import test from "node:test";

import { linkFacts } from "../../../javascript/evergallery/model/link_facts.mjs";
import { figureGroups } from "../../../javascript/evergallery/view/figure_rows.mjs";

/**
 * Every figure by its name, the group's title before it.
 *
 * @param {Parameters<typeof linkFacts>[0]} said
 */
function shown(said) {
  const groups = figureGroups(linkFacts(said));
  const lines = groups.flatMap(({ title, rows }) =>
    rows.map(({ name, value }) => [`${title}: ${name}`, value]),
  );
  return Object.fromEntries(lines);
}

const POLLING = { state: "polling", transport: "http", reason: "socket_closed" };

test("what nobody has counted is left out", () => {
  assert.deepEqual(Object.keys(shown({ status: POLLING })), ["Connection: Carried by"]);
});

test("nothing lost is said, and not left out", () => {
  const figures = { missing: 0, duplicates: 9, resumes: 4, resets: 0 };
  const rows = shown({ status: { ...POLLING, figures } });
  assert.equal(rows["Messages: Lost"], "0");
  assert.equal(rows["Messages: Resumed"], "4×");
  assert.equal(rows["Messages: Begun anew"], "0×");
});

test("ends that are called the same are counted together", () => {
  const closes = { closed: 2, network: 1, timeout: 1 };
  const figures = { attempts: 7, sockets: 4, closes };
  const rows = shown({ status: { ...POLLING, figures } });
  assert.equal(rows["Connection: WebSockets"], "4 of 7 worked");
  assert.equal(rows["Connection: They ended"], "cut 3×, never opened 1×");
});

test("polls say how long they wait, and only while there are any", () => {
  const figures = { pollWaitMs: 10_000 };
  assert.equal(shown({ status: { ...POLLING, figures } })["Connection: Polls wait"], "up to 10 s");
  assert.equal(
    shown({ status: { ...POLLING, figures: { pollWaitMs: 0 } } })["Connection: Polls wait"],
    "not at all",
  );
  const live = { state: "ws_live", transport: "websocket", figures };
  assert.equal(shown({ status: live })["Connection: Polls wait"], undefined);
});

test("bytes are told by the way they took", () => {
  const both = { socketUp: 0, socketDown: 2_048, httpUp: 512, httpDown: 1_024 };
  const rows = shown({ status: { ...POLLING, bytes: both } });
  assert.equal(rows["Messages: Received"], "socket 2.0 KB, HTTP 1.0 KB");
  assert.equal(rows["Messages: Sent"], "512 B");
});

test("pictures say how they came and how many were here already", () => {
  const rows = shown({
    status: POLLING,
    pictures: {
      firstTileMs: 412,
      p95Ms: 88,
      tiles: { socket: 120, http: 30, single: 0, cache: 50 },
      bytes: { socket: 1_024, http: 1_024, single: 0, cache: 9_999 },
    },
  });
  assert.equal(rows["Pictures: First one after"], "412 ms");
  assert.equal(rows["Pictures: Came by"], "socket 120, HTTP 30");
  assert.equal(rows["Pictures: Received"], "2.0 KB");
  assert.equal(rows["Pictures: Kept here already"], "25 % of 200");
});

test("before the thumbnails' queue counts, the browser's store does", () => {
  const rows = shown({ status: POLLING, cache: { hits: 3, misses: 1 } });
  assert.equal(rows["Pictures: Kept here already"], "75 % of 4");
});

test("the longest silence is told once there was one", () => {
  const silence = (/** @type {number} */ longestSilenceMs) =>
    shown({ status: { ...POLLING, figures: { longestSilenceMs } } })["Connection: Longest silence"];
  assert.equal(silence(150), "150 ms");
  assert.equal(silence(0), undefined);
});
