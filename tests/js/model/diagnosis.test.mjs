import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { diagnose, numberIn } from "../../../javascript/evergallery/model/diagnosis.mjs";

const vectors = new URL("../../vectors/diagnosis.json", import.meta.url);
const { cases } = JSON.parse(readFileSync(vectors, "utf8"));

for (const { name, outcomes, diagnosis } of cases) {
  test(`the same conclusions as in Python: ${name}`, () => {
    assert.deepEqual(diagnose(outcomes), diagnosis);
  });
}

test("nothing tried means nothing works", () => {
  assert.equal(diagnose([]).exit_code, 2);
});

test("a probe's number is what it is called after", () => {
  assert.equal(numberIn("idle_105"), 105);
  assert.equal(numberIn("buffering"), 0);
});
