import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import {
  failureCode,
  knownCode,
  REASONS,
  STATES,
} from "../../../javascript/evergallery/model/link_codes.mjs";
import { momentInWords } from "../../../javascript/evergallery/view/moment_words.mjs";
import { reasonInWords } from "../../../javascript/evergallery/view/words.mjs";
import * as states from "../../../javascript/evergallery/wire/states.mjs";

const WIRE = new URL("../../../javascript/evergallery/wire/", import.meta.url);

test("the states are those of the wire", () => {
  const table = Object.values(states).find(
    (value) => typeof value === "object" && value !== null && "ws_live" in value,
  );
  assert.ok(table, "wire/states.mjs has a table with a line per state");
  assert.deepEqual([...STATES].sort(), Object.keys(table).sort());
});

test("every reason the ladder gives is known here, and said in words", () => {
  const source = readFileSync(new URL("ladder.mjs", WIRE), "utf8");
  const said = new Set(source.match(/"(?:socket|server|login|html|wrong|no)_[a-z_]+"/g));
  const given = [...said].map((text) => text.slice(1, -1)).filter((code) => !isInner(code));
  for (const code of given) assert.ok(REASONS.includes(code), `${code} is not known`);
  for (const code of REASONS.filter(Boolean)) assert.notEqual(reasonInWords(code), "", code);
});

test("every state has words in the list of changes", () => {
  for (const state of STATES) assert.notEqual(momentInWords({ state, reason: "" }), "Changed");
});

test("close codes and statuses pass as numbers, anything else must be known", () => {
  assert.equal(failureCode(1006), "1006");
  assert.equal(failureCode("502"), "502");
  assert.equal(failureCode("refused"), "refused");
  assert.equal(failureCode("10061"), "other");
  assert.equal(knownCode(["a"], "b", ""), "");
});

/** Events of the state machine and names of deadlines, which nobody is shown. @param {string} code */
function isInner(code) {
  const source = readFileSync(new URL("states.mjs", WIRE), "utf8");
  return new RegExp(`\\b${code}\\b`).test(source) || /_(pause|probe|due|start)$/.test(code);
}
