import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
  adviceInWords,
  findingInWords,
  outcomeInWords,
  probeInWords,
} from "../../../javascript/evergallery/model/diagnosis_words.mjs";

const vectors = new URL("../../vectors/diagnosis.json", import.meta.url);
const { cases, rows, advice } = JSON.parse(readFileSync(vectors, "utf8"));

for (const { name, diagnosis, words } of cases) {
  test(`the same sentences as in Python: ${name}`, () => {
    assert.deepEqual(diagnosis.findings.map(findingInWords), words);
  });
}

test("every row of the table says the same as in Python", () => {
  for (const { outcome, words } of rows) {
    assert.deepEqual([probeInWords(outcome.probe), outcomeInWords(outcome)], words);
  }
});

test("so does the advice", () => {
  for (const [transport, words] of Object.entries(advice)) {
    assert.equal(adviceInWords(transport), words);
  }
});
