import assert from "node:assert/strict";
import test from "node:test";
import { nextState, TRANSITIONS } from "../../../javascript/evergallery/wire/states.mjs";

test("every target is a state of the table", () => {
  const states = new Set(Object.keys(TRANSITIONS));
  for (const row of Object.values(TRANSITIONS)) {
    for (const target of Object.values(row)) assert.ok(states.has(target));
  }
});

test("an event without meaning changes nothing", () => {
  assert.equal(nextState("polling", "socket_lost"), "polling");
  assert.equal(nextState("closed", "chose_auto"), "closed");
});
