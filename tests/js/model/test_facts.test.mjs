import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import {
  OUTCOMES,
  PROBES,
  recommendedBy,
  testFacts,
} from "../../../javascript/evergallery/model/test_facts.mjs";

const DOCTOR = new URL("../../../evergallery/doctor/outcomes.py", import.meta.url);

test("of a test's rows only known words and numbers remain", () => {
  const rows = [
    { probe: "upgrade", outcome: "no_upgrade", words: "Something long.", ms: 43 },
    { probe: "idle_35", outcome: "ok", ms: 35_000.5 },
    { probe: "fox.png", outcome: "a fox", ms: "soon" },
  ];
  assert.deepEqual(testFacts({ rows }), [
    { probe: "upgrade", outcome: "no_upgrade", ms: 43 },
    { probe: "idle_35", outcome: "ok", ms: 35_000.5 },
    { probe: "other", outcome: "other", ms: null },
  ]);
  assert.deepEqual(testFacts(null), []);
});

test("the names are those of the doctor", () => {
  const source = readFileSync(DOCTOR, "utf8");
  for (const name of [...PROBES, ...OUTCOMES]) assert.ok(source.includes(`"${name}"`), name);
});

test("a recommendation is one of the transports, or none", () => {
  const recommended = (/** @type {string} */ transport) =>
    recommendedBy({ diagnosis: { transport } });
  assert.equal(recommended("http_long"), "http_long");
  assert.equal(recommended("carrier pigeon"), null);
  assert.equal(recommended(""), null);
  assert.equal(recommendedBy(null), null);
});
