import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { resultOf, whoAnswers } from "../../../javascript/evergallery/model/who_answers.mjs";

const vectors = new URL("../../vectors/diagnosis.json", import.meta.url);
const { answers } = JSON.parse(readFileSync(vectors, "utf8"));

for (const { name, result, by, ...answer } of answers) {
  test(`told apart as in Python: ${name}`, () => {
    assert.equal(resultOf(answer), result);
    assert.equal(whoAnswers(answer), by);
  });
}
