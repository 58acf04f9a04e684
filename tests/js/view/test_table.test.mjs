import assert from "node:assert/strict";
import test from "node:test";

import { OUTCOMES } from "../../../javascript/evergallery/model/test_facts.mjs";
import { outcomeTone } from "../../../javascript/evergallery/view/test_table.mjs";

test("only ok is good, and what was not tried is not bad", () => {
  const good = OUTCOMES.filter((outcome) => outcomeTone(outcome) === "good");
  assert.deepEqual(good, ["ok"]);
  assert.equal(outcomeTone("skipped"), "none");
  assert.equal(outcomeTone("cut"), "bad");
});
